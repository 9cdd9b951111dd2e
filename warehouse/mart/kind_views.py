"""The views of schema `mart` on feedback, joint projects, improvement actions and input."""

from __future__ import annotations

from contracts.codes import INPUT_OPEN, RESPONDENT_ROLE
from contracts.told import Told
from warehouse.mart.joining import fiscal_year
from warehouse.mart.record import text_shown
from warehouse.mart.view import CLOSED, View
from warehouse.rights import OWN

_STANDS = "BELIEVED(v) AND v.record_state <> 'retracted'"
_FOLDER = "JOIN core.provider p ON p.provider_id = v.delivered_as"
_SHOWN = f"CASE WHEN {text_shown('p')} THEN v.{{0}} END"
_ORIGIN = "v.sharing_level, v.part, v.sheet, v.row_number, v.change, v.true_from, v.known_from_load"

# What is said of a record is shared no wider than the record; its own provider sees all that it told.
_NO_WIDER = f"""(v.about_record_id IS NULL OR r.source_record_id IS NOT NULL OR (SELECT core.is_steward())
        OR NOT row_security_active('core.record_version'::regclass) OR v.{OWN})"""
_FEEDBACK = f"""SELECT v.provider_id, v.delivered_as, v.feedback_id, r.source_record_id, v.feedback_level,
    v.respondent_role, v.question, v.rating, v.scale_min, v.scale_max,
    round((v.rating - v.scale_min) / (v.scale_max - v.scale_min), 4) AS rating_share,
    v.respondents, v.invited, round(v.respondents::numeric / nullif(v.invited, 0), 4) AS response_rate,
    v.collected_on, {fiscal_year("v.collected_on")} AS fiscal_year, {_SHOWN.format("comment")} AS comment, {_ORIGIN}
FROM core.feedback_version v {_FOLDER}
LEFT JOIN mart.record r ON (r.provider_id, r.source_record_id) = (v.provider_id, v.about_record_id)
WHERE {_STANDS} AND {_NO_WIDER}{CLOSED}"""  # noqa: S608  (ours)

_ROLES = ", ".join(f"('{role}')" for role in RESPONDENT_ROLE)

# Who answers several questions counts once: of one collection, the question that most answered.
_FEEDBACK_BY_ROLE = f"""WITH gathered AS (
    SELECT provider_id, respondent_role, max(respondents) AS respondents,
        max(respondents) FILTER (WHERE invited IS NOT NULL) AS of_invited, max(invited) AS invited,
        sum(rating_share * respondents) AS weighed, sum(respondents) FILTER (WHERE rating_share IS NOT NULL) AS weight,
        min(collected_on) AS first_on, max(collected_on) AS last_on
    FROM mart.feedback GROUP BY provider_id, respondent_role, delivered_as, feedback_level, source_record_id,
        collected_on
), role AS (
    SELECT provider_id, respondent_role, sum(respondents)::bigint AS respondents, sum(invited)::bigint AS invited,
        round(sum(of_invited) / nullif(sum(invited), 0), 4) AS response_rate,
        round(sum(weighed) / nullif(sum(weight), 0), 4) AS rating_share, min(first_on) AS first_on,
        max(last_on) AS last_on
    FROM gathered GROUP BY 1, 2
), current AS (
    SELECT DISTINCT of_provider AS provider_id FROM mart.provider_status
    WHERE report_kind = 'feedback' AND is_current
)
SELECT p.provider_id, k.code AS respondent_role,
    CASE WHEN r.respondents > 0 THEN 'reported' WHEN c.provider_id IS NOT NULL THEN 'none_reported' ELSE 'unknown' END
        AS status,
    coalesce(r.respondents, 0) AS respondents, r.invited, r.response_rate, r.rating_share,
    r.first_on AS first_collected_on, r.last_on AS last_collected_on
FROM mart.provider p CROSS JOIN (VALUES {_ROLES}) k(code)
LEFT JOIN current c USING (provider_id)
LEFT JOIN role r ON (r.provider_id, r.respondent_role) = (p.provider_id, k.code)"""  # noqa: S608  (ours)

_ACTION = f"""SELECT v.provider_id, v.delivered_as, v.action_id, {_SHOWN.format("action")} AS action, v.owner_name,
    v.due_on, v.action_status, v.action_status IN ('open', 'in_progress') AS is_open,
    v.action_status IN ('open', 'in_progress') AND coalesce(v.due_on < mart.today(), false) AS is_overdue,
    v.came_from, v.opened_on, v.closed_on,
    CASE WHEN v.action_status IN ('open', 'in_progress') THEN mart.today() ELSE v.closed_on END - v.opened_on
        AS open_days, {_ORIGIN}
FROM core.improvement_action_version v {_FOLDER}
WHERE {_STANDS}{CLOSED}"""  # noqa: S608  (ours)

_OPEN = ", ".join(f"'{code}'" for code in sorted(INPUT_OPEN))

# Both records of a pair, or the one; named to those who may see them in some version.
_SEEN = """NOT EXISTS (SELECT FROM regexp_split_to_table(i.about, ' \\+ ') AS k(key)
        WHERE NOT EXISTS (SELECT FROM core.record_version v WHERE KNOWN(v.known_from_load)
            AND v.provider_id = split_part(k.key, '/', 1) COLLATE "C"
            AND v.source_record_id = substr(k.key, strpos(k.key, '/') + 1) COLLATE "C"))"""
_ABOUT = f"CASE WHEN i.about_kind IN ('edition', 'free') OR {_SEEN} THEN i.about END AS about"

_INPUT = f"""SELECT i.input_id, i.given_on, i.from_kind, i.from_whom, i.given_by, i.about_kind, {_ABOUT},
    i.input_text, i.sharing_level, i.noted_at,
    coalesce(a.disposition, 'new') AS disposition, coalesce(a.owner_name, '') AS owner_name, a.note, a.answered_by,
    a.answered_at, coalesce(a.answers, 0) AS answers, coalesce(a.disposition, 'new') IN ({_OPEN}) AS is_open,
    CASE WHEN coalesce(a.disposition, 'new') IN ({_OPEN}) THEN mart.today()
        ELSE (a.answered_at AT TIME ZONE 'UTC')::date END - i.given_on AS open_days, i.known_from_load
FROM core.input i
LEFT JOIN LATERAL (
    SELECT o.*, count(*) OVER () AS answers FROM core.input_answer o
    WHERE o.input_id = i.input_id AND KNOWN(o.known_from_load)
    ORDER BY o.known_from_load DESC, o.position DESC LIMIT 1) a ON true
WHERE KNOWN(i.known_from_load){CLOSED}"""  # noqa: S608  (ours)

_INPUT_EVENT = f"""SELECT i.input_id, 'given' AS event, i.noted_at AS happened_at, 'new' AS disposition,
    '' AS owner_name, i.given_by AS told_by, i.input_text AS words, i.known_from_load
FROM core.input i WHERE KNOWN(i.known_from_load)
UNION ALL
SELECT i.input_id, 'answered', a.answered_at, a.disposition, a.owner_name, a.answered_by, a.note, a.known_from_load
FROM core.input i JOIN core.input_answer a USING (input_id)
WHERE KNOWN(i.known_from_load) AND KNOWN(a.known_from_load){CLOSED}"""  # noqa: S608  (ours)

KIND_VIEWS: dict[str, View] = {
    "feedback": View(
        _FEEDBACK,
        "One row what one kind of respondent answered to one question. Who answers several questions stands in several "
        "rows, so respondents do not add up over them; see feedback_by_role. What is said of a record stands here for "
        "those who see the record",
        {
            "source_record_id": "Record that it is about; missing where about none, and where it does not stand",
            "rating_share": Told("Rating from 0, the worst of its own scale, to 1, the best", adds="no"),
            "response_rate": Told("Respondents by those who were asked, 0 to 1; missing where that is not known",
                                  adds="no"),
            "fiscal_year": Told("Federal fiscal year, October to September, of collected_on", adds="no"),
        },
        is_barrier=True,
        is_for_partners=True,
    ),
    "feedback_by_role": View(
        _FEEDBACK_BY_ROLE,
        "One row a provider and kind of respondent, gaps included: who answered, and who was not heard",
        {
            "respondent_role": Told("Kind of respondent", codes="respondent_role"),
            "status": Told("Whether anybody of this kind answered", codes="role_status"),
            "respondents": Told("Who answered, each once a collection", "people", adds="yes"),
            "invited": Told("Who was asked, where that is known", "people", adds="yes"),
            "response_rate": Told("Respondents by those who were asked, where that is known, 0 to 1", adds="no"),
            "rating_share": Told("Mean rating, weighed by respondents, from 0 (worst) to 1 (best)", adds="no"),
            "first_collected_on": "Day of the first collection",
            "last_collected_on": "Day of the last collection",
        },
        is_for_partners=True,
    ),
    "improvement_action": View(
        _ACTION,
        "One row an action to improve the collaboration",
        {
            "is_open": "Whether it is still to be done",
            "is_overdue": "Whether it is still to be done, and the day by which it was to be done is past",
            "open_days": Told("From opened_on to today, or to closed_on", "days", adds="no"),
        },
        is_for_partners=True,
    ),
    "input": View(
        _INPUT,
        "One row an input of a sponsor, jurisdiction, provider or family partner, with what has become of it",
        {
            "about": "What it is about: PROVIDER/RECORD, both of a pair joined by ' + ', an edition, or blank; missing "
            "where the reader does not see the record",
            "disposition": Told("What has become of it", codes="input_disposition"),
            "owner_name": "Person or office that sees to it; blank while nobody does",
            "note": "What was answered last; missing while nobody did",
            "answered_by": "Who answered last; missing while nobody did",
            "answered_at": "When it was last answered; missing while it was not",
            "answers": Told("Answers so far", "answers", adds="yes"),
            "is_open": "Whether somebody must still see to it: new, acknowledged or in progress",
            "open_days": Told("From given_on to today, or to the answer that closed it", "days", adds="no"),
            "input_text": Told("What was said, screened for personal data", is_free_text=True),
        },
        is_barrier=True,
    ),
    "input_event": View(
        _INPUT_EVENT,
        "One row a step in the life of an input: it was given, or it was answered",
        {
            "event": Told("What happened", codes="input_event"),
            "happened_at": "When it was noted or answered",
            "disposition": Told("What became of it by this step", codes="input_disposition"),
            "owner_name": "Person or office that sees to it; blank while nobody does",
            "told_by": "Who gave it, or who answered",
            "words": Told("What was said or answered, screened for personal data", is_free_text=True),
        },
        is_barrier=True,
    ),
}  # fmt: skip
"""In the order in which they are made; they stand after provider_status, which one of them reads."""
