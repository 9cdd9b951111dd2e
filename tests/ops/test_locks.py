"""The locks: every package by version and hash, nothing about where it is fetched from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements"
LOCKS = sorted(path.name for path in REQUIREMENTS.glob("*.lock"))
REQUIREMENT = re.compile(r"^(?P<name>[a-z0-9-]+)(\[[a-z0-9,-]+\])?==(?P<version>\S+?)( ; (?P<marker>.+?))? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def read_versions(name: str) -> dict[str, set[str]]:
    matches = (REQUIREMENT.match(line) for line in (REQUIREMENTS / name).read_text().splitlines())
    versions: dict[str, set[str]] = {}
    for match in matches:
        if match:
            versions.setdefault(match["name"], set()).add(match["version"])
    return versions


def test_there_is_a_lock_for_each_use() -> None:
    assert LOCKS == ["base.lock", "bench.lock", "celery.lock", "dev.lock", "installer.lock", "spark.lock"]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_names_versions_markers_and_hashes_only(name: str) -> None:
    lines = (REQUIREMENTS / name).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not REQUIREMENT.match(line) and not HASH.match(line)] == []


@pytest.mark.parametrize("name", ["bench.lock", "celery.lock", "dev.lock"])
def test_installing_a_further_lock_changes_no_version_of_the_first(name: str) -> None:
    base, further = read_versions("base.lock"), read_versions(name)
    assert {package: further.get(package) for package in base} == base


def test_celery_stays_below_the_version_that_breaks_airflow() -> None:
    (version,) = read_versions("celery.lock")["celery"]
    assert tuple(int(part) for part in version.split(".")[:2]) < (5, 7)


def test_heavy_packages_of_tests_and_unused_services_stay_out_of_the_first_lock() -> None:
    heavy = {"pyspark", "splink", "playwright", "dlt", "pytest", "sagemaker-studio", "redshift-connector", "cfn-lint"}
    assert heavy & set(read_versions("base.lock")) == set()
