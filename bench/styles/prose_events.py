"""What truly happened in the prose style: events, series, work of several providers together, and near misses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bench.styles.dice import Dice, Urn, working_day
from bench.styles.prose_habits import Habit
from bench.styles.prose_places import AGENCIES, LOCAL, MANY, REGION_OF, TRIBAL, Agency
from bench.styles.prose_themes import Theme
from bench.styles.prose_themes_people import THEMES
from bench.styles.prose_words import ANGLES, COUNTIES, FORM_SHARES, FORMS, INITIATIVES
from contracts.jurisdictions import REGIONS, is_tribe

FIRST_DAY, DAYS = date(2024, 7, 1), 730
SHARE_JOINT, SHARE_JOINT_SERIES, SHARE_NEAR_MISS = 0.15, 0.4, 0.1
"""Of single events and of series: how many are joint; of events: how many get other work beside them, much alike."""
PARTNERS = Urn({1: 76.0, 2: 18, 3: 6})
REACHES = Urn({"state": 80.0, "local": 8, "multi_state": 7, "regional": 3, "national": 2})
FORM_URN = Urn({name: float(share) for name, share in FORM_SHARES.items()})
STEPS = (7, 14, 14, 28, 30, 30, 30, 91)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened once.

    Attributes:
        number: the event's id; `origin` the event that it is a near miss of, or -1.
        place: the state that it is held for (the first of several); `places` all of them.
        session, sessions: its place in a series, 0 when it stands alone; `series_start` that series' first day.
        name: number of the wording on its invitation, which partners keep or replace.
        providers: numbers of those who took part, the lead first.
    """

    number: int
    origin: int
    reach: str
    place: str
    places: tuple[str, ...]
    county: str
    agency: Agency
    theme: Theme
    theme_at: int
    name: int
    angle: int
    form: str
    start: date
    end: date
    hours: float
    crowd: int
    mode: str
    aim: int
    yields: int
    initiative: str
    session: int
    sessions: int
    series_start: date
    providers: tuple[int, ...]


class World:
    """Draws events, one after another."""

    def __init__(self, dice: Dice, habits: Sequence[Habit]) -> None:
        self._dice, self._habits, self._number = dice, habits, 0
        self._leads = Urn({at: habit.size for at, habit in enumerate(habits)})
        self._places = [Urn(habit.places) for habit in habits]
        self._themes = [Urn(habit.themes) for habit in habits]
        self._teams = {at: frozenset(dice.some(range(len(habits)), 9)) for at in range(len(habits))}

    def events(self) -> Iterator[Event]:
        """Events without end, each near miss right after what it looks like."""
        while True:
            lead = self._leads.draw(self._dice)
            event = self._event(lead)
            for told in self._series(event) if self._dice.happens(0.1) else self._single(event):
                yield told
                if self._dice.happens(SHARE_NEAR_MISS):
                    yield self._near_miss(told)

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _event(self, lead: int) -> Event:
        dice = self._dice
        at = self._themes[lead].draw(dice)
        place = self._places[lead].draw(dice)
        reach, places = self._reach(place)
        start = working_day(FIRST_DAY + timedelta(days=dice.below(DAYS)))
        theme, initiative = THEMES[at], dice.pick(INITIATIVES) if dice.happens(0.15) else ""
        return self._shaped(
            Event(
                self._next(), -1, reach, place, places, dice.pick(COUNTIES), self._agency(reach, theme), theme, at,
                dice.below(len(theme.names)), dice.below(len(ANGLES)), FORM_URN.draw(dice), start, start, 0.0, 0, "",
                dice.below(3), dice.below(3), initiative, 0, 0, start, (lead,),
            )
        )  # fmt: skip

    def _shaped(self, event: Event) -> Event:
        """The event with hours, people, mode and length of its form."""
        dice, form = self._dice, FORMS[event.form]
        return replace(
            event, end=event.start + timedelta(days=dice.pick(form.days)), hours=float(dice.pick(form.hours)),
            crowd=max(2, round(dice.skewed(form.crowd, 0.5))), mode=dice.pick(form.modes),
        )  # fmt: skip

    def _reach(self, place: str) -> tuple[str, tuple[str, ...]]:
        dice = self._dice
        reach = "tribal" if is_tribe(place) else REACHES.draw(dice)
        if reach != "multi_state":
            return reach, (place,)
        near = [code for code in REGIONS.get(REGION_OF.get(place, 4), ()) if code != place]
        return reach, (place, *dice.some(near, dice.between(1, 5)))

    def _agency(self, reach: str, theme: Theme) -> Agency:
        if reach in ("state", "multi_state") and not (reach == "multi_state" and self._dice.happens(0.6)):
            fitting = [agency for agency in AGENCIES if set(agency.sectors) & set(theme.sectors)]
            return self._dice.pick(fitting)
        return {"local": LOCAL, "tribal": TRIBAL}.get(reach, MANY)

    def _partners(self, event: Event, count: int) -> tuple[int, ...]:
        """Others who work in the place, mostly those that the lead often works with."""
        others = [at for at, habit in enumerate(self._habits)
                  if at != event.providers[0] and event.place in habit.places]  # fmt: skip
        close = [at for at in others if at in self._teams[event.providers[0]]]
        known = [at for at in others if event.theme_at in self._habits[at].themes]
        pool = close if close and self._dice.happens(0.5) else known or others
        return tuple(self._dice.some(pool, count))

    def _joined(self, event: Event) -> Event:
        return replace(event, providers=event.providers + self._partners(event, PARTNERS.draw(self._dice)))

    def _single(self, event: Event) -> Iterator[Event]:
        yield self._joined(event) if self._dice.happens(SHARE_JOINT) else event

    def _series(self, event: Event) -> Iterator[Event]:
        """Sessions by one provider; where others take part, they report some of the sessions only."""
        dice, sessions, step = self._dice, self._dice.between(3, 10), self._dice.pick(STEPS)
        others = self._partners(event, PARTNERS.draw(dice)) if dice.happens(SHARE_JOINT_SERIES) else ()
        is_steady, part = dice.happens(0.6), dice.pick((0.3, 0.5, 0.8))
        for session in range(1, sessions + 1):
            start = working_day(event.series_start + timedelta(days=step * (session - 1) + dice.below(3)))
            if start > FIRST_DAY + timedelta(days=DAYS + 60):
                return
            number = event.number if session == 1 else self._next()
            told = replace(
                event, number=number, start=start, end=start, session=session, sessions=sessions,
                angle=event.angle if is_steady else dice.below(len(ANGLES)), aim=dice.below(3), yields=dice.below(3),
                providers=event.providers + tuple(at for at in others if dice.happens(part)),
            )  # fmt: skip
            if is_steady:
                crowd = max(2, round(told.crowd * dice.skewed(1.0, 0.15)))
                yield replace(told, crowd=crowd, end=start + (event.end - event.start))
            else:
                yield self._shaped(told)

    def _near_miss(self, event: Event) -> Event:
        """Other work on the same theme for the same agency in the same weeks, by somebody else."""
        dice = self._dice
        lead = next(iter(self._partners(event, 1)), event.providers[0])
        start = working_day(event.start + timedelta(days=dice.between(-18, 18)))
        keeps_form, keeps_angle = dice.happens(0.3), dice.happens(0.2)
        other = replace(
            event, number=self._next(), origin=event.number, start=start, series_start=start, session=0, sessions=0,
            form=event.form if keeps_form else FORM_URN.draw(dice), providers=(lead,),
            name=dice.below(len(event.theme.names)),
            angle=event.angle if keeps_angle else dice.below(len(ANGLES)), aim=dice.below(3), yields=dice.below(3),
            agency=event.agency if dice.happens(0.7) else self._agency(event.reach, event.theme),
        )  # fmt: skip
        shaped = self._shaped(other)
        return self._joined(shaped) if dice.happens(0.12) else shaped
