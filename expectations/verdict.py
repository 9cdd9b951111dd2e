"""The verdict on one delivery: the same function in the night, on the command line and before sending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

import pandas as pd

from contracts.contract import Contract
from contracts.errors import Actor, ContractBroken
from contracts.rules import rules_version
from expectations.delivery_findings import delivery_findings, looks_like, noted
from expectations.plan import SuiteRun
from expectations.row_verdicts import RowVerdicts, judge_rows
from transforms.accounting import Counts
from transforms.changes import Changes, absent_keys
from transforms.header import Header, read_header
from transforms.known import Known
from transforms.parse import Parsed, parse_parts
from transforms.parse.options import options_for
from transforms.periods import is_in_period

Verdict = Literal["accepted", "partly_accepted", "unchanged", "held", "refused"]


@dataclass(frozen=True)
class Reason:
    """Why a delivery as a whole is held or refused."""

    rule: str
    message: str
    mend: str
    who: Actor = "provider"


@dataclass(frozen=True)
class Judged:
    """A delivery, judged.

    Attributes:
        verdict: accepted, partly_accepted, unchanged; held until a person decides; refused.
        reasons: why it is held or refused; empty otherwise.
        counts: what became, or would become, of its rows.
        findings: one row a finding about a row or about the delivery.
        changes: what loading it does; None where it is refused.
        columns: its column names.
        content_digest: over its rows in any order, without what is volatile.
        suites: results of the suites, for Data Docs.
    """

    verdict: Verdict
    reasons: tuple[Reason, ...]
    counts: Counts
    findings: pd.DataFrame
    changes: Changes | None
    columns: tuple[str, ...] = ()
    content_digest: str = ""
    suites: list[SuiteRun] = field(default_factory=list)

    @property
    def message(self) -> str:
        """Why it is held or refused, else what became of its rows; with what was odd about it as a whole."""
        told = "; ".join(reason.message for reason in self.reasons) or self.counts.in_words()
        return "; ".join([told, *noted(self.findings)])


def judge_delivery(
    parts: Sequence[tuple[str, bytes]],
    contract: Contract,
    *,
    received_at: datetime,
    night: date,
    known: Known,
    accepted_by_person: bool = False,
    is_reread: bool = False,
) -> Judged:
    """Read, validate and normalize one delivery and say what becomes of it.

    Args:
        parts: name and bytes of each file of the delivery.
        received_at: when it arrived, UTC.
        night: the night that it belongs to.
        known: what the warehouse knows of the provider.
        accepted_by_person: a person accepted what would be held.
        is_reread: the bytes were seen before and the rules changed; nothing is withdrawn by absence.

    Raises:
        ContractBroken: the bytes cannot be read at all.
        SumsDisagree: a row was lost or counted twice.
    """
    parsed = parse_parts(parts, options_for(contract))
    return judge_parsed(
        parsed, contract, received_at=received_at, night=night, known=known,
        accepted_by_person=accepted_by_person, is_reread=is_reread,
    )  # fmt: skip


def judge_parsed(
    parsed: Parsed,
    contract: Contract,
    *,
    received_at: datetime,
    night: date,
    known: Known,
    accepted_by_person: bool = False,
    is_reread: bool = False,
) -> Judged:
    """As `judge_delivery`, on a delivery that was read before."""
    header = read_header(parsed.rows.columns, contract, known.columns)
    refused = _volume_reasons(parsed, contract, known, is_reread)
    if refused:
        counts = Counts(delivered=_delivered(parsed), rejected=_delivered(parsed), left_out=len(parsed.left_out))
        return Judged("refused", refused, counts, delivery_findings(parsed, header), None, tuple(parsed.rows.columns))
    rows = judge_rows(parsed, contract, header, received_at, night, known, rules_version(contract))
    absent = _absent(rows, contract, night, known, is_reread)
    changes = rows.changes(absent, is_whole=contract.delivery == "full", kind=contract.kind)
    changes.counts.check(contract.provider)
    held = () if accepted_by_person else _hold_reasons(parsed, header, contract, known, absent, night)
    verdict, reasons = _decide(changes.counts, held, rows.change_nothing and changes.absent.empty)
    findings = pd.concat([delivery_findings(parsed, header), rows.findings], ignore_index=True)
    columns = tuple(parsed.rows.columns)
    return Judged(verdict, reasons, changes.counts, findings, changes, columns, rows.content_digest, rows.suites)


def refusal(error: ContractBroken) -> Judged:
    """The verdict on bytes that could not be read."""
    where = f"{error.where}: " if error.where else ""
    reason = Reason(type(error).__name__, where + error.message, error.mend, error.who)
    return Judged("refused", (reason,), Counts(), pd.DataFrame(), None)


def _delivered(parsed: Parsed) -> int:
    return len(parsed.rows) + len(parsed.broken)


def _volume_reasons(parsed: Parsed, contract: Contract, known: Known, is_reread: bool) -> tuple[Reason, ...]:
    """A full delivery far below what is known is cut off, not smaller."""
    delivered = _delivered(parsed)
    expected = 0 if contract.delivery == "incremental" else int(known.delivered * contract.volume.least_share)
    least = 0 if is_reread else max(contract.volume.least, expected)
    if delivered >= least:
        return ()
    was = f"; the last good delivery had {known.delivered:,}" if known.delivered else ""
    message = f"{delivered:,} rows came, at least {least:,} were expected{was}"
    mend = "look whether the export was cut off and deliver the whole report again"
    return (Reason("volume_too_low", message, mend),)


def _absent(rows: RowVerdicts, contract: Contract, night: date, known: Known, is_reread: bool) -> pd.Series:
    """Records withdrawn by their absence.

    A row without a readable key may be any of them, so while there is one nothing is withdrawn.
    """
    nothing = pd.Series(dtype="str", name="source_record_id")
    if contract.delivery == "incremental" or is_reread or rows.without_key:
        return nothing
    return absent_keys(known.records, rows.keys, lambda records: is_in_period(records, contract.period, night))


def _hold_reasons(
    parsed: Parsed, header: Header, contract: Contract, known: Known, absent: pd.Series, night: date
) -> tuple[Reason, ...]:
    decide = f"`concord accept {contract.provider}` or `concord refuse {contract.provider}`, with who and why"
    reasons = []
    if header.missing:
        names = ", ".join(name + looks_like(header, name) for name in header.missing)
        mend = "deliver the promised header again, or add the new name under also_named; else " + decide
        reasons.append(Reason("header_changed", f"promised columns did not come: {names}", mend))
    if _delivered(parsed) > contract.volume.most:
        message = f"{_delivered(parsed):,} rows came, at most {contract.volume.most:,} were expected"
        reasons.append(Reason("volume_too_high", message, decide, "concord"))
    stands = known.records["is_believed"].astype(bool) & known.records["record_state"].ne("retracted")
    standing = int((stands & is_in_period(known.records, contract.period, night)).sum())
    if len(absent) > contract.absent_share * standing:
        share = f"{len(absent):,} of {standing:,} records would be withdrawn because they are not in this delivery"
        message = f"{share}, more than {contract.absent_share:.0%}"
        reasons.append(Reason("too_many_absent", message, decide, "concord"))
    return tuple(reasons)


def _decide(counts: Counts, held: tuple[Reason, ...], changes_nothing: bool) -> tuple[Verdict, tuple[Reason, ...]]:
    if counts.delivered and not counts.accepted:
        every = Reason("no_row_usable", "every row was rejected", "mend the rows as their findings say")
        # Why comes first: under an unknown header, rows lack what they must have, and mending them would not help.
        return "refused", (*held, every)
    if held:
        return "held", held
    if changes_nothing:
        return "unchanged", ()
    return ("partly_accepted" if counts.rejected else "accepted"), ()
