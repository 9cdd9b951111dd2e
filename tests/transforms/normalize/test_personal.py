"""Personal data: what is caught in free text, what stays, and that none survives anywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from contracts.fields import DELIVERABLE, FIELDS
from contracts.report_kinds import IDENTIFIERS
from transforms.normalize.people import MAY_ANNOUNCE, hide_announced
from transforms.normalize.personal import find_names, redact, redact_text

Normalize = Callable[..., Any]


@pytest.mark.parametrize(
    "address",
    [
        "rosa.diaz@example.org", "ROSA_DIAZ+ta@mail.example.org", "rosa (at) example.org", "rosa[at]example[dot]org",
        "rosa＠example.org", "rosa%40example.org", "rosa @ example.org", "rosa@example", "o'neil@example.org",
        "rosa@@example.org",
    ],
)  # fmt: skip
@pytest.mark.parametrize("frame", ["{}", "write to {}.", "<{}>", "Rosa:{};Ana", "mailto:{}"])
def test_addresses_are_removed(address: str, frame: str) -> None:
    redacted = redact_text(frame.format(address))
    assert "[e-mail removed]" in redacted
    assert "example" not in redacted.lower()
    assert "diaz" not in redacted.lower()


@pytest.mark.parametrize("text", ["two days @ 8 hours", "10 am @ noon", "rate: 3 @ $400", "(at) the meeting"])
def test_an_at_sign_that_is_a_word_stays(text: str) -> None:
    assert redact_text(text) == text


@pytest.mark.parametrize(
    "number",
    [
        "(202) 555-0143", "202-555-0143", "202.555.0143", "202 555 0143", "+1 202 555 0143", "1-202-555-0143 ext. 12",
        "+12025550143", "2025550143", "555-123-4567", "+33 1 23 45 67 89", "+44 20 7946 0958", "202-555-2014",
    ],
)  # fmt: skip
@pytest.mark.parametrize("frame", ["{}", "call {}, ask", "tel:{}", "({})", "on 2026-03-12 call {}"])
def test_phone_numbers_are_removed(number: str, frame: str) -> None:
    redacted = redact_text(frame.format(number))
    assert "[phone removed]" in redacted
    assert not any(len(digits) > 2 for digits in redacted.replace("2026-03-12", "").split() if digits.isdigit())


@pytest.mark.parametrize(
    "text",
    [
        "on 2026-03-12", "03/12/2026 - 04/12/2026", "FY 2025-2026", "2024–25", "2026-03-12 10:20:30", "14CH010848",
        "R14-AR-000435", "90CT7010-01-00", "$1,234,567.00", "250-1000 families", "2024 2025 2026", "id 12345678",
        "3 of 20, 5 of 30, 7 of 40",
    ],
)  # fmt: skip
def test_dates_amounts_and_award_numbers_are_no_phone_numbers(text: str) -> None:
    assert redact_text(text) == text


def test_social_security_numbers_are_removed() -> None:
    assert redact_text("SSN 123-45-6789.") == "SSN [number removed]."


NAMES = ["Rosa M. Diaz", "O'Brien, Ana", "Ms. Mei Chen, MSW; José Núñez", "Zoë", "lee.park@example.org"]


@pytest.mark.parametrize(
    "name",
    [
        "Rosa M. Diaz", "Rosa Diaz", "ROSA DIAZ", "rosa diaz", "Diaz, Rosa", "Ana O'Brien", "O'Brien Ana", "Mei Chen",
        "José Núñez", "JOSÉ NÚÑEZ", "Zoë", "Lee Park", "Rosa  Diaz", "Rosa\nDiaz",
    ],
)  # fmt: skip
@pytest.mark.parametrize("frame", ["{}", "met {}'s team", "({}),", "{} and Sam"])
def test_names_of_personal_columns_are_hidden_as_people_write_them(name: str, frame: str) -> None:
    assert redact_text(frame.format(name), NAMES) == frame.format("[name removed]")


@pytest.mark.parametrize("text", ["Diazepam", "Rosalind Diaz-Lopez", "the chen", "zoë", "Ana", "rosary diaz"])
def test_other_words_are_no_names(text: str) -> None:
    assert redact_text(text, NAMES) == text


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Ms. Rosa Diaz came", "Ms. [name removed] came"),
        ("with Dr. Smith", "with Dr. [name removed]"),
        ("her son Mateo is two", "her son [name removed] is two"),
        ("a child named Ana Lopez", "a child named [name removed]"),
        ("parent called Bea", "parent called [name removed]"),
    ],
)
def test_a_name_after_a_title_or_a_word_of_kinship_is_hidden(text: str, redacted: str) -> None:
    assert redact_text(text) == redacted


@pytest.mark.parametrize(
    "text", ["parent Leadership Development", "father Engagement", "Child Care", "the child Care desert", "DR Congo"]
)
def test_the_fields_own_terms_are_no_names(text: str) -> None:
    assert redact_text(text) == text


def test_redaction_is_the_same_for_one_text_and_for_many() -> None:
    texts = ["Ms. Rosa Diaz", "rosa@example.org", "202-555-0143 on 2026-03-12", "+33-1-20-12-34-56", "plain", "", "Zoë"]
    alone = [redact_text(text, NAMES) for text in texts]
    assert redact(texts, NAMES) == alone
    together = redact(pd.Series([*texts, None], dtype="str", index=range(3, 11)), find_names(NAMES))
    assert together[:-1].tolist() == alone
    assert pd.isna(together.iloc[-1])
    assert together.index.tolist() == list(range(3, 11))
    assert redact(alone, NAMES) == alone


@pytest.mark.parametrize("field", [name for name in DELIVERABLE if name != "source_record_id"])
def test_an_address_survives_in_no_field(normalize: Normalize, field: str) -> None:
    texts = ["rosa.diaz@example.org", "see rosa.diaz@example.org; Rosa Diaz", f"rosa.diaz@example.org:{field}"]
    column = {"to": field, "split": ";"} if FIELDS[field].is_multiple else field
    made = normalize({"Cell": texts, "Who": ["Rosa Diaz", "", ""]}, {"Cell": column}, personal="Who")
    for table in (made.records, made.unread, made.unmapped):
        told = table.to_csv().lower()
        assert "example.org" not in told
        assert "diaz" not in told or field in IDENTIFIERS


def test_a_personal_column_is_stored_nowhere_and_hides_its_names_everywhere(normalize: Normalize) -> None:
    cells = {
        "Who": ["Rosa Diaz", ""],
        "Note": ["", "Met Rosa Diaz"],
        "Kind": ["Rosa Diaz", "plan"],
        "N": ["x", "Rosa Diaz"],
    }
    columns = {"Who": "recipient_name", "Note": "summary", "Kind": "record_kind", "N": "event_hours"}
    made = normalize(cells, columns, personal="Who")
    assert made.records["recipient_name"].isna().all()
    assert made.records["summary"][1] == "Met [name removed]"
    assert made.unmapped["source_value"].tolist() == ["[name removed]"]
    assert made.unread["value"].tolist() == ["x", "[name removed]"]
    assert "Who" not in made.records["source_values"][0]
    assert "Diaz" not in made.records.to_csv()


def test_shown_values_are_cut(normalize: Normalize) -> None:
    assert normalize({"N": ["x" * 5000]}, {"N": "event_hours"}).unread["value"].str.len().tolist() == [200]


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("write rosa@example now", "write [e-mail removed] now"),
        ("write rosa.d@example.org, or not", "write [e-mail removed], or not"),
        ("202-555-0143, 5 people", "[phone removed], 5 people"),
        ("202–555–0143 x 12", "[phone removed]"),
        ("202\u00a0555\u00a00143", "[phone removed]"),
    ],
)
def test_no_more_and_no_less_than_the_address_or_number_is_removed(text: str, redacted: str) -> None:
    assert redact_text(text) == redacted
    assert redact([text]) == [redacted]


@pytest.mark.parametrize("before", ["", "(", "x"])
@pytest.mark.parametrize("announced", [
    "Ms. Diaz", "Dr  Élodie", "her son Mateo", "son, Ana", "a child named Ana", "Infant's name is Ana",
    "her INFANT,\tcalled Ö", "mother is named Rosa", "Parent Engagement", "mother Engagement",
])  # fmt: skip
def test_the_quick_look_for_announced_names_misses_none(before: str, announced: str) -> None:
    text = before + announced
    is_looked_at = pc.match_substring_regex(pa.array([text]), MAY_ANNOUNCE)[0].as_py()
    assert is_looked_at or hide_announced(text) == text
