"""The view of schema `mart` on answers that came by links, those that wait to be taken in included."""

from __future__ import annotations

from warehouse.mart.view import Told, View, shared_pair

# Input that waits is its giver's and the staff's; what is said of a pair is told of pairs that the reader may see.
_ANSWER = f"""SELECT a.answer_id, a.reader_kind, a.reader, l.about_kind, l.provider_id_a, l.source_record_id_a,
    l.provider_id_b, l.source_record_id_b, l.edition_id, l.figure, a.judgement, a.until, a.words, a.given_by,
    a.sharing_level, a.answered_at, coalesce(t.outcome, 'waiting') AS outcome, t.message, t.input_id,
    t.known_from_load
FROM core.answer a JOIN core.link l USING (link_id)
LEFT JOIN core.answer_taken t ON t.answer_id = a.answer_id AND HAPPENED(t.taken_at)
WHERE HAPPENED(a.answered_at) AND (a.judgement IS NULL OR {shared_pair("l")})"""  # noqa: S608  (ours)

ANSWER_VIEWS: dict[str, View] = {
    "answer": View(
        _ANSWER,
        "One row an answer that a reader gave by a link, from the moment it was given",
        {"outcome": Told("What became of it", codes="answer_outcome")},
        is_barrier=True,
    )
}
