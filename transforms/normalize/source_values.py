"""What the provider wrote, field by field, redacted, as one JSON text a row."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.compute as pc

from contracts.fields import MULTI
from transforms.normalize.delivered import Delivered
from transforms.normalize.distinct import TEXT, Distinct, is_blank, join_texts, spread

_NEEDS_ESCAPE = '["\\\\\\x00-\\x1f]'


def write_source_values(delivered: Delivered) -> pa.Array:
    """A JSON object a row: the delivery's column name to the redacted text; blank cells are left out.

    A cell of several values is a list. Nothing is written row by row: each column's distinct values become
    pieces of JSON, and the pieces of a row are joined.
    """
    pieces = [_pieces(delivered.shown_names[name], column) for name, column in delivered.redacted.items()]
    if not pieces:
        return pa.repeat(pa.scalar("{}", TEXT), delivered.count)
    joined = join_texts(*pieces, between=", ", skip_missing=True)
    return join_texts("{", joined, "}")


def _pieces(name: str, redacted: Distinct) -> pa.Array:
    """'"Column": "text"' a row, missing where the cell is blank."""
    values = redacted.values
    quoted = join_texts('"', values, '"')
    flags = pc.match_substring_regex(values, _NEEDS_ESCAPE)
    if pc.any(flags).as_py():
        written = [_to_json(text) for text in pc.filter(values, flags).to_pylist()]
        quoted = pc.replace_with_mask(quoted, flags, pa.array(written, TEXT))
    label = json.dumps(name, ensure_ascii=False) + ": "
    pieces = join_texts(label, quoted)
    return spread(pc.if_else(is_blank(values), pa.scalar(None, TEXT), pieces), redacted.at)


def _to_json(text: str) -> str:
    return json.dumps(text.split(MULTI) if MULTI in text else text, ensure_ascii=False)
