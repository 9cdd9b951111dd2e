"""SQL that views share: which records tell of the same work, federal fiscal years, the last day that a date means."""

from __future__ import annotations


def own_key(alias: str) -> str:
    """A record's key as one text."""
    return f"{alias}.provider_id || '/' || {alias}.source_record_id"


def fiscal_year(day: str) -> str:
    """Federal fiscal year, October to September, that a day lies in."""
    return f"extract(year FROM {day} + interval '3 months')::integer"


def last_day(alias: str, stem: str) -> str:
    """Last day of the day, month, quarter or year that a date of a record says."""
    date, precision = f"{alias}.{stem}", f"{alias}.{stem}_precision"
    return (
        f"CASE WHEN {precision} IN ('month', 'quarter', 'year') THEN ({date} + CASE {precision}"
        " WHEN 'month' THEN interval '1 month' WHEN 'quarter' THEN interval '3 months' ELSE interval '1 year' END"
        f" - interval '1 day')::date ELSE {date} END"
    )
