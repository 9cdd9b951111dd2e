"""What people decided on pairs of records: from the log of their judgements to what holds today.

    same, different, unsure                              is it one activity?
    acknowledged, accepted, declined, snoozed, done      what about the invitation to work together?

Of each party (the two providers, and the stewards together) the latest word on each of the two questions counts.
A steward's word decides. Else a "different" of either party binds, and a "same" is proposed until both say so. A
"different" and a "declined" hold until one of the two records' own content is another than when it was judged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from contracts.errors import UsageWrong
from contracts.fields import MULTI

PAIR = ("provider_id_a", "source_record_id_a", "provider_id_b", "source_record_id_b")
MATCH_WORDS = ("same", "different", "unsure")
ANSWERS = ("acknowledged", "accepted", "declined", "snoozed", "done")
JUDGEMENTS = (*MATCH_WORDS, *ANSWERS)

STEWARD = ""
"""Stands for a party where a steward judges."""
AS_PROVIDER = "provider:"
"""May stand before a provider's slug, to say that it is one."""

LOG = (*PAIR, "judgement", "until", "party", "by", "why", "judged_at", "content_hash_a", "content_hash_b")
"""Columns of the log: one row a judgement, in the order in which they were made; the smaller key first."""
CONTENT = ("provider_id", "source_record_id", "content_hash", "changed_fields")
"""Columns of what became of judged content: one row a record and content_hash that it had when it was judged.

changed_fields names the fields that say something else now, joined by MULTI; blank where none does.
"""
STANDING = (
    *PAIR, "verdict", "changed", "changed_fields", "answer_a", "answer_b", "invitation", "until", "by", "why",
    "judged_at", "dispute",
)  # fmt: skip
"""Columns of what holds: one row a judged pair.

verdict: same, proposed_same (one party says so), different, unsure, or blank. changed: a "different" or "declined" no
longer holds, since the records' own content changed; a verdict "different" with changed is such a one. changed_fields:
where, joined by ", ". answer_a, answer_b: each party's own latest answer. invitation: new, acknowledged, accepted,
declined, snoozed (to the end of `until`) or done. by, why, judged_at: of the word that decides. dispute: words of the
parties that contradict each other, while no steward decided; blank where none do.
"""

Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Word:
    """One judgement; order: its place in the log; lapsed_by: fields that changed since it was made."""

    order: int
    judgement: str
    until: date | None
    party: str
    by: str
    why: str
    judged_at: datetime | None
    lapsed_by: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether it is to be counted: a "different" or "declined" only until the records' own content changed."""
        return self.judgement not in ("different", "declined") or not self.lapsed_by


def party_of(by: str, provider_a: str, provider_b: str, providers: Collection[str]) -> str:
    """The provider as which somebody judges a pair; STEWARD for anybody else than one of its two providers.

    Args:
        by: who judges: a provider's slug, "provider:" and a slug, or a person's name.
        providers: slugs of all providers.

    Raises:
        UsageWrong: it is a provider that has no part in the pair.
    """
    slug = by.strip().removeprefix(AS_PROVIDER).strip()
    if slug in (provider_a, provider_b):
        return slug
    if slug in providers or by.strip().startswith(AS_PROVIDER):
        raise UsageWrong(
            f"{slug} is no party of this pair: only {provider_a}, {provider_b} or a steward may judge it",
            mend="name one of the two, or the person who decides as a steward",
        )
    return STEWARD


def standing_judgements(log: pd.DataFrame, content: pd.DataFrame, today: date) -> pd.DataFrame:
    """What holds of all judgements: one row a judged pair, columns STANDING, ordered by pair.

    Args:
        log: columns LOG.
        content: columns CONTENT; content that is not named there did not change, or its record is gone.
        today: the night's date; a snooze ends after its last day.
    """
    changed = {
        (provider, record, digest): tuple(fields.split(MULTI))
        for provider, record, digest, fields in content[list(CONTENT)].itertuples(index=False)
        if isinstance(fields, str) and fields
    }
    words: dict[Key, list[Word]] = {}
    for key, word in _words(log, changed):
        words.setdefault(key, []).append(word)
    rows = [(*key, *_stand(key, words[key], today)) for key in sorted(words)]
    standing = pd.DataFrame(rows, columns=list(STANDING))
    texts = [name for name in STANDING if name not in ("changed", "until", "judged_at")]
    standing[texts] = standing[texts].astype("str")
    moments = {"until": pd.to_datetime(standing["until"]), "judged_at": pd.to_datetime(standing["judged_at"], utc=True)}
    return standing.astype({"changed": "bool"}).assign(**moments)


def _words(log: pd.DataFrame, changed: Mapping[Any, tuple[str, ...]]) -> Iterator[tuple[Key, Word]]:
    for order, row in enumerate(log[list(LOG)].itertuples(index=False, name=None)):
        pa, ra, pb, rb, judgement, until, party, by, why, judged_at, hash_a, hash_b = row
        fields = {*changed.get((pa, ra, hash_a), ()), *changed.get((pb, rb, hash_b), ())}
        last = None if pd.isna(until) else pd.Timestamp(until).date()
        when = None if pd.isna(judged_at) else judged_at
        yield (pa, ra, pb, rb), Word(order, judgement, last, party or STEWARD, by, why, when, tuple(sorted(fields)))


def _stand(key: Key, words: list[Word], today: date) -> tuple[Any, ...]:
    matched = {word.party: word for word in words if word.judgement in MATCH_WORDS}
    answered = {word.party: word for word in words if word.judgement in ANSWERS}
    verdict, decisive = judge_match(matched, key[0], key[2])
    invitation, answering = judge_invitation(answered, key[0], key[2], today)
    lapsed = [word for word in (*matched.values(), *answered.values()) if not word.holds]
    # A verdict that holds is not loosened by an older word that does not.
    changed = bool(lapsed) and not (verdict == "different" and decisive is not None and decisive.holds)
    fields = sorted({name for word in lapsed for name in word.lapsed_by}) if changed else []
    word = decisive or answering or max((*matched.values(), *answered.values()), key=lambda one: one.order)
    answers = [answered[party].judgement if party in answered else "" for party in (key[0], key[2])]
    until = answering.until if answering and invitation == "snoozed" else None
    decided = (word.by, word.why, word.judged_at, find_dispute(matched, key[0], key[2]))
    return (verdict, changed, ", ".join(fields), *answers, invitation, until, *decided)


def judge_match(said: Mapping[str, Word], provider_a: str, provider_b: str) -> tuple[str, Word | None]:
    """The verdict on whether two records are one activity, and the word that decides it.

    Args:
        said: party to its latest word of MATCH_WORDS.
    """
    steward = said.get(STEWARD)
    if steward is not None and steward.judgement != "unsure" and steward.holds:
        return steward.judgement, steward
    counted = [said[party] for party in (provider_a, provider_b) if party in said]
    if steward is not None and steward.judgement == "different":
        # It no longer holds; but what it overruled does not hold again.
        counted = [word for word in counted if word.order > steward.order]
    for judgement in ("different", "same", "unsure"):
        agreed = [word for word in counted if word.judgement == judgement and word.holds]
        if agreed and judgement == "same" and len(agreed) < 2:
            return "proposed_same", agreed[0]
        if agreed:
            return judgement, max(agreed, key=lambda word: word.order)
    lapsed = [word for word in said.values() if not word.holds]
    if lapsed:
        return "different", max(lapsed, key=lambda word: word.order)
    return ("unsure", steward) if steward is not None else ("", None)


def judge_invitation(
    said: Mapping[str, Word], provider_a: str, provider_b: str, today: date
) -> tuple[str, Word | None]:
    """What became of an invitation, and the word that decides it; a steward answers for a party that has not.

    Args:
        said: party to its latest word of ANSWERS.
    """
    steward = said.get(STEWARD)
    answers = [word for party in (provider_a, provider_b) if (word := said.get(party, steward)) is not None]
    held = [word for word in answers if word.holds and not _is_over(word, today)]
    if len(held) == 2 and all(word.judgement == "accepted" for word in held):
        return "accepted", max(held, key=lambda word: word.order)
    for outcome in ("done", "declined", "snoozed", "acknowledged", "accepted"):
        given = [word for word in held if word.judgement == outcome]
        if given:
            # One party's acceptance is known, and waits for the other's.
            return ("acknowledged" if outcome == "accepted" else outcome), max(given, key=lambda word: word.order)
    return "new", None


def _is_over(word: Word, today: date) -> bool:
    return word.judgement == "snoozed" and word.until is not None and word.until < today


def find_dispute(said: Mapping[str, Word], provider_a: str, provider_b: str) -> str:
    """What two parties say against each other, or a party against a steward's earlier word; blank where nothing is.

    Args:
        said: party to its latest word of MATCH_WORDS.
    """
    steward = said.get(STEWARD)
    decided = steward if steward is not None and steward.judgement != "unsure" and steward.holds else None
    parties = [said[party] for party in (provider_a, provider_b) if party in said and said[party].holds]
    if decided is not None:
        against = [
            word for word in parties
            if word.order > decided.order and {word.judgement, decided.judgement} == {"same", "different"}
        ]  # fmt: skip
        return "; ".join(
            f"{word.by} says {word.judgement}, after {decided.by} decided {decided.judgement}" for word in against
        )
    if {word.judgement for word in parties} != {"same", "different"}:
        return ""
    return ", ".join(f"{word.by} says {word.judgement}" for word in parties) + ": a steward must decide"
