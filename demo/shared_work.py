"""Work that more than one provider takes part in, and work that others could have joined."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from demo.cast import PROVIDERS, SAYS_PLACES_AT_WILL, SLUGS
from demo.draw import Draw
from demo.places import Place, draw_place, state_place
from demo.themes import SHARED, Theme
from demo.work import Engagement, Participation, Work, draw_engagement

MONTHS_18 = 548

DECLARED = {"project_id": 22, "partner_names": 14, "one_sided": 12}
"""Joint projects by the way in which they are declared."""
SPONSOR_ONLY_PROJECTS = 3
SAME_ACTIVITIES = 62
OPPORTUNITIES = 36
NEAR_MISSES = 16

_WEIGHTS = {"head_start_region": 3.0, "home_visiting_center": 3.0, "mental_health_center": 2.5,
            "child_care_center": 3.0, "special_education_center": 2.5, "family_support_network": 2.0,
            "small_center": 0.5}  # fmt: skip


@dataclass(frozen=True)
class Planted:
    """Two engagements set against each other on purpose: an opportunity, or a near miss that is different work."""

    left: str
    right: str
    label: str


def draw_joint_work(seed: int, today: date) -> list[Work]:
    """Joint projects, each declared by its number, by partner names, or by one side alone."""
    made: list[Work] = []
    for declared, count in DECLARED.items():
        for turn in range(count):
            number = len(made) + 1
            secret = declared == "project_id" and turn < SPONSOR_ONLY_PROJECTS
            made.append(_draw_joint(Draw(seed, "joint", number), number, declared, today, secret=secret))
    return made


def _draw_joint(draw: Draw, number: int, declared: str, today: date, *, secret: bool) -> Work:
    count = draw.weighted({2: 6.0, 3: 3.0, 4: 1.0})
    team = ["home_visiting_center", "special_education_center"] if secret else draw_team(draw, count)
    theme = _theme_for(draw, team)
    kind = "activity" if "head_start_region" in team or draw.happens(0.5) else "engagement"
    if {"home_visiting_center", "family_support_network"} <= set(team) and len(team) == 2 and draw.happens(0.6):
        kind = "product"
    start = today + timedelta(days=draw.number(-MONTHS_18 + 10, 110))
    engagement = draw_engagement(
        draw, f"J{number:04d}", kind=kind, theme=theme, place=_place_for(draw, team), start=start, today=today,
        strand="joint", declared=declared, sharing_level="sponsor_only" if secret else _open_sharing(draw),
        project=f"JP-{number:03d}" if declared == "project_id" else None,
    )  # fmt: skip
    silent = declared == "one_sided" and number % 3 == 0
    return Work(engagement, _joint_parts(draw, engagement, team, silent=silent))


def _joint_parts(draw: Draw, engagement: Engagement, team: list[str], *, silent: bool) -> tuple[Participation, ...]:
    parts = []
    for turn, slug in enumerate(team):
        role = "lead" if turn == 0 else "co_lead" if turn == 1 and draw.happens(0.3) else "contributor"
        declares = engagement.declared
        if engagement.declared == "one_sided":
            declares = "partner_names" if turn == 0 else ""
        parts.append(Participation(
            engagement.engagement_id, slug, role, not (silent and turn > 0), declares,
            draw.number(0, 2), draw.weighted({0: 6.0, 1: 1.0, -1: 1.0}),
        ))  # fmt: skip
    return tuple(parts)


def draw_same_activities(seed: int, today: date) -> list[Work]:
    """One event each, reported by two or three providers who do not mention each other."""
    made = []
    for number in range(1, SAME_ACTIVITIES + 1):
        draw = Draw(seed, "same", number)
        team = draw_team(draw, draw.weighted({2: 85.0, 3: 15.0}))
        start = today + timedelta(days=draw.number(-MONTHS_18 + 10, 70))
        engagement = draw_engagement(
            draw, f"S{number:04d}", kind="activity", theme=_theme_for(draw, team), place=_place_for(draw, team),
            start=start, today=today, strand="same", sharing_level=_open_sharing(draw),
        )  # fmt: skip
        wordings = draw.shuffled((0, 1, 2))
        made.append(Work(engagement, tuple(
            Participation(engagement.engagement_id, slug, "contributor", True, "", wordings[turn],
                          draw.weighted({0: 5.0, 1: 2.0, -1: 2.0, 2: 1.0, -3: 0.5}) if turn else 0)
            for turn, slug in enumerate(team)
        )))  # fmt: skip
    return made


def draw_opportunities(seed: int, today: date) -> tuple[list[Work], list[Planted]]:
    """Pairs of different upcoming work of two providers in one state, with a shared core element."""
    works: list[Work] = []
    planted: list[Planted] = []
    for number in range(1, OPPORTUNITIES + 1):
        draw = Draw(seed, "opportunity", number)
        team = draw_team(draw, 2)
        first = draw.pick(SHARED)
        akin = [t for t in SHARED if t is not first and set(t.elements) & set(first.elements)]
        start = today + timedelta(days=draw.number(8, 100))
        pair = [
            _upcoming(draw, f"O{number:04d}{side}", slug, theme, start + timedelta(days=shift), today, number)
            for side, slug, theme, shift in zip(
                "ab", team, (first, draw.pick(akin)), (0, draw.number(-12, 12)), strict=True
            )
        ]
        works += pair
        planted.append(Planted(pair[0].engagement.engagement_id, pair[1].engagement.engagement_id,
                               "coordination_opportunity"))  # fmt: skip
    return works, planted


def _upcoming(draw: Draw, key: str, slug: str, theme: Theme, start: date, today: date, number: int) -> Work:
    kind = "activity" if slug == "head_start_region" else draw.pick(("activity", "plan"))
    state = ("OH", "GA", "CO", "TX", "WA", "MN", "NC", "NM", "ME")[number % 9]
    engagement = draw_engagement(
        draw, key, kind=kind, theme=theme, place=state_place(state), start=start, today=today, strand="opportunity",
        sharing_level=_open_sharing(draw),
    )  # fmt: skip
    status = "planned" if kind == "plan" else "scheduled"
    return _alone(replace(engagement, lifecycle=status), slug, draw)


def draw_near_misses(seed: int, today: date) -> tuple[list[Work], list[Planted]]:
    """Pairs that look alike and are different: same theme and state, another event some weeks apart."""
    works: list[Work] = []
    planted: list[Planted] = []
    for number in range(1, NEAR_MISSES + 1):
        draw = Draw(seed, "near miss", number)
        team = draw_team(draw, 2)
        theme, place = draw.pick(SHARED), _place_for(draw, team)
        start = today - timedelta(days=draw.number(60, 500))
        pair = []
        for side, slug, shift in zip("ab", team, (0, draw.number(12, 26)), strict=True):
            engagement = draw_engagement(
                draw, f"N{number:04d}{side}", kind="activity", theme=theme, place=place,
                start=start + timedelta(days=shift), today=today, strand="near_miss", sharing_level=_open_sharing(draw),
            )  # fmt: skip
            pair.append(_alone(engagement, slug, draw))
        works += pair
        planted.append(Planted(pair[0].engagement.engagement_id, pair[1].engagement.engagement_id, "different"))
    return works, planted


def _alone(engagement: Engagement, slug: str, draw: Draw) -> Work:
    part = Participation(engagement.engagement_id, slug, "lead", True, "", draw.number(0, 2), 0)
    return Work(engagement, (part,))


def draw_team(draw: Draw, count: int) -> list[str]:
    """Different providers, the bigger ones more often."""
    team: list[str] = []
    while len(team) < count:
        team.append(draw.weighted({slug: weight for slug, weight in _WEIGHTS.items() if slug not in team}))
    return team


def _theme_for(draw: Draw, team: list[str]) -> Theme:
    """A theme at home with at least one of the team; tribal themes belong to tribal places only."""
    sectors = {sector for slug in team for sector in PROVIDERS[slug].sectors}
    fitting = [theme for theme in SHARED if sectors & set(theme.sectors) and theme.key != "tribal_partnership"]
    return draw.pick(fitting)


def _place_for(draw: Draw, team: list[str]) -> Place:
    at_will = all(slug in SAYS_PLACES_AT_WILL for slug in team)
    return draw_place(draw, draw.number(0, 2 * len(SLUGS) * 17), at_will=at_will)


def _open_sharing(draw: Draw) -> str:
    return "public" if draw.happens(0.2) else "partners"
