"""Who is meant by the name of a partner: names hold from a day to a day; between two providers nothing is guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from transforms.overlaps.windows import NO_DAY, day_number

LEAST_INITIALS = 3
"""Initials of fewer letters stand for too much to name anybody."""

_NO_INITIAL = frozenset({"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"})
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_ALWAYS = (-(10**9), 10**9)


@dataclass(frozen=True)
class HeldName:
    """A name of a provider, from a day to a day, both within; None is no bound."""

    provider_id: str
    name: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Holder:
    """A provider that holds a name on the days from first to last, counted from 1970-01-01."""

    provider_id: str
    first: int
    last: int


@dataclass(frozen=True)
class Directory:
    """Who holds which name.

    Attributes:
        names: plain name or slug to its holders.
        initials: initials of names to the holders of those names.
    """

    names: Mapping[str, tuple[Holder, ...]] = field(default_factory=dict)
    initials: Mapping[str, tuple[Holder, ...]] = field(default_factory=dict)

    def holders(self, text: str) -> tuple[Holder, ...]:
        """Everybody who may be meant by a text, whatever the day: by the whole of it, else by its parts in brackets.

        `Rural Family Center (RFC)`, `RFC`, `R.F.C.` and the slug `rural_family_center` may mean the same one.
        """
        for looked_up in ([text], [_IN_BRACKETS.sub(" ", text), *_IN_BRACKETS.findall(text)]):
            found = set().union(*(self._of(plain(one)) for one in looked_up))
            if found:
                return tuple(sorted(found, key=lambda holder: (holder.provider_id, holder.first)))
        return ()

    def resolve(self, text: str, first: int, last: int) -> str | None:
        """The one provider that is meant on a day between first and last; None where nobody or several may be."""
        return only_one(self.holders(text), first, last)

    def _of(self, name: str) -> set[Holder]:
        return {*self.names.get(name, ()), *self.initials.get(name.replace(" ", ""), ())}


def only_one(holders: Iterable[Holder], first: int, last: int) -> str | None:
    """The provider that holds a name on some day between first and last; None where none or several do."""
    low, high = (first, last) if first != NO_DAY else _ALWAYS
    found = {holder.provider_id for holder in holders if holder.first <= high and holder.last >= low}
    return found.pop() if len(found) == 1 else None


def build_directory(names: Mapping[str, str], slugs: Iterable[str] = (), held: Iterable[HeldName] = ()) -> Directory:
    """The directory of providers.

    Args:
        names: slug to today's name, which holds on any day.
        slugs: providers that are known by their slug alone.
        held: further names with the days on which they hold: former ones, and abbreviations.
    """
    every = [HeldName(slug, name) for slug, name in names.items()]
    every += [HeldName(slug, slug) for slug in (*names, *slugs)] + list(held)
    by_name: dict[str, set[Holder]] = {}
    by_initials: dict[str, set[Holder]] = {}
    for one in every:
        holder = Holder(one.provider_id, _day(one.since, _ALWAYS[0]), _day(one.until, _ALWAYS[1]))
        whole = plain(one.name)
        for name in {whole, plain(_IN_BRACKETS.sub(" ", one.name))} - {""}:
            by_name.setdefault(name, set()).add(holder)
        for short in _short_forms(one.name) if one.name != one.provider_id else ():
            by_initials.setdefault(short, set()).add(holder)
    return Directory({name: tuple(found) for name, found in by_name.items()},
                     {name: tuple(found) for name, found in by_initials.items()})  # fmt: skip


@lru_cache(maxsize=100_000)
def plain(name: str) -> str:
    """A name as it is compared: case, accents, punctuation, blanks, `&` for and, and a leading `the` do not matter."""
    spelled = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    spelled = "".join(c for c in spelled if not unicodedata.combining(c)).replace("'", "").replace("\u2019", "")
    return " ".join(re.findall(r"[^\W_]+", spelled)).removeprefix("the ")


def _short_forms(name: str) -> set[str]:
    """Initials, with and without the small words, and what the name itself has in brackets."""
    words = plain(_IN_BRACKETS.sub(" ", name)).split()
    forms = {"".join(w[0] for w in words), "".join(w[0] for w in words if w not in _NO_INITIAL)}
    forms |= {plain(inside).replace(" ", "") for inside in _IN_BRACKETS.findall(name)}
    return {form for form in forms if len(form) >= LEAST_INITIALS}


def _day(day: date | None, unbounded: int) -> int:
    return unbounded if day is None else day_number(day)
