"""What partners tell beside records, at every sharing level: feedback, projects, actions, input, answers, editions."""

from __future__ import annotations

import itertools
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from contracts.contract import Contract
from contracts.fields import MULTI
from tests.warehouse.conftest import Story
from tests.warehouse.seen.law import (
    CLEARED,
    FUNDED,
    may_read_text,
    may_see_answer,
    may_see_edition,
    may_see_input,
    may_see_project,
    may_see_report,
)
from tests.warehouse.seen.world import LEVELS, OFFICES, Planted, World, project
from transforms.changes import Changes
from warehouse.answers import Answer as LinkAnswer
from warehouse.answers import Outcome, add_answer, note_outcomes
from warehouse.editions import Issued, keep_edition
from warehouse.inputs import Answer, Given, add_told
from warehouse.inputs import Told as InputTold
from warehouse.kind_tables import VERSION_TABLES
from warehouse.links import Link, Subject, add_links

Key = tuple[str, str]
NIGHT, NOW = date(2026, 3, 1), datetime(2026, 3, 1, 12, tzinfo=UTC)
REPORTS = ("feedback", "joint_project", "improvement_action")
PLAIN = {
    "feedback": ("id", "question"), "joint_project": ("lead", "partner"),
    "improvement_action": ("id", "owner", "cause"), "input": ("by", "text", "note", "owner", "answerer"),
    "answer": ("id", "by", "words", "message"), "edition": ("notice",),
}  # fmt: skip
"""What is told to the words that everybody reads who sees it."""
FREE = {"feedback": ("comment",), "joint_project": ("title", "description"), "improvement_action": ("action",)}
"""What is told to the words that are free text of its provider."""
GIVERS = (
    ("sponsor", "ACF/OCC"), ("sponsor", "ACF/OHS"), ("jurisdiction", "OH"), ("provider", "alpha_center"),
    ("provider", "beta_center"), ("family_partner", "Parents of Ohio"),
)  # fmt: skip
EDITIONS = (
    ("sponsor", "ACF/OCC"), ("sponsor", "ACF/OHS"), ("jurisdiction", "OH"), ("jurisdiction", "AZ"),
    ("digest", "alpha_center"), ("digest", "beta_center"), ("workgroup", "all"), ("evaluation", "all"),
)  # fmt: skip


@dataclass(frozen=True)
class Beside:
    """One thing that is no record, with a word in each of its texts that stands nowhere else.

    Attributes:
        table: feedback, joint_project, improvement_action, input, answer or edition.
        number: tells it from all else.
        provider: whose report it is.
        giver: kind and name of who gave the input or the answer; kind and reader of an edition.
        about: records that it is about.
    """

    table: str
    number: int
    level: str | None = None
    provider: str = ""
    giver: Key = ("", "")
    about: tuple[Planted, ...] = ()
    office: str = "CDC"
    places: tuple[str, ...] = ()

    def word(self, name: str) -> str:
        return f"zq{self.table.replace('_', '')}{self.number}{name}"

    def is_seen(self, kind: str, whose: str, visible: Collection[Key], shared: Collection[Key]) -> bool:
        """Whether a reader may see it, who sees the visible records; of the shared ones, what was found of them."""
        about = {one.key for one in self.about}
        if self.table == "joint_project":
            return may_see_project(kind, whose, self.provider, self.level or "", self.office, self.places)
        if self.table == "input":
            return may_see_input(kind, whose, self.giver, self.level or "")
        if self.table == "answer":
            return may_see_answer(kind, whose, self.giver, self.level) and (
                self.level is not None or about <= {*shared}
            )
        if self.table == "edition":
            return may_see_edition(kind, whose, *self.giver)
        # What is said of a record is shared no wider than the record.
        is_own = kind == "steward" or (kind, whose) == ("provider", self.provider)
        return may_see_report(kind, whose, self.provider, self.level or "") and (is_own or about <= {*visible})

    def words_read(self, kind: str, whose: str) -> set[str]:
        """Words of it that a reader may read who sees it."""
        read = PLAIN[self.table]
        if self.table in FREE and may_read_text(kind, whose, self.provider):
            read += FREE[self.table]
        return {self.word(name) for name in read}

    @property
    def project(self) -> str:
        """Identifier of a joint project, as some records name it, too."""
        return project(self.number)

    def row(self) -> dict[str, Any]:
        """A report as its folder delivers it."""
        told: dict[str, dict[str, Any]] = {
            "feedback": {
                "feedback_id": self.word("id"), "question": self.word("question"), "comment": self.word("comment"),
                "feedback_level": "session", "respondent_role": "family_member", "rating": 4.0, "scale_min": 1.0,
                "scale_max": 5.0, "respondents": 10 + self.number, "collected_on": NIGHT - timedelta(self.number),
                "about_record_id": self.about[0].key[1] if self.about else None,
            },
            "joint_project": {
                "joint_project_id": self.project, "lead_name": self.word("lead"), "title": self.word("title"),
                "description": self.word("description"), "sponsor_office": self.office,
                "partners": json.dumps([{"organisation": self.word("partner"), "role": "contributor"}]),
                "jurisdiction": MULTI.join(self.places) or None, "project_status": "active",
            },
            "improvement_action": {
                "action_id": self.word("id"), "action": self.word("action"), "owner_name": self.word("owner"),
                "came_from": self.word("cause"), "action_status": "open", "opened_on": NIGHT,
            },
        }  # fmt: skip
        return {
            "provider_id": self.provider, "delivered_as": folder(self.provider, self.table), "record_state": "active",
            "sharing_level": self.level, "source_values": json.dumps({"Text": self.word("source")}),
            "source_revision": 1, **told[self.table],
        }  # fmt: skip


@dataclass
class FurtherStory(Story):
    """A further report of a provider."""

    report: str = "feedback"
    of_provider: str = ""

    def contract(self) -> Contract:
        tree = super().contract().model_dump(mode="json")
        del tree["key"]
        return Contract.model_validate({
            **tree, "report": self.report, "of_provider": self.of_provider, "defaults": {"sharing_level": "partners"},
        })  # fmt: skip

    def changes(self, versions: list[dict[str, Any]] | None = None, **named: Any) -> Changes:
        return super().changes(versions, kind=VERSION_TABLES[self.report].kind, **named)


def folder(provider: str, table: str) -> str:
    """Slug under which a provider delivers one kind of report."""
    return f"{provider}_{table}"


def folders(providers: Collection[str]) -> list[str]:
    """All folders of providers, their own included."""
    return [*providers, *(folder(provider, table) for provider in providers for table in REPORTS)]


def everything_beside(world: World) -> list[Beside]:
    """Each kind of it at every sharing level; feedback and input about records of every scope and sharing level."""
    numbers = itertools.count(1)
    one_of_each = {(one.provider, one.scope, one.level): one for one in world.first}
    made: list[Beside] = []
    for provider, level in itertools.product(CLEARED, LEVELS):
        about = [(one,) for (whose, _, _), one in one_of_each.items() if whose == provider]
        made += [Beside("feedback", next(numbers), level, provider, about=records) for records in [(), *about]]
        made += [Beside("improvement_action", next(numbers), level, provider)]
        made += [
            Beside("joint_project", next(numbers), level, provider, office=office, places=places)
            for office, places in itertools.product((*OFFICES, "CDC"), (("OH",), ("TR-navajo", "AZ"), ()))
        ]
    records = itertools.cycle(one_of_each.values())
    for giver, level in itertools.product(GIVERS, LEVELS):
        made.append(Beside("input", next(numbers), level, giver=giver, about=(next(records),)))
        if giver[0] != "family_partner":
            made.append(Beside("answer", next(numbers), level, giver=giver, about=(next(records),)))
    alpha, beta = ([one for one in world.first if one.provider == name] for name in ("alpha_center", "beta_center"))
    made += [
        Beside("answer", next(numbers), giver=("provider", "alpha_center"), about=pair)
        for pair in zip(alpha[::10], beta[::10], strict=True)
    ]
    return made + [Beside("edition", next(numbers), giver=edition) for edition in EDITIONS]


def tell_beside(loader: sa.Connection, world: World) -> list[Beside]:
    """Tell a warehouse all of it."""
    told = everything_beside(world)
    by_table = {table: [one for one in told if one.table == table] for table in PLAIN}
    for provider, table in itertools.product(CLEARED, REPORTS):
        story = FurtherStory(
            loader, folder(provider, table), CLEARED[provider], FUNDED[provider], report=table, of_provider=provider
        )
        story.deliver([one.row() for one in by_table[table] if one.provider == provider])
    _give_input(loader, by_table["input"])
    for one in by_table["answer"]:
        _answer_by_link(loader, one)
    for one in by_table["edition"]:
        issued = Issued(*one.giver, NIGHT, NIGHT, 1, None, "data", "test", one.word("notice"))
        keep_edition(loader, issued)
    return told


def _give_input(loader: sa.Connection, told: list[Beside]) -> None:
    given = [
        Given(NIGHT, *one.giver, one.word("by"), "record", "/".join(one.about[0].key), one.word("text"),
              one.level or "", NOW) for one in told
    ]  # fmt: skip
    noted = add_told(loader, InputTold(tuple(given)), night=NIGHT, code_version="test").given
    answers = [
        Answer(known.input_id, "answered", one.word("owner"), one.word("note"), one.word("answerer"), NOW)
        for known, one in zip(noted, told, strict=True)
    ]
    add_told(loader, InputTold(answers=tuple(answers)), night=NIGHT, code_version="test")


def _answer_by_link(loader: sa.Connection, one: Beside) -> None:
    is_pair = one.level is None
    subject = Subject("overlap" if is_pair else "record", tuple(about.key for about in one.about))
    link = Link(one.word("link"), *one.giver, subject, "", NOW, "test", NOW + timedelta(9999))
    add_links(loader, [link])
    said = LinkAnswer(
        one.word("id"), "same" if is_pair else None, None, one.word("words"), one.word("by"), one.level, NOW
    )
    add_answer(loader, link, said)
    loader.commit()
    note_outcomes(loader, [Outcome(one.word("id"), "refused", one.word("message"))], at=NOW)
