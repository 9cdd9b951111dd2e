"""Bytes to text: finds the encoding, and refuses what is no text or another format than promised."""

from __future__ import annotations

import codecs
import html
import re

from contracts.errors import DeliveryUnreadable
from transforms.parse.parsed import Account

NUL = "\0"
"""Stands in for a byte that is not text; a row that holds one is broken."""

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_LONE = re.compile("[\ud800-\udfff]")
_LINE_END = re.compile(r"\r\n|\r|\n")


def decode_text(content: bytes, encoding: str | None, account: Account) -> str:
    """The text of a part, without byte order mark.

    A byte order mark wins over a declared encoding. A few bytes that do not fit UTF-8 become NUL, which breaks
    their rows only.

    Raises:
        DeliveryUnreadable: no text, or not in the declared encoding.
    """
    marked = next((name for mark, name in MARKS if content.startswith(mark)), None)
    if marked and encoding and _family(marked) != _family(encoding):
        account.note("encoding", f"declared as {encoding}, but its byte order mark says {marked}; read as marked")
    chosen = marked or encoding or _unmarked_utf16(content) or "utf-8"
    try:
        return content.decode(chosen)
    except LookupError:
        raise DeliveryUnreadable(
            f"the encoding {chosen} is unknown", where=account.part, mend="name another encoding in the contract"
        ) from None
    except (UnicodeError, ValueError) as error:
        return _decode_in_parts(content, chosen, encoding, account, error)


def _family(encoding: str) -> list[str]:
    try:
        return codecs.lookup(encoding).name.split("-")[:2]
    except LookupError:
        return [encoding]


def _unmarked_utf16(content: bytes) -> str | None:
    head = content[:4096]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if len(head) >= 4 and odd > 0.3 * len(head) / 2 and even * 10 < odd:
        return "utf-16-le"
    if len(head) >= 4 and even > 0.3 * len(head) / 2 and odd * 10 < even:
        return "utf-16-be"
    return None


def _decode_in_parts(
    content: bytes, chosen: str, declared: str | None, account: Account, error: UnicodeError | ValueError
) -> str:
    if chosen.lower().replace("_", "-") in ("utf-8", "utf8", "utf-8-sig"):
        text = content.decode(chosen, "surrogateescape")
        bad = len(_LONE.findall(text))
        good = len(text) - len(text.encode("ascii", "ignore")) - bad
        few = bad <= max(1, content.count(b"\n") // 100)
        if few and (good >= bad or declared):
            account.note("encoding", f"{bad} bytes are not {chosen}; the rows that hold them are broken")
            return _LONE.sub(NUL, text)
        if declared is None and _is_windows_text(content):
            account.note("encoding", "not UTF-8; read as Windows-1252 (declare the encoding if accents look wrong)")
            return content.decode("cp1252")
    place = getattr(error, "start", 0)
    line = content.count(b"\n", 0, place) + 1
    raise DeliveryUnreadable(
        f"not text in {chosen}: byte {place + 1} does not fit",
        where=f"{account.part}, line {line}",
        mend="send the file as UTF-8, or name its encoding in the contract",
    )


def _is_windows_text(content: bytes) -> bool:
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return False
    foreign = [char for char in text if char > "\x7f"]
    controls = sum(text.count(chr(code)) for code in range(32) if code not in (9, 10, 12, 13))
    # Text in a Latin alphabet has few characters beyond ASCII; packed or random bytes are half of them.
    return controls == 0 and len(foreign) < 0.3 * len(text) + 1


def refuse_other_format(content: bytes, promised: str, part: str) -> None:
    """Refuse bytes that plainly are another format than the promised one.

    Raises:
        DeliveryUnreadable: an HTML page, a workbook, a PDF, or JSON or XML in place of CSV.
    """
    head = content[:2000].replace(NUL.encode(), b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    lower = head.lower()
    if lower.startswith((b"<!doctype html", b"<html")) or (promised != "xml" and b"<html" in lower[:1000]):
        raise DeliveryUnreadable(
            f"this is an HTML page{_title_of(content)}, not {promised}; a server's error or sign-in page, probably",
            where=part,
            mend="open the source's address in a browser and see what it answers",
        )
    found = next((name for start, name in _FOREIGN if head.startswith(start)), "")
    if promised == "csv" and not found:
        found = next((name for start, name in _FOREIGN_TO_CSV if lower.startswith(start)), "")
    if found and found != promised:
        raise DeliveryUnreadable(
            f"this is {found}, not {promised}", where=part, mend=f"send {promised}, or correct format in the contract"
        )


_FOREIGN = (
    (b"PK\x03\x04", "a ZIP archive or an Excel workbook"),
    (b"\xd0\xcf\x11\xe0", "an old or password-protected Excel workbook"),
    (b"%PDF-", "a PDF"),
    (b"\x1f\x8b", "a gzip file inside another"),
)
_FOREIGN_TO_CSV = ((b"<?xml", "XML"), (b'{"', "JSON"), (b"[{", "JSON"))


def _title_of(content: bytes) -> str:
    found = re.search(rb"<title[^>]{0,200}>(.{0,500}?)</title", content[:20_000], re.IGNORECASE | re.DOTALL)
    title = html.unescape(" ".join(found[1].decode("utf-8", "replace").split())) if found else ""
    return f' titled "{title[:120]}"' if title else ""


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of an offset in a text."""
    ends = [match.end() for match in _LINE_END.finditer(text, 0, offset)]
    return len(ends) + 1, offset - (ends[-1] if ends else 0) + 1
