"""All closed lists by name: the partners' words, the places, and Concord's own states."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.codes import CODE_LISTS
from contracts.jurisdictions import JURISDICTIONS
from contracts.names import shipped_names
from contracts.states import STATE_LISTS

GROWS_BY_DATA = frozenset({"jurisdiction"})
"""Lists to which an installation adds codes."""


def known_codes(name: str) -> tuple[str, ...]:
    """Codes of a list, in its order.

    Raises:
        KeyError: there is no such list.
    """
    if name in CODE_LISTS:
        return tuple(CODE_LISTS[name])
    return tuple(JURISDICTIONS if name == "jurisdiction" else STATE_LISTS[name])


def list_names() -> list[str]:
    """Names of all lists: the partners' first."""
    return [*CODE_LISTS, "jurisdiction", *STATE_LISTS]


def describe_codes() -> Iterator[tuple[str, str, str, str]]:
    """Every code that Concord comes with: its list, itself, its label and its definition."""
    return ((one.list_name, one.code, one.label, one.definition) for one in shipped_names())
