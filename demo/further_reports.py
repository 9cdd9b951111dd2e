"""What three providers deliver beside their records: feedback, improvement actions, joint projects; and input given.

Each comes as a CSV file in a drop folder of its own. The truth is small enough to be read here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from demo.draw import Draw
from demo.expectation import Expected
from demo.truth import Truth
from demo.wrongs import PERSONAL_TEXT

Row = dict[str, str]

FEEDBACK, ACTIONS, PROJECTS = "head_start_feedback", "home_visiting_actions", "special_education_projects"
FURTHER = (FEEDBACK, ACTIONS, PROJECTS)
"""Folders in which they are delivered."""

KEYS = {FEEDBACK: "Form", ACTIONS: "action_id", PROJECTS: "joint_project_id"}

ASKED = {"Parents": 60, "Teachers": 40, "State staff": 8}
"""Who is asked after a session, and how many; tribal partners are never asked, which must show as a gap."""

QUESTIONS = ("Was it useful?", "Will you use it?")
SESSIONS = 8
UNHEARD = "tribal"

INPUTS: tuple[tuple[int, dict[str, str]], ...] = (
    (1, {"from": "sponsor:ACF/OHS", "by": "Office of Head Start", "sharing": "partners",
         "text": "Could the centers that work in Ohio plan one series on financing?"}),
    (2, {"from": "jurisdiction:OH", "by": "Ohio early childhood council", "sharing": "sponsor_only",
         "text": "Please tell us of sessions a month ahead." + PERSONAL_TEXT}),
)  # fmt: skip
"""Input given after a night, through the command's own function."""

ANSWERED = {
    "disposition": "in_progress", "owner": "Workgroup on states", "note": "On the agenda of March.", "by": "Ada",
}  # fmt: skip
"""What is answered to the first input after the second night; the second one waits."""


@dataclass(frozen=True)
class Delivered:
    """A file of one folder, ready on a night.

    Attributes:
        rows: all rows; None where the file of the night before is left as it is.
        rejected: keys of rows that must be rejected.
    """

    rows: tuple[Row, ...] | None
    rejected: frozenset[str] = frozenset()


@lru_cache(maxsize=4)
def plan_further(truth: Truth) -> dict[tuple[str, int], Delivered]:
    """(folder, night) to what is ready there."""
    makers: Mapping[str, Callable[[Truth, int], Delivered]] = {
        FEEDBACK: _feedback, ACTIONS: _actions, PROJECTS: _projects,
    }  # fmt: skip
    return {(folder, night): make(truth, night) for folder, make in makers.items() for night in (1, 2, 3)}


def write_csv(rows: Iterable[Row]) -> bytes:
    """Rows as UTF-8 CSV under the header of the first."""
    told = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(told[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(told)
    return text.getvalue().encode("utf-8")


def expected_further(truth: Truth, night: int) -> dict[str, Expected]:
    """Folder to the account of one night (1 to 3), all nights before it having run."""
    return {folder: _account(truth, folder, night) for folder in FURTHER}


def standing_rows(truth: Truth, folder: str, night: int) -> list[Row]:
    """Rows that stand after a night: neither rejected, nor retracted."""
    stands: dict[str, Row] = {}
    for number in range(1, night + 1):
        stands = _shelve(stands, plan_further(truth)[folder, number], KEYS[folder])[0]
    return [row for row in stands.values() if row.get("record_state", "active") != "retracted"]


def _account(truth: Truth, folder: str, night: int) -> Expected:
    stands: dict[str, Row] = {}
    made = Expected(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "accepted")
    for number in range(1, night + 1):
        delivered = plan_further(truth)[folder, number]
        if delivered.rows is None:
            made = replace(made, unchanged=made.accepted, new=0, corrected=0, returned=0, retracted=0,
                           outcome="unchanged")  # fmt: skip
        else:
            stands, made = _shelve(stands, delivered, KEYS[folder])
    return made


def _shelve(before: dict[str, Row], delivered: Delivered, key: str) -> tuple[dict[str, Row], Expected]:
    """What stands after a delivery, and its account; a rejected row leaves what stood."""
    if delivered.rows is None:
        return before, Expected(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "unchanged")
    after = dict(before)
    fates = {"unchanged": 0, "new": 0, "corrected": 0, "returned": 0, "retracted": 0}
    for row in delivered.rows:
        if row[key] not in delivered.rejected:
            fates[_fate(before.get(row[key]), row)] += 1
            after[row[key]] = row
    rejected = len(delivered.rejected)
    rows = len(delivered.rows)
    told = Expected(
        rows, rows - rejected, rejected, fates["unchanged"], fates["new"], fates["corrected"], fates["returned"],
        fates["retracted"], 0, 0, 0, "partly_accepted" if rejected else "accepted",
    )  # fmt: skip
    return after, told


def _fate(before: Row | None, row: Row) -> str:
    if before is None:
        return "new"
    was_gone, is_gone = (one.get("record_state") == "retracted" for one in (before, row))
    if was_gone != is_gone:
        return "retracted" if is_gone else "returned"
    return "unchanged" if before == row else "corrected"


def _feedback(truth: Truth, night: int) -> Delivered:
    """Two questions after each of some sessions; one rating off its scale on the first night, mended on the second."""
    if night == 3:
        return Delivered(None)
    of_center = truth.reports[truth.reports["provider_id"].eq("head_start_region")]
    done = of_center[of_center["lifecycle_status"].eq("completed") & of_center["first_night"].eq(1)]
    records = Draw(truth.seed, "feedback").sample(sorted(done["source_record_id"]), SESSIONS)
    rows = [
        _answers(truth, f"{place + 1:02}-{who[0]}{number + 1}", record, who, question)
        for place, record in enumerate(records) for who in ASKED for number, question in enumerate(QUESTIONS)
    ]  # fmt: skip
    if night == 1:
        rows[3] = {**rows[3], "Average": "6.5"}
        return Delivered(tuple(rows), frozenset({rows[3]["Form"]}))
    rows[5] = {**rows[5], "Comment": "On second thought it came too late for us."}
    return Delivered(tuple(rows))


def _answers(truth: Truth, form: str, record: str, who: str, question: str) -> Row:
    draw = Draw(truth.seed, "answers", form)
    answered = draw.number(ASKED[who] // 4, ASKED[who])
    return {
        "Form": form, "Session": record, "Who": who, "Question": question,
        "Average": f"{draw.number(24, 50) / 10:.1f}", "Answers": str(answered), "Asked": str(ASKED[who]),
        "Day": truth.nights[0].replace(day=1).strftime("%m/%d/%Y"),
        "Comment": PERSONAL_TEXT.strip() if draw.happens(0.1) else "",
    }  # fmt: skip


def _actions(truth: Truth, night: int) -> Delivered:
    """Four actions; one is done on the third night, and a fifth one is opened."""
    if night == 2:
        return Delivered(None)
    rows = [
        _action("IA-1", "Agree on one calendar of sessions", "open", "2026-02-28", "edition of January"),
        _action("IA-2", "Ask parents after every session", "in_progress", "2026-06-30", "evaluation of 2025"),
        _action("IA-3", "Name a contact for each state", "open", "", ""),
        _action("IA-4", "Print a directory", "dropped", "2026-01-31", "", closed="2026-01-15"),
    ]
    if night == 3:
        rows[2] = {**rows[2], "action_status": "done", "closed_on": truth.nights[2].isoformat()}
        rows.append(_action("IA-5", "Plan one series for Ohio", "open", "2026-05-31", "input of ACF/OHS"))
    return Delivered(tuple(rows))


def _action(key: str, what: str, status: str, due: str, came_from: str, closed: str = "") -> Row:
    return {
        "action_id": key, "action": what, "owner_name": "Workgroup on states", "due_on": due, "action_status": status,
        "came_from": came_from, "opened_on": "2025-12-01", "closed_on": closed,
    }  # fmt: skip


def _projects(truth: Truth, night: int) -> Delivered:
    """The special-education center's joint projects; one is taken back on the second night, and back on the third."""
    own = truth.reports[truth.reports["provider_id"].eq("special_education_center")]
    named = sorted(set(own["joint_project_id"].dropna()))
    rows = [_project(truth, key) for key in named]
    if night == 2:
        rows[-1] = {**rows[-1], "record_state": "retracted"}
    return Delivered(tuple(rows))


def _project(truth: Truth, key: str) -> Row:
    of_project = truth.reports[truth.reports["joint_project_id"].eq(key)]
    work = truth.participations[truth.participations["engagement_id"].isin(of_project["engagement_id"])]
    lead = work.loc[work["role"].eq("lead"), "provider_id"].iloc[0]
    partners = sorted(set(work["provider_id"]) - {lead})
    return {
        "joint_project_id": key.lower().replace("-", " "), "title": f"Joint project {key}", "lead_name": lead,
        "partners": ";".join(f"{partner}:contributor" for partner in partners), "project_start": "2025-Q4",
        "project_status": "active", "record_state": "active",
    }  # fmt: skip
