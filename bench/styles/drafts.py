"""Reports as a style makes them, before they become records: each with the event that it tells of."""

from __future__ import annotations

import calendar
from collections import Counter
from datetime import date
from itertools import pairwise
from random import Random

import pandas as pd

from bench.styles.labelled import Labelled, as_records

PROVIDERS = tuple(f"p{number:02d}" for number in range(1, 51))


class Drafts:
    """Reports in the making, up to a wanted number; events that look alike but are not the same are noted.

    Attributes:
        rows: one mapping a report: canonical fields that the provider filled.
        events: the event of each report.
        near: pairs of events that were made to look like each other and are different work.
    """

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted
        self.rows: list[dict[str, object]] = []
        self.events: list[str] = []
        self.near: list[tuple[str, str]] = []
        self._opened = 0

    @property
    def is_full(self) -> bool:
        """Whether the wanted number of reports is there."""
        return len(self.rows) >= self.wanted

    def open_event(self, beside: str | None = None) -> str:
        """A new event's id; `beside` is an event that it was made to look like."""
        self._opened += 1
        event = f"e{self._opened:06d}"
        if beside is not None:
            self.near.append((beside, event))
        return event

    def open_row_of(self, events: list[str]) -> None:
        """Notes that each of these events looks like the next one, as sessions of a series do."""
        self.near.extend(pairwise(events))

    def tell(self, event: str, provider: str, row: dict[str, object]) -> None:
        """Adds a provider's report of an event."""
        self.rows.append({"provider_id": provider, **row})
        self.events.append(event)

    def labelled(self, rng: Random) -> Labelled:
        """The wanted number of reports as records, in an order and with identifiers that give nothing away."""
        order = list(range(self.wanted))
        rng.shuffle(order)
        told: Counter[object] = Counter()
        rows = []
        for at in order:
            row = self.rows[at]
            told[row["provider_id"]] += 1
            rows.append({"source_record_id": f"R{told[row['provider_id']]:06d}", **row})
        return Labelled(as_records(rows), pd.Series([self.events[at] for at in order], name="event"))


def coarsen(day: date, precision: str) -> date:
    """The first day of the day's own month or quarter, where a provider says no more than that."""
    if precision == "month":
        return day.replace(day=1)
    if precision == "quarter":
        return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return day


def month_end(day: date) -> date:
    """The last day of a day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def round_to(hours: float, step: float) -> float:
    """Hours as a provider rounds them, never below one step."""
    return max(step, round(hours / step) * step)
