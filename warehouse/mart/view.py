"""What a view of the marts is, in the present and in the past, and which records stand in those on overlaps.

A view's query is written once, over schema `mart`, with marks where the present and the past differ: BELIEVED(alias),
KNOWN(load), HAPPENED(time), MOMENT(). So schema `past` has the same views, as they stood at the moment that the reader
names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from contracts.told import Adds as Adds
from contracts.told import Told as Told


@dataclass(frozen=True)
class View:
    """A view of the marts.

    Attributes:
        query: with marks; what differs between present and past stands nowhere else.
        row: what one row is, and whether counts of rows add up.
        meanings: of columns that are not those of what it reads; see warehouse.dictionary.
        is_barrier: whether its own conditions say what a reader may see; then no condition of a reader runs before.
        is_for_partners: whether readers outside the partners (jurisdictions, the public) are refused.
    """

    query: str
    row: str
    meanings: dict[str, str | Told] = field(default_factory=dict)
    is_barrier: bool = False
    is_for_partners: bool = False


_VIEW = re.compile(r"\bmart\.(\w+)\b(?!\()")
_MARK = re.compile(r"\b(BELIEVED|KNOWN|HAPPENED|MOMENT)\(([\w.]*)\)")

_NOW: dict[str, Callable[[str], str]] = {
    "BELIEVED": "{0}.known_to_load IS NULL".format,
    "KNOWN": lambda load: "true",
    "HAPPENED": lambda at: "true",
    "MOMENT": lambda nothing: "now()",
}
_THEN: dict[str, Callable[[str], str]] = {
    "BELIEVED": "({0}.known_from_load <= (SELECT past.load())"
    " AND ({0}.known_to_load IS NULL OR {0}.known_to_load > (SELECT past.load())))".format,
    "KNOWN": "{0} <= (SELECT past.load())".format,
    "HAPPENED": "{0} <= (SELECT past.moment())".format,
    "MOMENT": lambda nothing: "(SELECT past.moment())",
}


def present(query: str) -> str:
    """A marked query over what is believed now."""
    return _MARK.sub(lambda mark: _NOW[mark[1]](mark[2]), query)


def past(query: str) -> str:
    """A marked query over what was believed at the moment that past.moment() gives."""
    return _MARK.sub(lambda mark: _THEN[mark[1]](mark[2]), query.replace("mart.", "past."))


CLOSED = "\nOFFSET 0"
"""At the end of a view's query: nothing that a reader asks runs inside. All its rows are read then, so it is for small
tables; where words stand in great ones, see unprobed."""


def unprobed(column: str, nothing: str = "''") -> str:
    """A column of a view: a text as it is, of which no plan tells anything; for a list of texts, nothing is '{}'.

    The planner asks a condition of a reader's before row security where its operators cannot tell a value by
    themselves, and EXPLAIN then shows whether some hidden row meets it. An operator that it does not trust so far keeps
    the condition behind row security, and its statistics unused. Not for identifiers: they are found by an index.
    """
    return f"{column} || {nothing} AS {column.partition('.')[2] or column}"


def inlined(query: str, views: Mapping[str, View]) -> str:
    """A marked query in which those of the views that it reads stand as subqueries, marked too."""
    return _VIEW.sub(
        lambda found: f"({inlined(views[found[1]].query, views)})" if found[1] in views else found[0], query
    )


def believed_at(query: str, load: str, moment: str) -> str:
    """A marked query, with all it reads inlined, over what was believed at a load; load and moment are SQL."""
    then: dict[str, Callable[[str], str]] = {
        "BELIEVED": f"({{0}}.known_from_load <= {load} AND ({{0}}.known_to_load IS NULL"
        f" OR {{0}}.known_to_load > {load}))".format,
        "KNOWN": f"{{0}} <= {load}".format,
        "HAPPENED": f"{{0}} <= {moment}".format,
        "MOMENT": lambda nothing: moment,
    }
    return _MARK.sub(lambda mark: then[mark[1]](mark[2]), query)


def shared_record(provider: str, record: str) -> str:
    """Condition: partners may see the record of each other, and the reader may see it.

    Asked in every view over what was found, so that nothing is shown of a record that was withdrawn or closed since the
    search; row security hides from a reader the records that the reader may not see. The view must be a barrier.
    """
    return (
        f"EXISTS (SELECT FROM core.fact_version v WHERE v.provider_id = {provider}"
        f" AND v.source_record_id = {record} AND BELIEVED(v) AND v.record_state <> 'retracted' AND v.is_shared)"
    )


def shared_pair(alias: str) -> str:
    """Condition: both records of a pair are shared, see shared_record."""
    return " AND ".join(
        shared_record(f"{alias}.provider_id_{side}", f"{alias}.source_record_id_{side}") for side in "ab"
    )
