"""What a provider may do wrong with a file: a good report on the first night, a bad one on the second, and what is due.

Every provider is good on the first night, so that something is there to stand in on the second.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.night.small_reports import MAPPED, as_csv, as_json, as_xml, contract_of, record, records
from tests.night.small_workbooks import as_workbook, bomb

CANARY = "what-no-report-may-fetch"
"""Stands in a file that an XML report refers to."""

HTML = b"<!DOCTYPE html>\n<html><head><title>Please sign in</title></head><body>Session over</body></html>\n"
ENTITIES = '<!DOCTYPE reports [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>\n'
EXTERNAL = '<!DOCTYPE reports [<!ENTITY leak SYSTEM "file://{place}">]>\n'
XML = {"kind": "xml", "record_path": "reports/report"}
JSON = {"kind": "json", "record_path": "data"}


@dataclass(frozen=True)
class Case:
    """One bad delivery.

    Attributes:
        slug: the provider, named by what it does wrong.
        good, bad: its report of the first and of the second night.
        state: what the second night comes to for it.
        says: words that people are told about the delivery as a whole.
        who: who must act about the delivery as a whole; "" when nobody.
        rows: rejected row, by the number that a person sees, to the rule that it breaks and words that are told.
        changed: records that the second night gives another version.
        stated: further statements of the contract.
    """

    slug: str
    good: bytes
    bad: bytes
    state: str
    says: tuple[str, ...] = ()
    who: str = ""
    rows: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    changed: frozenset[str] = frozenset()
    form: Any = "concord"
    name: str = "report.csv"
    stated: Mapping[str, Any] = field(default_factory=dict)

    def contract(self) -> dict[str, Any]:
        """What the provider promised."""
        return contract_of(self.slug, self.form, **self.stated)


def of_template(slug: str, bad: str | bytes, state: str, **expected: Any) -> Case:
    """A case in Concord's own template."""
    content = bad if isinstance(bad, bytes) else bad.encode()
    return Case(slug, as_csv(records()).encode(), content, state, **expected)


def of_mapped(slug: str, bad: str, state: str, **expected: Any) -> Case:
    """A case in a CSV of the provider's own."""
    return Case(slug, _mapped(), bad.encode(), state, **{"form": "csv", **expected})


def of_workbook(slug: str, bad: bytes, state: str, **expected: Any) -> Case:
    """A case in Concord's own template as a workbook."""
    return Case(slug, as_workbook(records()), bad, state, name="report.xlsx", **expected)


def _mapped(changes: Mapping[int, Mapping[str, str]] | None = None) -> bytes:
    return as_csv(records(changes), tuple(MAPPED)).encode()


def _refused(*says: str) -> dict[str, Any]:
    return {"state": "refused", "says": says, "who": "provider"}


def _rejected(rows: dict[int, tuple[str, str]], **more: Any) -> dict[str, Any]:
    return {"state": "partly_accepted", "rows": rows, **more}


PLAIN = as_csv(records())
ACCENTS = {number: {"title": "Éducation à São Tomé"} for number in range(1, 11)}
AMBIGUOUS = ("key_ambiguous", "rows 2 and 12 say different things")
LINES = PLAIN.split("\r\n")

UNREADABLE = (
    of_template("zero_bytes", b"", **_refused("no bytes")),
    of_template("truncated_gzip", gzip.compress(PLAIN.encode())[:-60], **_refused("report.csv", "ends before its end")),
    of_template("html_page", HTML, **_refused("report.csv", "HTML page", "Please sign in")),
    of_template("wide_encoding", as_csv(records(ACCENTS)).encode("utf-16"), "accepted",
                changed=frozenset(f"R-{n}" for n in range(1, 11))),
    Case(
        "not_as_declared", _mapped(), _mapped(ACCENTS).decode().encode("cp1252"),
        **_refused("report.csv, line 2", "not text in utf-8"), form={"kind": "csv", "encoding": "utf-8"},
    ),
    of_template(
        "wrong_encoding", as_csv(records(ACCENTS)).encode("cp1252"), "accepted", says=("read as Windows-1252",),
        changed=frozenset(f"R-{n}" for n in range(1, 11)),
    ),
    of_workbook("zip_bomb", bomb(records()), **_refused("report.xlsx", "200 times its size")),
    Case(
        "xml_entities", as_xml(records()).encode(),
        as_xml(records({1: {"title": "X"}}), ENTITIES).replace(">X<", ">&b;<").encode(),
        **_refused("report.xml", "DOCTYPE"), form=XML, name="report.xml",
    ),
    Case(
        "xml_external", as_xml(records()).encode(),
        as_xml(records({1: {"title": "X"}}), EXTERNAL).replace(">X<", ">&leak;<").encode(),
        **_refused("report.xml", "DOCTYPE"), form=XML, name="report.xml",
    ),
    Case(
        "json_nan", as_json(records()).encode(), as_json(records()).replace('"2.5"', "NaN", 1).encode(),
        **_refused("report.json", "NaN is no JSON value", "line 12"), form=JSON, name="report.json",
    ),
    Case(
        "json_depth", as_json(records()).encode(),
        as_json(records()).replace('"2.5"', "[" * 10_000 + "]" * 10_000, 1).encode(),
        **_refused("report.json", "nest deeper than 64 levels"), form=JSON, name="report.json",
    ),
    of_template("half_the_rows", as_csv(records(count=4)), **_refused("4 rows came, at least 5", "had 10")),
)  # fmt: skip

HEADERS = (
    of_template(
        "duplicated_header", PLAIN.replace("title,", "title,title,").replace(" on financing,", " on financing,twice,"),
        "unchanged", says=("column title appears again",),
    ),
    of_mapped("renamed_header", _mapped().decode().replace(",Hours", ",Event Hours"), "held", who="provider",
              says=("promised columns did not come: Hours", "Event Hours came instead")),
    of_mapped("renamed_title", _mapped().decode().replace("Title,", "Activity Title,"),
              **_refused("every row was rejected", "did not come: Title", "Activity Title came instead")),
)  # fmt: skip

LINES_OF_TEXT = (
    of_template("bom", b"\xef\xbb\xbf" + as_csv(records({1: {"title": "Né à São Paulo"}})).encode(), "accepted",
                changed=frozenset({"R-1"})),
    of_template("mixed_line_ends", "".join(map("".join, zip(LINES, ["\r\n", "\n", "\r"] * 4, strict=False))),
                "unchanged"),
    of_template("nul_bytes", PLAIN.replace("Session 3", "Ses\0sion 3"),
                **_rejected({4: ("line_unreadable", "NUL byte")})),
    of_template(
        "ragged_rows", PLAIN.replace("R-3,", "R-3,one too many,").replace("R-5,Session 5 on financing", "R-5,One, two"),
        **_rejected({4: ("line_unreadable", "10 cells where the header has 9"), 6: ("line_unreadable", "10 cells")}),
    ),
    of_template("open_quote", PLAIN.replace("Session 3", '"Session 3'),
                **_rejected({4: ("line_unreadable", "never closed")})),
    of_template("huge_cell", as_csv(records({2: {"title": "x" * 2_000_000}})),
                **_rejected({3: ("line_unreadable", "more than 1,000,000 characters")})),
)  # fmt: skip

VALUES = (
    of_template(
        "duplicate_ids", as_csv([*records(), record(1, title="Another one"), record(2)]),
        **_rejected({2: AMBIGUOUS, 12: AMBIGUOUS, 13: ("row_repeated", "row 3")}),
    ),
    of_template("end_before_start", as_csv(records({1: {"actual_end": "2026-01-31"}})),
                **_rejected({2: ("actual_end_before_start", "2026-01-31")})),
    of_mapped("no_such_day", _mapped({1: {"actual_start": "31/02/2026", "actual_end": ""}}).decode(),
              **_rejected({2: ("date_unread", "31/02/2026")})),
    of_mapped("thousands_signs", _mapped({1: {"event_hours": "1,234.5"}, 2: {"event_hours": "1.234,5"}}).decode(),
              **_rejected({3: ("number_unread", "1.234,5")}, changed=frozenset({"R-1"}))),
    of_template("negative_hours", as_csv(records({1: {"event_hours": "-2"}})),
                **_rejected({2: ("hours_out_of_range", "-2")})),
    of_workbook("numbers_as_text", as_workbook(records(), hours_as_text=True), "unchanged"),
    of_workbook("days_of_1904", as_workbook(records(), is_1904=True), "unchanged"),
    of_workbook("days_of_1900", as_workbook(records({1: {"actual_end": "2026-02-28"}})), "accepted",
                changed=frozenset({"R-1"})),
)  # fmt: skip

CASES = (*UNREADABLE, *HEADERS, *LINES_OF_TEXT, *VALUES)
