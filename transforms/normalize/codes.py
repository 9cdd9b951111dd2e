"""Codes: what a provider writes, read through its crosswalk, then through the closed list itself; never guessed.

A value is looked up as it stands, then without regard to letter case and surplus white space: first in the contract's
crosswalk, then among the codes of the closed list and their labels. A crosswalk entry without a code says that the
value is known and means nothing; the entry "" says what a blank cell means.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from contracts.codes import CODE_LISTS, EXCLUDED_CORE_ELEMENTS
from contracts.contract import code_list
from contracts.jurisdictions import names_to_codes
from contracts.report_kinds import ANY_FIELD

Crosswalk = Mapping[str, str | list[str] | None]
Codes = tuple[str, ...]


def fold(text: str) -> str:
    """A text without regard to letter case and surplus white space."""
    return " ".join(text.split()).casefold()


class CodeReading:
    """How one field's codes are read: `read` gives the codes of a value, or None where nothing knows it."""

    def __init__(self, field: str, crosswalk: Crosswalk) -> None:
        self.field = field
        self._exact = {value: _as_codes(target) for value, target in crosswalk.items()}
        self._order = {code: place for place, code in enumerate(code_list(field))}
        self._excluded = _excluded(field)

    @cached_property
    def _folded(self) -> dict[str, Codes]:
        return {fold(value): codes for value, codes in reversed(list(self._exact.items()))}

    @cached_property
    def _closed(self) -> dict[str, str]:
        if ANY_FIELD[self.field].code_list == "jurisdiction":
            return {fold(name): code for name, code in names_to_codes().items()}
        codes = code_list(self.field)
        return {fold(label): code for code, label in codes.items()} | {fold(code): code for code in codes}

    @property
    def of_blank(self) -> Codes:
        """Codes of a cell without a value."""
        return self._exact.get("", ())

    def read(self, value: str) -> Codes | None:
        """Codes of one value: none where it is known to mean nothing, None where it is not known."""
        folded = fold(value)
        if self._excluded and folded.replace("_", " ").replace("&", "and") in self._excluded:
            return None
        known = self.look_up(value)
        if known is not None:
            return known
        code = self._closed.get(folded)
        return None if code is None else (code,)

    def look_up(self, value: str) -> Codes | None:
        """Codes that the crosswalk alone gives to a value."""
        known = self._exact.get(value)
        return self._folded.get(fold(value)) if known is None else known

    def in_order(self, codes: Iterable[str]) -> list[str]:
        """Each code once, in the order of the closed list, so that the same set is always the same text."""
        return sorted(set(codes), key=self._order.__getitem__)

    def most_restrictive(self, codes: Iterable[str]) -> list[str]:
        """The last of the codes in the order of the closed list, alone."""
        return self.in_order(codes)[-1:]


def role_codes() -> dict[str, str]:
    """Folded words for a partner's role to its code; 'co-lead' is the same as 'co_lead'."""
    return {fold(name.replace("_", " ")): code for code, label in CODE_LISTS["partner_role"].items()
            for name in (code, label)}  # fmt: skip


def _as_codes(target: str | list[str] | None) -> Codes:
    if target is None:
        return ()
    return (target,) if isinstance(target, str) else tuple(target)


def _excluded(field: str) -> frozenset[str]:
    """The partners keep these out of the core elements on purpose: a person looks, whatever a crosswalk says."""
    if field != "core_element":
        return frozenset()
    return frozenset(word.replace("_", " ") for word in EXCLUDED_CORE_ELEMENTS)
