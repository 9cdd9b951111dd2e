"""The view of schema `mart` on answers that came by links, those that wait to be taken in included."""

from __future__ import annotations

from warehouse.mart.view import CLOSED, Told, View, shared_pair

_SIDES = [f"{name}_{side}" for side in "ab" for name in ("provider_id", "source_record_id")]

# Input that waits is its giver's and the staff's; what is said of a pair is told of pairs that the reader may see.
# Records are named to those who may see all of them in some version, as in the view input.
_ANSWER = f"""SELECT a.answer_id, a.reader_kind, a.reader, l.about_kind,
    {", ".join(f"CASE WHEN s.is_seen THEN l.{name} END AS {name}" for name in _SIDES)},
    l.edition_id, l.figure, a.judgement, a.until, a.words, a.given_by,
    a.sharing_level, a.answered_at, coalesce(t.outcome, 'waiting') AS outcome, t.message, t.input_id,
    t.known_from_load
FROM core.answer a JOIN core.link l USING (link_id)
LEFT JOIN core.answer_taken t ON t.answer_id = a.answer_id AND HAPPENED(t.taken_at)
CROSS JOIN LATERAL (
    SELECT NOT EXISTS (SELECT FROM (VALUES ({", ".join(f"l.{name}" for name in _SIDES[:2])}),
            ({", ".join(f"l.{name}" for name in _SIDES[2:])})) k(provider_id, source_record_id)
        WHERE k.provider_id IS NOT NULL AND NOT EXISTS (SELECT FROM core.record_version v
            WHERE (v.provider_id, v.source_record_id) = (k.provider_id, k.source_record_id)
                AND KNOWN(v.known_from_load))) AS is_seen) s
WHERE HAPPENED(a.answered_at) AND (a.judgement IS NULL OR {shared_pair("l")}){CLOSED}"""  # noqa: S608  (ours)

ANSWER_VIEWS: dict[str, View] = {
    "answer": View(
        _ANSWER,
        "One row an answer that a reader gave by a link, from the moment it was given",
        {
            "outcome": Told("What became of it", codes="answer_outcome"),
            **dict.fromkeys(_SIDES, "Of the records that it is about, where the reader sees them all"),
        },
        is_barrier=True,
    )
}
