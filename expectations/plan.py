"""What a suite is made of, as data: no import of Great Expectations is needed to build, count or print it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

Kind = Literal[
    "not_null", "null", "between", "in_set", "lengths_between", "match_regex", "not_match_regex", "unique",
    "pair_at_least", "distinct_contain", "distinct_in_set", "row_count_between",
]  # fmt: skip
Setting = str | int | float | bool | tuple[object, ...]


@dataclass(frozen=True)
class Check:
    """One expectation of a suite.

    Attributes:
        rule: id in `expectations.rules`.
        kind: which of Great Expectations' expectations asks it.
        settings: its arguments, as sorted pairs.
        fields: canonical fields that it is about, for telling a row's columns.
    """

    rule: str
    kind: Kind
    settings: tuple[tuple[str, Setting], ...]
    fields: tuple[str, ...] = ()


def check(rule: str, kind: Kind, fields: tuple[str, ...] = (), /, **settings: Setting) -> Check:
    """A check with its settings written as arguments."""
    return Check(rule, kind, tuple(sorted(settings.items())), fields)


@dataclass(frozen=True)
class Outcome:
    """What became of one check; holds no delivered value."""

    rule: str
    kind: Kind
    settings: tuple[tuple[str, Setting], ...]
    success: bool
    judged: int
    unexpected: int


@dataclass(frozen=True)
class SuiteRun:
    """One suite that judged one delivery, for Data Docs; holds no delivered value.

    Attributes:
        suite: arrived_cells, canonical_rows, canonical_cells or across_rows.
        rows: rows of the frame that it judged.
    """

    provider: str
    suite: str
    rows: int
    outcomes: tuple[Outcome, ...]

    @property
    def success(self) -> bool:
        """Whether every expectation held."""
        return all(outcome.success for outcome in self.outcomes)


@dataclass(frozen=True)
class Broken:
    """Where checks failed: check to index labels of the judged frame."""

    run: SuiteRun
    labels: Mapping[Check, pd.Index] = field(default_factory=dict)
