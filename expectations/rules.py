"""Every rule that judges a row or a delivery, as one table: what it demands, how hard, what is said, who must act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Suite = Literal["arrived", "canonical", "across_rows"]
Severity = Literal["reject", "warn"]
Who = Literal["provider", "concord"]

LONGEST_CELL = 100_000
LONGEST_TITLE = 10_000
LONGEST_KEY = 500
"""An index of the database takes no longer keys."""
MOST_HOURS = 10_000
MOST_PARTICIPANTS = 1_000_000
LARGEST_INTEGER = 2_147_483_647
DAYS_AHEAD = 31
"""Work reported as completed may end so many days after its report arrived."""


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        demand: what it asks for, shown in Data Docs.
        message: what is said of a row that breaks it; `{column}`, `{value}` and the rule's own facts are filled in.
        mend: what to write instead.
        severity: whether the row is rejected, or kept with a warning.
        of_delivery: it judges the delivery as a whole; the verdict, not a finding, tells of it.
    """

    rule: str
    suite: Suite
    severity: Severity
    who: Who
    demand: str
    message: str
    mend: str
    of_delivery: bool = False


_TABLE = (
    # What arrived.
    Rule("column_missing", "arrived", "warn", "provider", "Every promised column came",
         "the promised column {column} did not come", "deliver it again under its name", of_delivery=True),
    Rule("column_unknown", "arrived", "warn", "concord", "Every column is mapped or ignored by the contract",
         "the column {column} is neither mapped nor ignored", "map it or list it under ignore", of_delivery=True),
    Rule("key_blank", "arrived", "reject", "provider", "Every row says which record it is",
         "{column} is blank, so the record cannot be told from others", "write the record's identifier"),
    Rule("control_character", "arrived", "reject", "provider", "Cells hold text, no control characters",
         "{column} holds a control character, such as a NUL byte", "delete the invisible character and type it again"),
    Rule("damaged_character", "arrived", "warn", "provider", "No character was lost to a wrong encoding",
         "{column} holds the sign that stands for a lost character", "export the report again as UTF-8"),
    Rule("cell_too_long", "arrived", "reject", "provider", f"A cell holds at most {LONGEST_CELL:,} characters",
         f"{{column}} holds {{length:,}} characters, at most {LONGEST_CELL:,} are read",
         "shorten the text, or deliver it as an attachment elsewhere"),
    Rule("date_unlike", "arrived", "reject", "provider", "Dates look like one of the contract's readings",
         "{column} {value} does not look like a date", "write a date, or leave the cell blank"),
    Rule("number_unlike", "arrived", "reject", "provider", "Numbers look like numbers",
         "{column} {value} does not look like a number", "write a number, or leave the cell blank"),
    # The canonical record: read.
    Rule("date_unread", "canonical", "reject", "provider", "Every date could be read",
         "{column} {value} is not a date: {reason}", "write a day of the calendar"),
    Rule("number_unread", "canonical", "reject", "provider", "Every number could be read",
         "{column} {value} is not a number: {reason}", "write a number"),
    Rule("value_unread", "canonical", "reject", "provider", "Every other value could be read",
         "{column} {value} could not be read: {reason}", "write it as the contract promises"),
    # The canonical record: there.
    Rule("source_record_id_missing", "canonical", "reject", "provider", "Every record has its identifier",
         "the record has no identifier ({column})", "write the record's identifier"),
    Rule("title_missing", "canonical", "reject", "provider", "Every record has a title",
         "the record has no title ({column})", "write a title in {column}"),
    Rule("status_missing", "canonical", "reject", "provider", "Every record says the state of the work",
         "the record does not say the state of the work ({column})", "write the status in {column}"),
    Rule("status_unmapped", "canonical", "reject", "concord", "Every state of the work is a known code",
         "the state of the work is unknown, because no code is mapped to {value} in {column}",
         "map it under codes: lifecycle_status"),
    Rule("required_missing", "canonical", "reject", "concord", "Every required field has a value",
         "{field} has no value{because}", "map the code, or give {field} a default in the contract"),
    Rule("date_missing", "canonical", "reject", "provider", "Work has at least one date or period",
         "none of planned start and end, actual start and end, and request day is known ({column})",
         "write at least one of them"),
    Rule("place_missing", "canonical", "reject", "provider", "Work names its jurisdiction unless regional or national",
         "no jurisdiction is named, and the work is neither regional nor national ({column})",
         "name the state, territory or tribe, or say that the work is regional or national"),
    Rule("place_unmapped", "canonical", "warn", "concord", "Every place is a known jurisdiction",
         "no jurisdiction is known, because no code is mapped to {value} in {column}",
         "map it under codes: jurisdiction"),
    Rule("sector_missing", "canonical", "warn", "provider", "In scope, at least one sector",
         "the work is in scope, but no sector is named ({column})", "write at least one sector"),
    Rule("sector_unmapped", "canonical", "warn", "concord", "In scope, at least one known sector",
         "the work is in scope, but no code is mapped to the sector {value} ({column})", "map it under codes: sector"),
    Rule("core_element_missing", "canonical", "warn", "provider", "In scope, at least one core element",
         "the work is in scope, but no core element is named ({column})", "write at least one core element"),
    Rule("core_element_unmapped", "canonical", "warn", "concord", "In scope, at least one known core element",
         "the work is in scope, but no code is mapped to the core element {value} ({column})",
         "map it under codes: core_element"),
    # The canonical record: plausible.
    Rule("code_unknown", "canonical", "reject", "concord", "Codes come from their closed lists",
         "{field} {value} is in no list of codes", "correct the contract's codes or defaults"),
    Rule("planned_end_before_start", "canonical", "reject", "provider", "A plan ends no earlier than it starts",
         "planned_end {end} is before planned_start {start} (columns {column})", "correct one of the two dates"),
    Rule("actual_end_before_start", "canonical", "reject", "provider", "Work ends no earlier than it starts",
         "actual_end {end} is before actual_start {start} (columns {column})", "correct one of the two dates"),
    Rule("completed_in_future", "canonical", "warn", "provider",
         f"Completed work lies at most {DAYS_AHEAD} days after its report",
         "the work is reported as completed, but {column} {value} is {days} days after the report arrived",
         "correct the date or the status"),
    Rule("hours_out_of_range", "canonical", "reject", "provider", f"Hours are 0 to {MOST_HOURS:,}",
         f"{{column}} {{value}} is not between 0 and {MOST_HOURS:,} hours",
         f"write hours between 0 and {MOST_HOURS:,}; leave unknown ones blank"),
    Rule("participants_out_of_range", "canonical", "reject", "provider",
         f"Participants are 0 to {MOST_PARTICIPANTS:,}",
         f"{{column}} {{value}} is not between 0 and {MOST_PARTICIPANTS:,} people",
         "write how many people took part; leave it blank when unknown"),
    Rule("participants_total_too_small", "canonical", "reject", "provider",
         "All participants are at least those in the room, and at least those from afar",
         "participants_total {total} is less than {part} {count} (columns {column})", "correct one of the two counts"),
    Rule("region_out_of_range", "canonical", "reject", "provider", "Regions are 1 to 12",
         "{column} {value} is no region from 1 to 12", "write the region's number, 1 to 12"),
    Rule("revision_out_of_range", "canonical", "reject", "provider", "Revisions count from 0",
         "{column} {value} is no revision from 0 on", "write the version number of the record"),
    Rule("title_too_long", "canonical", "reject", "provider", f"A title has at most {LONGEST_TITLE:,} characters",
         f"{{column}} holds {{length:,}} characters, a title at most {LONGEST_TITLE:,}",
         "move the text to the summary"),
    Rule("key_too_long", "canonical", "reject", "provider", f"An identifier has at most {LONGEST_KEY} characters",
         f"the identifier ({{column}}) has {{length:,}} characters, at most {LONGEST_KEY} are kept",
         "write the record's identifier only"),
    # Feedback, joint projects and improvement actions.
    Rule("field_missing", "canonical", "reject", "provider", "What a kind of report must say is there",
         "{field} is missing ({column})", "write it in {column}"),
    Rule("field_unmapped", "canonical", "reject", "concord", "What a kind of report must say is a known code",
         "{field} is unknown, because no code is mapped to {value} in {column}", "map it under codes: {field}"),
    Rule("feedback_says_nothing", "canonical", "reject", "provider", "Feedback that somebody gave rates or comments",
         "neither a rating nor a comment is given, though somebody answered ({column})",
         "write the rating or the comment; where nobody answered, write 0 respondents"),
    Rule("rating_without_scale", "canonical", "reject", "provider", "A rating comes with its scale",
         "the rating {value} has no scale ({column})", "write the least and the greatest rating of the scale"),
    Rule("scale_upside_down", "canonical", "reject", "provider", "A scale ends above its beginning",
         "the greatest rating of the scale is not above the least ({column})", "correct the ends of the scale"),
    Rule("rating_outside_scale", "canonical", "reject", "provider", "A rating lies on its scale",
         "the rating is outside of its scale ({column})", "correct the rating or the scale"),
    Rule("people_out_of_range", "canonical", "reject", "provider", f"Counts of people are 0 to {MOST_PARTICIPANTS:,}",
         f"{{column}} {{value}} is not between 0 and {MOST_PARTICIPANTS:,} people",
         "write how many people they are; leave it blank when unknown"),
    Rule("more_answered_than_asked", "canonical", "reject", "provider", "No more answer than are asked",
         "more people answered than were asked ({column})", "correct one of the two counts"),
    Rule("project_end_before_start", "canonical", "reject", "provider", "A project ends no earlier than it starts",
         "project_end {end} is before project_start {start} (columns {column})", "correct one of the two dates"),
    Rule("closed_before_opened", "canonical", "reject", "provider", "An action closes no earlier than it opens",
         "closed_on {end} is before opened_on {start} (columns {column})", "correct one of the two dates"),
    Rule("closing_day_missing", "canonical", "warn", "provider", "A closed action says when it was closed",
         "the action is done or dropped, and no day says since when ({column})", "write the day in {column}"),
    # Across the rows of one delivery.
    Rule("row_repeated", "across_rows", "reject", "provider", "No row comes twice",
         "the row repeats row {other} exactly", "deliver each record once"),
    Rule("record_purged", "across_rows", "reject", "provider", "No record comes that was purged",
         "this record was purged from Concord; nothing of the row is kept",
         "take it out of the report; if it may come again, a steward says so: concord purge lift"),
    Rule("row_superseded", "across_rows", "reject", "provider", "A record comes in its newest version only",
         "the row is superseded within the delivery by row {other}", "deliver the newest version only"),
    Rule("key_ambiguous", "across_rows", "reject", "provider", "Each record comes once",
         "the rows {others} say different things of one record, and nothing tells which is newer; "
         "its last good version stands", "deliver each record once, or add its revision or time of change"),
    Rule("volume_too_low", "across_rows", "reject", "provider", "A delivery has no fewer rows than promised",
         "fewer rows came than promised", "look whether the export was cut off", of_delivery=True),
    Rule("volume_too_high", "across_rows", "reject", "concord", "A delivery has no more rows than promised",
         "more rows came than promised", "accept or refuse it", of_delivery=True),
)  # fmt: skip

RULES: dict[str, Rule] = {rule.rule: rule for rule in _TABLE}

ACROSS_ROWS = frozenset(rule.rule for rule in _TABLE if rule.suite == "across_rows")
"""Rules that look at other rows too: judged anew on every delivery."""
