"""How the pages of an HTTP API follow each other, and how a server that repeats itself is caught."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from contracts.contract import Pages, Source
from contracts.errors import ContractWrong, SourceMisbehaved


def set_parameters(address: str, parameters: dict[str, str]) -> str:
    """An address with these query parameters set, and the others as they were."""
    parts = urlsplit(address)
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in parameters]
    return urlunsplit(parts._replace(query=urlencode(query + list(parameters.items()))))


def first_parameters(pages: Pages | None) -> dict[str, str]:
    """Query parameters that ask for the first page."""
    if pages is None:
        return {}
    named = {pages.page_parameter: "1", pages.size_parameter: str(pages.size)}
    return {name: value for name, value in named.items() if name}


def read_tree(body: bytes, where: str) -> Any:
    """A page of JSON.

    Raises:
        SourceMisbehaved: it is none.
    """
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise SourceMisbehaved(
            "this page is not the JSON that was promised", where=where, mend="show this to the provider"
        ) from None


def value_at(tree: Any, path: str) -> Any:
    """What stands at a dotted path; the whole for an empty path, None where there is nothing."""
    for name in path.split(".") if path else ():
        tree = tree.get(name) if isinstance(tree, dict) else None
    return tree


def records_on(tree: Any, record_path: str) -> list[Any] | None:
    """The records of a page; None where no list stands at their place."""
    found = value_at(tree, record_path)
    return found if isinstance(found, list) else None


def next_address(source: Source, number: int, address: str, tree: Any, links: dict[str, Any]) -> str:
    """Where the next page is; "" after the last.

    A contract names the link in the answer, or the parameter that counts; else the header Link tells (RFC 8288).
    Counted pages end with the first that is empty: a short one may be short for other reasons.

    Args:
        number: of the page that was read, from 1.
        address: of the page that was read; a relative link starts from it.
        tree: its JSON; None for other formats.
        links: of its header Link, by relation.

    Raises:
        SourceMisbehaved: the link is no text, or no records stand where the contract says.
        ContractWrong: counted pages of a format whose end cannot be told.
    """
    pages = source.pages
    if pages is None:
        return ""
    if pages.next_link:
        return _linked(value_at(tree, pages.next_link), address)
    if not pages.page_parameter:
        return _linked(links.get("next", {}).get("url"), address)
    if source.format.kind != "json":
        raise ContractWrong(
            "pages can be counted in JSON only", where="source.pages", mend="leave out page_parameter: Link is followed"
        )
    records = records_on(tree, source.format.record_path)
    if records is None:
        raise SourceMisbehaved(
            f"no list of records stands at {source.format.record_path or 'the top'}",
            where=f"page {number}",
            mend="show this to the provider, or correct source.format.record_path",
        )
    return set_parameters(address, {pages.page_parameter: str(number + 1)}) if records else ""


def _linked(link: Any, address: str) -> str:
    if link is None or link == "":
        return ""
    if not isinstance(link, str):
        raise SourceMisbehaved("the link to the next page is no text", where="next page", mend="ask the provider")
    return urljoin(address, link)


class Repeats:
    """Catches pages that were served before, under their address or with their records.

    Args:
        most: pages that the contract allows.
        record_path: where the records are; the rest of a page may differ.
    """

    def __init__(self, most: int, record_path: str) -> None:
        self._most = most
        self._record_path = record_path
        self._addresses: set[str] = set()
        self._contents: dict[str, int] = {}

    def check_address(self, address: str, number: int, where: str) -> None:
        """Stop before a page is asked for again.

        Raises:
            SourceMisbehaved: it was, or there are too many.
        """
        if number > self._most:
            raise SourceMisbehaved(
                f"there are more than {self._most} pages",
                where=where,
                mend="ask the provider, or raise source.pages.most",
            )
        if address in self._addresses:
            raise SourceMisbehaved(
                f"the link to page {number} leads back to an earlier page", where=where, mend="tell the provider"
            )
        self._addresses.add(address)

    def check_content(self, tree: Any, sha256: str, number: int, where: str) -> None:
        """Stop at a page that holds what an earlier one held; pages without records may be alike.

        Raises:
            SourceMisbehaved: it does.
        """
        records = records_on(tree, self._record_path)
        if records == []:
            return
        same = sha256 if records is None else hashlib.sha256(json.dumps(records).encode()).hexdigest()
        if same in self._contents:
            raise SourceMisbehaved(
                f"page {number} holds what page {self._contents[same]} held",
                where=where,
                mend="tell the provider: their pages repeat, and so others may be missing",
            )
        self._contents[same] = number
