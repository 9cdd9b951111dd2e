"""The present and the past of the marts: two schemas with the same views, and the moment that the past is seen from.

`mart` shows what is believed now. `past` shows what was believed at a moment, which a session names once:
`SELECT mart.as_of('2026-03-02 06:00+00')`. From then on a view that is named without a schema is the past one, so that
the same text asks both. The moment is the setting `concord.as_of`, so tools may set it with the connection too.
"""

from __future__ import annotations

from dataclasses import dataclass

MART = "mart"
PAST = "past"
SCHEMAS = (MART, PAST)

SETTING = "concord.as_of"


@dataclass(frozen=True)
class Function:
    """A function that readers may call."""

    signature: str
    statement: str
    meaning: str


FUNCTIONS: tuple[Function, ...] = (
    Function(
        "mart.load_at(timestamptz)",
        "CREATE OR REPLACE FUNCTION mart.load_at(moment timestamptz) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE "
        "BEGIN ATOMIC SELECT coalesce(max(load_number), 0) FROM core.load WHERE committed_at <= moment; END",
        "Number of the last load committed by a moment; 0 before the first",
    ),
    Function(
        "mart.as_of(timestamptz)",
        f"""CREATE OR REPLACE FUNCTION mart.as_of(moment timestamptz) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('{SETTING}', coalesce(moment::text, ''), false);
    PERFORM set_config('search_path', CASE WHEN moment IS NULL THEN 'mart' ELSE 'past, mart' END, false);
    -- How many rows a moment hides cannot be estimated: too few are expected, and loops in loops would take hours.
    PERFORM set_config('enable_nestloop', CASE WHEN moment IS NULL THEN 'on' ELSE 'off' END, false);
    IF moment IS NULL THEN RETURN 'now'; END IF;
    RETURN 'as of ' || past.moment()::text || ', load ' || past.load()::text;
END $$""",
        "Shows the session the past: views named without a schema are then those of past; NULL returns to the present",
    ),
    Function(
        "past.moment()",
        f"""CREATE OR REPLACE FUNCTION past.moment() RETURNS timestamptz LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    told text := current_setting('{SETTING}', true);
BEGIN
    IF coalesce(told, '') = '' THEN
        RAISE EXCEPTION 'The past is seen from a moment, and none is named.'
            USING ERRCODE = 'invalid_parameter_value', HINT = 'SELECT mart.as_of(''2026-03-02 06:00+00'')';
    END IF;
    RETURN told::timestamptz;
EXCEPTION WHEN invalid_datetime_format OR datetime_field_overflow THEN
    RAISE EXCEPTION '% is no moment.', quote_literal(told)
        USING ERRCODE = 'invalid_parameter_value', HINT = 'Write it as 2026-03-02 06:00+00';
END $$""",
        "The moment that the session sees the past from",
    ),
    Function(
        "past.load()",
        """CREATE OR REPLACE FUNCTION past.load() RETURNS bigint LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    found bigint := mart.load_at(past.moment());
BEGIN
    IF found = 0 THEN
        RAISE EXCEPTION 'Nothing was known yet at %.', past.moment()
            USING ERRCODE = 'invalid_parameter_value', HINT = coalesce((SELECT
                'Concord first knew something at ' || min(committed_at)::text FROM mart.load), 'No night has run yet');
    END IF;
    RETURN found;
END $$""",
        "Number of the last load that was known at the moment that the session sees the past from",
    ),
    *(
        function
        for schema, moment in ((MART, "now()"), (PAST, "past.moment()"))
        for function in (
            Function(
                f"{schema}.today()",
                f"CREATE OR REPLACE FUNCTION {schema}.today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE "
                f"RETURN ({moment} AT TIME ZONE 'UTC')::date",
                "The day in UTC: today, or that of the moment that the session sees the past from",
            ),
            Function(
                f"{schema}.fiscal_year(date)",
                f"CREATE OR REPLACE FUNCTION {schema}.fiscal_year(day date) RETURNS integer LANGUAGE sql IMMUTABLE "
                "PARALLEL SAFE RETURN extract(year FROM day + interval '3 months')::integer",
                "Federal fiscal year, October to September, of a day: 2026 ends in September 2026",
            ),
            Function(
                f"{schema}.project_key(text)",
                f"CREATE OR REPLACE FUNCTION {schema}.project_key(written text) RETURNS text LANGUAGE sql IMMUTABLE "  # noqa: S608
                "PARALLEL SAFE BEGIN ATOMIC SELECT coalesce(string_agg(piece[1], ' ' ORDER BY at), '') FROM "
                "regexp_matches(lower(normalize(written, NFKC)), '[[:alpha:]]+|[[:digit:]]+', 'g') "
                "WITH ORDINALITY AS found(piece, at); END",
                "A joint project's identifier as it is compared: JP-7, jp 7 and JP7 are one",
            ),
            Function(
                f"{schema}.has_words(text, text)",
                f"CREATE OR REPLACE FUNCTION {schema}.has_words(searchable text, words text) RETURNS boolean "  # noqa: S608
                "LANGUAGE sql IMMUTABLE PARALLEL SAFE BEGIN ATOMIC SELECT NOT EXISTS (SELECT FROM "
                r"regexp_split_to_table(lower(words), '\s+') AS w(word) "
                "WHERE strpos(lower(searchable), w.word) = 0); END",
                "Whether a text holds every one of some words, or parts of words, in any order and letter case",
            ),
        )
    ),
)
"""In the order in which they are made."""
