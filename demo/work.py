"""The truth's own words: one piece of real work, and who took part in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from demo.draw import Draw
from demo.places import Place, recipient_of
from demo.themes import Theme


@dataclass(frozen=True)
class Engagement:
    """One piece of work as it really is (or will be); its kind is the grain on which it is reported.

    Attributes:
        strand: joint, same, opportunity, near_miss or solo: why it is in the truth.
        declared: how joint work is declared: project_id, partner_names, one_sided, or nothing.
        series: words that tell sessions of a series apart.
        hours: length of the event; participants are attendances.
    """

    engagement_id: str
    strand: str
    declared: str
    kind: str
    parent_id: str | None
    theme: Theme
    series: str
    scope_class: str
    sharing_level: str
    place: Place
    recipient_types: tuple[str, ...]
    recipient_name: str
    start: date
    end: date
    lifecycle: str
    intensity: str
    ta_type: str
    mode: str
    hours: float
    in_person: int
    virtual: int
    joint_project_id: str | None


@dataclass(frozen=True)
class Participation:
    """One provider's part in one engagement.

    Attributes:
        reports: whether it reports its part at all.
        declares: project_id, partner_names or nothing.
        wording: which of the theme's titles it uses.
        day_shift: days by which it says the dates wrongly.
    """

    engagement_id: str
    provider: str
    role: str
    reports: bool
    declares: str
    wording: int
    day_shift: int
    first_night: int = 1


@dataclass(frozen=True)
class Work:
    """An engagement with all who took part; the first is the lead."""

    engagement: Engagement
    participations: tuple[Participation, ...]


_LENGTHS = {"activity": (0, 1), "engagement": (45, 210), "plan": (20, 120), "request": (20, 60), "product": (0, 0),
            "lesson": (0, 0), "expertise": (0, 0)}  # fmt: skip
_TYPES = {"training": 30.0, "technical_assistance": 30.0, "consultation": 12.0, "meeting": 10.0, "coaching": 8.0,
          "facilitation": 6.0, "learning_collaborative": 4.0}  # fmt: skip
_MODES = {"virtual": 50.0, "in_person": 32.0, "hybrid": 12.0, "phone": 4.0, "email": 2.0}
_RECENT = {"requested": 5.0, "triaged": 4.0}
_OLD = {"requested": 1.0, "declined": 3.0, "withdrawn": 1.0, "completed": 5.0}
_INTENSITY = {"universal_general": 35.0, "targeted_specialized": 45.0, "intensive_sustained": 20.0}


def draw_engagement(
    draw: Draw, engagement_id: str, *, kind: str, theme: Theme, place: Place, start: date, today: date,
    strand: str = "solo", declared: str = "", parent_id: str | None = None, series: str = "",
    sharing_level: str | None = None, undetermined: float = 0.0, project: str | None = None,
) -> Engagement:  # fmt: skip
    """One engagement with everything that is not asked for drawn; `today` is the first night's date."""
    low, high = _LENGTHS[kind]
    end = start + timedelta(days=draw.number(low, high))
    mode = draw.weighted(_MODES)
    people = draw.number(3, 90)
    in_person = {"in_person": people, "hybrid": people // 2}.get(mode, 0)
    recipients, recipient_name = recipient_of(place, draw, is_program=not theme.is_shared)
    scope = _draw_scope(draw, theme, undetermined)
    return Engagement(
        engagement_id, strand, declared, kind, parent_id, theme, series, scope,
        sharing_level or _draw_sharing(draw, scope), place, recipients, recipient_name, start, end,
        _draw_lifecycle(draw, kind, start, end, today), draw.weighted(_INTENSITY),
        "tool_development" if kind == "product" else draw.weighted(_TYPES), mode,
        draw.number(2, 16) / 2 if kind == "activity" else float(draw.number(8, 80)),
        in_person, people - in_person if mode in ("virtual", "hybrid", "phone") else 0, project,
    )  # fmt: skip


def _draw_scope(draw: Draw, theme: Theme, undetermined: float) -> str:
    if draw.happens(undetermined):
        return "undetermined"
    if not theme.is_shared:
        return "program_specific"
    return "cross_sector" if len(theme.sectors) > 1 and draw.happens(0.5) else "systems_building"


def _draw_sharing(draw: Draw, scope: str) -> str:
    if scope in ("systems_building", "cross_sector"):
        return draw.weighted({"partners": 68.0, "public": 18.0, "sponsor_only": 9.0, "provider_only": 5.0})
    return draw.weighted({"partners": 30.0, "sponsor_only": 45.0, "provider_only": 25.0})


def _draw_lifecycle(draw: Draw, kind: str, start: date, end: date, today: date) -> str:
    if kind == "request":
        return draw.weighted(_RECENT if (today - start).days < 120 else _OLD)
    if draw.happens(0.03):
        return draw.weighted({"cancelled": 3.0, "suspended": 1.0})
    if start > today:
        return "planned" if kind in ("plan", "engagement", "product") else "scheduled"
    if kind == "plan":
        return draw.weighted({"planned": 3.0, "scheduled": 3.0, "completed": 4.0}) if end < today else "scheduled"
    return "completed" if end < today else "in_progress"
