"""Input of sponsors, jurisdictions, providers and family partners: checked, screened, noted, answered."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from sqlalchemy.engine import Connection

from contracts.codes import (
    INPUT_ABOUT,
    INPUT_DISPOSITION,
    INPUT_FROM,
    SHARED_WITH_PARTNERS,
    SHARING_LEVEL,
    SPONSOR_OFFICE,
)
from contracts.contract import nearest
from contracts.errors import UsageWrong
from contracts.jurisdictions import JURISDICTIONS
from nights.judgements import last_night
from nights.load_journal import keep_loads
from nights.overlap_export import unguarded
from nights.settings import Settings
from nights.warehouse_access import open_warehouse
from transforms.normalize.personal import redact_text
from warehouse.code_versions import known_jurisdictions
from warehouse.inputs import Answer, Given, Told, add_told, known_inputs, last_answer
from warehouse.judgements import read_records_now
from warehouse.providers import provider_names
from warehouse.reading import read_query

COLUMNS = ("from", "about", "text", "by", "on", "sharing")
"""Columns of a file of input; the first three are needed."""
NEEDED = ("from", "text")
PAIR_JOIN = " + "
NOT_SAID = "sponsor_only"
"""Sharing level of input that names none: its giver, sponsors and the partners' staff see it."""

Line = Mapping[str, str]


def note_input(settings: Settings, lines: Sequence[Line], *, at: datetime | None = None) -> list[Given]:
    """Note input; all of it or, where one line is wrong, none.

    What was noted already, word for word from the same giver on the same day and subject, is not noted twice.

    Args:
        lines: each with from (KIND:CODE), text, and may be about, by, on (a day), sharing.
        at: when it is noted; now when left out.

    Returns:
        What was noted, with its numbers.

    Raises:
        UsageWrong: a line is wrong, or no night has run.
    """
    moment = at or datetime.now(UTC)
    with open_warehouse(settings).connect() as connection:
        given = [_read_line(connection, line, moment) for line in lines]
        known = {replace(one, input_id="", noted_at=moment) for one in known_inputs(connection).values()}
        new = [one for one in dict.fromkeys(given) if one not in known]
        if not new:
            return []
        told = add_told(connection, Told(tuple(new)), night=last_night(connection), code_version=version("concord"))
        keep_loads(settings, connection, None)
    return list(told.given)


def answer_input(
    settings: Settings,
    input_id: str,
    disposition: str,
    *,
    owner: str = "",
    note: str = "",
    by: str,
    at: datetime | None = None,
) -> Answer:
    """Say what becomes of an input, or who sees to it; the owner stays while none is named.

    Raises:
        UsageWrong: there is no such input or disposition, nobody answers, or it is closed without a word.
    """
    _one_of(disposition, INPUT_DISPOSITION, "disposition", "--disposition")
    if not by.strip():
        raise UsageWrong("nobody answers", where="--by", mend="write who answers")
    if disposition in ("acted_on", "declined", "answered") and not note.strip():
        raise UsageWrong(f"{disposition} needs a word for those who gave it", where="--note", mend='add --note "…"')
    with open_warehouse(settings).connect() as connection:
        if input_id not in known_inputs(connection):
            raise UsageWrong(f"there is no input {input_id!r}", mend="see concord input list")
        before = last_answer(connection, input_id)
        owner = owner.strip() or (before.owner_name if before else "")
        answer = Answer(input_id, disposition, redact_text(owner), redact_text(note.strip()), redact_text(by.strip()),
                        at or datetime.now(UTC))  # fmt: skip
        add_told(connection, Told(answers=(answer,)), night=last_night(connection), code_version=version("concord"))
        keep_loads(settings, connection, None)
    return answer


def list_input(settings: Settings, *, only_open: bool = False) -> pd.DataFrame:
    """mart.input, the oldest first; only what somebody must still see to where asked."""
    condition = " WHERE is_open" if only_open else ""
    with open_warehouse(settings).connect() as connection:
        return read_query(connection, f"SELECT * FROM mart.input{condition} ORDER BY given_on, input_id")  # noqa: S608


def read_input_file(path: Path) -> list[Line]:
    """The lines of a CSV file with a header.

    Raises:
        UsageWrong: it cannot be read, or has other columns.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            names = [name.strip() for name in reader.fieldnames or ()]
            missing = [name for name in NEEDED if name not in names]
            unknown = [name for name in names if name not in COLUMNS]
            if missing or unknown:
                told = ", ".join([*(f"lacks {n}" for n in missing), *(f"has {n!r}" for n in unknown)])
                mend = f"write the header {','.join(COLUMNS)}"
                raise UsageWrong(f"the file {told}", where=f"{path}, line 1", mend=mend)
            reader.fieldnames = names
            return [{**_cells(row), "where": f"{path}, line {reader.line_num}"} for row in reader]
    except (OSError, UnicodeDecodeError) as error:
        raise UsageWrong(f"this file cannot be read: {error}", where=str(path), mend="save it as CSV, UTF-8") from None


def _cells(row: Mapping[str | None, str | list[str] | None]) -> dict[str, str]:
    return {name: unguarded(cell.strip()) for name, cell in row.items() if name and isinstance(cell, str)}


def _read_line(connection: Connection, line: Line, at: datetime) -> Given:
    where = line.get("where", "")
    kind, whom = _read_giver(connection, line.get("from", ""), where)
    about_kind, about, is_shared = _read_subject(connection, line.get("about", ""), where)
    sharing = line.get("sharing") or NOT_SAID
    _one_of(sharing, SHARING_LEVEL, "sharing", where)
    if sharing in SHARED_WITH_PARTNERS and not is_shared:
        raise UsageWrong(
            f"{about} is not shared with partners, so what is said of it may not be either", where=where,
            mend="write sharing sponsor_only or provider_only",
        )  # fmt: skip
    text = redact_text(line.get("text", "").strip())
    if not text:
        raise UsageWrong("the input says nothing", where=where or "--text", mend="write what was said")
    by = redact_text(line.get("by", "").strip()) or whom
    return Given(_read_day(line.get("on", ""), at, where), kind, whom, by, about_kind, about, text, sharing, at)


def _read_giver(connection: Connection, written: str, where: str) -> tuple[str, str]:
    kind, _, whom = written.partition(":")
    _one_of(kind, INPUT_FROM, "from", where or "--from", "write it as sponsor:ACF/OHS, jurisdiction:OH, provider:SLUG")
    known = {
        "sponsor": SPONSOR_OFFICE,
        "jurisdiction": {**JURISDICTIONS, **dict.fromkeys(known_jurisdictions(connection), "")},
        "provider": provider_names(connection),
    }.get(kind)  # fmt: skip
    if known is not None:
        _one_of(whom, known, kind, where or "--from")
    if not whom.strip():
        mend = "name the organization, never a family or a child"
        raise UsageWrong("which family partner?", where=where or "--from", mend=mend)
    return kind, redact_text(whom.strip())


def _read_subject(connection: Connection, written: str, where: str) -> tuple[str, str, bool]:
    """Kind and key of what it is about, and whether partners may see it of each other."""
    kind, colon, key = written.partition(":")
    if not written.strip():
        return "free", "", True
    if not colon or kind not in INPUT_ABOUT:
        mend = "write record:PROVIDER/RECORD, overlap:A/1 + B/2, opportunity:A/1 + B/2, edition:ID, or leave it out"
        raise UsageWrong(f"{written!r} is nothing that input may be about", where=where or "--about", mend=mend)
    parts = [part.strip() for part in key.split(PAIR_JOIN)]
    if kind in ("free", "edition"):
        return kind, redact_text(key.strip()), True
    if len(parts) != (1 if kind == "record" else 2) or any("/" not in part for part in parts):
        raise UsageWrong(f"{key!r} names no {kind}", where=where or "--about",
                         mend="write PROVIDER/RECORD, and of a pair both, joined by ' + '")  # fmt: skip
    keys = [(part.split("/", 1)[0], part.split("/", 1)[1]) for part in sorted(parts)]
    now = read_records_now(connection, keys)
    for one in keys:
        if one not in now:
            raise UsageWrong(f"no record {'/'.join(one)} stands", where=where or "--about",
                             mend="write it as concord overlaps list or mart.record shows it")  # fmt: skip
    return kind, PAIR_JOIN.join("/".join(one) for one in keys), all(record.is_shared for record in now.values())


def _read_day(written: str, at: datetime, where: str) -> date:
    if not written:
        return at.date()
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise UsageWrong(f"{written!r} is no day", where=where or "--on", mend="write it as 2026-03-02") from None


def _one_of(word: str, known: Mapping[str, str], what: str, where: str, mend: str = "") -> None:
    if word not in known:
        raise UsageWrong(f"{word!r} is no {what}", where=where, mend=mend or nearest(word, known))
