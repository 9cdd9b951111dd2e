"""The regional centre's export: a CSV of 46 columns, with several values and lines in a cell, and staff e-mails."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from contracts.jurisdictions import JURISDICTIONS
from demo.draw import Draw
from demo.speech import Words, say_number, speak
from demo.wrongs import Row

HEADER: tuple[str, ...] = (
    "ReportID", "Grantee Name", "CDI Grantee Name (if applicable)", "Multi-Grantee Activities", "Program Type(s)",
    "Non-Grantee Activity", "Source of Request", "Reason/s", "T -TA", "Topics", "Other topics", "Grantee Participants",
    "Non-Grantee Participants", "Number of Participants", "Start Date", "End Date", "Duration", "Other Specialists",
    "Target Populations", "Resources Used", "Non-OHS Resources", "GOAL 1",
    "Grantee's learning level GOAL 1 (Optional)", "Objective 1.1", "Objective 1.1 status", "Objective 1.2",
    "Objective 1.2 status", "State(s)", "Planned Start Date", "Planned End Date", "Sectors Involved",
    "Partner Organizations", "Joint Project", "TTA Provided and Grantee Progress Made",
    "Grantee Follow Up Tasks & Objectives", "Specialist Follow Up Tasks & Objectives", "Format",
    "Additional notes for this activity", "", "Manager", "Manager approval", "Created", "Created By",
    "Override Created By", "Modified", "Modified By",
)  # fmt: skip
"""Names of the columns, as such exports have them; one is blank. The second goal gave way to states and partners."""

_SUFFIXES = ("ECS, FES", "GS", "HS, FES", "ECS", "SS, GS")
_REASONS = ("Need: Professional Development", "Need: Program Planning", "Monitoring | Area of Concern",
            "Need: Quality Improvement")  # fmt: skip
_ROLES = ("Manager / Coordinator / Specialist / Case Manager", "Coach / Trainer", "Director", "Parent / Guardian")


def render_head_start(rows: Sequence[Row]) -> bytes:
    """The whole export as UTF-8 CSV with a byte order mark and Windows line ends."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows(_cells(row) for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def _cells(row: Row) -> list[str]:
    words = speak(row)
    draw = Draw(46, row.report.engagement_id, row.report.source_record_id)
    filled = {**_own_words(words), **_around(draw, row)}
    topics = [f"{topic} | {draw.pick(_SUFFIXES)}" for topic in words["core_element"]]
    filled["Topics"] = "\n".join(topics)
    return [filled.get(name, "") for name in HEADER]


def _own_words(words: Words) -> dict[str, str]:
    """The columns that say what the report means."""
    return {
        "ReportID": words["source_record_id"], "Grantee Name": words["recipient_name"] or "",
        "Non-Grantee Activity": words["scope_class"], "T -TA": words["ta_type"],
        "Other topics": "\n".join(words["topic"]), "Number of Participants": say_number(words["participants_total"]),
        "Start Date": words["actual_start"] or "", "End Date": words["actual_end"] or "",
        "Duration": say_number(words["event_hours"]), "Target Populations": "\n".join(words["population_focus"]),
        "GOAL 1": words["title"], "Grantee's learning level GOAL 1 (Optional)": words["intensity"],
        "Objective 1.1 status": words["lifecycle_status"],
        "State(s)": "\n".join(JURISDICTIONS[code] for code in words["jurisdiction"]),
        "Planned Start Date": words["planned_start"] or "", "Planned End Date": words["planned_end"] or "",
        "Sectors Involved": "\n".join(words["sector"]), "Partner Organizations": "\n".join(words["partners"]),
        "Joint Project": words["joint_project_id"] or "",
        "TTA Provided and Grantee Progress Made": words["summary"] or "", "Format": "\n".join(words["delivery_mode"]),
    }  # fmt: skip


def _around(draw: Draw, row: Row) -> dict[str, str]:
    """The columns that Concord does not use, some of which name staff."""
    number = draw.number(1, 14)
    day = row.report.actual_start or row.report.planned_start
    written = f"{day} {draw.number(8, 17):02d}:{draw.number(0, 59):02d}:00"
    return {
        "Program Type(s)": draw.pick(("Head Start (ages 3-5)", "Early Head Start (ages 0-3)", "")),
        "Source of Request": draw.pick(("Grantee", "Regional Office")), "Reason/s": "\n".join(draw.sample(_REASONS, 2)),
        "Grantee Participants": "\n".join(draw.sample(_ROLES, draw.number(1, 3))),
        "Other Specialists": f"specialist{number % 5 + 20}@region.example" if draw.happens(0.3) else "",
        "Objective 1.1": f"Step {draw.number(1, 4)}: agree on who does what\nStep {draw.number(5, 8)}: look at results",
        "Grantee Follow Up Tasks & Objectives": "Grantee:\n•\tShare notes with staff\n•\tSet the next date",
        "Specialist Follow Up Tasks & Objectives": "Specialist:\n•\tSend examples", "Manager approval": "Approved",
        "Manager": f"manager{number % 3 + 1}@region.example", "Created": written,
        "Created By": f"specialist{number}@region.example", "Modified By": f"manager{number % 3 + 1}@region.example",
        "Modified": f"2026-02-{20 + number % 8:02d} 0{8 + row.touches % 2}:{10 + row.touches:02d}:00",
    }  # fmt: skip
