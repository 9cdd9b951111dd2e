"""Great Expectations is loaded without Spark, whatever is installed beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("first", ["expectations.engine", "expectations.data_docs"])
def test_a_spark_that_ends_the_process_is_left_alone_and_stays_importable(tmp_path: Path, first: str) -> None:
    (tmp_path / "pyspark").mkdir()
    (tmp_path / "pyspark" / "__init__.py").write_text("raise SystemExit('Spark was loaded')", encoding="utf-8")
    code = (
        f"import importlib, sys; importlib.import_module('{first}')\n"
        "from expectations.library import load_library\n"
        "load_library()\n"
        "import great_expectations\n"
        "assert 'pyspark' not in sys.modules\n"
        "print('the library is there')\n"
        "import pyspark\n"
    )
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert (run.stdout.strip(), run.stderr.strip()) == ("the library is there", "Spark was loaded")
