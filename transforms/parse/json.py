"""JSON and JSON lines to a table of strings: nested objects become dotted paths, numbers keep their written form."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, NoReturn

from contracts.errors import DeliveryUnreadable
from contracts.fields import MULTI
from transforms.parse.flat_records import Flat, RecordTooDeepError, join_repeats, tabulate
from transforms.parse.options import MAX_DEPTH, ReadOptions
from transforms.parse.parsed import Account, Block
from transforms.parse.text import decode_text, line_and_column, refuse_other_format


class _Number(str):
    """A number as it was written: 1.10 stays 1.10, and 20 digits stay 20 digits."""

    __slots__ = ()


class _NotFiniteError(ValueError):
    """NaN or Infinity, which JSON does not have."""


_STRING_OR_CONSTANT = re.compile(r'"(?:[^"\\]++|\\.)*+"|NaN|-?Infinity', re.DOTALL)


class _Loader:
    """Loads JSON texts and remembers which keys appeared twice in one object."""

    def __init__(self) -> None:
        self.repeated: dict[str, int] = {}
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._pairs, parse_float=_Number, parse_int=_Number, parse_constant=_refuse_constant
        )

    def load(self, text: str) -> Any:
        """The document in a text; ValueError says what is wrong and where."""
        try:
            return self._decoder.decode(text)
        except _NotFiniteError as error:
            line, column = _place_of_constant(text)
            raise ValueError(f"{error} is no JSON value (line {line}, column {column})") from None
        except RecursionError:
            raise ValueError(f"objects nest deeper than {MAX_DEPTH} levels") from None
        except json.JSONDecodeError as error:
            cut = not text[error.pos :].strip() or error.msg.startswith("Unterminated")
            ends = "; was the upload cut?" if cut else ""
            raise ValueError(f"{error.msg} (line {error.lineno}, column {error.colno}){ends}") from None

    def _pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) != len(pairs):
            keys = [key for key, _ in pairs]
            for key in result:
                if keys.count(key) > 1:
                    self.repeated[key] = self.repeated.get(key, 0) + 1
        return result

    def note_repeated(self, account: Account) -> None:
        """Notes the keys that appeared twice."""
        for key, times in self.repeated.items():
            message = f"key {key} appears more than once in {times} objects; the last value counts"
            account.note("duplicate_key", message, column=key)


def parse_json(content: bytes, options: ReadOptions, account: Account) -> list[Block]:
    """The records of a JSON document; row numbers count records from 1.

    Raises:
        DeliveryUnreadable: no JSON, cut off, nested too deeply, NaN, or no list of records where the contract says.
    """
    refuse_other_format(content, "json", account.part)
    loader = _Loader()
    try:
        document = loader.load(decode_text(content, options.encoding, account))
    except ValueError as error:
        raise DeliveryUnreadable(f"no valid JSON: {error}", where=account.part, mend="send it again") from None
    loader.note_repeated(account)
    records = _find_records(document, options.record_path, account.part)
    return [_tabulate(list(enumerate(records, 1)), options, account)]


def parse_json_lines(content: bytes, options: ReadOptions, account: Account) -> list[Block]:
    """The records of a file with one JSON object a line; row numbers are line numbers.

    Raises:
        DeliveryUnreadable: no line is JSON.
    """
    refuse_other_format(content, "jsonl", account.part)
    text = decode_text(content, options.encoding, account).replace("\r\n", "\n").replace("\r", "\n")
    loader = _Loader()
    records: list[tuple[int, Any]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                records.append((number, loader.load(line)))
            except ValueError as error:
                account.reject(number, f"no valid JSON: {error}", line)
    if account.broken and not records:
        _, _, number, reason, _ = account.broken[0]
        raise DeliveryUnreadable(
            f"no line is a JSON object ({reason})",
            where=f"{account.part}, line {number}",
            mend="send one object a line",
        )
    loader.note_repeated(account)
    return [_tabulate(records, options, account)]


def _refuse_constant(name: str) -> NoReturn:
    raise _NotFiniteError(name)


def _place_of_constant(text: str) -> tuple[int, int]:
    offset = next((m.start() for m in _STRING_OR_CONSTANT.finditer(text) if not m[0].startswith('"')), 0)
    return line_and_column(text, offset)


def _find_records(document: Any, path: str, part: str) -> list[Any]:
    place = document
    for step in path.split(".") if path else []:
        if not isinstance(place, dict) or step not in place:
            raise DeliveryUnreadable(f"nothing at {path}: {_describe(place)}", where=part, mend=_CORRECT_PATH)
        place = place[step]
    if isinstance(place, dict) and not path:
        lists = [key for key, value in place.items() if isinstance(value, list)]
        if len(lists) == 1:
            return list(place[lists[0]])
        if len(lists) > 1:
            raise DeliveryUnreadable(f"several lists: {', '.join(lists[:10])}", where=part, mend=_CORRECT_PATH)
    if place is None and path:
        return []
    if not isinstance(place, list):
        raise DeliveryUnreadable(f"no list of records: {_describe(place)}", where=part, mend=_CORRECT_PATH)
    return place


_CORRECT_PATH = "see what the source answers, or name the list of records as record_path in the contract"


def _describe(value: Any) -> str:
    if isinstance(value, dict):
        return f"an object with the keys {', '.join(list(value)[:10]) or '(none)'}"
    return "a list" if isinstance(value, list) else "a single value"


def _tabulate(records: Sequence[tuple[int, Any]], options: ReadOptions, account: Account) -> Block:
    flattener = _Flattener(options)
    flats: list[Flat] = []
    numbers: list[int] = []
    for number, record in records:
        if not isinstance(record, dict):
            account.reject(number, f"the record is {_describe(record)}, no object", str(record))
            continue
        try:
            flats.append(flattener.flatten(record))
            numbers.append(number)
        except RecordTooDeepError as error:
            account.reject(number, f"the record cannot be laid flat: {error}", "")
    for path in flattener.collisions:
        account.note("duplicate_key", f"two keys lead to the path {path}; the last value counts", column=path)
    return tabulate(flats, numbers, options, account)


class _Flattener:
    """Lays records flat: `a.b` for objects, `partners[].name` for lists of objects, lists of values joined."""

    def __init__(self, options: ReadOptions) -> None:
        self._skip = {path.replace("[]", "") for path in options.skip}
        self.collisions: dict[str, None] = {}

    def flatten(self, record: dict[str, Any]) -> Flat:
        """The paths of a record with their texts."""
        flat: Flat = {}
        self._object(record, "", flat, 1, False)
        return flat

    def _object(self, record: dict[str, Any], prefix: str, flat: Flat, depth: int, in_list: bool) -> None:
        if depth > MAX_DEPTH:
            raise RecordTooDeepError(f"it nests deeper than {MAX_DEPTH} levels")
        for key, value in record.items():
            path = f"{prefix}.{key}" if prefix else key
            if self._skip and path.replace("[]", "") in self._skip:
                continue
            if isinstance(value, dict):
                self._object(value, path, flat, depth + 1, in_list)
                continue
            if path in flat:
                self.collisions[path] = None
            if not isinstance(value, list):
                flat[path] = value if type(value) is str and MULTI not in value else _text_of(value)
            elif in_list:
                flat[path] = _written(value, depth) if value else ""
            else:
                flat.update(self._list(value, path, depth))

    def _list(self, values: list[Any], path: str, depth: int) -> Flat:
        if not any(isinstance(value, dict) for value in values):
            return {path: MULTI.join([_written(v, depth) if isinstance(v, list) else _text_of(v) for v in values])}
        repeats: list[Flat] = []
        for value in values:
            repeat: Flat = {}
            if isinstance(value, dict):
                self._object(value, f"{path}[]", repeat, depth + 1, True)
            else:
                repeat[path] = _written(value, depth) if isinstance(value, list) else _text_of(value)
            repeats.append(repeat)
        return join_repeats(repeats)


def _text_of(value: Any) -> str:
    if isinstance(value, str):
        return value.replace(MULTI, " ") if MULTI in value else value
    return "" if value is None else "true" if value else "false"


def _written(value: Any, depth: int) -> str:
    """JSON text of a value inside two lists, which no path can tell apart."""
    if depth > MAX_DEPTH:
        raise RecordTooDeepError(f"it nests deeper than {MAX_DEPTH} levels")
    if isinstance(value, list):
        return f"[{','.join(_written(item, depth + 1) for item in value)}]"
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key, ensure_ascii=False)}:{_written(item, depth + 1)}" for key, item in value.items())
        return f"{{{','.join(pairs)}}}"
    return str(value) if isinstance(value, _Number) else json.dumps(value, ensure_ascii=False)
