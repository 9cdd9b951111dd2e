"""What each provider delivers on each of the three nights: the mishaps, the corrections, the silences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal

from demo.cast import PROVIDERS, SLUGS
from demo.draw import Draw
from demo.report import Report
from demo.truth import Truth
from demo.wrongs import Row

Form = Literal["report", "unchanged", "away", "broken", "renamed_column"]

_Make = Callable[[Row], Row]

INCREMENTAL = frozenset({"mental_health_center", "special_education_center"})


LOOKS_BACK = "special_education_center"
LOOK_BACK = timedelta(hours=1)
"""A table is read from an hour before the last change that was seen, so that nothing written late is lost; rows of that
hour come again, unchanged."""


@dataclass(frozen=True)
class Delivery:
    """What one provider has ready on one night.

    Attributes:
        form: report; unchanged (nothing was touched); away (its server is); broken (cut off in the middle);
            renamed_column (one column has a name that the contract does not know).
        days: rows by the day on which they were written; full reports have one day, the night's own.
    """

    provider: str
    night: int
    form: Form
    days: tuple[tuple[date, tuple[Row, ...]], ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, in order."""
        return tuple(row for _, rows in self.days for row in rows)


@dataclass(frozen=True)
class Change:
    """How many rows change between two nights, by what happens to them; `mended` names the mishaps put right."""

    corrected: int = 0
    mended: tuple[str, ...] = ()
    retracted: int = 0
    unretracted: int = 0
    removed: int = 0
    put_back: int = 0
    unknown_code: int = 0
    touched: int = 0


FIRST_NIGHT: dict[str, tuple[str, ...]] = {
    "head_start_region": ("bad_date", "end_before_start", "missing_title", "negative_hours", "unknown_status",
                          "duplicate_id", "unknown_code", "personal", "personal", "personal", "personal"),
    "home_visiting_center": ("bad_date", "missing_title", "total_below_part", "unknown_code", "personal", "personal"),
    "mental_health_center": ("bad_date", "end_before_start", "negative_hours", "duplicate_id", "personal", "personal"),
    "child_care_center": ("bad_date", "end_before_start", "missing_title", "negative_hours", "personal"),
    "special_education_center": ("end_before_start", "missing_title", "negative_hours", "unknown_code"),
    "family_support_network": ("bad_date", "end_before_start", "missing_title", "unknown_code", "personal"),
    "small_center": ("bad_date", "end_before_start", "personal"),
}  # fmt: skip
"""Mishaps in each provider's first delivery, a row each (a duplicate makes two)."""

CHANGES: dict[tuple[str, int], Change] = {
    ("head_start_region", 2): Change(corrected=5, mended=("bad_date",), removed=2, unknown_code=1, touched=20),
    ("head_start_region", 3): Change(corrected=2, mended=("missing_title", "duplicate_id"), put_back=1),
    ("home_visiting_center", 3): Change(corrected=3, mended=("bad_date",), retracted=1),
    ("mental_health_center", 2): Change(corrected=2),
    ("mental_health_center", 3): Change(retracted=1, mended=("negative_hours",)),
    ("child_care_center", 2): Change(corrected=2),
    ("special_education_center", 2): Change(corrected=4, retracted=2, unknown_code=1),
    ("special_education_center", 3): Change(corrected=2, unretracted=1, mended=("missing_title",)),
    ("family_support_network", 3): Change(corrected=3, mended=("bad_date", "end_before_start")),
    ("small_center", 2): Change(corrected=1, mended=("bad_date",)),
}

FORMS: dict[tuple[str, int], Form] = {
    ("home_visiting_center", 2): "unchanged",
    ("mental_health_center", 2): "away",
    ("child_care_center", 2): "renamed_column",
    ("child_care_center", 3): "renamed_column",
    ("family_support_network", 2): "broken",
    ("small_center", 3): "unchanged",
}
"""Nights on which a provider does not simply deliver a report."""


@lru_cache(maxsize=4)
def plan_deliveries(truth: Truth) -> dict[tuple[str, int], Delivery]:
    """(provider, night) to what is ready there for pulling."""
    return {(slug, d.night): d for slug in SLUGS for d in _plan_provider(truth, slug)}


def _plan_provider(truth: Truth, slug: str) -> list[Delivery]:
    system = _System.first(truth, slug)
    deliveries: list[Delivery] = []
    waiting: list[tuple[date, tuple[Row, ...]]] = []
    for night in (1, 2, 3):
        if night > 1:
            system.move_on(night)
        form = FORMS.get((slug, night), "report")
        rows = system.give(night)
        waiting.append((truth.nights[night - 1], rows))
        deliveries.append(Delivery(slug, night, form, () if form == "away" else tuple(waiting)))
        if form != "away" or slug not in INCREMENTAL:
            waiting = []
    return deliveries


class _System:
    """One provider's own tool: its rows in order, and which of them changed since the night before."""

    def __init__(self, truth: Truth, slug: str, rows: list[Row]) -> None:
        self.truth, self.slug, self.rows = truth, slug, rows
        self.changed: list[Row] = list(rows)
        self.removed: list[Row] = []
        self.last_change = datetime.min.replace(tzinfo=UTC)
        self.used = {row.report.source_record_id for row in rows if row.wrongs} | _tied(truth, slug)

    @classmethod
    def first(cls, truth: Truth, slug: str) -> _System:
        """The tool as it stands on the first night, with the mishaps of that night in it."""
        reports = [r for r in truth.told if r.provider_id == slug and r.first_night == 1]
        free = _spoilable(reports, _tied(truth, slug))
        draw = Draw(truth.seed, "mishaps", slug)
        chosen = dict(zip(draw.sample(free, len(FIRST_NIGHT[slug])), FIRST_NIGHT[slug], strict=True))
        rows = []
        for report in reports:
            wrong = chosen.get(report.source_record_id)
            rows.append(Row(report, (wrong,) if wrong else ()))
            if wrong == "duplicate_id":
                rows.append(Row(replace(report, title=f"{report.title} (entered again)"), (wrong,)))
        return cls(truth, slug, rows)

    def move_on(self, night: int) -> None:
        """Let one day pass: new reports, and the changes of that night."""
        change = CHANGES.get((self.slug, night), Change())
        draw = Draw(self.truth.seed, "changes", self.slug, night)
        self.changed = []
        for wrong in change.mended:
            self._mend(wrong, night)
        for record_id in self._choose(draw, change.corrected):
            self._put(record_id, lambda row: Row(_corrected(row.report)), night)
        for record_id in self._choose(draw, change.unknown_code):
            self._put(record_id, lambda row: Row(_corrected(row.report), ("unknown_code",)), night)
        for record_id in self._choose(draw, change.retracted):
            self._put(record_id, lambda row: Row(_in_state(row.report, "retracted")), night)
        retracted = [row.report.source_record_id for row in self.rows if row.report.record_state == "retracted"]
        for record_id in retracted[: change.unretracted]:
            self._put(record_id, lambda row: Row(_in_state(row.report, "active")), night)
        self._remove_and_put_back(self._choose(draw, change.removed), change.put_back)
        for record_id in self._choose(draw, change.touched):
            self._put(record_id, lambda row: replace(row, touches=row.touches + 1), night)
        told = [r for r in self.truth.told if r.provider_id == self.slug and r.first_night == night]
        self.rows += [Row(report) for report in told]
        self.changed += [Row(report) for report in told]

    def give(self, night: int) -> tuple[Row, ...]:
        """The rows that a pull of this night finds: all of them, those changed since, or those of the look-back."""
        if self.slug != LOOKS_BACK:
            return tuple(self.changed if self.slug in INCREMENTAL else self.rows)
        since, self.last_change = self.last_change, max(map(_changed_at, self.rows))
        return tuple(row for row in self.rows if night == 1 or _changed_at(row) >= since - LOOK_BACK)

    def _mend(self, wrong: str, night: int) -> None:
        first = next(row for row in self.rows if wrong in row.wrongs)
        record_id = first.report.source_record_id
        again = [row for row in self.rows if row.report.source_record_id == record_id and row is not first]
        self.rows = [row for row in self.rows if row not in again]
        self._put(record_id, lambda row: Row(row.report), night)

    def _put(self, record_id: str, make: _Make, night: int) -> None:
        place = next(i for i, row in enumerate(self.rows) if row.report.source_record_id == record_id)
        made = make(self.rows[place])
        day = self.truth.nights[night - 2]
        stamp = datetime.combine(day, time(9 + place % 8, place % 60), UTC)
        if made.report.source_updated_at is not None:
            made = replace(made, report=replace(made.report, source_updated_at=stamp))
        self.rows[place] = made
        self.changed.append(made)

    def _remove_and_put_back(self, removed: list[str], put_back: int) -> None:
        back, self.removed = self.removed[:put_back], self.removed[put_back:]
        self.removed += [row for row in self.rows if row.report.source_record_id in removed]
        self.rows = [row for row in self.rows if row.report.source_record_id not in removed] + back

    def _choose(self, draw: Draw, count: int) -> list[str]:
        """Rows to which nothing has happened yet, so that each has one story."""
        free = _spoilable([row.report for row in self.rows], self.used)
        chosen = draw.sample(free, count)
        self.used |= set(chosen)
        return chosen


def _tied(truth: Truth, slug: str) -> set[str]:
    """Records that others hang on: parents, and both sides of every pair, so that the pairs stay true."""
    own = {report.source_record_id for report in truth.told if report.provider_id == slug}
    parents = {r.parent_record_id for r in truth.told if r.provider_id == slug and r.parent_record_id}
    sides = truth.pairs[["left_record_id", "right_record_id"]].to_numpy().ravel()
    return parents | (own & set(sides))


def _spoilable(reports: list[Report], taken: set[str]) -> list[str]:
    """Delivered activities with a start, an end and hours, to which anything may happen."""
    return [
        report.source_record_id for report in reports
        if report.source_record_id not in taken and report.record_kind == "activity" and report.actual_start
        and report.actual_end and report.event_hours and report.lifecycle_status == "completed"
        and report.record_state == "active"
    ]  # fmt: skip


def _corrected(report: Report) -> Report:
    return _revised(replace(report, event_hours=(report.event_hours or 0.0) + 0.5))


def _changed_at(row: Row) -> datetime:
    assert row.report.source_updated_at is not None
    return row.report.source_updated_at


def _in_state(report: Report, state: str) -> Report:
    return _revised(replace(report, record_state=state))


def _revised(report: Report) -> Report:
    """The next revision, where the provider numbers them."""
    step = 1 if PROVIDERS[report.provider_id].carries("source_revision") else 0
    return replace(report, source_revision=report.source_revision + step)
