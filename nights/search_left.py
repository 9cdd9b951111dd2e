"""What a search for overlaps leaves for the next one, as bytes that the warehouse keeps.

Written as plain arrays, texts and numbers by the names of their fields, so that reading them can run nothing; bytes
that another version of the code wrote are not understood, and the next search looks at all records.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from transforms.overlaps.left import Left
from transforms.overlaps.matching.activities import Scored
from transforms.overlaps.opportunity_lists import Entries, Lists
from transforms.overlaps.opportunity_standing import Standing
from transforms.overlaps.settings import OverlapSettings

_PARTS: dict[str, Any] = {kind.__name__: kind for kind in (Left, Scored, Standing, Lists, Entries, OverlapSettings)}
_TEXTS_END = "\0"
"""Stands after each text of a column; the warehouse holds no text with it."""


def left_as_bytes(left: Left) -> bytes:
    """Everything that `left_from_bytes` needs: a line that tells what follows, then the arrays, compressed."""
    arrays: list[np.ndarray[Any, Any]] = []
    tree = _encoded(left, arrays)
    told = json.dumps({"tree": tree, "arrays": [(array.dtype.str, len(array)) for array in arrays]})
    return zlib.compress(b"\n".join([told.encode(), b"".join(array.tobytes() for array in arrays)]), level=1)


def left_from_bytes(content: bytes) -> Left | None:
    """What a search left; None where another version of the code wrote it."""
    try:
        head, _, raw = zlib.decompress(content).partition(b"\n")
        told = json.loads(head)
        left = _decoded(told["tree"], list(_arrays(told["arrays"], raw)))
    except (zlib.error, KeyError, TypeError, ValueError):
        return None
    return left if isinstance(left, Left) else None


def _arrays(told: Iterable[tuple[str, int]], raw: bytes) -> Iterator[np.ndarray[Any, Any]]:
    at = 0
    for kind, length in told:
        array = np.frombuffer(raw, dtype=np.dtype(kind), count=length, offset=at)
        at += array.nbytes
        yield array.copy()


def _encoded(value: Any, arrays: list[np.ndarray[Any, Any]]) -> Any:
    if isinstance(value, np.ndarray):
        arrays.append(value)
        return {"array": len(arrays) - 1}
    if isinstance(value, pd.DataFrame):
        joined = {str(name): _TEXTS_END.join([*column, ""]).encode() for name, column in value.items()}
        arrays += [np.frombuffer(texts, dtype=np.uint8) for texts in joined.values()]
        return {"frame": list(joined), "array": len(arrays) - len(joined)}
    if is_dataclass(value):
        told = {one.name: _encoded(getattr(value, one.name), arrays) for one in fields(value)}
        return {"part": type(value).__name__, "fields": told}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Mapping):
        return {"mapping": {name: _encoded(one, arrays) for name, one in value.items()}}
    if isinstance(value, list | tuple):
        return [_encoded(one, arrays) for one in value]
    return value


def _decoded(tree: Any, arrays: list[np.ndarray[Any, Any]]) -> Any:
    if isinstance(tree, list):
        return [_decoded(one, arrays) for one in tree]
    if not isinstance(tree, dict):
        return tree
    if "frame" in tree:
        return _frame(tree["frame"], arrays[tree["array"] :])
    if "array" in tree:
        return arrays[tree["array"]]
    if "day" in tree:
        return date.fromisoformat(tree["day"])
    if "mapping" in tree:
        return {name: _decoded(one, arrays) for name, one in tree["mapping"].items()}
    kind = _PARTS[tree["part"]]
    if {one.name for one in fields(kind)} != set(tree["fields"]):
        raise ValueError("another version of the code wrote this")
    return kind(**{name: _decoded(one, arrays) for name, one in tree["fields"].items()})


def _frame(names: list[str], arrays: list[np.ndarray[Any, Any]]) -> pd.DataFrame:
    columns = zip(names, arrays, strict=False)
    texts = {name: array.tobytes().decode().split(_TEXTS_END)[:-1] for name, array in columns}
    return pd.DataFrame({name: pd.Series(column, dtype="str") for name, column in texts.items()})
