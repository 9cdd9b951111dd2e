"""The evidence of a pair in one sentence that a person would write."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from contracts.codes import CORE_ELEMENT, LIFECYCLE_STATUS, SECTOR
from transforms.overlaps.coding import Integers
from transforms.overlaps.contributions import AGREES, DIFFERS, Judged
from transforms.overlaps.evidence import shared_places
from transforms.overlaps.matched import ELEMENTS, SECTORS, Work, name_of
from transforms.overlaps.places import place_label
from transforms.overlaps.windows import PRECISIONS
from transforms.phrases import say_as_exactly, say_list, say_span

_FIELD_WORDS = {
    "title": "titles", "first_day": "first days", "event_hours": "hours", "participants_total": "participants",
    "status": "states of the work", "subjects": "subjects",
}  # fmt: skip


def say_same(work: Work, judged: Judged, names: Mapping[str, str]) -> list[str]:
    """A and B both report work on financing in Ohio on March 12, 2026; titles differ, hours agree."""
    whens = [_when(day, p) for day, p in _first_days(work, judged)]
    return [
        f"{a} and {b} both report work{about} {where} {when}; {rest}."
        for a, b, about, where, when, rest in zip(
            *_names(work, judged, names), _subjects(work, judged), _wheres(work, judged), whens,
            _comparisons(judged), strict=True,
        )
    ]  # fmt: skip


def say_declared(work: Work, judged: Judged, declared_by: list[str], names: Mapping[str, str]) -> list[str]:
    """A and B declare joint work on financing in Ohio; hours differ. Or: A declares ..., B does not say so."""
    return [
        f"{_declaration(by, a, b)} joint work{about} {where}{_silence(by, a, b)}; {rest}."
        for by, a, b, about, where, rest in zip(
            declared_by, *_names(work, judged, names), _subjects(work, judged), _wheres(work, judged),
            _comparisons(judged), strict=True,
        )
    ]  # fmt: skip


def say_opportunity(work: Work, judged: Judged, names: Mapping[str, str]) -> list[str]:
    """A (planned, March 3 to 5, 2026) and B (requested, ...) both work on financing in Ohio; their dates overlap."""
    left, right = (_stands(work, side) for side in (judged.left, judged.right))
    overlap = (judged.compared["window"].result == AGREES).tolist()
    return [
        f"{a} ({one}) and {b} ({other}) both work{about} {where}; their dates "
        f"{'overlap' if meets else 'are close to each other'}."
        for a, b, one, other, about, where, meets in zip(
            *_names(work, judged, names),
            left,
            right,
            _subjects(work, judged),
            _wheres(work, judged),
            overlap,
            strict=True,
        )
    ]


def _names(work: Work, judged: Judged, names: Mapping[str, str]) -> tuple[list[str], list[str]]:
    shown = [name_of(names, slug) for slug in work.providers]
    one, other = work.provider[judged.left].tolist(), work.provider[judged.right].tolist()
    return [shown[i] for i in one], [shown[i] for i in other]


def _subjects(work: Work, judged: Judged) -> list[str]:
    return [_about(bits) for bits in (work.subjects[judged.left] & work.subjects[judged.right]).tolist()]


@lru_cache(maxsize=20_000)
def _about(bits: int) -> str:
    elements = [CORE_ELEMENT[code].lower() for i, code in enumerate(ELEMENTS) if bits >> i & 1]
    sectors = [SECTOR[code].lower() for i, code in enumerate(SECTORS) if bits >> (i + len(ELEMENTS)) & 1]
    words = elements or sectors
    return f" on {say_list(words)}" if words else ""


def _wheres(work: Work, judged: Judged) -> list[str]:
    position, sets = shared_places(work, judged)
    said = [_where(places) for places in sets]
    return [said[at] for at in position.tolist()]


def _where(places: tuple[str, ...]) -> str:
    if not places:
        return "in different places"
    if len(places) > 3:
        return f"in {len(places)} shared places"
    labels = [place_label(name) for name in places]
    return "for the nation" if labels == ["the nation"] else f"in {say_list(labels)}"


def _first_days(work: Work, judged: Judged) -> list[tuple[int, int]]:
    """The first day of the side that says it more exactly."""
    windows = work.windows
    exact = windows.precision[judged.left] <= windows.precision[judged.right]
    side = np.where(exact, judged.left, judged.right)
    return list(zip(windows.first[side].tolist(), windows.precision[side].tolist(), strict=True))


@lru_cache(maxsize=20_000)
def _when(day: int, precision: int) -> str:
    said = say_as_exactly(date(1970, 1, 1) + timedelta(days=day), PRECISIONS[precision])
    return f"on {said}" if precision == 0 else f"in {said}"


def _stands(work: Work, side: Integers) -> list[str]:
    statuses = work.records["lifecycle_status"].to_numpy(dtype=object)[side]
    windows = work.windows
    days = zip(
        windows.start[side].tolist(), windows.end[side].tolist(), windows.is_end_assumed[side].tolist(), strict=True
    )
    return [_state(str(status), *window) for status, window in zip(statuses, days, strict=True)]


@lru_cache(maxsize=50_000)
def _state(status: str, start: int, end: int, is_assumed: bool) -> str:
    word = LIFECYCLE_STATUS.get(status, status).lower()
    first, last = (date(1970, 1, 1) + timedelta(days=day) for day in (start, end))
    return f"{word}, {say_span(first, last)}{', end assumed' if is_assumed and start != end else ''}"


def _comparisons(judged: Judged) -> list[str]:
    shown = {name: one.result.tolist() for name, one in judged.compared.items() if name in _FIELD_WORDS}
    return [_comparison(tuple(zip(shown, results, strict=True))) for results in zip(*shown.values(), strict=True)]


@lru_cache(maxsize=20_000)
def _comparison(results: tuple[tuple[str, int], ...]) -> str:
    differ = [_FIELD_WORDS[name] for name, result in results if result == DIFFERS]
    agree = [_FIELD_WORDS[name] for name, result in results if result == AGREES]
    parts = [f"{say_list(differ)} differ"] if differ else []
    return ", ".join([*parts, f"{say_list(agree)} agree"] if agree else parts) or "nothing else can be compared"


def _declaration(by: str, a: str, b: str) -> str:
    return {"both": f"{a} and {b} declare", "a": f"{a} declares to {b}", "b": f"{b} declares to {a}"}[by]


def _silence(by: str, a: str, b: str) -> str:
    return {"both": "", "a": f", which {b} does not say", "b": f", which {a} does not say"}[by]
