"""Both sides of declared joint work held against each other: each discrepancy a row that people can act on.

What a row says of a pair follows from its two records. Whether a partner that is named reports anything that fits
follows from all of its records; so those who name a partner are looked at every night, which takes as long as joining
the few of them with their partners' records at the same places.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np
import pandas as pd

from contracts.fields import MULTI
from transforms.overlaps.coding import Flags, Integers
from transforms.overlaps.contributions import DIFFERS
from transforms.overlaps.declared_pairs import DeclaredPairs, is_alike, stages
from transforms.overlaps.evidence import said_by
from transforms.overlaps.last_days import ends_differ, said_ends
from transforms.overlaps.matched import Work, day_gap, name_of
from transforms.overlaps.pair_facts import PairFacts, facts_of
from transforms.overlaps.phrases_of_work import (
    STAGES,
    joint,
    say_about,
    say_dates,
    say_what,
    say_when,
    say_where,
    say_with,
    status_word,
)  # fmt: skip
from transforms.overlaps.settings import OverlapSettings
from transforms.overlaps.sweep import join_ranges
from transforms.overlaps.work_fit import ABOUT_A_DAY, fits_by_name, is_session

DISCREPANCY_COLUMNS = (
    "provider_id_a", "source_record_id_a", "provider_id_b", "source_record_id_b", "kind", "value_a", "value_b",
    "sentence", "who",
)  # fmt: skip
"""One row a discrepancy. source_record_id_b is missing where b reports nothing; who: providers that should act."""

KINDS = ("not_reported_back", "hours_differ", "participants_differ", "dates_differ", "status_differs")

_ORDER = tuple(dict.fromkeys(STAGES.values()))
_DELIVERED = (_ORDER.index("under way"), _ORDER.index("over"))
_OFF = _ORDER.index("off")


class _Differing(NamedTuple):
    """One kind of discrepancy: which pairs have it, and what each side says."""

    kind: str
    at: Integers
    value_a: list[str | None]
    value_b: list[str | None]


def reconcile(
    work: Work, declared: DeclaredPairs, settings: OverlapSettings, *, current: Collection[str]
) -> pd.DataFrame:
    """Where the two sides of declared joint work do not tell the same.

    Hours are the event's own: what each provider worked is its own affair. Dates differ only beyond the precision in
    which they were said. Figures of an engagement are not held against those of one of its sessions.

    Args:
        work: all records that may be matched, and no other: what is hidden is neither missed nor compared.
        current: providers whose report is in; of others nobody can say that they report nothing.

    Returns:
        DISCREPANCY_COLUMNS, ordered by them.
    """
    found = [_missing(work, declared, settings, current)]
    left, right = declared.judged.left, declared.judged.right
    for one in _differing(work, declared):
        a, b = left[one.at], right[one.at]
        facts = facts_of(work, a, b, settings.names, [{}] * len(a))
        said = zip(facts, one.value_a, one.value_b, strict=True)
        sentences = [_say(one.kind, fact, value_a, value_b) for fact, value_a, value_b in said]
        who = _who(work, one.kind, a, b)
        found.append(_rows(work, a, b, one.kind, one.value_a, one.value_b, sentences, who))
    whole = pd.concat(found, ignore_index=True)
    return whole.sort_values(list(DISCREPANCY_COLUMNS), ignore_index=True)


def _differing(work: Work, declared: DeclaredPairs) -> list[_Differing]:
    judged = declared.judged
    left, right = judged.left, judged.right
    differs = {name: one.result == DIFFERS for name, one in judged.compared.items()}
    is_request = (work.records["record_kind"] == "request").to_numpy(dtype=bool)
    alike = is_alike(work, left, right)
    dated = alike & ~is_request[left] & ~is_request[right]
    kinds: list[tuple[str, Flags, str]] = [
        ("hours_differ", differs["event_hours"], "event_hours"),
        ("participants_differ", differs["participants_total"], "participants_total"),
        ("dates_differ", dated & (differs["first_day"] | ends_differ(work, left, right)), "dates"),
        ("status_differs", alike & differs["status"], "status"),
    ]
    found = []
    for kind, has, field in kinds:
        at = np.flatnonzero(has)
        found.append(_Differing(kind, at, _values(work, field, left[at]), _values(work, field, right[at])))
    return found


def _values(work: Work, field: str, side: Integers) -> list[str | None]:
    if field != "dates":
        return said_by(work, field, side)
    ends = said_ends(work, side)
    return [
        first if end is None or end == first else f"{first} to {end}"
        for first, end in zip(said_by(work, "first_day", side), ends, strict=True)
    ]


def _missing(work: Work, declared: DeclaredPairs, settings: OverlapSettings, current: Collection[str]) -> pd.DataFrame:
    """Delivered work whose partner is named, reports to Concord, and shares no report that fits.

    What is planned may yet be reported. A partner's report that may be it, whatever its words, is not missed: at the
    same place and nearly the same days, on a shared subject.
    """
    named = declared.declarations.named
    size = max(len(work.providers), 1)
    is_current = np.array([slug in current for slug in work.providers], dtype=bool)
    delivered = np.isin(stages(work), _DELIVERED)
    is_asked = is_current[named.provider] & delivered[named.record] if len(named.record) else np.zeros(0, dtype=bool)
    record, partner = named.record[is_asked], named.provider[is_asked]
    left, right = declared.judged.left, declared.judged.right
    told = np.concatenate([left * size + work.provider[right], right * size + work.provider[left]])
    may_fit = _may_fit(work, record, partner, told, settings)
    silent = ~np.isin(record * size + partner, np.concatenate([told, may_fit]))
    record, partner = record[silent], partner[silent]
    facts = facts_of(work, record, record, settings.names, [{}] * len(record))
    shown = [name_of(settings.names, work.providers[at]) for at in partner.tolist()]
    sentences = [_say_missing(fact, name) for fact, name in zip(facts, shown, strict=True)]
    nothing: list[str | None] = [None] * len(record)
    who = [work.providers[at] for at in partner.tolist()]
    rows = _rows(work, record, record, KINDS[0], nothing, nothing, sentences, who)
    return rows.assign(provider_id_b=rows["who"], source_record_id_b=rows["value_b"])


def _may_fit(
    work: Work, record: Integers, partner: Integers, told: Integers, settings: OverlapSettings
) -> Integers:
    """Records and partners (record × providers + partner) of which some report may be the one that is looked for.

    Args:
        told: the same of declared pairs: a report that is already another's counterpart is not looked for.
    """
    size = max(len(work.places.names), 1)
    others = np.flatnonzero(np.isin(work.provider, partner))
    owner, place, _ = work.places.of_records(record)
    member, member_place, _ = work.places.of_records(others)
    at, found = join_ranges(partner[owner] * size + place, work.provider[others[member]] * size + member_place)
    source, target = record[owner[at]], others[member[found]]
    is_free = ~np.isin(target * max(len(work.providers), 1) + work.provider[source], told)
    source, target = source[is_free], target[is_free]
    gap = day_gap(work, source, target)
    one, other = work.subjects[source], work.subjects[target]
    session = is_session(work)
    within = np.where(session[source] & session[target], ABOUT_A_DAY, settings.same_days)
    fits = ((one & other) != 0) | (one == 0) | (other == 0)
    fits &= (gap <= within) | fits_by_name(work, source, target, np.zeros(len(source), dtype=bool), settings)
    return np.unique(source[fits] * max(len(work.providers), 1) + work.provider[target[fits]])


def _who(work: Work, kind: str, left: Integers, right: Integers) -> list[str]:
    """Who should act: both; for a state of the work, the side that is behind."""
    slugs = work.providers
    a, b = ([slugs[at] for at in work.provider[side].tolist()] for side in (left, right))
    both = [f"{one}{MULTI}{other}" for one, other in zip(a, b, strict=True)]
    if kind != "status_differs":
        return both
    stage = stages(work)
    sides = zip(stage[left].tolist(), stage[right].tolist(), a, b, both, strict=True)
    return [every if _OFF in (s, t) else one if s < t else other for s, t, one, other, every in sides]


def _rows(
    work: Work, left: Integers, right: Integers, kind: str, value_a: list[str | None], value_b: list[str | None],
    sentences: list[str], who: list[str],
) -> pd.DataFrame:  # fmt: skip
    keys = {
        f"{name}_{side}": work.records[name].take(at).array
        for side, at in (("a", left), ("b", right))
        for name in ("provider_id", "source_record_id")
    }
    told = {"kind": [kind] * len(left), "value_a": value_a, "value_b": value_b, "sentence": sentences, "who": who}
    columns = {**keys, **{name: pd.Series(values, dtype="str").array for name, values in told.items()}}
    return pd.DataFrame(columns)[list(DISCREPANCY_COLUMNS)]


def _say(kind: str, facts: PairFacts, value_a: str | None, value_b: str | None) -> str:
    a, b = facts.a.provider, facts.b.provider
    work = f"{joint(say_what(facts))}{say_about(facts)}{say_with(facts)}{say_where(facts)}"
    if kind == "dates_differ":
        return (
            f"{a} gives {say_dates(facts.a)} for {work}, and {b} gives {say_dates(facts.b)}: "
            "one of them should be corrected."
        )
    work += say_when(facts)
    if kind == "status_differs":
        return f"{a} has {work} as {status_word(facts.a)}, and {b} as {status_word(facts.b)}."
    if kind == "hours_differ":
        return f"{a} reports {value_a} hours and {b} {value_b} hours for {work}: one of them should be corrected."
    return (
        f"{a} reports {value_a} participants and {b} {value_b} for {work}: until they agree, "
        "the lead's figure or the larger one counts, and never their sum."
    )


def _say_missing(facts: PairFacts, partner: str) -> str:
    a = facts.a.provider
    work = f"{joint(say_what(facts))}{say_about(facts)}{say_with(facts)}{say_where(facts)}{say_when(facts)}"
    return (
        f"{a} names {partner} as a partner in {work}; {partner} shares no report that fits. "
        f"{partner} should report it, or tell {a} that it took no part."
    )
