"""What is asked of a transport for one night, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from concord_sources.landing import Landing
from concord_sources.patience import Patience
from concord_sources.receipt import Part, Receipt
from contracts.contract import Contract, Source
from contracts.errors import ContractWrong


@dataclass(frozen=True)
class Asked:
    """What one pull asks for.

    Attributes:
        home: what relative paths of a drop folder start from.
        since: the cursor of the last good delivery; "" at first.
        last: receipt of the last good delivery with its parts; None when there is none or it is gone.
        last_etag: of the last good delivery; "" when there is none.
    """

    contract: Contract
    landing: Landing
    home: Path
    night: date
    now: datetime
    since: str
    last: Receipt | None
    last_etag: str
    patience: Patience

    @property
    def source(self) -> Source:
        """Where the report comes from, as the contract says."""
        return self.contract.source

    @property
    def is_incremental(self) -> bool:
        """Whether only what changed is asked for."""
        return self.contract.delivery == "incremental"

    @property
    def takes_new(self) -> bool:
        """Whether every file not yet seen counts; of incremental ones none may be passed over."""
        return self.is_incremental or self.source.take == "new"


@dataclass(frozen=True)
class Fetched:
    """What a transport brought.

    Attributes:
        address: of the source, without login, query or token.
        cursor: what to ask from the next time.
        nothing_new: why nothing came, when the source itself says that nothing is new.
    """

    parts: tuple[Part, ...]
    address: str
    cursor: str = ""
    etag: str = ""
    nothing_new: str = ""


def check_connection(connection_id: str) -> None:
    """Make sure that Airflow knows a connection, before a hook goes on without one (S3's would, anonymously).

    Raises:
        ContractWrong: it does not.
    """
    from airflow.sdk.bases.hook import BaseHook
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        BaseHook.get_connection(connection_id)
    except AirflowNotFoundException:
        raise ContractWrong(
            f"Airflow has no connection {connection_id}",
            where="source.connection",
            mend=f"add it: airflow connections add {connection_id}, or AIRFLOW_CONN_{connection_id.upper()}",
        ) from None
