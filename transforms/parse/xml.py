"""XML to a table of strings: each record flattened to slash paths, nothing outside the file ever looked up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from lxml import etree

from contracts.errors import DeliveryUnreadable
from transforms.parse.flat_records import Flat, RecordTooDeepError, join_repeats, tabulate
from transforms.parse.options import MAX_DEPTH, ReadOptions
from transforms.parse.parsed import Account, Block
from transforms.parse.text import refuse_other_format

_STEP = 1 << 16


def parse_xml(content: bytes, options: ReadOptions, account: Account) -> list[Block]:
    """The records of an XML document: every element at the record path; row numbers count records from 1.

    Raises:
        DeliveryUnreadable: no well-formed XML, a DOCTYPE with entities or references, or no record at the path.
    """
    refuse_other_format(content, "xml", account.part)
    _refuse_doctype(content, account.part)
    flattener = _Flattener(options)
    flats: list[Flat] = []
    numbers: list[int] = []
    number = 0
    try:
        for number, record in enumerate(_read_records(content, options, account.part), 1):
            try:
                flats.append(flattener.flatten(record))
                numbers.append(number)
            except RecordTooDeepError as error:
                account.reject(number, f"the record cannot be laid flat: {error}", "")
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise DeliveryUnreadable(
            f"no well-formed XML: {error.msg}",
            where=f"{account.part}, line {line}, column {column}",
            mend="send it again",
        ) from None
    return [tabulate(flats, numbers, options, account)] if number else []


class _RootReachedError(Exception):
    """The first element begins: everything before it has been looked at."""


def _refuse_doctype(content: bytes, part: str) -> None:
    def see_doctype(name: str, system: str | None, public: str | None, has_subset: bool) -> None:
        if system or public or has_subset:
            raise _doctype_error(part)

    def see_element(name: str, attributes: dict[str, str]) -> None:
        raise _RootReachedError

    scanner = expat.ParserCreate()
    scanner.StartDoctypeDeclHandler = see_doctype
    scanner.StartElementHandler = see_element
    try:
        scanner.Parse(content, True)
    except _RootReachedError:
        return
    except (expat.ExpatError, ValueError, LookupError):
        # What this scanner cannot read, the real parser may: then no DOCTYPE at all is let through.
        if b"<!DOCTYPE" in content.replace(b"\0", b""):
            raise _doctype_error(part) from None


def _doctype_error(part: str) -> DeliveryUnreadable:
    return DeliveryUnreadable(
        "the XML has a DOCTYPE that defines entities or refers to other files, which is never read",
        where=part,
        mend="send the XML without DOCTYPE",
    )


def _read_records(content: bytes, options: ReadOptions, part: str) -> Iterator[etree._Element]:
    """Each record element once it is complete; it is emptied when the next one is asked for."""
    steps = [step for step in options.record_path.split("/") if step]
    if not steps:
        raise DeliveryUnreadable("no record_path says which element is a record", where=part, mend="add it")
    parser = etree.XMLPullParser(
        events=("start", "end"),
        tag=f"{{*}}{steps[-1]}",
        encoding=options.encoding,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    open_record: etree._Element | None = None
    for event, element in _events(parser, content):
        if event == "start" and open_record is None and _is_at(element, steps):
            open_record = element
        elif event == "end" and open_record is not None and element is open_record:
            yield open_record
            _forget(open_record)
            open_record = None


def _events(parser: etree.XMLPullParser, content: bytes) -> Iterator[tuple[str, Any]]:
    for start in range(0, len(content), _STEP):
        parser.feed(content[start : start + _STEP])
        yield from parser.read_events()
    parser.close()
    yield from parser.read_events()


def _is_at(element: etree._Element, steps: list[str]) -> bool:
    names = [local_name(element.tag), *(local_name(parent.tag) for parent in element.iterancestors())]
    return names[: len(steps)] == steps[::-1]


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def local_name(tag: object) -> str:
    """An element's or attribute's name without its namespace."""
    return str(tag).rpartition("}")[2]


class _Flattener:
    """Lays a record element flat: texts at their path, attributes at `@name`, repeats joined."""

    def __init__(self, options: ReadOptions) -> None:
        self._qualify = options.qualify
        self._skip = frozenset(options.skip)

    def flatten(self, record: etree._Element) -> Flat:
        """The paths of a record with their texts."""
        return self._element(record, "", "", 1)

    def _element(self, element: etree._Element, path: str, hidden: str, depth: int) -> Flat:
        if depth > MAX_DEPTH:
            raise RecordTooDeepError(f"it nests deeper than {MAX_DEPTH} levels")
        names = {local_name(name): str(value) for name, value in element.attrib.items()}
        flat = {_join(path, f"@{name}"): value for name, value in names.items() if name != hidden}
        flat = {name: value for name, value in flat.items() if name not in self._skip} if self._skip else flat
        children = [child for child in element if isinstance(child.tag, str)]
        text = " ".join(t.strip() for t in (element.text, *(c.tail for c in element)) if t and t.strip())
        if path and (text or not (flat or children)):
            flat[path] = text
        for child_path, repeats in self._group(children, path).items():
            hidden_here = self._qualify.get(local_name(repeats[0].tag), "")
            flats = [self._element(repeat, child_path, hidden_here, depth + 1) for repeat in repeats]
            flat.update(flats[0] if len(flats) == 1 else join_repeats(flats))
        return flat

    def _group(self, children: list[etree._Element], path: str) -> dict[str, list[etree._Element]]:
        groups: dict[str, list[etree._Element]] = {}
        for child in children:
            plain = _join(path, local_name(child.tag))
            full = self._qualified(child, plain)
            if full not in self._skip and plain not in self._skip:
                groups.setdefault(full, []).append(child)
        return groups

    def _qualified(self, child: etree._Element, path: str) -> str:
        attribute = self._qualify.get(local_name(child.tag))
        if attribute is None:
            return path
        value = next((str(v) for name, v in child.attrib.items() if local_name(name) == attribute), None)
        return path if value is None else f"{path}[{value}]"


def _join(path: str, step: str) -> str:
    return f"{path}/{step}" if path else step
