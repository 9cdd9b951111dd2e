"""Identifiers that people type: joint projects, and a partner's own identifier of the same work."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from transforms.overlaps.coding import Integers, arrow_text, code_texts, split_cells
from transforms.overlaps.placeholders import PLACEHOLDERS
from transforms.overlaps.provider_names import Directory, Holder, only_one

_PIECES = re.compile(r"[^\W\d_]+|\d+")
_PREFIX = re.compile(r"\s*[:#/|]\s*|\s+[-\u2013\u2014]\s+|\s+")


@dataclass(frozen=True)
class Projects:
    """Joint projects of records.

    Attributes:
        code: number of each record's project; -1 where it names none.
        notes: what was written that names no project (spelling, records), placeholders and identifiers on too many
            records.
    """

    code: Integers
    notes: list[tuple[str, int]]


def project_key(text: str) -> str:
    """An identifier as it is compared: JP-7, jp 7, JP_7 and JP7 are one; JP-1-1 and JP-11 are two."""
    return " ".join(_PIECES.findall(unicodedata.normalize("NFKC", text).casefold()))


def reference_key(text: str) -> str:
    """A record's identifier as it is compared: case and blanks do not matter, all else does."""
    return re.sub(r"\s+", "", text).lower()


def reference_keys(texts: pd.Series) -> pd.Series:
    """`reference_key` of many identifiers."""
    keys = pc.utf8_lower(pc.replace_substring_regex(arrow_text(texts), r"\s+", ""))
    return pd.Series(pd.array(keys, dtype="str"), index=texts.index)


def read_projects(texts: pd.Series, most: int) -> Projects:
    """Which records name the same joint project.

    Args:
        texts: joint_project_id of records that may be matched: no other is counted.
        most: an identifier on more records than this names no project.
    """
    code, spelled = code_texts(texts)
    keys = [project_key(text) for text in spelled]
    at = {key: i for i, key in enumerate(dict.fromkeys(keys))}
    by_spelling = np.array([*(at[key] for key in keys), -1], dtype=np.int64)
    project = by_spelling[code]
    counts = np.bincount(project[project >= 0], minlength=len(at))
    names_none = np.array([key in PLACEHOLDERS for key in at], dtype=bool) | (counts > most)
    first: dict[int, str] = {}
    for text in sorted(spelled, reverse=True):
        first[at[project_key(text)]] = text
    notes = [(first[i], int(counts[i])) for i in np.flatnonzero(names_none).tolist() if first[i].strip()]
    return Projects(np.where(np.append(names_none, True)[project], -1, project), sorted(notes))


@dataclass(frozen=True)
class Citations:
    """Which record cites which identifier, one entry a record and way to read what it cites.

    Attributes:
        record: position of the citing record.
        identifier: position in `identifiers`, which are keys as `reference_key` writes them.
        provider: position of the provider that the reference itself names; -1 where it names none.
    """

    record: Integers
    identifier: Integers
    provider: Integers
    identifiers: list[str]


def read_citations(
    texts: pd.Series, directory: Directory, providers: list[str], days: tuple[Integers, Integers]
) -> Citations:
    """Partners' references of records, read as they stand, and as a provider's name with an identifier behind it.

    Args:
        providers: a reference that names any other provider cites nothing.
        days: first and last day on which each record may have begun: names hold from a day to a day.
    """
    record, value, spelled = split_cells(texts)
    at = {slug: i for i, slug in enumerate(providers)}
    readings = [_readings(text, directory) for text in spelled]
    identifiers: dict[str, int] = {}
    entries: list[tuple[int, int, int]] = []
    for one, which in zip(record.tolist(), value.tolist(), strict=True):
        for key, holders in readings[which]:
            named = only_one(holders, int(days[0][one]), int(days[1][one])) if holders else None
            if named in at or not holders:
                entries.append((one, identifiers.setdefault(key, len(identifiers)), at.get(named or "", -1)))
    found = np.array(entries, dtype=np.int64).reshape(-1, 3)
    return Citations(found[:, 0], found[:, 1], found[:, 2], list(identifiers))


def _readings(text: str, directory: Directory) -> list[tuple[str, tuple[Holder, ...]]]:
    """What a reference may cite: identifier, and who may be named before it (nobody where it stands alone)."""
    if not project_key(text) or (project_key(text) in PLACEHOLDERS and not text.strip().isdecimal()):
        return []
    found: list[tuple[str, tuple[Holder, ...]]] = [(reference_key(text), ())]
    for gap in _PREFIX.finditer(text):
        before, rest = text[: gap.start()], text[gap.end() :]
        holders = directory.holders(before) if before and rest else ()
        if holders:
            found.append((reference_key(rest.lstrip("#")), holders))
    return found
