"""Where the demo's work happens: reach and jurisdictions, so that all 59 are met, and some tribes and regions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from contracts.jurisdictions import JURISDICTIONS, REGIONS, STATES, TERRITORIES, TRIBES
from demo.draw import Draw


@dataclass(frozen=True)
class Place:
    """Where one piece of work happens.

    Attributes:
        reach: code of geographic_scope.
        jurisdictions: codes; none for regional and national work.
        region: region for regional work.
        name: words for titles.
    """

    reach: str
    jurisdictions: tuple[str, ...]
    region: int | None
    name: str


STATE_LIKE: tuple[str, ...] = (*STATES, *TERRITORIES)

_REACHES = {"state": 74.0, "local": 9.0, "multi_state": 7.0, "tribal": 4.0, "regional": 3.0, "national": 3.0}
_BUSY = {"OH": 5.0, "CA": 4.0, "TX": 4.0, "NY": 3.0, "FL": 3.0, "GA": 3.0, "IL": 3.0, "MI": 3.0, "PA": 3.0, "NC": 3.0}


def state_place(code: str, reach: str = "state") -> Place:
    """Work in one state, district or territory."""
    return Place("territory" if code in TERRITORIES else reach, (code,), None, JURISDICTIONS[code])


def draw_place(draw: Draw, turn: int, *, at_will: bool) -> Place:
    """Where the piece of work number `turn` happens.

    Args:
        turn: every second one goes round all 59 jurisdictions, so that each is met.
        at_will: whether all who report it can tell the reach; else it is one state or several.
    """
    if turn % 2 == 0:
        codes = STATE_LIKE if at_will else tuple(STATES)
        return state_place(codes[(turn // 2) % len(codes)])
    reach = draw.weighted(_REACHES)
    if not at_will and reach not in ("state", "multi_state"):
        reach = "state"
    return _PLACE_MAKERS[reach](draw)


def _busy_state(draw: Draw) -> str:
    return draw.weighted({code: _BUSY.get(code, 1.0) for code in STATES})


def _several_states(draw: Draw) -> Place:
    region = draw.pick([number for number, states in REGIONS.items() if states])
    states = [code for code in REGIONS[region] if code in STATES]
    chosen = tuple(sorted(draw.sample(states, min(len(states), draw.number(2, 4)))))
    if len(chosen) < 2:
        return state_place(chosen[0])
    return Place("multi_state", chosen, None, ", ".join(JURISDICTIONS[code] for code in chosen))


def _tribal(draw: Draw) -> Place:
    code = draw.pick(tuple(TRIBES))
    # The tribe's record names a state only where the tribe agrees to be shown there.
    states = (TRIBES[code].states[0],) if draw.happens(0.4) else ()
    return Place("tribal", (code, *states), None, TRIBES[code].name)


def _regional(draw: Draw) -> Place:
    region = draw.number(1, 12)
    return Place("regional", (), region, f"Region {region}")


_PLACE_MAKERS: dict[str, Callable[[Draw], Place]] = {
    "state": lambda draw: state_place(_busy_state(draw)),
    "local": lambda draw: state_place(_busy_state(draw), "local"),
    "multi_state": _several_states,
    "tribal": _tribal,
    "regional": _regional,
    "national": lambda draw: Place("national", (), None, "the nation"),
}


def recipient_of(place: Place, draw: Draw, *, is_program: bool) -> tuple[tuple[str, ...], str]:
    """Kinds and name of the organization helped, made up from the place."""
    if place.reach == "tribal":
        return ("tribe",), f"{place.name} early childhood programs"
    if place.reach in ("regional", "national"):
        return ("ta_provider", "state_agency"), ""
    state = JURISDICTIONS[place.jurisdictions[0]]
    if is_program or place.reach == "local":
        made_up = draw.pick(("Riverbend", "Prairie View", "Three Oaks", "Harbor", "Sunrise", "Old Mill", "Clearwater"))
        return ("local_program",), f"{made_up} Community Programs, {state}"
    kind = draw.pick(("state_agency", "lead_agency", "family_org"))
    bodies = {"state_agency": "Department of Health and Families", "lead_agency": "Office of Early Childhood",
              "family_org": "Parents Together"}  # fmt: skip
    if place.reach == "territory":
        return ("territory", kind), f"{state} {bodies[kind]}"
    return (kind,), f"{state} {bodies[kind]}"
