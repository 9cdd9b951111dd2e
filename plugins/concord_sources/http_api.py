"""A report behind an HTTP address: one answer or many pages, in JSON, XML or CSV alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import count
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from requests import Response

from concord_sources.delivery import Asked, Fetched
from concord_sources.http_client import Client, open_client, read_chunks
from concord_sources.http_pages import Repeats, first_parameters, next_address, read_tree, records_on, set_parameters
from concord_sources.http_refusals import shown
from concord_sources.receipt import Part
from contracts.errors import LandingUnavailable, ReportMissing, SourceMisbehaved

OVERLAP = timedelta(hours=1)
"""Changes are asked for from a little before the last time: clocks differ, and what comes again counts as unchanged."""

ACCEPT = {
    "json": "application/json",
    "jsonl": "application/x-ndjson, application/json;q=0.9, */*;q=0.1",
    "xml": "application/xml, text/xml;q=0.9",
}
MEDIA = {
    "json": ("json",),
    "jsonl": ("json", "gzip"),
    "xml": ("xml",),
    "csv": ("csv", "excel", "gzip"),
    "xlsx": ("spreadsheet", "excel", "zip"),
    "concord": ("csv", "spreadsheet", "excel"),
}
UNSPECIFIC = ("text/plain", "octet-stream")


@dataclass(frozen=True)
class Page:
    """One answer, landed.

    Attributes:
        tree: its JSON, where the next page or the number of records must be known; else None.
        answered_at: the server's clock, or ours where it has none.
    """

    part: Part
    tree: Any
    links: dict[str, Any]
    answered_at: datetime


class NothingChanged(Exception):
    """The server says that there is nothing else than what it gave before.

    Args:
        status: how it says so.
    """

    def __init__(self, status: int) -> None:
        super().__init__(f"the server says that nothing changed ({status})")


def fetch(asked: Asked) -> Fetched:
    """Land all pages of the report.

    Pages that were landed before are asked for with their own ETag, each: a change on a later page need not show in
    the first one's. An ETag of the last good delivery alone, without its bytes, is enough for a report of one answer.

    Raises:
        SourceUnreachable, SourceRefusedLogin, ReportMissing, SourceMisbehaved: see `pull`.
    """
    with open_client(asked) as client:
        address = first_address(asked, client.base)
        try:
            pages = list(_fetch_pages(asked, client, address))
        except NothingChanged as answer:
            return Fetched((), shown(address), nothing_new=str(answer))
    cursor = min(pages[0].answered_at, asked.now).strftime("%Y-%m-%dT%H:%M:%SZ") if asked.source.since_parameter else ""
    nothing = _why_nothing_new(asked, pages)
    parts = () if nothing else tuple(page.part for page in pages)
    return Fetched(parts, shown(address), cursor, pages[0].part.etag, nothing)


def first_address(asked: Asked, base: str) -> str:
    """The address of the first page: of everything, or of what changed since the last good delivery."""
    source = asked.source
    address = f"{base.rstrip('/')}/{source.path.lstrip('/')}"
    parameters = first_parameters(source.pages)
    if source.since_parameter and asked.since and asked.is_incremental:
        moment = datetime.fromisoformat(asked.since) - OVERLAP
        parameters[source.since_parameter] = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return set_parameters(address, parameters) if parameters else address


def _fetch_pages(asked: Asked, client: Client, address: str) -> Iterator[Page]:
    source = asked.source
    repeats = Repeats(source.pages.most if source.pages else 1, source.format.record_path)
    where = shown(address)
    for number in count(1):
        repeats.check_address(address, number, where)
        page = _fetch_page(asked, client, address, number)
        repeats.check_content(page.tree, page.part.sha256, number, where)
        following = next_address(source, number, address, page.tree, page.links)
        counted_past_end = number > 1 and not following and records_on(page.tree, source.format.record_path) == []
        if not counted_past_end:
            yield page
        if not following:
            return
        address = client.check_address(following, where)


def _fetch_page(asked: Asked, client: Client, address: str, number: int) -> Page:
    name = _part_name(asked, number)
    known = _known_part(asked, name)
    etag = known.etag if known else "" if asked.source.pages else asked.last_etag
    answer = client.get(address, accept=ACCEPT.get(asked.source.format.kind, "*/*"), etag=etag)
    if answer.status_code == 304:
        answer.close()
        if known is None:
            raise NothingChanged(304)
        part = known
    else:
        part = _land_answer(asked, answer, name)
    return Page(part, _tree_of(asked, part, address), dict(answer.links), _answered_at(answer, asked.now))


def _known_part(asked: Asked, name: str) -> Part | None:
    """The page of this name in the last good delivery, when it has an ETag and its bytes are still there."""
    for part in asked.last.parts if asked.last else ():
        if part.name == name and part.etag:
            try:
                asked.landing.blob(part.sha256)
            except LandingUnavailable:
                return None
            return part
    return None


def _land_answer(asked: Asked, answer: Response, name: str) -> Part:
    where = shown(answer.url)
    if answer.status_code == 204:
        answer.close()
        if asked.since and asked.is_incremental:
            raise NothingChanged(204)
        raise ReportMissing("the server answers without a report (204)", where=where, mend="ask the provider")
    check_media(answer.headers.get("Content-Type", ""), asked.source.format.kind, where)
    chunks = asked.patience.limit(read_chunks(answer), where)
    modified = _moment(answer.headers.get("Last-Modified", ""))
    return asked.landing.keep(
        name,
        chunks,
        etag=answer.headers.get("ETag", ""),
        modified_at=modified.isoformat() if modified else "",
    )


def check_media(media: str, kind: str, where: str) -> None:
    """Stop at an answer of another kind than promised, such as a login page in HTML.

    Raises:
        SourceMisbehaved: it is.
    """
    said = media.split(";")[0].strip().lower()
    if said and not any(word in said for word in (*MEDIA[kind], *UNSPECIFIC)):
        raise SourceMisbehaved(
            f"the server answers with {said}, where {kind} was promised",
            where=where,
            mend="open the address: it may be a page for signing in or an error page; then ask the provider",
        )


def _tree_of(asked: Asked, part: Part, address: str) -> Any:
    """The JSON of a page; other formats are landed unread."""
    if asked.source.format.kind != "json" or not (asked.source.pages or asked.is_incremental):
        return None
    return read_tree(asked.landing.blob(part.sha256), shown(address))


def _part_name(asked: Asked, number: int) -> str:
    kind = asked.source.format.kind
    suffix = "csv" if kind == "concord" else kind
    if asked.source.pages:
        return f"page-{number:04}.{suffix}"
    name = PurePosixPath(urlsplit(asked.source.path).path).name or "report"
    return name if "." in name else f"{name}.{suffix}"


def _why_nothing_new(asked: Asked, pages: list[Page]) -> str:
    if not (asked.is_incremental and asked.since):
        return ""
    records = [records_on(page.tree, asked.source.format.record_path) for page in pages]
    return "no record changed since" if all(found == [] for found in records) else ""


def _answered_at(answer: Response, now: datetime) -> datetime:
    return _moment(answer.headers.get("Date", "")) or now


def _moment(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, TypeError):
        return None
