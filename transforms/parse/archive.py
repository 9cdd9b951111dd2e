"""Unpacks gzip and weighs workbooks before anything opens them, so that no small file fills the memory."""

from __future__ import annotations

import io
import zipfile
import zlib

from contracts.errors import DeliveryUnreadable
from transforms.parse.options import RATIO_FREE_BYTES, ReadOptions

GZIP_MAGIC = b"\x1f\x8b"
ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_ENTRIES = 5_000
_STEP = 1 << 20
_SAVE_ANEW = "open it in a spreadsheet, save it anew and send it again"


def unpack_gzip(part: str, content: bytes, options: ReadOptions) -> bytes:
    """The content of a gzip file of one or more members; bytes that are no gzip come back as they are.

    Raises:
        DeliveryUnreadable: cut off, damaged, or larger than the options allow.
    """
    if not content.startswith(GZIP_MAGIC):
        return content
    pieces: list[bytes] = []
    rest = content
    size = 0
    try:
        while rest.startswith(GZIP_MAGIC):
            member = zlib.decompressobj(wbits=31)
            while not member.eof:
                piece = member.decompress(rest, _STEP)
                rest = member.unused_data if member.eof else member.unconsumed_tail
                if not piece and not rest and not member.eof:
                    raise DeliveryUnreadable(
                        "the gzip file ends before its end; was the upload cut?", where=part, mend="send it again"
                    )
                size += len(piece)
                _refuse_growth(part, size, len(content), options)
                pieces.append(piece)
    except zlib.error as error:
        raise DeliveryUnreadable(f"the gzip file is damaged ({error})", where=part, mend="send it again") from None
    if rest.strip(b"\0"):
        raise DeliveryUnreadable("the gzip file is followed by other bytes", where=part, mend="send it again")
    return b"".join(pieces)


def repack_workbook(part: str, content: bytes, options: ReadOptions) -> dict[str, bytes]:
    """The XML entries of a workbook by name, each unpacked within the limits.

    Raises:
        DeliveryUnreadable: no workbook, damaged, password-protected, or larger than the options allow.
    """
    _refuse_foreign_workbook(part, content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise DeliveryUnreadable(f"the workbook holds {len(entries)} files", where=part, mend=_SAVE_ANEW)
            _refuse_growth(part, sum(entry.file_size for entry in entries), len(content), options)
            _refuse_plain_zip(part, [entry.filename for entry in entries])
            # Reading stops at the size that was weighed, and a wrong checksum is an error: a directory that lies
            # about sizes gains nothing.
            read = {entry.filename: archive.read(entry) for entry in entries if _is_read(entry.filename)}
            if any(b"\0" in content[:200] for content in read.values()):
                raise DeliveryUnreadable("the workbook's parts are not in UTF-8", where=part, mend=_SAVE_ANEW)
            return read
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise DeliveryUnreadable(f"the workbook is damaged ({error})", where=part, mend=_SAVE_ANEW) from None


def store_entries(entries: dict[str, bytes]) -> io.BytesIO:
    """An unpacked ZIP of the weighed entries: what the spreadsheet library gets to see, and nothing else."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    buffer.seek(0)
    return buffer


def _is_read(name: str) -> bool:
    return name.endswith((".xml", ".rels")) and not name.startswith(("xl/externalLinks/", "xl/drawings/"))


def _refuse_growth(part: str, unpacked: int, packed: int, options: ReadOptions) -> None:
    if unpacked > options.max_unpacked_bytes:
        raise DeliveryUnreadable(
            f"it unpacks to more than {options.max_unpacked_bytes:,} bytes", where=part, mend="send it in smaller files"
        )
    if unpacked > RATIO_FREE_BYTES and unpacked > options.max_ratio * packed:
        raise DeliveryUnreadable(
            f"it unpacks to more than {options.max_ratio} times its size, as archives made to fill a disk do",
            where=part,
            mend="send the report unpacked",
        )


def _refuse_foreign_workbook(part: str, content: bytes) -> None:
    if content.startswith(OLE_MAGIC):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise DeliveryUnreadable(
                "the workbook is protected by a password", where=part, mend="save it without a password"
            )
        raise DeliveryUnreadable("this is an old Excel file (.xls)", where=part, mend="save it as .xlsx")
    if not content.startswith(b"PK"):
        raise DeliveryUnreadable("this is no Excel workbook (.xlsx)", where=part, mend="open it and save it as .xlsx")


def _refuse_plain_zip(part: str, names: list[str]) -> None:
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise DeliveryUnreadable(
            f"this is a ZIP archive without a workbook; it holds {', '.join(names[:3]) or 'nothing'}",
            where=part,
            mend="send the file itself, not an archive of it",
        )
