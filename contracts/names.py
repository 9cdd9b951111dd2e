"""What codes are called: the closed lists, the jurisdictions, Concord's own states.

Each name tells the days between which it holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from contracts.codes import CODE_LISTS
from contracts.definitions import DEFINITIONS
from contracts.jurisdictions import JURISDICTIONS, REGIONS, STATES, TRIBES
from contracts.states import STATE_LISTS

JURISDICTION = "jurisdiction"
"""Name of the list of jurisdictions, beside those of `contracts.codes`."""

_OF_TRIBES = 11


@dataclass(frozen=True)
class CodeName:
    """One name of a code, from a day to a day.

    Attributes:
        list_name: closed list in `contracts.code_lists`.
        label: the name.
        position: place in the list's order.
        kind: of a jurisdiction: state, territory or tribe.
        acf_region: of a jurisdiction: region of the Administration for Children and Families; 11 for tribes.
        states: of a tribe: states that its lands lie in.
        valid_from, valid_to: first and last day on which the name holds; None is open.
    """

    list_name: str
    code: str
    label: str
    definition: str
    position: int
    kind: str | None = None
    acf_region: int | None = None
    states: tuple[str, ...] | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def key(self) -> tuple[str, str, date | None]:
        """What tells it from every other name."""
        return self.list_name, self.code, self.valid_from


def shipped_names() -> list[CodeName]:
    """The names that Concord comes with; all hold without end."""
    places = (describe_jurisdiction(code, name, n) for n, (code, name) in enumerate(JURISDICTIONS.items()))
    return [*_of_lists(), *places, *_states()]


def describe_jurisdiction(code: str, name: str, position: int, states: tuple[str, ...] | None = None) -> CodeName:
    """The name of a jurisdiction, with what it is.

    Args:
        states: of a tribe; those that Concord knows when left out.
    """
    if code.startswith("TR-"):
        lands = TRIBES[code].states if states is None else states
        told = f"Tribe with lands in {', '.join(lands)}"
        return CodeName(JURISDICTION, code, name, told, position, "tribe", _OF_TRIBES, lands)
    kind = "state" if code in STATES else "territory"
    region = next(number for number, places in REGIONS.items() if code in places)
    told = {"state": "State of the United States", "territory": "Territory or freely associated state"}[kind]
    told = "Federal district" if code == "DC" else told
    return CodeName(JURISDICTION, code, name, f"{told}, region {region}", position, kind, region)


def _of_lists() -> Iterator[CodeName]:
    for list_name, codes in CODE_LISTS.items():
        for position, (code, label) in enumerate(codes.items()):
            yield CodeName(list_name, code, label, DEFINITIONS[list_name][code], position)


def _states() -> Iterator[CodeName]:
    for list_name, meanings in STATE_LISTS.items():
        for position, (code, meaning) in enumerate(meanings.items()):
            yield CodeName(list_name, code, code.replace("_", " ").capitalize(), meaning, position)
