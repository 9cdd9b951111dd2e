"""`recipients.yaml` says who gets which editions; a wrong one is refused with file, line and what to write instead."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from contracts.errors import ContractWrong
from contracts.recipients import EDITIONS_OF, USUAL_RULES
from contracts.recipients_file import read_recipients, recipients_schema
from contracts.states import STATE_LISTS

FILE = """\
mail:
  sender: Concord <concord@example.gov>
  unsubscribe: concord-team@example.gov
editions:
  sponsor: {wait_days: 2, preview_days: 7, approval: true}
recipients:
  - id: ohs_team
    name: Office of Head Start, TA team
    reader: sponsor:ACF/OHS
    kinds: [sponsor, workgroup]
    by: {mail: ta-team@ohs.example, folder: /srv/reports/ohs}
    since: 2026-01-01
  - id: ohio
    name: Ohio, children's cabinet
    reader: jurisdiction:OH
    kinds: [jurisdiction]
    by: {bucket: s3://states@reports/oh}
    since: 2026-01-01
    until: 2026-06-30
"""


def read(folder: Path, text: str = FILE) -> object:
    (folder / "recipients.yaml").write_text(text, encoding="utf-8")
    return read_recipients(folder)


def test_without_a_file_nobody_gets_anything(tmp_path: Path) -> None:
    assert read_recipients(tmp_path).recipients == ()


@pytest.mark.parametrize(
    ("kind", "reader", "day", "who"),
    [
        ("sponsor", "ACF/OHS", date(2026, 3, 1), ["ohs_team"]),
        ("sponsor", "ACF/OCC", date(2026, 3, 1), []),
        ("workgroup", "all", date(2026, 3, 1), ["ohs_team"]),
        ("evaluation", "all", date(2026, 3, 1), []),
        ("sponsor", "ACF/OHS", date(2025, 12, 31), []),
        ("jurisdiction", "OH", date(2026, 6, 30), ["ohio"]),
        ("jurisdiction", "OH", date(2026, 7, 1), []),
        ("jurisdiction", "MI", date(2026, 3, 1), []),
    ],
)
def test_a_recipient_gets_the_kinds_that_it_asked_for_made_for_its_reader_in_its_time(
    tmp_path: Path, kind: str, reader: str, day: date, who: list[str]
) -> None:
    read(tmp_path)
    assert [one.id for one in read_recipients(tmp_path).recipients if one.gets(kind, reader, day)] == who


@pytest.mark.parametrize(
    ("good", "bad", "line", "told"),
    [
        ("reader: sponsor:ACF/OHS", "reader: sponsor:ACF/OH", 9, "did you mean ACF/OHS?"),
        ("reader: sponsor:ACF/OHS", "reader: sponsr:ACF/OHS", 9, "did you mean sponsor?"),
        ("reader: sponsor:ACF/OHS", "reader: sponsor", 9, "write sponsor:CODE"),
        (
            "reader: jurisdiction:OH\n    kinds: [jurisdiction]",
            "reader: provider:no\n    kinds: [digest]",
            15,
            "no is no",
        ),
        ("jurisdiction:OH", "jurisdiction:ZZ", 15, "ZZ is no jurisdiction"),
        ("[sponsor, workgroup]", "[sponsor, digest]", 10, "a sponsor gets no digest edition"),
        ("[jurisdiction]", "[jurisdictions]", 16, "write one of"),
        ("[jurisdiction]", "[sponsor]", 16, "a jurisdiction gets no sponsor edition"),
        ("ta-team@ohs.example", "ta-team", 11, "no mail address"),
        ("ta-team@ohs.example", '"ta@ohs.example\\nBcc: x@y.example"', 11, "no mail address"),
        ("ta-team@ohs.example", "ta-team@ohs.example, b@ohs.example", 11, "this name is not known"),
        ("Office of Head Start, TA team", '"Team\\r\\nBcc: x@y.example"', 8, "on one line"),
        ("folder: /srv/reports/ohs", "folder: reports/ohs", 11, "its whole path"),
        ("folder: /srv/reports/ohs", "folder: /srv/../etc", 11, "its whole path"),
        ("s3://states@reports/oh", "s3://key:secret@reports/oh", 17, "a password stands in it"),
        ("s3://states@reports/oh", "reports/oh", 17, "write it as s3://"),
        ("until: 2026-06-30", "until: 2025-06-30", 19, "is before since"),
        ("id: ohio", "id: ohs_team", 13, "stands twice"),
        ("kinds: [jurisdiction]", "kindz: [jurisdiction]", 16, "did you mean kinds?"),
        ("wait_days: 2", "wait_days: -2", 5, "greater than or equal to 0"),
        ("editions:\n  sponsor:", "editions:\n  spons:", 5, "write one of"),
        ("Concord <concord@example.gov>", "Concord <concord>", 2, "no mail address"),
        ("unsubscribe: concord-team@example.gov", "unsubscribe: http://example.gov/leave", 3, "no mail address"),
        ("mail:\n  sender: Concord <concord@example.gov>\n  unsubscribe: concord-team@example.gov\n", "", 8, "mail is"),
        ("since: 2026-01-01\n  - id: ohio", "until: 2026-01-01\n  - id: ohio", 7, "this is missing"),
        ("recipients:", "recipients", 7, "no YAML"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line_and_the_mend(
    tmp_path: Path, good: str, bad: str, line: int, told: str
) -> None:
    assert good in FILE
    with pytest.raises(ContractWrong) as caught:
        read(tmp_path, FILE.replace(good, bad, 1))
    assert told in str(caught.value)
    assert f"recipients.yaml:{line}" in str(caught.value) or f"line {line}:" in str(caught.value)


SECOND = """\
  - id: again
    name: The same mailbox
    reader: {reader}
    kinds: [{kinds}]
    by: {{mail: TA-Team@ohs.example}}
    since: {since}
"""


@pytest.mark.parametrize(
    ("reader", "kinds", "since", "is_twice"),
    [
        ("sponsor:ACF/OHS", "sponsor", "2026-02-01", True),
        ("sponsor:ACF/OCC", "sponsor", "2026-02-01", False),
        ("sponsor:ACF/OCC", "workgroup", "2026-02-01", True),
        ("staff", "sponsor", "2026-02-01", True),
        ("staff", "digest", "2026-02-01", False),
    ],
)
def test_one_mailbox_never_gets_the_same_edition_twice(
    tmp_path: Path, reader: str, kinds: str, since: str, is_twice: bool
) -> None:
    text = FILE + SECOND.format(reader=reader, kinds=kinds, since=since)
    if not is_twice:
        read(tmp_path, text)
        return
    with pytest.raises(ContractWrong, match="already as ohs_team") as caught:
        read(tmp_path, text)
    assert "line 23" in str(caught.value)


def test_a_mailbox_may_be_somebody_elses_from_another_day_on(tmp_path: Path) -> None:
    until = "    until: 2026-01-31\n  - id: ohio"
    read(
        tmp_path,
        FILE.replace("  - id: ohio", until)
        + SECOND.format(reader="sponsor:ACF/OHS", kinds="sponsor", since="2026-02-01"),
    )


def test_each_kind_of_edition_has_its_usual_release_and_somebody_who_may_have_it() -> None:
    kinds = set(STATE_LISTS["edition_kind"])
    assert set(USUAL_RULES) == kinds
    assert {kind for may in EDITIONS_OF.values() for kind in may} == kinds


def test_how_a_kind_is_released_is_what_is_written_else_the_usual(tmp_path: Path) -> None:
    read(tmp_path)
    recipients = read_recipients(tmp_path)
    assert recipients.rule("sponsor").preview_days == 7
    assert recipients.rule("digest") == USUAL_RULES["digest"]


def test_the_published_schema_is_the_models_own() -> None:
    published = Path(__file__).parents[2] / "contracts" / "recipients.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == recipients_schema()
