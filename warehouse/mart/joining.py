"""SQL that views share: which records tell of the same work, federal fiscal years, the last day that a date means."""

from __future__ import annotations

from contracts.states import MAYBE, SURE
from warehouse.mart.view import shared_record


def ties() -> str:
    """CTEs that end in `tied`, one row a record that is tied to others: provider_id, source_record_id, sure_id (the
    same for all that are surely one piece of work; missing where that is none), maybe_id. They belong into a WITH
    RECURSIVE.

    Partners read what was worked out with the pairs, since they all see the same ones. Readers outside see fewer, so
    for them it is worked out anew from the pairs that they see.
    """
    return f"""{_links("sure", SURE)}, {_links("maybe", MAYBE)}, tied AS (
    SELECT t.provider_id, t.source_record_id, t.sure_id, t.maybe_id FROM core.tie_version t
    WHERE BELIEVED(t) AND NOT (SELECT core.reads_outside()) AND {shared_record("t.provider_id", "t.source_record_id")}
    UNION ALL
    SELECT provider_id, source_record_id, s.id, m.id
    FROM (SELECT r.provider_id, r.source_record_id, {_smallest_key("r")} AS id FROM maybe_reached r GROUP BY 1, 2) m
    LEFT JOIN (SELECT r.provider_id, r.source_record_id, {_smallest_key("r")} AS id FROM sure_reached r GROUP BY 1, 2) s
        USING (provider_id, source_record_id)
)"""  # noqa: S608  (words of ours)


def _links(name: str, dispositions: tuple[str, ...]) -> str:
    """CTEs `{name}_link`, both ways of each pair, and `{name}_reached`: every record that a record is tied to, itself
    included, over any number of pairs. They belong into a WITH RECURSIVE."""
    chosen = ", ".join(f"'{disposition}'" for disposition in dispositions)
    return f"""{name}_link AS (
    SELECT provider_id_a AS provider_id, source_record_id_a AS source_record_id,
        provider_id_b AS other_provider_id, source_record_id_b AS other_record_id
    FROM mart.overlap WHERE (SELECT core.reads_outside()) AND disposition IN ({chosen})
    UNION ALL
    SELECT provider_id_b, source_record_id_b, provider_id_a, source_record_id_a
    FROM mart.overlap WHERE (SELECT core.reads_outside()) AND disposition IN ({chosen})
), {name}_reached AS (
    SELECT provider_id, source_record_id, provider_id AS member_provider_id, source_record_id AS member_record_id
    FROM {name}_link
    UNION
    SELECT r.provider_id, r.source_record_id, l.other_provider_id, l.other_record_id
    FROM {name}_reached r
    JOIN {name}_link l ON (l.provider_id, l.source_record_id) = (r.member_provider_id, r.member_record_id)
)"""  # noqa: S608  (words of ours)


def _smallest_key(alias: str) -> str:
    """The smallest key of the members that an alias of `reached` gives in a group."""
    return f"min({alias}.member_provider_id || '/' || {alias}.member_record_id COLLATE \"C\")"


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
        f"({date} + CASE {precision} WHEN 'month' THEN interval '1 month' WHEN 'quarter' THEN interval '3 months'"
        f" WHEN 'year' THEN interval '1 year' ELSE interval '1 day' END - interval '1 day')::date"
    )
