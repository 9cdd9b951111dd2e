"""Reading what was delivered before once more, when contract, codes or rules changed."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from contracts.contract import Contract
from transforms.header import read_header
from transforms.normalize import source_keys
from transforms.parse import Parsed


def read_again(deliveries: Sequence[Parsed], contract: Contract) -> Parsed:
    """The rows that stand after several deliveries: of each record the row delivered last, all else as it was.

    Args:
        deliveries: earliest first.
    """
    rows = pd.concat([parsed.rows for parsed in deliveries], ignore_index=True).fillna("")
    origin = pd.concat([parsed.origin for parsed in deliveries], ignore_index=True)
    keys = source_keys(rows, contract, read_header(rows.columns, contract))
    stands = ~keys.duplicated(keep="last") | keys.eq("")
    return Parsed(
        rows=rows[stands].reset_index(drop=True),
        origin=origin[stands].reset_index(drop=True),
        left_out=pd.concat([parsed.left_out for parsed in deliveries], ignore_index=True),
        broken=pd.concat([parsed.broken for parsed in deliveries], ignore_index=True),
        notes=pd.concat([parsed.notes for parsed in deliveries], ignore_index=True),
    )
