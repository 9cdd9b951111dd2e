"""Redaction of personal data in free text and in everything that is kept or told of what a provider wrote.

Caught: e-mail addresses (also 'name (at) place.org', full-width signs and %40); phone numbers in the American forms,
with extension, local ones (555-0143), and those of other countries that begin with + or are valid in the United States;
social security numbers; names that the contract's personal columns hold anywhere in the same delivery (in full, as
first and last name, last name first, and single names where capitalised); names after a title (Ms. Diaz) and after a
word of kinship (her son Mateo, a child named Ana).

Identifiers (keys, awards, projects, references) lose only addresses, so that they still refer to each other; a key that
holds one is refused.

Missed: other names of people; names in identifiers; names in another spelling, in initials, or of one or two letters;
addresses, birth dates, case numbers; 'rosa at example dot org'; phone numbers in words or other digits. No filter finds
all names, so free text stays out of external reports unless its contract clears it.

Too much is removed rather than too little: a road named Dr King, an organisation named after Ms. Somebody.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import overload

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from transforms.normalize.contacts import MAY_HOLD_NUMBER, hide_mail, hide_numbers
from transforms.normalize.distinct import TEXT, find_distinct, spread
from transforms.normalize.people import (
    MAY_ANNOUNCE,
    NO_NAMES,
    HiddenNames,
    as_names,
    find_names,
    hide_announced,
    hide_names,
    may_hold_name,
)
from transforms.parse.parsed import letters_of, text_column

__all__ = ["NO_NAMES", "HiddenNames", "find_names", "hide_mail_in", "redact", "redact_text", "redact_values"]

# Quick patterns for Arrow: what they do not match holds nothing to hide; what they match is looked at closely.
_MAY_HOLD_MAIL = r"[@＠﹫]|%40|(?i:[\[({]\s?at\s?[\])}])"
_SIGNS_OF_MAIL = tuple(sign.encode() for sign in ("@", "＠", "﹫", "%40", "[", "(", "{"))
"""Texts that have none of these bytes hold no address."""
_MAY_HOLD_ANY = "|".join(f"(?:{pattern})" for pattern in (_MAY_HOLD_MAIL, MAY_ANNOUNCE, MAY_HOLD_NUMBER))


def redact_text(text: str, names: Collection[str] | HiddenNames = NO_NAMES) -> str:
    """One text without personal data.

    Args:
        names: what the personal columns of its delivery hold; made once with `find_names` where many texts follow.
    """
    return hide_numbers(hide_announced(hide_names(hide_mail(text), as_names(names))))


@overload
def redact(texts: pd.Series, names: Collection[str] | HiddenNames = NO_NAMES) -> pd.Series: ...
@overload
def redact(texts: Sequence[str], names: Collection[str] | HiddenNames = NO_NAMES) -> list[str]: ...
def redact(texts: pd.Series | Sequence[str], names: Collection[str] | HiddenNames = NO_NAMES) -> pd.Series | list[str]:
    """Texts without personal data, in the same shape; a missing text of a Series stays missing."""
    known = as_names(names)
    if not isinstance(texts, pd.Series):
        found: list[str] = redact_values(pa.array(texts, TEXT), known).to_pylist()
        return found
    distinct = find_distinct(texts)
    column = text_column(spread(redact_values(distinct.values, known), distinct.at))
    return pd.Series(column, index=texts.index, name=texts.name).where(texts.notna())


def redact_values(values: pa.Array, names: HiddenNames = NO_NAMES) -> pa.Array:
    """An Arrow array of texts without personal data; only texts that may hold some are looked at closely.

    One look tells which those are: hardly any text holds anything, and each look reads all of them.
    """
    flags = pc.match_substring_regex(values, _MAY_HOLD_ANY)
    if names.by_first:
        flags = pc.or_(flags, may_hold_name(values, names))
    if not pc.any(flags).as_py():
        return values
    return pc.replace_with_mask(values, flags, _redact_closely(pc.filter(values, flags), names))


def _redact_closely(values: pa.Array, names: HiddenNames) -> pa.Array:
    values = hide_mail_in(values)
    if names.by_first:
        values = _change(values, may_hold_name(values, names), lambda text: hide_names(text, names))
    values = _change(values, pc.match_substring_regex(values, MAY_ANNOUNCE), hide_announced)
    return _change(values, pc.match_substring_regex(values, MAY_HOLD_NUMBER), hide_numbers)


def hide_mail_in(values: pa.Array) -> pa.Array:
    """An Arrow array of texts without e-mail addresses; for identifiers, whose digits are no phone numbers."""
    letters = letters_of(values)
    if not any(sign in letters for sign in _SIGNS_OF_MAIL):
        return values
    return _change(values, pc.match_substring_regex(values, _MAY_HOLD_MAIL), hide_mail)


def _change(values: pa.Array, flags: pa.Array, change: Callable[[str], str]) -> pa.Array:
    if not pc.any(flags).as_py():
        return values
    changed = [change(text) for text in pc.filter(values, flags).to_pylist()]
    return pc.replace_with_mask(values, flags, pa.array(changed, TEXT))
