"""Great Expectations, loaded without what we do not use of it."""

from __future__ import annotations

import os
import sys
from importlib import import_module

# The library loads Spark wherever it is installed: seconds and memory for nothing; and Spark ends the process, task and
# all, where a part of its own is missing.
_LEFT_OUT = "pyspark"


def load_library() -> None:
    """Load it; call this before the first import of anything in it. Nothing happens a second time."""
    # No word about its use leaves this machine; the library reads this when it is imported.
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    is_hidden = _LEFT_OUT not in sys.modules
    if is_hidden:
        sys.modules[_LEFT_OUT] = None  # type: ignore[assignment]  # stands for a package that is not there
    try:
        import_module("great_expectations")
    finally:
        if is_hidden:
            del sys.modules[_LEFT_OUT]
