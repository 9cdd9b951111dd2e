"""Random histories: whatever a warehouse may learn, in any order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from contracts.names import shipped_names
from contracts.states import STATE_LISTS
from tests.warehouse.random_deliveries import ALPHA, BETA, Deliveries
from tests.warehouse.random_findings import made_up_findings
from tests.warehouse.random_rows import KEYS, OFFICES
from warehouse.answers import Answer as LinkAnswer
from warehouse.answers import Outcome, add_answer, note_outcomes, waiting_answers
from warehouse.attempts import Attempt, record_attempt
from warehouse.code_versions import change_to, replay_code_names
from warehouse.editions import Issued, keep_edition
from warehouse.found_store import store_found
from warehouse.inputs import Answer, Given, Told, add_told
from warehouse.judgements import Judgement, add_judgements
from warehouse.links import Link, Subject, add_links
from warehouse.overlap_models import TrainedModel, store_model
from warehouse.overlaps import SearchFacts, last_load, read_matchable
from warehouse.purges import Purge, purge_rows
from warehouse.releases import HELD, PREVIEWED, RELEASED, Step, add_step
from warehouse.sendings import Sending, Target, claim, note, read_standings


@dataclass
class History(Deliveries):
    """Tells a warehouse one thing after another.

    Attributes:
        admin: connection of the server's administrator, who may purge as the owner.
        told: what happened, in words.
    """

    admin: sa.Connection = field(kw_only=True)
    told: list[str] = field(default_factory=list)

    def tell(self, event: str, *values: str) -> None:
        """Let one thing happen."""
        happened: Callable[..., str] = getattr(self, event)
        self.told.append(f"{self.now:%Y-%m-%d %H:%M:%S} {event} {happened(*values)}")

    def try_in_vain(self, folder: str) -> str:
        """An attempt that fails; no load."""
        outcome = self.chance.choice(["late", "failed", "unchanged"])
        began = self.now - timedelta(minutes=1)
        record_attempt(
            self.loader,
            Attempt(folder, self.now.date(), "run", "pull", 1, began, self.now, outcome, "X", "away", "wait", "wait"),  # type: ignore[arg-type]
        )
        return f"{folder} {outcome}"

    def name_codes(self) -> str:
        """The codes get their names; each further time some change: places and offices, from a day on."""
        names = shipped_names()
        if self.said.setdefault("codes", {}):
            place, office = (next(one for one in names if one.code == code) for code in ("OH", "ACF/OCC"))
            day = self.now.date() + timedelta(days=self.chance.randrange(-9, 9))
            names.remove(place)
            names += [replace(place, valid_to=day), replace(place, label="Ohio Anew", valid_from=day + timedelta(1))]
            names[names.index(office)] = replace(office, label=f"Office at {self.now}")
        self.said["codes"]["are named"] = True
        change = change_to(self.loader, names)
        replay_code_names(self.loader, change, night=self.now.date(), code_version="test", recorded=self._recorded())
        return f"{len(change.named)} names"

    def find_overlaps(self) -> str:
        """A search finds some pairs of the records that may be matched, and no longer others."""
        found = made_up_findings(self.chance, read_matchable(self.loader), ALPHA, BETA)
        self.loader.rollback()
        facts = SearchFacts(last_load(self.loader), f"m{len(self.told)}", {})
        store_found(
            self.loader, found, facts, night=self.now.date(), code_version="test", keys=None,
            recorded=self._recorded(),
        )  # fmt: skip
        return ", ".join(f"{len(rows)} {name}" for name, rows in found.items())

    def judge(self) -> str:
        """People judge pairs of the records that stand; the first pairs mostly the same ones."""
        pairs = list(zip(*(self._standing(folder)[:3] for folder in (ALPHA, BETA)), strict=False))
        decided = [*STATE_LISTS["judgement"]]
        judgements = [
            Judgement(ALPHA, a, BETA, b, self.chance.choice(decided), None, self.chance.choice(["", ALPHA, BETA]),
                      "me", "because", self.now)
            for a, b in pairs
        ]  # fmt: skip
        add_judgements(self.loader, judgements, night=self.now.date(), code_version="test", recorded=self._recorded())
        return f"{len(judgements)} pairs"

    def train(self) -> str:
        """A model is trained, and weighs or is put aside."""
        status = self.chance.choice(["active", "aside"])
        model = TrainedModel(f"own-{self.chance.randrange(3)}", {}, self.now, {"precision": 1}, status)  # type: ignore[arg-type]
        store_model(self.loader, model, night=self.now.date(), code_version="test", recorded=self._recorded())
        return status

    def give_input(self) -> str:
        """Somebody gives input, and what was given before is answered."""
        about = f"{ALPHA}/{self.chance.choice(KEYS)}"
        given = Given(
            self.now.date(), "sponsor", self.chance.choice(OFFICES), "Office", "record", about, f"Words of {self.now}",
            self.chance.choice(["partners", "sponsor_only", "provider_only"]), self.now,
        )  # fmt: skip
        known = self.loader.scalars(sa.text("SELECT input_id FROM core.input ORDER BY 1")).all()
        self.loader.rollback()
        becomes = self.chance.choice(["acknowledged", "answered"])
        answers = [Answer(one, becomes, "Owner", f"Note of {self.now}", "me", self.now) for one in known]
        add_told(
            self.loader, Told((given,), tuple(answers)), night=self.now.date(), code_version="test",
            recorded=self._recorded(),
        )  # fmt: skip
        return f"{about}, {len(answers)} answers"

    def answer_by_link(self) -> str:
        """A provider answers by a link, on a record or a pair; Concord takes in what waited. No load."""
        taken = [Outcome(answer.answer_id, "taken") for _, answer in waiting_answers(self.loader)]
        self.loader.rollback()
        note_outcomes(self.loader, taken, at=self.now)
        keys = tuple((folder, self.chance.choice(KEYS)) for folder in (ALPHA, BETA))
        subject = self.chance.choice([Subject("record", keys[:1]), Subject("opportunity", keys)])
        name = f"answer {len(self.told)}"
        link = Link(name, "provider", ALPHA, subject, "", self.now, "me", self.now + timedelta(days=999))
        add_links(self.loader, [link])
        is_input = subject.kind == "record"
        said = LinkAnswer(
            name, None if is_input else "accepted", None, "Words", "", "partners" if is_input else None, self.now
        )
        add_answer(self.loader, link, said)
        self.loader.commit()
        return f"{subject}, {len(taken)} taken in"

    def issue(self) -> str:
        """A report is issued; no load."""
        reader = self.chance.choice(OFFICES)
        issued = Issued(
            "sponsor", reader, date(2026, 1, 1), date(2026, 1, 31), last_load(self.loader), None, f"{len(self.told)}",
            "test", f"Notice of {self.now}",
        )  # fmt: skip
        self.loader.rollback()
        made = keep_edition(self.loader, issued)
        # The server's own clock is not this one.
        this = {"now": self.now, "made": made}
        self.admin.execute(sa.text("UPDATE core.edition SET issued_at = :now WHERE edition_id = :made"), this)
        self.admin.commit()
        return made

    def send(self) -> str:
        """An edition's release goes on, it is sent to a mailbox, and how the try before ended is known. No load."""
        edition = self.loader.scalar(sa.text("SELECT max(edition_id) FROM core.edition")) or self.issue()
        self.loader.rollback()
        by: dict[str, Any] = {"by": "me", "at": self.now}
        for sending, standing in read_standings(self.loader).items():
            said = self.chance.choice(["deferred", "in_doubt", "again"])
            note(self.loader, sending, standing.tries, said, f"said by <team@office.example> at {self.now}", **by)
        step = self.chance.choice([PREVIEWED, HELD, RELEASED])
        add_step(self.loader, Step(edition, step, "digest", "me", f"Why at {self.now}", self.now, self.now.date()))
        target = Target("provider", ALPHA, "team@office.example", "<1@office.example>", "digest")
        with claim(self.loader, Sending(edition, "office", "mail", "issue"), target, **by) as number:
            return f"{edition} {step}, try {number}"

    def purge(self, kind: str) -> str:
        """Something is taken out for good: a record, what a delivery brought, or a provider."""
        load = "SELECT max(load_number) FROM core.delivery WHERE provider_id = :alpha"
        what: dict[str, Any] = {
            "record": {"record": (self._standing(ALPHA) or list(KEYS))[0]},
            "delivery": {"delivery": "the last", "load": self.admin.scalar(sa.text(load), {"alpha": ALPHA})},
            "provider": {},
        }[kind]
        whose = BETA if kind == "provider" else ALPHA
        recorded = self._recorded()
        self.admin.execute(sa.text("SET LOCAL ROLE concord_owner"))
        purge = Purge(kind, whose, "me", "asked for", self.now, **what)  # type: ignore[arg-type]
        purge_rows(self.admin, purge, code_version="test", recorded=recorded)
        self.admin.commit()
        return f"{kind} {what.get('record', '')}".strip()
