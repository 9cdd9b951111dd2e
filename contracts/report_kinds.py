"""The kinds of report that a contract may promise, and the fields of each; records are one kind among them.

A kind is declared once, here. Whatever reads, judges, keeps or shows a report asks its contract for the kind. A field's
name means the same in every kind: its kind of value, its code list and its rights do not depend on where it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from contracts.fields import FIELDS, NEVER_DEFAULTED, Field

ReportName = Literal["record", "feedback", "joint_project", "improvement_action"]


@dataclass(frozen=True)
class ReportKind:
    """What one kind of report tells.

    Attributes:
        key: field that holds the provider's own identifier of what one row tells of.
        fields: all canonical fields, in the order of the columns everywhere.
        stated: fields that a row must have, from the delivery or the contract's defaults.
        never_defaulted: fields that no default fills.
        one_row: what one row is, for people.
    """

    name: ReportName
    key: str
    fields: Mapping[str, Field]
    stated: tuple[str, ...]
    never_defaulted: tuple[str, ...]
    one_row: str

    @property
    def deliverable(self) -> tuple[str, ...]:
        """Fields that a provider may deliver: the headers of Concord's own template."""
        return tuple(name for name, field in self.fields.items() if not field.is_derived)

    @property
    def with_precision(self) -> tuple[str, ...]:
        """Dates that carry a precision beside them."""
        return tuple(name for name in self.fields if f"{name}_precision" in self.fields)

    @property
    def dates(self) -> tuple[str, ...]:
        """Days by which a row may belong to a period."""
        return tuple(name for name, field in self.fields.items() if field.kind == "date")

    @property
    def coded(self) -> tuple[str, ...]:
        """Fields whose values come from closed lists."""
        return tuple(name for name, field in self.fields.items() if field.code_list)


def _head(key: Field) -> tuple[Field, ...]:
    return (
        Field("provider_id", "text", "required", "Provider whose report it is", is_derived=True),
        Field("delivered_as", "text", "required", "Slug of the folder under which it is delivered", is_derived=True),
        key,
        FIELDS["source_revision"],
        FIELDS["record_state"],
    )


def _tail() -> tuple[Field, ...]:
    return tuple(FIELDS[name] for name in ("sharing_level", "source_updated_at", "received_at", "source_values"))


def _named(*groups: Iterable[Field]) -> dict[str, Field]:
    return {field.name: field for group in groups for field in group}


def _with_precision(name: str, meaning: str) -> tuple[Field, Field]:
    return (
        Field(name, "date", "optional", meaning + "; first day of what was said"),
        Field(f"{name}_precision", "code", "conditional", f"How exactly {name} was said", "precision", is_derived=True),
    )


RECORD = ReportKind(
    "record", "source_record_id", FIELDS, (), NEVER_DEFAULTED, "a request, plan, engagement, activity, product, lesson "
    "or expertise",
)  # fmt: skip

FEEDBACK = ReportKind(
    "feedback",
    "feedback_id",
    _named(
        _head(Field("feedback_id", "text", "required", "The provider's own identifier of the feedback")),
        (
            Field("about_record_id", "text", "optional", "Record of the same provider that it is about"),
            Field("feedback_level", "code", "required", "What it is about", "feedback_level"),
            Field("respondent_role", "code", "required", "Who answered", "respondent_role"),
            Field("question", "text", "optional", "Question that was asked, or dimension that was rated"),
            Field("rating", "decimal", "conditional", "Mean rating, on the scale from scale_min to scale_max",
                  unit="points of its own scale", adds="no"),
            Field("scale_min", "decimal", "conditional", "Rating of the worst answer",
                  unit="points of its own scale", adds="no"),
            Field("scale_max", "decimal", "conditional", "Rating of the best answer",
                  unit="points of its own scale", adds="no"),
            Field("respondents", "integer", "required", "How many answered", unit="people", adds="no", least=0),
            Field("invited", "integer", "optional", "How many were asked; missing where it is not known", unit="people",
                  adds="no", least=0),
            Field("collected_on", "date", "required", "Day on which it was collected, the last of several"),
            Field("comment", "text", "conditional", "What respondents said, in words", is_free_text=True),
        ),
        _tail(),
    ),
    ("feedback_level", "respondent_role", "respondents", "collected_on"),
    ("feedback_id", "collected_on"),
    "what one kind of respondent answered to one question",
)  # fmt: skip

JOINT_PROJECT = ReportKind(
    "joint_project",
    "joint_project_id",
    _named(
        _head(Field("joint_project_id", "text", "required", "Identifier of the joint project, as records name it")),
        (
            FIELDS["title"],
            Field("description", "text", "optional", "What it is for, in words", is_free_text=True),
            Field("lead_name", "text", "optional", "Organization that leads it: a provider's slug or name"),
            FIELDS["partners"],
            FIELDS["sponsor_office"],
            FIELDS["jurisdiction"],
            FIELDS["core_element"],
            *_with_precision("project_start", "First day of the project"),
            *_with_precision("project_end", "Last day of the project"),
            Field("project_status", "code", "required", "State of the project", "project_status"),
        ),
        _tail(),
    ),
    ("title", "sponsor_office", "project_status"),
    ("joint_project_id", "title"),
    "a joint project, as one of its partners tells of it",
)  # fmt: skip

IMPROVEMENT_ACTION = ReportKind(
    "improvement_action",
    "action_id",
    _named(
        _head(Field("action_id", "text", "required", "The provider's own identifier of the action")),
        (
            Field("action", "text", "required", "What is to be done", is_free_text=True),
            Field("owner_name", "text", "required", "Office or organization that does it"),
            Field("due_on", "date", "optional", "Day by which it is to be done"),
            Field("action_status", "code", "required", "State of the action", "action_status"),
            Field("came_from", "text", "optional", "What it came of: an edition, an input, an evaluation"),
            Field("opened_on", "date", "required", "Day on which it was decided"),
            Field("closed_on", "date", "conditional", "Day on which it was done or dropped"),
        ),
        _tail(),
    ),
    ("action", "owner_name", "action_status", "opened_on"),
    ("action_id", "action", "action_status", "opened_on"),
    "an action to improve the collaboration",
)  # fmt: skip

REPORT_KINDS: dict[str, ReportKind] = {
    kind.name: kind for kind in (RECORD, FEEDBACK, JOINT_PROJECT, IMPROVEMENT_ACTION)
}

BESIDE_RECORDS: tuple[ReportKind, ...] = (FEEDBACK, JOINT_PROJECT, IMPROVEMENT_ACTION)
"""Kinds that are delivered through folders of their own."""

ANY_FIELD: dict[str, Field] = {
    name: field for kind in reversed(REPORT_KINDS.values()) for name, field in kind.fields.items()
}
"""Every field of every kind by its name; where kinds share one, as records declare it."""

IDENTIFIERS: tuple[str, ...] = (
    "source_record_id", "parent_record_id", "award_number", "joint_project_id", "partner_source_ref", "feedback_id",
    "about_record_id", "action_id", "came_from",
)  # fmt: skip
"""Texts whose digits are no phone number: only addresses are taken out, so that they still refer to each other."""
