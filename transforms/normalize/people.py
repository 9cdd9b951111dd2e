"""Names of people within a text: those that the delivery's personal columns give, and those that a title announces."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

NAME_MARK = "[name removed]"

_WORD = re.compile(r"[^\W\d_]+(?:(?:['’](?!s\b)|-)[^\W\d_]+)*")
_GAP = re.compile(r"[\s.,_]{1,4}")
_SEVERAL = re.compile(r"[;\n\r|/&\x1f]|\band\b")
# Words beside a name that are no part of it.
_NO_NAME = frozenset({
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "phd", "edd", "md", "med", "ma", "msw", "lcsw", "rn", "bsn",
    "jr", "sr", "ii", "iii", "esq", "n", "a", "na", "none", "tbd",
})  # fmt: skip
_LEAST_LETTERS = 3
_CHUNK = 2000

_NAME = r"(?:[A-ZÀ-ÖØ-Þ][\w'’\-]*\.?)"
_NAMES = rf"{_NAME}(?:[ \t]{{1,2}}{_NAME}){{0,2}}"
TITLES = r"Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Rev|Sra|Srta"
_TITLED = re.compile(rf"(?<!\w)((?:{TITLES})\.?[ \t]{{1,2}}){_NAMES}")

# After these a capital letter is nearly always a name; 'parent' and 'child' head the field's own terms (Parent Cafe).
_KIN = "mother|father|mom|dad|grandmother|grandfather|son|daughter|sister|brother|aunt|uncle|husband|wife"
_ANYONE = _KIN + "|parent|guardian|caregiver|child|student|infant|toddler|boy|girl"
_AFTER_KIN = re.compile(
    rf"(?<!\w)((?i:{_ANYONE})(?:['’]s)?(?: (?:is|was))?,?[ \t]{{1,2}}(?:named|called|name is|name:)[ \t]{{1,2}}"
    rf"|(?:{_KIN}),?[ \t]{{1,2}}(?!(?:Engagement|Involvement|Program|Programs|Support|Group|Groups|Network|Initiative|"
    rf"Day|Leadership|Head|Early|Child|Parent|Family|Home|In|The|And|At|On|Of|To|With|Who|Was|Is|Has|I)\b)){_NAMES}"
)

# The same without what Arrow's patterns cannot say (what does not stand before or after): true too often, never too
# seldom.
_CAPITAL = "[A-ZÀ-ÖØ-Þ]"
MAY_ANNOUNCE = (
    rf"(?:{TITLES})\.?[ \t]{{1,2}}{_CAPITAL}"
    rf"|(?i:{_ANYONE})(?:['’]s)?(?: (?:is|was))?,?[ \t]{{1,2}}(?:named|called|name is|name:)[ \t]{{1,2}}{_CAPITAL}"
    rf"|(?:{_KIN}),?[ \t]{{1,2}}{_CAPITAL}"
)
"""Quick pattern for Arrow: a text that it does not match has no name that `hide_announced` would hide."""

Tokens = tuple[str, ...]


@dataclass(frozen=True)
class HiddenNames:
    """The names that a delivery's personal columns give, ready to be found.

    Attributes:
        by_first: first word, in small letters, to the names that begin with it, longest first.
        last_words: a word of each name, in small letters; a text without any of them holds none of the names.
    """

    by_first: dict[str, tuple[Tokens, ...]] = field(default_factory=dict)
    last_words: tuple[str, ...] = ()


NO_NAMES = HiddenNames()


def find_names(values: Iterable[str]) -> HiddenNames:
    """Names in cells such as 'Rosa M. Diaz', 'Diaz, Rosa', 'Ms. Rosa Diaz; Ana Lopez' or rosa.diaz@example.org."""
    people = {name for value in values for name in _people_in(value)}
    names = {form for name in people for form in _forms_of(name)}
    by_first: dict[str, list[Tokens]] = {}
    for form in sorted(names, key=lambda tokens: (-len(tokens), tokens)):
        by_first.setdefault(form[0], []).append(form)
    return HiddenNames(
        {first: tuple(forms) for first, forms in by_first.items()}, tuple(sorted({name[-1] for name in people if name}))
    )


def as_names(names: Collection[str] | HiddenNames) -> HiddenNames:
    """Names ready to be found, from a collection of them."""
    return names if isinstance(names, HiddenNames) else find_names(names)


def may_hold_name(values: pa.Array, names: HiddenNames) -> pa.Array:
    """Whether each text may hold one of the names: quick, and true too often rather than too seldom."""
    flags = pa.repeat(pa.scalar(False), len(values))
    for at in range(0, len(names.last_words), _CHUNK):
        words = "|".join(map(re.escape, names.last_words[at : at + _CHUNK]))
        flags = pc.or_(flags, pc.match_substring_regex(values, f"(?i)(?:{words})"))
    return flags


def hide_announced(text: str) -> str:
    """A text without names that a title or a word of kinship announces: Ms. Diaz, her son Mateo, a child named Ana."""
    text = _TITLED.sub(rf"\1{NAME_MARK}", text)
    return _AFTER_KIN.sub(rf"\1{NAME_MARK}", text)


def hide_names(text: str, names: HiddenNames) -> str:
    """A text without the given names: several words in any letter case, one word only where it is capitalised."""
    if not names.by_first:
        return text
    words = list(_WORD.finditer(text))
    pieces, end, at = [], 0, 0
    while at < len(words):
        length = _length_of_name(text, words, at, names)
        if length:
            pieces += [text[end : words[at].start()], NAME_MARK]
            end = words[at + length - 1].end()
        at += length or 1
    return "".join([*pieces, text[end:]])


def _length_of_name(text: str, words: list[re.Match[str]], at: int, names: HiddenNames) -> int:
    """How many words, from one on, are a name that is hidden."""
    for name in names.by_first.get(words[at][0].lower(), ()):
        found = words[at : at + len(name)]
        if tuple(word[0].lower() for word in found) != name:
            continue
        if len(name) == 1 and not found[0][0][0].isupper():
            continue
        if all(_GAP.fullmatch(text, a.end(), b.start()) for a, b in pairwise(found)):
            return len(name)
    return 0


def _people_in(value: str) -> Iterator[Tokens]:
    """The words of each name in a cell of a personal column, first name first where that can be seen."""
    for part in _SEVERAL.split(value):
        if "@" in part:
            part = part.split("@")[0].strip(" <(").replace(".", " ").replace("_", " ")
            yield from [words for words in [_words(part)] if len(words) > 1]
            continue
        sides = [words for side in part.split(",") if (words := _words(side))]
        if len(sides) == 2 and len(sides[0]) == 1:
            yield sides[1] + sides[0]
        else:
            yield from sides


def _words(text: str) -> Tokens:
    return tuple(word for found in _WORD.findall(text) if (word := found.lower()) not in _NO_NAME)


def _forms_of(name: Tokens) -> set[Tokens]:
    """A name as people write it: whole, without what stands between, last name first."""
    if len(name) == 1:
        return {name} if len(name[0]) >= _LEAST_LETTERS else set()
    first, last = name[0], name[-1]
    return {name, (first, last), (last, first), (last, *name[:-1])}
