"""What the measured providers' rows say: 26 columns of text, drawn with a seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from bench import night_words as words
from contracts.jurisdictions import STATES, TERRITORIES

MONTHS_BACK = 18
SHARE_OPEN, SHARE_WRONG, SHARE_CHANGED = 0.02, 0.005, 0.01

PLACES = tuple((STATES | TERRITORIES).values())
Picks = npt.NDArray[np.int64]
Texts: TypeAlias = Any
"""An Arrow array of texts, one a row."""


@dataclass(frozen=True)
class Scale:
    """How much is made: providers, rows of each, and the night that the dates are counted from."""

    providers: int
    rows: int
    night: date
    seed: int = 20

    @property
    def slugs(self) -> list[str]:
        """The providers' slugs."""
        return [f"measured_center_{number:02d}" for number in range(self.providers)]


def report_table(scale: Scale, number: int, *, is_changed: bool = False) -> pa.Table:
    """One provider's whole report: 26 columns of text."""
    draw = _Draw(np.random.default_rng([scale.seed, number]), scale.rows)
    columns = {"Report No": _numbered("R", number, scale.rows), **_subject(draw), **_time(draw, scale.night, number)}
    columns |= _figures(draw) | _people(draw)
    columns["Summary"] = _summary(draw, columns)
    _spoil(draw, columns)
    if is_changed:
        _change(draw, columns)
    return pa.table({name: columns[name] for name in HEADER})


HEADER = (
    "Report No", "Kind", "Status", "Title", "Summary", "Scope", "Planned From", "Planned To", "From", "To", "Requested",
    "Reach", "States", "Recipient Kind", "Recipient", "Sectors", "Elements", "Families", "Topics", "Depth", "Form",
    "Mode", "Hours", "People", "Joint Project", "Entered By",
)  # fmt: skip


@dataclass(frozen=True)
class _Draw:
    """Random picks, the same for the same seed."""

    generator: np.random.Generator
    rows: int

    def places(self, count: int) -> Picks:
        return self.generator.integers(0, count, self.rows)

    def happens(self, share: float) -> npt.NDArray[np.bool_]:
        return self.generator.random(self.rows) < share

    def some(self, share: float) -> Picks:
        return np.sort(self.generator.choice(self.rows, max(1, round(self.rows * share)), replace=False))

    def weighted(self, *shares: float) -> Picks:
        return self.generator.choice(len(shares), self.rows, p=np.array(shares) / sum(shares))


def _subject(draw: _Draw) -> dict[str, Texts]:
    """What the work is about and where: title, codes, places."""
    subject = draw.places(len(words.SUBJECTS))
    combined = [words.own_words(words.SECTORS, theme.sectors) for theme in words.SUBJECTS]
    place = draw.places(len(PLACES))
    reach = draw.weighted(10, 70, 12, 8)
    more = [f"{PLACES[i]}; {PLACES[(i * 7 + j) % len(PLACES)]}" for i in range(len(PLACES)) for j in range(1, 5)]
    several = place * 4 + draw.places(4)
    states = np.where(reach == 3, -1, np.where(reach == 2, len(PLACES) + several, place))
    titles = [text for theme in words.SUBJECTS for text in (theme.titles * 3)[:3]]
    where = [title.format(place=name) for title in titles for name in PLACES]
    scope = [1 if theme.is_shared else 2 for theme in words.SUBJECTS]
    scopes = np.array(scope)[subject]
    return {
        "Kind": _taken(tuple(words.KINDS), draw.weighted(90, 7, 3)),
        "Title": _joined(
            _taken(where, (subject * 3 + draw.places(3)) * len(PLACES) + place),
            _taken(words.TITLE_ENDS, draw.places(len(words.TITLE_ENDS))),
        ),
        "Scope": _taken(tuple(words.SCOPES), scopes - (draw.happens(0.6) & (scopes < 2))),
        "Reach": _taken(tuple(words.REACHES), reach),
        "States": _taken((*PLACES, *more), states),
        "Sectors": _taken(combined, subject),
        "Elements": _taken([words.own_words(words.ELEMENTS, theme.elements) for theme in words.SUBJECTS], subject),
        "Families": _taken([words.own_words(words.FAMILIES, theme.populations) for theme in words.SUBJECTS], subject),
        "Topics": _taken(["; ".join(theme.topics) for theme in words.SUBJECTS], subject),
        "Deed": _taken([theme.deed for theme in words.SUBJECTS], subject),
        "Depth": _taken(tuple(words.DEPTHS), draw.weighted(5, 3, 2)),
        "Form": _taken(tuple(words.FORMS), draw.places(len(words.FORMS))),
        "Mode": _taken((*words.MODES, "On site; Video call"), draw.weighted(30, 50, 8, 7, 5)),
        "Recipient Kind": _taken(tuple(words.RECIPIENT_KINDS), draw.places(len(words.RECIPIENT_KINDS))),
        "Recipient": _joined(
            _taken(PLACES, place), " ", _taken(words.RECIPIENT_ENDS, draw.places(len(words.RECIPIENT_ENDS)))
        ),
    }  # fmt: skip


def _time(draw: _Draw, night: date, number: int) -> dict[str, Texts]:
    """When: 18 months back from the night; the few that are not over lie after it or began lately."""
    back = MONTHS_BACK * 30
    days = [f"{d.month}/{d.day}/{d.year}" for d in (night + timedelta(days=n) for n in range(-back - 200, 200))]
    here = back + 200
    is_open = draw.happens(SHARE_OPEN)
    start = here - 2 - draw.places(back)
    planned = np.where(is_open, here + draw.places(120) - 10, start + draw.places(9) - 4)
    length = np.where(draw.happens(0.15), draw.places(30), 0)
    status = np.where(is_open, 1 + draw.places(3), np.where(draw.happens(0.03), 4, 0))
    is_over = status == 0
    is_planned = ~is_over | draw.happens(0.7)
    asked = (status == 3) | draw.happens(0.1)
    end = np.minimum(start + length, here - 1)
    return {
        "Status": _taken(tuple(words.statuses_of(number)), status),
        "Planned From": _taken(days, np.where(is_planned, planned, -1)),
        "Planned To": _taken(days, np.where(is_planned, planned + length, -1)),
        "From": _taken(days, np.where(is_over, start, -1)),
        "To": _taken(days, np.where(is_over, end, -1)),
        "Requested": _taken(days, np.where(asked, np.minimum(planned, here) - 20 - draw.places(90), -1)),
    }


def _figures(draw: _Draw) -> dict[str, Texts]:
    quarters = [f"{n / 4:g}" for n in range(1, 65)]
    counts = [f"{n:,}" for n in range(1, 2000)]
    people = np.minimum(draw.generator.gamma(1.5, 18, draw.rows).astype(np.int64), 1900)
    joint = np.where(draw.happens(0.015), draw.places(4000), -1)
    return {
        "Hours": _taken(quarters, np.where(draw.happens(0.1), -1, draw.generator.binomial(40, 0.18, draw.rows))),
        "People": _taken(counts, np.where(draw.happens(0.1), -1, people)),
        "Joint Project": _taken([f"JP-{n:04d}" for n in range(4000)], joint),
    }


def _people(draw: _Draw) -> dict[str, Texts]:
    names = [f"{first} {last}" for first in words.FIRST_NAMES[:6] for last in words.LAST_NAMES[:5]]
    return {"Entered By": _taken(names, draw.places(len(names)))}


def _summary(draw: _Draw, columns: dict[str, Texts]) -> Texts:
    """Some sentences, hardly ever the same twice; a few with an address, a number or a name in them."""
    nobody = draw.rows - 1
    reach = [f" Write to {a}.{b}@agency.example.".lower() for a in words.FIRST_NAMES for b in words.LAST_NAMES]
    reach += [f" Call ({n}) 555-01{n % 100:02d}." for n in range(201, 240)]
    names = [f" Led by {first} {last}." for first in words.FIRST_NAMES[:6] for last in words.LAST_NAMES[:5]]
    contact = np.where(draw.happens(0.004), draw.places(len(reach)), -1)
    leader = np.where(draw.happens(0.01), draw.places(len(names)), -1)
    return _joined(
        columns["Deed"], " with ", _taken([str(n) for n in range(2, 60)], draw.places(58)), " staff of ",
        columns["Recipient"], ". ", _taken(words.REMARKS, draw.places(len(words.REMARKS))), ". ",
        _taken(words.NEXT_STEPS, draw.places(len(words.NEXT_STEPS))), " (", _taken([str(n) for n in range(400)],
        draw.places(min(nobody + 1, 400))), ").", _taken(reach, contact), _taken(names, leader),
    )  # fmt: skip


def _spoil(draw: _Draw, columns: dict[str, Texts]) -> None:
    """Half a percent of the rows break a rule, each in one of five ways."""
    at = draw.some(SHARE_WRONG)
    wrongs = (("From", "2/31/2026"), ("Hours", "-3"), ("Title", ""), ("People", "many"), ("Status", "Unclear"))
    for way, (name, value) in enumerate(wrongs):
        columns[name] = _replaced(columns[name], at[way :: len(wrongs)], value)


def _change(draw: _Draw, columns: dict[str, Texts]) -> None:
    """What the second night says otherwise: hours and summary of 1% of the rows."""
    at = draw.some(SHARE_CHANGED)
    columns["Hours"] = _replaced(columns["Hours"], at, "7.75")
    columns["Summary"] = _replaced(columns["Summary"], at, "The summary was corrected after the fact.")


def _numbered(letter: str, provider: int, rows: int) -> Texts:
    return pa.array([f"{letter}{provider:02d}-{row:06d}" for row in range(rows)])


def _taken(values: Sequence[str], places: Picks) -> Texts:
    """Values by their place; -1 is blank."""
    return pc.fill_null(pc.take(pa.array(values), pa.array(places, mask=places < 0)), "")


def _joined(*texts: Texts | str) -> Texts:
    return pc.binary_join_element_wise(*texts, "")


def _replaced(column: Texts, at: Picks, value: str) -> Texts:
    flags = np.zeros(len(column), dtype=bool)
    flags[at] = True
    return pc.if_else(pa.array(flags), value, column)
