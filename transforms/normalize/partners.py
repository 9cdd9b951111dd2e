"""Named partners: 'organisation:role', several separated by ';' or as the contract's split says.

A partner without a role is a contributor. A role that is not known is queued as `partner_role`, and its partner is kept
as a contributor. Where two columns give partners, as lists in JSON or XML do, the one whose name holds "role" gives the
roles and the other the organisations, in the same order.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import pyarrow as pa

from contracts.contract import Column
from transforms.normalize.codes import fold, role_codes
from transforms.normalize.delivered import Delivered, split_values
from transforms.normalize.distinct import TEXT, Places, pair_up, spread
from transforms.normalize.field_rows import FieldRows
from transforms.normalize.personal import redact_values
from transforms.normalize.unread import Told

FIELD, ROLE_FIELD, NO_ROLE_GIVEN = "partners", "partner_role", "contributor"
_ROLES = role_codes()

Partner = tuple[str, str]
Read = tuple[list[Partner], list[str]]
"""Partners with their roles, and roles that nothing knows."""


def read_partners(delivered: Delivered, told: Told) -> FieldRows:
    """Partners of each row as JSON text, a list of organisation and role; missing where none is named."""
    sources = delivered.sources(FIELD)
    roles = [source for source in sources if "role" in source[0].casefold()][:1]
    named = [source for source in sources if source not in roles] or roles
    read, at = _read_column(named[0], roles[0] if roles else None, delivered)
    for source in named[1:]:
        more, more_at = _read_column(source, None, delivered)
        read, at = _joined_columns(read, at, more, more_at)
    queued = [(place, role) for place, (_, unknown) in enumerate(read) for role in unknown]
    flags = told.add_unmapped(ROLE_FIELD, at, queued, len(read))
    return FieldRows(spread(_as_json([partners for partners, _ in read], delivered), at), flags[at])


def _read_column(
    source: tuple[str, Column], roles: tuple[str, Column] | None, delivered: Delivered
) -> tuple[list[Read], Places]:
    name, column = source
    organisations = delivered.as_written[name]
    if roles is None or roles == source:
        named = [split_values(text, FIELD, column) for text in organisations.texts()]
        return [_partners_in(names, ()) for names in named], organisations.at
    words = delivered.as_written[roles[0]]
    named = [split_values(text, FIELD, column, keep_blanks=True) for text in organisations.texts()]
    said = [split_values(text, FIELD, roles[1], keep_blanks=True) for text in words.texts()]
    return pair_up(organisations.at, words.at, lambda i, j: _partners_in(named[i], said[j]))


def _joined_columns(first: list[Read], at: Places, second: list[Read], second_at: Places) -> tuple[list[Read], Places]:
    """Partners of two columns, row by row, each once."""

    def join(i: int, j: int) -> Read:
        return list(dict.fromkeys([*first[i][0], *second[j][0]])), [*first[i][1], *second[j][1]]

    return pair_up(at, second_at, join)


def _partners_in(names: Sequence[str], roles: Sequence[str]) -> Read:
    partners: dict[Partner, None] = {}
    unknown = []
    for place, name in enumerate(names):
        organisation, role = name, roles[place] if place < len(roles) else ""
        if not role and ":" in name:
            organisation, _, role = (part.strip() for part in name.rpartition(":"))
        code = _ROLES.get(fold(role.replace("_", " ").replace("-", " "))) if role else NO_ROLE_GIVEN
        if code is None:
            unknown.append(role)
        if organisation:
            partners[(organisation, code or NO_ROLE_GIVEN)] = None
    return list(partners), unknown


def _as_json(read: Sequence[list[Partner]], delivered: Delivered) -> list[str | None]:
    organisations = sorted({organisation for partners in read for organisation, _ in partners})
    redacted = redact_values(pa.array(organisations, TEXT), delivered.names).to_pylist()
    shown = dict(zip(organisations, redacted, strict=True))
    return [
        json.dumps([{"organisation": shown[name], "role": role} for name, role in partners], ensure_ascii=False)
        if partners
        else None
        for partners in read
    ]
