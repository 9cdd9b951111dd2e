"""The views of schema `mart` on how editions are released and delivered; mailboxes are for stewards alone."""

from __future__ import annotations

from warehouse.mart.view import Told, View

_RELEASE = """SELECT DISTINCT ON (r.edition_id) r.edition_id, r.step AS state, r.until, r.said_at, r.said_by, r.why
FROM core.release_step r WHERE HAPPENED(r.said_at)
ORDER BY r.edition_id, r.said_at DESC"""

_TOLD_ADDRESS = "((SELECT core.is_steward()) OR NOT row_security_active('core.sending'::regclass))"
# A server quotes the mailbox that it speaks of.
_MAILBOX = "'[^[:space:]<>]+@[^[:space:]<>,;]+'"

_DELIVERY_TRY = f"""SELECT s.edition_id, s.recipient_id, s.route, s.purpose, s.try_number, s.reader_kind, s.reader,
    CASE WHEN {_TOLD_ADDRESS} THEN s.address END AS address, s.claimed_at,
    coalesce(w.outcome, 'claimed') AS outcome, w.said_at,
    CASE WHEN {_TOLD_ADDRESS} THEN w.words ELSE regexp_replace(replace(w.words, s.address, '[address]'), {_MAILBOX},
        '[address]', 'g') END AS words
FROM core.sending s
LEFT JOIN LATERAL (
    SELECT * FROM core.sending_word t WHERE (t.edition_id, t.recipient_id, t.route, t.purpose, t.try_number) =
        (s.edition_id, s.recipient_id, s.route, s.purpose, s.try_number) AND HAPPENED(t.said_at)
    ORDER BY t.said_at DESC LIMIT 1) w ON true
WHERE HAPPENED(s.claimed_at)"""  # noqa: S608  (ours)

_DELIVERY = """SELECT DISTINCT ON (t.edition_id, t.recipient_id, t.route, t.purpose)
    t.edition_id, t.recipient_id, t.route, t.purpose, t.reader_kind, t.reader, t.address,
    min(t.claimed_at) OVER sending AS first_tried_at, t.try_number AS tries, t.outcome, t.said_at, t.words
FROM mart.delivery_try t
WINDOW sending AS (PARTITION BY t.edition_id, t.recipient_id, t.route, t.purpose)
ORDER BY t.edition_id, t.recipient_id, t.route, t.purpose, t.try_number DESC"""

_OUTCOME = Told("What came of it", codes="delivery_outcome")
_ADDRESS = "Mailbox, folder or bucket; for stewards"
_WORDS = "What the server or a person said of it; without mailboxes, but for stewards"

DELIVERY_VIEWS: dict[str, View] = {
    "release": View(
        _RELEASE,
        "One row an edition whose release has begun, as it stands; open objections are in mart.input",
        {"state": Told("Last step of its release", codes="release_step")},
        is_for_partners=True,
    ),
    "delivery_try": View(
        _DELIVERY_TRY,
        "One row a try to send an edition, or its preview, to one recipient by one route",
        {"outcome": _OUTCOME, "address": _ADDRESS, "words": _WORDS},
        is_barrier=True,
        is_for_partners=True,
    ),
    "delivery": View(
        _DELIVERY,
        "One row an edition, or its preview, on its way to one recipient by one route, as its last try stands",
        {
            "first_tried_at": "When its first try was claimed",
            "tries": Told("Tries so far", "tries", adds="yes"),
            "outcome": _OUTCOME,
            "address": _ADDRESS,
            "words": _WORDS,
        },
        is_barrier=True,
        is_for_partners=True,
    ),
}
"""In the order in which they are made."""
