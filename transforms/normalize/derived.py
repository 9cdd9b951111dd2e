"""Texts that a contract makes of several columns: '{Topics}: {Reason/s}'."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from contracts.contract import PLACE
from contracts.fields import MULTI
from transforms.normalize.delivered import Delivered
from transforms.normalize.distinct import TEXT, join_texts, spread
from transforms.normalize.personal import redact_values

_LOOSE_ENDS = " ,;:|/–-"


def derive_text(template: str, delivered: Delivered) -> pa.Array:
    """The text of each row, missing where all its places are blank.

    Words before a place go with it, and so do words after the last one: a blank place takes them along, and no
    punctuation is left hanging. Several values in a cell are separated by commas.
    """
    words = PLACE.split(template)
    places = words[1::2]
    pieces = [
        _piece(before, place, words[-1] if at == len(places) - 1 else "", delivered)
        for at, (before, place) in enumerate(zip(words[0:-1:2], places, strict=True))
    ]
    if not pieces:
        return pa.nulls(delivered.count, TEXT)
    joined = join_texts(*pieces, skip_missing=True)
    is_whole = pieces[0].is_valid()
    for piece in pieces[1:]:
        is_whole = pc.and_(is_whole, piece.is_valid())
    text = pc.if_else(is_whole, joined, pc.utf8_trim(joined, characters=_LOOSE_ENDS))
    text = redact_values(pc.utf8_trim_whitespace(text), delivered.names)
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, TEXT), text)


def _piece(before: str, place: str, after: str, delivered: Delivered) -> pa.Array:
    if place not in delivered.redacted:
        return pa.nulls(delivered.count, TEXT)
    redacted = delivered.redacted[place]
    values = pc.utf8_trim_whitespace(pc.replace_substring(redacted.values, MULTI, ", "))
    whole = join_texts(before, values, after)
    return spread(pc.if_else(pc.equal(values, ""), pa.scalar(None, TEXT), whole), redacted.at)
