"""The columns of the views on records, made from the dictionary."""

from __future__ import annotations

from contracts.fields import FIELDS, Field
from warehouse.fact_tables import FACT_VERSION
from warehouse.mart.view import unprobed

FACT_COLUMNS = tuple(column.name for column in FACT_VERSION.columns if column.name != "known_to_load")

NEVER_SHOWN = ("source_values",)
"""What a provider wrote stays with Concord and the provider."""

WORDS = ("award_number", "recipient_name", "topic")
"""Fields that name something and are neither free text nor a record's or a project's identifier."""


def text_shown(provider: str) -> str:
    """Condition: the reader may read the free text of a row of core.provider: cleared, its own, or as a steward."""
    return (
        f"({provider}.is_text_cleared OR (SELECT core.is_steward())"
        f" OR {provider}.of_provider = ANY ((SELECT core.reading('provider'))::text[]))"
    )


def shown_column(field: Field) -> str:
    """One canonical column of a view over record_version v and provider p; free text only where it may be read."""
    if field.is_free_text:
        return f"CASE WHEN {text_shown('p')} THEN v.{field.name} END AS {field.name}"
    if field.name in WORDS:
        return unprobed(f"v.{field.name}", "'{}'" if field.is_multiple else "''")
    return f"v.{field.name}"


def shown_columns() -> str:
    """All columns of a record that readers are given, with its origin."""
    canonical = [shown_column(field) for name, field in FIELDS.items() if name not in NEVER_SHOWN]
    origin = ["v.part", "v.sheet", "v.row_number", "v.change", "v.true_from", "v.known_from_load"]
    return ",\n    ".join(canonical + origin)


RECORD = f"""SELECT
    {shown_columns()}
FROM core.record_version v
JOIN core.provider p USING (provider_id)
WHERE BELIEVED(v) AND v.record_state <> 'retracted'"""  # noqa: S608  (made from the dictionary)

RECORD_FACT = f"""SELECT {", ".join(f"f.{name}" for name in FACT_COLUMNS)}
FROM core.fact_version f
WHERE BELIEVED(f) AND f.record_state <> 'retracted'"""  # noqa: S608  (made from the table)
