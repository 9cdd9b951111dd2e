"""What truly happened in the ledger style: jobs, standing meetings, fairs and single contacts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bench.styles.dice import Dice, Urn, working_day
from bench.styles.ledger_clerks import CASELOAD, Clerk
from bench.styles.ledger_words import AGENCY_SECTORS, KINDS, PIECES, SUBJECTS
from contracts.jurisdictions import REGIONS, TRIBES

FIRST_DAY, DAYS = date(2023, 7, 3), 1110
WAYS = Urn({"single": 44.0, "job": 9, "standing": 3, "fair": 2})
OTHERS = Urn({1: 74.0, 2: 19, 3: 7})
KIND_URN = Urn({at: kind.share for at, kind in enumerate(KINDS)})
REACHES = Urn({"state": 84.0, "local": 5, "multi_state": 5, "regional": 3, "national": 2, "tribal": 1})
COUNTIES = ("Adams", "Brown", "Clark", "Douglas", "Grant", "Harrison", "Knox", "Lee", "Logan", "Perry", "Pike", "Scott")


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact that took place once.

    Attributes:
        account: the work that it belongs to; contacts of one account follow each other.
        reach, state, states: how far it reaches, the state it was held for, all states.
        agency, subject, kind, piece: numbers in the tables of words; `county` for local work.
        quarters: its length in quarter hours; `heads` the people there.
        session: which one in its account, 0 when it stands alone; `joined` sessions that partners had missed.
        providers: numbers of those who took part, the lead first.
    """

    number: int
    account: int
    reach: str
    state: str
    states: tuple[str, ...]
    county: str
    agency: int
    subject: int
    kind: int
    piece: int
    day: date
    nights: int
    quarters: int
    heads: int
    mode: str
    session: int
    joined: int
    providers: tuple[int, ...]


class Calendar:
    """Draws contacts, account by account."""

    def __init__(self, dice: Dice, clerks: Sequence[Clerk]) -> None:
        self._dice, self._clerks = dice, clerks
        self._number = self._account = 0
        self._leads = Urn({at: clerk.size for at, clerk in enumerate(clerks)})
        self._states = [Urn(clerk.states) for clerk in clerks]
        self._subjects = [Urn(clerk.subjects) for clerk in clerks]
        self._serving = {
            state: [at for at, clerk in enumerate(clerks) if state in clerk.states] for state in CASELOAD
        }  # fmt: skip
        self._agency_of = [
            [at for at, known in enumerate(AGENCY_SECTORS) if known & set(subject.sectors)] for subject in SUBJECTS
        ]

    def contacts(self) -> Iterator[Contact]:
        """Contacts without end."""
        ways = {"single": self._single, "job": self._job, "standing": self._standing, "fair": self._fair}
        while True:
            self._account += 1
            yield from ways[WAYS.draw(self._dice)](self._contact(self._leads.draw(self._dice)))

    def _contact(self, lead: int) -> Contact:
        dice = self._dice
        reach, state = REACHES.draw(dice), self._states[lead].draw(dice)
        if reach == "tribal":
            state = dice.pick(tuple(TRIBES))
        states: tuple[str, ...] = (state,)
        if reach == "multi_state":
            region = next(codes for codes in REGIONS.values() if state in codes)
            states = (state, *dice.some([code for code in region if code != state], dice.between(1, 4)))
        subject = self._subjects[lead].draw(dice)
        day = working_day(FIRST_DAY + timedelta(days=dice.below(DAYS)))
        return self._counted(
            Contact(self._number, self._account, reach, state, states, dice.pick(COUNTIES), self._agency(subject),
                    subject, KIND_URN.draw(dice), dice.below(len(PIECES)), day, 0, 0, 0, "", 0, 0, (lead,))
        )  # fmt: skip

    def _agency(self, subject: int) -> int:
        return self._dice.pick(self._agency_of[subject])

    def _counted(self, contact: Contact) -> Contact:
        """The contact as a new one, with a length, people and a mode of its kind."""
        dice, kind = self._dice, KINDS[contact.kind]
        self._number += 1
        quarters = max(1, dice.pick(kind.quarters) + dice.pick((0, 0, 0, 0, -1, 1)))
        return replace(
            contact, number=self._number, quarters=quarters, nights=1 if quarters > 40 else 0,
            heads=max(1, round(dice.skewed(kind.crowd, 0.6))), mode=dice.pick(kind.modes),
        )  # fmt: skip

    def _others(self, contact: Contact, count: int) -> tuple[int, ...]:
        serving = self._serving.get(contact.state) or list(range(len(self._clerks)))
        known = [at for at in serving if at != contact.providers[0] and contact.subject in self._clerks[at].subjects]
        return tuple(self._dice.some(known, count))

    def _single(self, contact: Contact) -> Iterator[Contact]:
        dice = self._dice
        yield self._with_others(contact, 0.21)
        if dice.happens(0.12):
            again = working_day(contact.day + timedelta(days=dice.pick((3, 5, 7, 7, 14, 14, 21))))
            yield self._counted(replace(contact, day=again, kind=KIND_URN.draw(dice), piece=dice.below(len(PIECES))))
        if dice.happens(0.12):
            yield self._beside(contact)

    def _with_others(self, contact: Contact, share: float) -> Contact:
        if not self._dice.happens(share):
            return contact
        return replace(contact, providers=contact.providers + self._others(contact, OTHERS.draw(self._dice)))

    def _beside(self, contact: Contact) -> Contact:
        """Another provider's own contact on the same subject with the same agency, days apart."""
        day = working_day(contact.day + timedelta(days=self._dice.between(-14, 14)))
        other = self._others(contact, 1) or contact.providers[:1]
        kind = contact.kind if self._dice.happens(0.45) else KIND_URN.draw(self._dice)
        self._account += 1
        return self._counted(
            replace(
                contact,
                account=self._account,
                day=day,
                kind=kind,
                piece=self._dice.below(len(PIECES)),
                session=0,
                joined=0,
                providers=other,
            )
        )

    def _job(self, contact: Contact) -> Iterator[Contact]:
        """A run of contacts by one provider; helpers come to some of them, and one may run beside it."""
        dice, every = self._dice, self._dice.pick((14, 21, 28, 30, 30, 42))
        helpers = self._others(contact, OTHERS.draw(dice)) if dice.happens(0.3) else ()
        kind = KINDS[contact.kind]
        is_shadowed, day, joined = dice.happens(0.15), contact.day, dice.pick((0, 0, 1, 2))
        for session in range(1, dice.between(3, 12) + 1):
            came = tuple(at for at in helpers if session > joined and dice.happens(0.5))
            piece = contact.piece if dice.happens(0.5) else dice.below(len(PIECES))
            at_session = replace(contact, day=day, session=session, joined=joined, piece=piece)
            told = self._counted(at_session)
            if dice.happens(0.7):
                told = replace(told, quarters=contact.quarters, mode=contact.mode, nights=contact.nights)
            yield replace(told, heads=max(1, contact.heads + dice.between(-2, 2)), providers=contact.providers + came)
            if is_shadowed and dice.happens(0.5):
                yield self._beside(told)
            day = working_day(day + timedelta(days=every + dice.between(-1, 3)))
            if dice.happens(0.1):
                contact = replace(contact, kind=dice.pick((0, 1)), mode=dice.pick(kind.modes))

    def _standing(self, contact: Contact) -> Iterator[Contact]:
        """A year of a body's meetings: each time those of its circle who care to come enter it, or prepare for it."""
        dice = self._dice
        body = replace(contact, kind=1, quarters=dice.pick((4, 6, 8, 12)), nights=0, reach="state")
        if body.state in TRIBES:
            body = replace(body, reach="tribal")
        body = replace(body, states=(body.state,))
        circle = (*contact.providers, *self._others(body, 4))
        for session in range(1, dice.between(5, 12) + 1):
            day = working_day(contact.day + timedelta(days=28 * (session - 1) + dice.below(2)))
            came = tuple(at for at in circle if dice.happens(0.22))[:4] or (dice.pick(circle),)
            met = replace(self._counted(replace(body, day=day)), quarters=body.quarters, session=session, nights=0)
            yield replace(met, providers=came)
            if dice.happens(0.4):
                before = working_day(day - timedelta(days=dice.between(1, 7)))
                yield self._counted(replace(body, day=before, kind=0, providers=(dice.pick(circle),)))

    def _fair(self, contact: Contact) -> Iterator[Contact]:
        """A conference day: many providers' own sessions in one place, some held by two."""
        dice = self._dice
        hosts = (*contact.providers, *dice.some(self._serving.get(contact.state, [0, 1, 2]), 5))
        for host in dict.fromkeys(hosts):
            subject = contact.subject if dice.happens(0.4) else self._subjects[host].draw(dice)
            held = replace(contact, providers=(host,), kind=2, subject=subject, reach="state",
                           piece=dice.below(len(PIECES)),
                           states=contact.states[:1], day=contact.day + timedelta(days=dice.below(2)))  # fmt: skip
            held = replace(held, reach="tribal" if held.state in TRIBES else "state")
            yield self._with_others(replace(self._counted(held), mode="in_person", nights=0), 0.2)
