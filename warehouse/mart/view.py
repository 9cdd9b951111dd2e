"""What a view of schema `mart` is, and which records stand in those on overlaps."""

from __future__ import annotations

from dataclasses import dataclass, field

from contracts.codes import IN_SCOPE, SHARED_WITH_PARTNERS


@dataclass(frozen=True)
class View:
    """A view: its query, what one row is, and the meanings of columns that are not those of a core table."""

    query: str
    row: str
    meanings: dict[str, str] = field(default_factory=dict)


def _codes(codes: frozenset[str]) -> str:
    return ", ".join(f"'{code}'" for code in sorted(codes))


BELIEVED_NOW = "{0}.known_to_load IS NULL"
BELIEVED_THEN = (
    "{0}.known_from_load <= (SELECT mart.load_at(moment))"
    " AND ({0}.known_to_load IS NULL OR {0}.known_to_load > (SELECT mart.load_at(moment)))"
)
"""Whether a row was believed at a moment, with the row's alias to be filled in."""

_PARTNERS_SEE = (
    f"record_state <> 'retracted' AND scope_class IN ({_codes(IN_SCOPE)})"
    f" AND sharing_level IN ({_codes(SHARED_WITH_PARTNERS)})"
)


def shared_record(provider: str, record: str, believed: str = BELIEVED_NOW) -> str:
    """Condition: partners may see the record of each other, and the reader may see it.

    Asked in every view, so that what was found of a record that was withdrawn or closed since is not shown until the
    next search; row security hides from a reader what the reader may not see.
    """
    return (
        f"EXISTS (SELECT FROM core.record_version v WHERE v.provider_id = {provider}"
        f" AND v.source_record_id = {record} AND {believed.format('v')} AND {_PARTNERS_SEE})"
    )


def shared_pair(alias: str, believed: str = BELIEVED_NOW) -> str:
    """Condition: both records of a pair are shared, see shared_record."""
    return " AND ".join(
        shared_record(f"{alias}.provider_id_{side}", f"{alias}.source_record_id_{side}", believed) for side in "ab"
    )
