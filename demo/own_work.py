"""Work of one provider alone: single activities, engagements with sessions, requests with plans, products."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

from demo.cast import SAYS_PLACES_AT_WILL, Provider
from demo.draw import Draw
from demo.places import Place, draw_place
from demo.shared_work import MONTHS_18
from demo.themes import PROGRAM_OWN, SHARED, THEMES, Theme
from demo.work import Engagement, Participation, Work, draw_engagement


def draw_own_work(seed: int, provider: Provider, wanted: int, today: date) -> list[Work]:
    """Exactly `wanted` pieces of work of one provider, made family by family."""
    made: list[Engagement] = []
    for turn in count():
        if len(made) >= wanted:
            break
        draw = Draw(seed, provider.slug, turn)
        family = list(_draw_family(draw, provider, turn, today))
        made += family if len(made) + len(family) <= wanted else family[:1]
    parts = [_sole_part(engagement, provider.slug, seed) for engagement in made]
    return [Work(engagement, (part,)) for engagement, part in zip(made, parts, strict=True)]


def _sole_part(engagement: Engagement, slug: str, seed: int) -> Participation:
    wording = Draw(seed, "wording", engagement.engagement_id).number(0, 2)
    return Participation(engagement.engagement_id, slug, "lead", True, "", wording, 0)


def _draw_family(draw: Draw, provider: Provider, turn: int, today: date) -> Iterator[Engagement]:
    """One record, or an engagement with its sessions, or a request with the plan that answers it; parents first."""
    kind = draw.weighted(provider.kinds)
    place = draw_place(draw, turn, at_will=provider.slug in SAYS_PLACES_AT_WILL)
    theme = _draw_theme(draw, provider, place)
    key = f"W-{provider.slug}-{turn:04d}"
    undetermined = 0.04 if provider.carries("scope_class") else 0.0
    ahead = {"plan": 150, "request": 0, "activity": 60, "engagement": 60}.get(kind, -10)
    behind = -90 if kind == "plan" and draw.happens(0.6) else -MONTHS_18
    start = today + timedelta(days=draw.number(behind + 1, ahead))
    head = draw_engagement(
        draw, key, kind=kind, theme=theme, place=place, start=start, today=today, undetermined=undetermined
    )
    yield head
    if kind == "engagement" and draw.happens(0.55):
        yield from _draw_sessions(draw, head, today)
    elif kind == "request" and "plan" in provider.kinds and draw.happens(0.4):
        yield _follow(draw, head, "plan", "p", start + timedelta(days=draw.number(15, 60)), "", today)


def _draw_sessions(draw: Draw, head: Engagement, today: date) -> Iterator[Engagement]:
    number = draw.number(2, 5)
    for session in range(1, number + 1):
        start = head.start + (head.end - head.start) * session // (number + 1)
        series = f", session {session} of {number}"
        yield _follow(draw, head, "activity", f"s{session}", start, series, today)


def _follow(draw: Draw, head: Engagement, kind: str, mark: str, start: date, series: str, today: date) -> Engagement:
    """A record under `head`, with its theme, place, scope and sharing."""
    made = draw_engagement(
        draw, head.engagement_id + mark, kind=kind, theme=head.theme, place=head.place, start=start, today=today,
        parent_id=head.engagement_id, series=series, sharing_level=head.sharing_level,
    )  # fmt: skip
    return replace(
        made, scope_class=head.scope_class, recipient_types=head.recipient_types, recipient_name=head.recipient_name
    )


def _draw_theme(draw: Draw, provider: Provider, place: Place) -> Theme:
    if place.reach == "tribal" and draw.happens(0.6):
        return THEMES["tribal_partnership"]
    own = place.reach not in ("regional", "national") and draw.happens(provider.program_share)
    options = PROGRAM_OWN if own else SHARED
    at_home = [theme for theme in options if set(theme.sectors) & set(provider.sectors)]
    wider = [theme for theme in options if theme.key != "tribal_partnership"]
    return draw.pick(at_home if at_home and draw.happens(0.7) else wider)
