"""What the provider wrote, field by field, redacted, as one JSON text a row."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from contracts.fields import MULTI
from transforms.normalize.delivered import Delivered
from transforms.normalize.distinct import TEXT, Distinct, is_blank, join_texts, spread
from transforms.parse.parsed import letters_of

_NEEDS_ESCAPE = '["\\\\\\x00-\\x1f]'


def write_source_values(delivered: Delivered) -> pa.Array:
    """A JSON object a row: the delivery's column name to the redacted text; blank cells are left out.

    A cell of several values is a list. Nothing is written row by row: each column's distinct values become
    pieces of JSON, and the pieces of a row are joined.
    """
    columns = list(delivered.redacted.items())
    if not columns:
        return pa.repeat(pa.scalar("{}", TEXT), delivered.count)
    # A column that no row leaves blank carries the brace: set around whole rows, it would copy them all once more.
    opens, closes = _is_never_blank(columns[0][1]), _is_never_blank(columns[-1][1])
    pieces = [
        _pieces(
            delivered.shown_names[name], column, "{" if opens and at == 0 else "",
            "}" if closes and at == len(columns) - 1 else "",
        )
        for at, (name, column) in enumerate(columns)
    ]  # fmt: skip
    joined = join_texts(*pieces, between=", ", skip_missing=True)
    return joined if opens and closes else join_texts("" if opens else "{", joined, "" if closes else "}")


def _is_never_blank(redacted: Distinct) -> bool:
    return not pc.any(is_blank(redacted.values)).as_py()


def _pieces(name: str, redacted: Distinct, before: str, after: str) -> pa.Array:
    """'"Column": "text"' a row, missing where the cell is blank."""
    values = redacted.values
    quoted = join_texts('"', values, '"')
    flags = pc.match_substring_regex(values, _NEEDS_ESCAPE) if _may_need_escape(values) else None
    if flags is not None and pc.any(flags).as_py():
        written = [_to_json(text) for text in pc.filter(values, flags).to_pylist()]
        quoted = pc.replace_with_mask(quoted, flags, pa.array(written, TEXT))
    label = before + json.dumps(name, ensure_ascii=False) + ": "
    pieces = join_texts(label, quoted, after)
    return spread(pc.if_else(is_blank(values), pa.scalar(None, TEXT), pieces), redacted.at)


def _may_need_escape(values: pa.Array) -> bool:
    letters = letters_of(values)
    if b'"' in letters or b"\\" in letters:
        return True
    return bool(np.any(np.frombuffer(letters, dtype=np.uint8) < ord(" ")))


def _to_json(text: str) -> str:
    return json.dumps(text.split(MULTI) if MULTI in text else text, ensure_ascii=False)
