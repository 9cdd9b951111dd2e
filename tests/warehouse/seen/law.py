"""Who may see what, worked out from the matrix alone, of records and of all else that partners tell.

Nothing here asks the code under test what a reader may see: the rules are written anew, from the law that they state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.warehouse.seen.world import Planted

CLEARED = {"alpha_center": True, "beta_center": False, "gamma_center": True}
FUNDED = {"alpha_center": "ACF/OCC", "beta_center": "ACF/OHS", "gamma_center": "CDC"}
"""Provider to the office that its contract names; the records name others, too."""

REGION = {"OH": 5, "MI": 5, "AZ": 9, "TR-navajo": 11}
READERS = (
    ("provider", "alpha_center"), ("provider", "beta_center"), ("sponsor", "ACF/OCC"), ("sponsor", "ACF/OHS"),
    ("sponsor", "CDC"), ("analyst", ""), ("steward", ""), ("jurisdiction", "OH"), ("jurisdiction", "AZ"),
    ("jurisdiction", "TR-navajo"), ("public", ""),
)  # fmt: skip
PARTNERS = ("provider", "sponsor", "analyst", "steward")
SHARED = ("public", "partners")


def may_see(kind: str, whose: str, record: Planted) -> bool:
    """The matrix, line by line."""
    if kind == "steward":
        return True
    if kind == "analyst":
        return record.level != "provider_only"
    if kind == "provider":
        return record.provider == whose or record.is_shared
    if kind == "sponsor":
        return (record.office == whose and record.level != "provider_only") or record.is_shared
    if kind == "public":
        return record.is_shared and record.level == "public"
    scope, places, region = record.place
    if record.kind == "request":
        return whose in places and record.level != "provider_only"
    is_tribal = any(place.startswith("TR-") for place in places)
    is_all_round = scope == "national" or (scope == "regional" and region == REGION[whose])
    return record.is_shared and (whose in places or (is_all_round and not is_tribal))


def may_read_text(kind: str, whose: str, provider: str) -> bool:
    """Free text: where cleared, one's own, and a steward all."""
    return CLEARED[provider] or kind == "steward" or (kind == "provider" and whose == provider)


def may_follow(kind: str, whose: str, provider: str) -> bool:
    """Deliveries, tries, rejected rows and unmapped codes: one's own, or of whom one funds by contract."""
    if kind in ("analyst", "steward"):
        return True
    return (kind == "provider" and whose == provider) or (kind == "sponsor" and FUNDED[provider] == whose)


def may_see_report(kind: str, whose: str, provider: str, level: str) -> bool:
    """Feedback and improvement actions: their provider says with whom each is shared."""
    if kind == "steward" or (kind in PARTNERS and level in SHARED):
        return True
    if kind == "analyst" or (kind == "sponsor" and FUNDED[provider] == whose):
        return level != "provider_only"
    return kind == "provider" and provider == whose


def may_see_project(kind: str, whose: str, provider: str, level: str, office: str, places: tuple[str, ...]) -> bool:
    """Joint projects: as feedback, and besides who pays for them, the jurisdictions that they name, and the public."""
    if kind == "public":
        return level == "public"
    if kind == "jurisdiction":
        return level in SHARED and whose in places
    names_it = kind == "sponsor" and office == whose and level != "provider_only"
    return names_it or may_see_report(kind, whose, provider, level)


def may_see_input(kind: str, whose: str, giver: tuple[str, str], level: str) -> bool:
    """Input: who gave it, partners as it is shared; sponsor_only is for sponsors and the partners' staff."""
    if kind == "steward" or giver == (kind, whose):
        return True
    if kind in ("sponsor", "analyst"):
        return level != "provider_only"
    return kind == "provider" and level in SHARED


def may_see_answer(kind: str, whose: str, giver: tuple[str, str], level: str | None) -> bool:
    """Input by a link: its giver's and the staff's. A judgement (of no level): of pairs that the reader sees."""
    if kind == "steward" or giver == (kind, whose):
        return True
    return kind in PARTNERS if level is None else kind == "analyst" and level != "provider_only"


def may_see_edition(kind: str, whose: str, edition: str, reader: str) -> bool:
    """Editions: those for all, for all partners; one's own; the staff's are all."""
    if kind in ("analyst", "steward"):
        return True
    own = {"provider": "digest", "sponsor": "sponsor", "jurisdiction": "jurisdiction"}.get(kind)
    is_for_all = edition in ("workgroup", "evaluation") and kind in PARTNERS
    return is_for_all or (edition == own and reader == whose)


def words_of_provider(kind: str, whose: str, provider: str) -> set[str]:
    """Words on a provider's deliveries, tries and purges that a reader may read."""
    read: tuple[str, ...] = ()
    if may_follow(kind, whose, provider):
        read += ("attempt", "column", "address", "reason", "mend", "part", "decider", "decided")
        read += ("unmapped",) if may_read_text(kind, whose, provider) else ()
    if kind == "steward" or (kind, whose) == ("provider", provider):
        read += ("purged",)
    return {of_provider(provider, name) for name in read}


def of_provider(provider: str, name: str) -> str:
    """A word that stands in one place of what is known of a provider."""
    return f"zq{provider[0]}0{name}"
