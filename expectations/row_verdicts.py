"""The verdict on each row: seen before, rejected with reasons, or accepted and compared with what was known."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from contracts.contract import Contract
from contracts.fields import FINDING_COLUMNS
from contracts.report_kinds import ReportKind
from expectations.plan import SuiteRun
from expectations.rules import ACROSS_ROWS
from expectations.suites import across_rows_findings, arrived_findings, canonical_findings
from transforms.accounting import Counts
from transforms.changes import Changes, classify, content_digests
from transforms.header import Header, digested_columns
from transforms.known import Known
from transforms.normalize import Normalized, hidden_names, normalize_rows, source_keys
from transforms.normalize.personal import redact_text
from transforms.parse import Parsed
from transforms.parse.digests import digest_rows

_KEPT = ("rule", "severity", "column", "value", "message", "mend", "who")
"""What is kept of a finding about a rejected row; where the row stood is kept beside it."""

SHAPED = ("new", "corrected", "returned", "retracted")


@dataclass(frozen=True)
class RowVerdicts:
    """Every row of a delivery with what became of it; index of the Series: position in the parsed rows.

    Attributes:
        keys: the record's key, "" where it could not be read.
        hashes: row_hash, aligned with keys.
        status: unchanged, rejected, new, corrected, returned or retracted.
        findings: all findings, with their places.
        normalized: canonical records of the rows that were judged now.
        content: content_hash by position, of accepted rows that were judged now.
        stored: findings and cells by position, of rejected rows that were seen before.
    """

    parsed: Parsed
    keys: pd.Series
    hashes: npt.NDArray[np.object_]
    status: pd.Series
    findings: pd.DataFrame
    normalized: Normalized
    content: pd.Series
    stored: pd.DataFrame
    same_bytes: pd.Series
    suites: list[SuiteRun] = field(default_factory=list)

    @property
    def without_key(self) -> int:
        """Rows that may be any record: broken ones, and ones with a blank key."""
        return len(self.parsed.broken) + int(self.keys.eq("").sum())

    @property
    def change_nothing(self) -> bool:
        """Whether every row was seen before, under the same rules and with the same verdict."""
        return self.normalized.records.empty and self.parsed.broken.empty

    @property
    def content_digest(self) -> str:
        """One mark over all rows in any order."""
        return hashlib.blake2b(b"".join(sorted(self.hashes)), digest_size=16).hexdigest()

    def counts(self, absent: int) -> Counts:
        """The sums of the delivery."""
        by_status = self.status.value_counts()
        rejected = int(by_status.get("rejected", 0))
        shaped = {name: int(by_status.get(name, 0)) for name in (*SHAPED, "unchanged")}
        return Counts(
            delivered=len(self.parsed.rows) + len(self.parsed.broken),
            accepted=len(self.parsed.rows) - rejected,
            rejected=rejected + len(self.parsed.broken),
            absent=absent,
            left_out=len(self.parsed.left_out),
            **shaped,
        )

    def changes(self, absent: pd.Series, *, is_whole: bool, kind: ReportKind) -> Changes:
        """What loading this delivery does; `is_whole` and `kind` as in Changes."""
        return Changes(
            versions=self._versions(),
            touched=self._touched(),
            absent=absent,
            rejected=self._rejected(),
            unmapped=self._unmapped(),
            counts=self.counts(len(absent)),
            is_whole=is_whole,
            delivered=self.keys[self.keys.ne("")],
            kind=kind,
        )

    def _versions(self) -> pd.DataFrame:
        at = self.status.index[self.status.isin(SHAPED)]
        records = self.normalized.records.loc[at]
        return records.assign(
            source_record_id=self.keys.loc[at],
            **self.parsed.origin.loc[at],
            row_hash=self.hashes[at],
            content_hash=self.content.loc[at],
            change=self.status.loc[at],
            cause=np.where(self.same_bytes.loc[at], "rules", "provider"),
        )

    def _touched(self) -> pd.DataFrame:
        at = self.content.index[self.status.loc[self.content.index].eq("unchanged")]
        return pd.DataFrame({"source_record_id": self.keys.loc[at], "row_hash": self.hashes[at]})

    def _rejected(self) -> pd.DataFrame:
        at = self.status.index[self.status.eq("rejected")]
        told = self.findings[self.findings["position"].isin(at)]
        reasons = _reasons(told)
        cells = self.normalized.records["source_values"].reindex(at)
        frame = self.parsed.origin.loc[at].assign(
            source_record_id=self.keys.loc[at].replace("", np.nan),
            row_hash=self.hashes[at],
            findings=[reasons[position] for position in at],
            cells=cells.fillna(self.stored["cells"].reindex(at)).fillna("{}"),
        )
        return pd.concat([frame, _broken_rows(self.parsed.broken)], ignore_index=True)

    def _unmapped(self) -> pd.DataFrame:
        unmapped = self.normalized.unmapped
        at = unmapped["position"].to_numpy(dtype=np.int64)
        return unmapped[["field", "source_value"]].assign(
            source_record_id=self.keys.loc[at].to_numpy(), **self.parsed.origin.loc[at].reset_index(drop=True)
        )


def judge_rows(
    parsed: Parsed,
    contract: Contract,
    header: Header,
    received_at: datetime,
    night: date,
    known: Known,
    rules: str,
) -> RowVerdicts:
    """Judge every row; those whose bytes were seen under the same rules are not judged again, save across rows."""
    rows = parsed.rows
    keys = source_keys(rows, contract, header)
    hashes = digest_rows(rows, digested_columns(header, contract))
    at_known = pd.Index(known.records["source_record_id"]).get_indexer(pd.Index(keys))
    same_bytes, seen = _compare_bytes(hashes, at_known, known, rules)
    stored = _stored_rejections(hashes, known, rules)
    runs: list[SuiteRun] = []
    across = across_rows_findings(rows, keys, hashes, contract, header, runs, parsed.origin, known.purged)
    gone = keys.isin(list(known.purged)).to_numpy()
    again = set(across.loc[across["severity"].eq("reject"), "position"])
    # Of a record that was purged nothing is read but its key.
    fresh = rows.index[(~(seen | rows.index.isin(stored.index)) | rows.index.isin(again)) & ~gone]
    names = hidden_names(rows, contract, header)
    # A first delivery is fresh as a whole; choosing all of its rows would copy every cell.
    judged = rows if len(fresh) == len(rows) else rows.loc[fresh]
    normalized = normalize_rows(judged, contract, header, received_at, night, names)
    within = [
        arrived_findings(judged, contract, header, runs, names),
        canonical_findings(normalized, rows, contract, header, runs, names),
    ]
    findings = _with_places(pd.concat([across, *within, _unfold(stored)], ignore_index=True), parsed)
    rejected = rows.index.isin(findings.loc[findings["severity"].eq("reject"), "position"].dropna().astype(int))
    accepted = fresh[~rejected[fresh]]
    content = pd.Series(content_digests(normalized.records), index=fresh, dtype=object).loc[accepted]
    status = pd.Series("unchanged", index=rows.index, dtype="str")
    status[rejected] = "rejected"
    status[accepted] = _changes_of(normalized.records["record_state"].loc[accepted], content, at_known[accepted], known)
    return RowVerdicts(
        parsed, keys, hashes, status, findings, normalized, content, stored,
        pd.Series(same_bytes, index=rows.index), runs,
    )  # fmt: skip


def _compare_bytes(
    hashes: npt.NDArray[np.object_], at_known: npt.NDArray[np.intp], known: Known, rules: str
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Whether each row's bytes are those of its record's latest version, and whether it need not be judged again."""
    is_known = at_known >= 0
    if not is_known.any():
        return is_known, is_known
    before = known.records.iloc[np.where(is_known, at_known, 0)]
    same = is_known & (before["row_hash"].to_numpy(dtype=object) == hashes)
    believed = before["is_believed"].to_numpy(dtype=bool)
    return same, same & believed & (before["rules_version"] == rules).to_numpy(dtype=bool)


def _stored_rejections(hashes: npt.NDArray[np.object_], known: Known, rules: str) -> pd.DataFrame:
    """Findings and cells, by position, of rows that were rejected under the same rules for reasons within the row."""
    told = known.rejected[known.rejected["rules_version"].eq(rules)]
    within = [not any(item["rule"] in ACROSS_ROWS for item in json.loads(text)) for text in told["findings"]]
    before = told.loc[np.array(within, dtype=bool)].drop_duplicates("row_hash").set_index("row_hash")
    if before.empty:
        return pd.DataFrame({"findings": [], "cells": []}, index=pd.Index([], dtype=np.int64))
    at = before.index.get_indexer(pd.Index(hashes))
    found = np.flatnonzero(at >= 0)
    return before.iloc[at[found]][["findings", "cells"]].set_index(pd.Index(found))


def _reasons(told: pd.DataFrame) -> dict[int, str]:
    """All findings about a row as JSON text, by position."""
    by_row: dict[int, list[dict[Hashable, object]]] = {}
    for position, item in zip(told["position"], told[list(_KEPT)].fillna("").to_dict("records"), strict=True):
        by_row.setdefault(int(position), []).append(item)
    return {position: json.dumps(items) for position, items in by_row.items()}


def _unfold(stored: pd.DataFrame) -> pd.DataFrame:
    rows = [{"position": at, **item} for at, text in stored["findings"].items() for item in json.loads(text)]
    return pd.DataFrame(rows, columns=list(FINDING_COLUMNS))


def _with_places(findings: pd.DataFrame, parsed: Parsed) -> pd.DataFrame:
    """Findings with part, sheet and row of their position."""
    findings = findings.reindex(columns=list(FINDING_COLUMNS))
    at = findings["position"].dropna().astype(int)
    for name in ("part", "sheet", "row"):
        findings[name] = findings[name].astype(object)
        findings.loc[at.index, name] = parsed.origin.loc[at, name].to_numpy(dtype=object)
    return findings


def _changes_of(
    states: pd.Series, content: pd.Series, at_known: npt.NDArray[np.intp], known: Known
) -> npt.NDArray[np.object_]:
    before = known.records.reindex(range(-1, len(known.records))).loc[at_known].set_index(states.index)
    believed = before["is_believed"].eq(True)
    same = pd.Series(before["content_hash"].to_numpy(dtype=object) == content.to_numpy(dtype=object), states.index)
    changes: npt.NDArray[np.object_] = classify(states, before["record_state"], believed, same).to_numpy(dtype=object)
    return changes


def _broken_rows(broken: pd.DataFrame) -> pd.DataFrame:
    """Lines that could not be read as rows, in the shape of rejected rows."""
    findings = [
        json.dumps([{
            "rule": "line_unreadable", "severity": "reject", "column": "", "value": "", "message": reason,
            "mend": "mend this line, or quote the cells that hold separators", "who": "provider",
        }])
        for reason in broken["reason"]
    ]  # fmt: skip
    lines = [redact_text(text, ()) for text in broken["text"]]
    return broken[["part", "sheet", "row"]].assign(
        source_record_id=np.nan,
        row_hash=digest_rows(broken, ["text"]),
        findings=findings,
        cells=[json.dumps({"line": line}) for line in lines],
    )
