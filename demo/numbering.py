"""Identifiers as each provider gives them, in the order in which its records were made."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from demo.cast import PROVIDERS
from demo.draw import Draw
from demo.work import Engagement, Participation

Told = tuple[Engagement, Participation]

KEY_JOINER = " | "


def written_at(seed: int, told: Told, nights: tuple[date, date, date]) -> datetime:
    """When a provider wrote a record: before the night that first delivers it, and after the night before."""
    engagement, part = told
    draw = Draw(seed, "written", engagement.engagement_id, part.provider)
    last_day = nights[part.first_night - 1] - timedelta(days=1)
    if part.first_night > 1:
        day = max(nights[part.first_night - 2], last_day)
    elif engagement.end < last_day:
        day = min(engagement.end + timedelta(days=draw.number(1, 14)), last_day)
    else:
        day = min(engagement.start, last_day) - timedelta(days=draw.number(2, 60))
    return datetime.combine(day, time(draw.number(7, 18), draw.number(0, 59), draw.number(0, 59)), UTC)


def number_records(told: list[Told], written: dict[tuple[str, str], datetime]) -> dict[tuple[str, str], str]:
    """(engagement, provider) to the provider's own identifier of its record."""
    numbers: dict[tuple[str, str], str] = {}
    for slug in PROVIDERS:
        own = [one for one in told if one[1].provider == slug]
        own.sort(key=lambda one: (one[1].first_night, written[_key(one)], one[0].engagement_id))
        lines: dict[str, int] = {}
        for turn, one in enumerate(own, start=1):
            numbers[_key(one)] = _identify(slug, turn, one[0], lines)
    return numbers


def _key(told: Told) -> tuple[str, str]:
    return told[0].engagement_id, told[1].provider


def _identify(slug: str, turn: int, engagement: Engagement, lines: dict[str, int]) -> str:
    if slug == "child_care_center":  # its key is made of two columns
        places = engagement.place.jurisdictions or ("US",)
        order = f"WO-{engagement.start.year}-{places[0].removeprefix('TR-').upper()}"
        lines[order] = lines.get(order, 0) + 1
        return f"{order}{KEY_JOINER}{lines[order]}"
    return {
        "head_start_region": f"R05-AR-{turn + 4200:06d}",
        "home_visiting_center": f"hv-{turn + 1000}",
        "mental_health_center": f"MH{turn:05d}",
        "special_education_center": str(20000 + turn),
        "family_support_network": f"urn:fspn:ta:{turn:05d}",
        "small_center": f"SC-{turn:03d}",
    }[slug]
