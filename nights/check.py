"""The check before sending: the night's own judgement on files that nobody delivered yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from contracts.contract import nearest
from contracts.contract_file import list_providers, read_contract
from contracts.errors import ContractBroken, UsageWrong
from expectations.verdict import Judged, judge_delivery, refusal
from nights.settings import Settings
from transforms.known import Known

SHOWN = ("severity", "part", "sheet", "row", "column", "value", "message", "mend", "who")


def check_files(settings: Settings, provider: str, files: Sequence[Path]) -> Judged:
    """Judge files as one delivery of a provider that was never seen before.

    Raises:
        UsageWrong: no such provider or file.
        ContractWrong: the contract is wrong.
    """
    known = list_providers(settings.providers)
    if provider not in known:
        mend = nearest(provider, known)
        raise UsageWrong(f"there is no provider {provider}", where=str(settings.providers), mend=mend)
    for file in files:
        if not file.is_file():
            raise UsageWrong("this file does not exist", where=str(file), mend="name a file that you can read")
    contract = read_contract(settings.providers, provider)
    now = datetime.now(UTC)
    parts = [(file.name, file.read_bytes()) for file in files]
    try:
        return judge_delivery(parts, contract, received_at=now, night=now.date(), known=Known())
    except ContractBroken as error:
        return refusal(error)


def list_findings(judged: Judged) -> pd.DataFrame:
    """Findings for people, in the order of their weight: those that reject first, then by place."""
    if judged.findings.empty:
        return pd.DataFrame(columns=list(SHOWN))
    findings = judged.findings.reindex(columns=[*SHOWN, "position"])
    return findings.sort_values(["severity", "position"], kind="stable")[list(SHOWN)].fillna("")
