"""An installation's own names, in its folder of contracts: `jurisdictions.csv` and `sponsor_offices.csv`.

A row is a name of a code from a day to a day; a code that a file names has the names of the file alone. Tribes may be
added, so that the table of jurisdictions grows by data; all other codes are those that Concord knows.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

from contracts.codes import SPONSOR_OFFICE
from contracts.contract import nearest
from contracts.errors import ContractWrong
from contracts.jurisdictions import JURISDICTIONS, STATES, is_tribe
from contracts.names import CodeName, describe_jurisdiction, shipped_names

JURISDICTIONS_FILE = "jurisdictions.csv"
OFFICES_FILE = "sponsor_offices.csv"
_DAYS = ("valid_from", "valid_to")
HEADERS: Mapping[str, tuple[str, ...]] = {
    JURISDICTIONS_FILE: ("code", "name", "states", *_DAYS),
    OFFICES_FILE: ("code", "name", *_DAYS),
}
_TRIBE = re.compile(r"TR-[a-z0-9]+(-[a-z0-9]+)*")
MOST_CHARS = 200


def read_names(folder: Path) -> list[CodeName]:
    """All names: those of an installation's files, and of codes that no file names, those that Concord comes with.

    Args:
        folder: of the contracts; the files may be missing.

    Raises:
        ContractWrong: a file does not say what it must; with its line.
    """
    own = [*_jurisdictions(folder / JURISDICTIONS_FILE), *_offices(folder / OFFICES_FILE)]
    named = {(one.list_name, one.code) for one in own}
    return [*(one for one in shipped_names() if (one.list_name, one.code) not in named), *own]


def _jurisdictions(path: Path) -> list[CodeName]:
    places = {code: place for place, code in enumerate(JURISDICTIONS)}

    def told(row: Mapping[str, str], where: str) -> CodeName:
        code = row["code"]
        if code not in JURISDICTIONS and not _TRIBE.fullmatch(code):
            known = nearest(code, JURISDICTIONS)
            raise ContractWrong(f"{code!r} is no jurisdiction; {known}", where=where, mend="a tribe is TR- and a slug")
        place = places.setdefault(code, len(places))
        return describe_jurisdiction(code, row["name"], place, _states(row, where))

    return _read(path, told)


def _states(row: Mapping[str, str], where: str) -> tuple[str, ...] | None:
    """States of a tribe, separated by semicolons; those that Concord knows where the cell is blank."""
    states = tuple(code.strip() for code in row["states"].split(";") if code.strip())
    for code in states:
        if code not in STATES:
            raise ContractWrong(f"{code!r} is no state; {nearest(code, STATES)}", where=where, mend="write OK;KS")
    if states and not is_tribe(row["code"]):
        raise ContractWrong("only a tribe lies in states", where=where, mend="leave states blank")
    if is_tribe(row["code"]) and not states and row["code"] not in JURISDICTIONS:
        raise ContractWrong("the states that the tribe's lands lie in are missing", where=where, mend="write OK;KS")
    return states or None


def _offices(path: Path) -> list[CodeName]:
    shipped = {one.code: one for one in shipped_names() if one.list_name == "sponsor_office"}

    def told(row: Mapping[str, str], where: str) -> CodeName:
        if row["code"] not in shipped:
            known = nearest(row["code"], SPONSOR_OFFICE)
            raise ContractWrong(f"{row['code']!r} is no sponsor office; {known}", where=where, mend="write its code")
        return replace(shipped[row["code"]], label=row["name"])

    return _read(path, told)


def _read(path: Path, told: Callable[[Mapping[str, str], str], CodeName]) -> list[CodeName]:
    if not path.exists():
        return []
    read = [(where, _with_days(told(row, where), row, where)) for where, row in _rows(path)]
    _require_one_a_day(read)
    return [name for _, name in read]


def _rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Place and cells of each row, trimmed, none missing."""
    header = HEADERS[path.name]
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ContractWrong("the file is not UTF-8", where=str(path), mend="save it as UTF-8") from None
    reader = csv.DictReader(text.splitlines())
    if tuple(reader.fieldnames or ()) != header:
        raise ContractWrong(f"the header is {reader.fieldnames}", where=f"{path}:1", mend=f"write {','.join(header)}")
    for row in reader:
        where = f"{path}:{reader.line_num}"
        if None in row or None in row.values():
            said = f"a row has {len(header)} cells"
            raise ContractWrong(said, where=where, mend="quote values that hold commas; blank cells keep their comma")
        cells = {name: value.strip() for name, value in row.items()}
        if not cells["name"] or len(cells["name"]) > MOST_CHARS:
            raise ContractWrong(f"the name has {len(cells['name'])} characters", where=where, mend="write 1 to 200")
        yield where, cells


def _with_days(name: CodeName, row: Mapping[str, str], where: str) -> CodeName:
    first, last = (_day(row[column], where) for column in _DAYS)
    if first and last and first > last:
        raise ContractWrong(f"valid_to {last} is before valid_from {first}", where=where, mend="exchange them")
    return replace(name, valid_from=first, valid_to=last)


def _day(text: str, where: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ContractWrong(f"{text!r} is no day", where=where, mend="write it as 2026-03-01") from None


def _require_one_a_day(read: list[tuple[str, CodeName]]) -> None:
    """No code has two names on one day."""
    in_order = sorted(read, key=lambda one: (one[1].list_name, one[1].code, one[1].valid_from or date.min))
    for (_, earlier), (where, later) in pairwise(in_order):
        is_same = (earlier.list_name, earlier.code) == (later.list_name, later.code)
        if is_same and (earlier.valid_to is None or earlier.valid_to >= (later.valid_from or date.min)):
            said = f"{later.code} is called {earlier.label!r} and {later.label!r} on one day"
            raise ContractWrong(said, where=where, mend="let the earlier name end the day before the later one begins")
