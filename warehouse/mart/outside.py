"""How records count for readers outside the partners: worked out from the pairs that they see whenever they ask.

Partners all see the same pairs, so for them it is kept with the pairs (core.counted_version). A jurisdiction or the
public sees fewer. It is a function, so that it takes nothing where partners ask.
"""

from __future__ import annotations

from contracts.states import MAYBE, SURE
from warehouse.counting import COUNTED, MEMBER, counted
from warehouse.mart.moments import MART, PAST, Function
from warehouse.mart.view import past, present

SHOWN = tuple(name for name in COUNTED if name != "maybe_id")
_TYPES = {
    "activity_number": "bigint", "least_number": "bigint", "providers": "integer", "fiscal_year": "integer",
    "began_on": "date", "is_cross_sector": "boolean", "is_counted": "boolean",
}  # fmt: skip


def _links(name: str, dispositions: tuple[str, ...]) -> str:
    """CTEs `{name}_link`, both ways of each pair, and `{name}_reached`: every record that a record is tied to, itself
    included, over any number of pairs."""
    chosen = ", ".join(f"'{disposition}'" for disposition in dispositions)
    return f"""{name}_link AS (
    SELECT provider_id_a AS provider_id, source_record_id_a AS source_record_id,
        provider_id_b AS other_provider_id, source_record_id_b AS other_record_id
    FROM mart.overlap WHERE disposition IN ({chosen})
    UNION ALL
    SELECT provider_id_b, source_record_id_b, provider_id_a, source_record_id_a
    FROM mart.overlap WHERE disposition IN ({chosen})
), {name}_reached AS (
    SELECT provider_id, source_record_id, provider_id AS member_provider_id, source_record_id AS member_record_id
    FROM {name}_link
    UNION
    SELECT r.provider_id, r.source_record_id, l.other_provider_id, l.other_record_id
    FROM {name}_reached r
    JOIN {name}_link l ON (l.provider_id, l.source_record_id) = (r.member_provider_id, r.member_record_id)
), {name}_group AS (
    SELECT provider_id, source_record_id,
        min(member_provider_id || '/' || member_record_id COLLATE "C") AS {name}_id
    FROM {name}_reached GROUP BY 1, 2
), """  # noqa: S608  (words of ours)


_TIED = "tied AS (SELECT * FROM maybe_group LEFT JOIN sure_group USING (provider_id, source_record_id)), "
_QUERY = counted(
    f"SELECT 0 AS part, {MEMBER} FROM tied t JOIN mart.record_fact f USING (provider_id, source_record_id)",  # noqa: S608
    _links("sure", SURE) + _links("maybe", MAYBE) + _TIED,
)


def _function(schema: str, query: str) -> Function:
    columns = ", ".join(["version_number bigint", *(f"{name} {_TYPES.get(name, 'text')}" for name in SHOWN)])
    return Function(
        f"{schema}.counted_outside()",
        f"CREATE OR REPLACE FUNCTION {schema}.counted_outside() RETURNS TABLE ({columns}) LANGUAGE plpgsql STABLE "  # noqa: S608
        f"PARALLEL SAFE ROWS 1 AS $$\n#variable_conflict use_column\nBEGIN RETURN QUERY "
        f"SELECT version_number, {', '.join(SHOWN)} FROM ({query}) c; END $$",
        "How records count together that the session sees pairs of, where it reads as a jurisdiction or the public",
    )


FUNCTIONS = (_function(MART, present(_QUERY)), _function(PAST, past(_QUERY)))
"""They name views that are made later."""


def counted_records() -> str:
    """CTE `counted`: version_number of each tied record that the reader may see, and SHOWN. The view must be a
    barrier."""
    columns = ", ".join(SHOWN)
    return f"""counted AS (
    SELECT version_number, {columns} FROM core.counted_version c
    WHERE BELIEVED(c) AND NOT (SELECT core.reads_outside())
    UNION ALL
    SELECT version_number, {columns} FROM mart.counted_outside() WHERE (SELECT core.reads_outside())
)"""  # noqa: S608  (words of ours)
