"""replay: a night's deliveries ingested again from landing, without asking any source."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from contracts.contract_file import list_providers
from contracts.errors import ConcordError, UsageWrong
from nights.ingest import ingest_delivery
from nights.overlaps import find_night_overlaps
from nights.settings import Settings


def replay_night(settings: Settings, night: date) -> Iterator[str]:
    """Ingest again what landed for a night, provider by provider; yields a line on each.

    What is loaded already is left alone. What a provider's failure costs, the others do not pay.

    Raises:
        UsageWrong: nothing landed for that night.
    """
    from concord_sources.landing import receipts_of

    landed = {
        provider: [receipt for receipt in receipts_of(settings.landing, provider, night) if receipt.parts]
        for provider in list_providers(settings.providers)
    }
    if not any(landed.values()):
        raise UsageWrong(f"nothing landed for the night of {night}", where=settings.landing, mend="name another night")
    for provider, receipts in landed.items():
        for receipt in receipts:
            try:
                judged = ingest_delivery(settings, provider, receipt.path, night)
            except ConcordError as error:
                yield f"{provider}: {error}"
            else:
                yield f"{provider}: {judged.verdict.replace('_', ' ')}; {judged.message}"
    found = find_night_overlaps(settings, night)
    yield "overlaps: " + ", ".join(f"{n:,} {label}" for label, n in found.items())
