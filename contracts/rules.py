"""The version of all rules that judge and shape one provider's rows; rows seen under the same are not judged again."""

from __future__ import annotations

import hashlib

from contracts.contract import Contract
from contracts.contract_file import contract_fingerprint

SUITES_VERSION = "1"
"""Raise it whenever a suite, a reading or a redaction changes what becomes of a row."""


def rules_version(contract: Contract) -> str:
    """16 hexadecimal digits over the contract, its codes, and the version of suites and readings."""
    text = f"{SUITES_VERSION}:{contract_fingerprint(contract)}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]
