"""Where a night works: what is said on the command line counts before the environment, and that before defaults."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.errors import UsageWrong
from nights.settings import ROOT, Settings


def test_an_argument_counts_before_the_environment(tmp_path: Path) -> None:
    environment = {"CONCORD_HOME": str(tmp_path / "a"), "CONCORD_PROVIDERS": str(tmp_path / "b")}
    settings = Settings.from_environment(home=tmp_path / "c", environment=environment)
    assert settings.home == tmp_path / "c"
    assert settings.providers == tmp_path / "b"


def test_without_a_word_concords_own_providers_count() -> None:
    assert Settings.from_environment(environment={}).providers == ROOT / "providers"


def test_settings_reach_another_process_as_they_are(tmp_path: Path) -> None:
    settings = Settings(tmp_path, tmp_path / "contracts", "postgresql://db/concord", "s3://store@bucket/landing")
    assert Settings.from_environment(environment=settings.as_environment()) == settings


def test_landing_is_in_the_home_unless_it_is_a_bucket(tmp_path: Path) -> None:
    assert Settings(tmp_path, tmp_path).landing == f"file://{tmp_path}/landing"
    assert Settings(tmp_path, tmp_path, landing_url="s3://bucket/x").landing == "s3://bucket/x"


def test_a_file_is_no_home(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageWrong, match="not a folder"):
        Settings.from_environment(home=tmp_path / "file", environment={})
