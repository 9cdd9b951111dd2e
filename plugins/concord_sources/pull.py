"""pull: the bytes of one provider's report into landing, with a receipt; the first stage of a night."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from concord_sources.delivery import Asked, Fetched, check_connection
from concord_sources.landing import Landing
from concord_sources.patience import TIMES_THE_TIMEOUT, Patience, finish_within
from concord_sources.receipt import Outcome, Receipt, delivery_sha256
from contracts.contract import Contract
from contracts.contract_file import contract_fingerprint

log = logging.getLogger("concord.pull")


@dataclass(frozen=True)
class Pulled:
    """What a pull came to: a path and small facts, fit to pass between tasks.

    Attributes:
        receipt_path: the receipt, in either case.
        sha256: of the delivery that holds now: the one that arrived, or the last good one when nothing is new.
        reason: why it is unchanged; "" when it arrived.
    """

    outcome: Outcome
    receipt_path: str
    sha256: str
    reason: str


def pull(
    contract: Contract,
    landing: str | os.PathLike[str],
    *,
    home: str | os.PathLike[str],
    night: date,
    since: str,
    last_sha256: str,
    last_etag: str,
    now: datetime,
) -> Pulled:
    """Fetch what the contract's source holds, and keep it.

    Args:
        landing: root of the landing area: a folder, or a bucket's address such as s3://connection@bucket/landing.
        home: what relative paths of a drop folder start from.
        night: the night that asks.
        since: cursor of the last good delivery's receipt; "" at first.
        last_sha256: digest of the last good delivery; "" at first.
        last_etag: ETag of the last good delivery; "" when it had none.
        now: the moment, in UTC; becomes the time of receipt.

    Raises:
        SourceUnreachable: the source is away, hangs, breaks off or asks for too long a wait; another try may succeed.
        SourceRefusedLogin: login, key or the server's own key is refused.
        ReportMissing: the place is there, the report is not.
        SourceMisbehaved: the source leads elsewhere, repeats itself or answers something else than promised.
        LandingUnavailable: landing cannot be written.
        ContractWrong: the contract names a connection that Airflow does not know.
    """
    store = Landing(str(os.fspath(landing)), contract.provider).open()
    fetch = _transport_of(contract)
    asked = Asked(
        contract=contract,
        landing=store,
        home=Path(home),
        night=night,
        now=now,
        since=since,
        last=store.last_receipt(last_sha256),
        last_etag=last_etag,
        patience=Patience(contract.source.timeout_seconds * TIMES_THE_TIMEOUT),
    )
    try:
        fetched = finish_within(asked.patience, lambda: fetch(asked), contract.provider)
    finally:
        store.close()
    receipt = store.write_receipt(_receipt_of(asked, fetched, last_sha256))
    said = f"unchanged, {receipt.reason}" if receipt.reason else f"{receipt.size} bytes arrived"
    log.info("%s: %s, from %s", receipt.provider, said, receipt.address)
    return Pulled(receipt.outcome, receipt.path, receipt.sha256, receipt.reason)


def _transport_of(contract: Contract) -> Callable[[Asked], Fetched]:
    """The transport's own fetch; imported here, since each brings seconds of libraries that the others do without."""
    if contract.source.connection:
        check_connection(contract.source.connection)
    fetch: Callable[[Asked], Fetched] = import_module(f"concord_sources.{contract.source.transport}").fetch
    return fetch


def _receipt_of(asked: Asked, fetched: Fetched, last_sha256: str) -> Receipt:
    sha256 = delivery_sha256(fetched.parts) if fetched.parts else last_sha256
    reason = fetched.nothing_new
    if not reason and last_sha256 and sha256 == last_sha256:
        reason = "the same bytes as the last good delivery"
    return Receipt(
        provider=asked.contract.provider,
        night=asked.night.isoformat(),
        received_at=asked.now.astimezone(UTC).isoformat(),
        address=fetched.address,
        outcome="unchanged" if reason else "arrived",
        reason=reason,
        parts=fetched.parts,
        sha256=sha256,
        cursor=fetched.cursor or asked.since,
        etag=fetched.etag or asked.last_etag,
        contract_fingerprint=contract_fingerprint(asked.contract),
        code_version=code_version(),
    )


def code_version() -> str:
    """The version of Concord that is installed; "unknown" when it runs from a folder that is not."""
    try:
        return version("concord")
    except PackageNotFoundError:
        return "unknown"
