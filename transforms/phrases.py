"""Dates, lists and counts as people in US federal offices write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def say_day(day: date) -> str:
    """March 12, 2026."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def say_month(day: date) -> str:
    """March 2026."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def say_as_exactly(day: date, precision: str) -> str:
    """A date no more exactly than it was said: March 12, 2026; March 2026; January to March 2026; 2026."""
    if precision == "month":
        return say_month(day)
    if precision == "quarter":
        return f"{MONTHS[day.month - 1]} to {MONTHS[(day.month + 1) % 12]} {day.year}"
    return str(day.year) if precision == "year" else say_day(day)


def say_span(first: date, last: date) -> str:
    """March 12, 2026; March 12 to 14, 2026; March 12 to April 2, 2026; December 30, 2025 to January 2, 2026."""
    if first == last:
        return say_day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{MONTHS[first.month - 1]} {first.day} to {last.day}, {first.year}"
    if first.year == last.year:
        return f"{MONTHS[first.month - 1]} {first.day} to {say_day(last)}"
    return f"{say_day(first)} to {say_day(last)}"


def say_list(words: Sequence[str]) -> str:
    """a; a and b; a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def say_count(number: int, one: str, many: str = "") -> str:
    """1 activity; 2,345 activities."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
