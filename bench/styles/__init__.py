"""Styles of made-up reports, unlike each other, on which the matcher is trained and judged."""

STYLES: dict[str, str] = {
    "prose": "bench.styles.prose_style",
    "ledger": "bench.styles.ledger_style",
    "calendar": "bench.styles.calendar_style",
    "dialects": "bench.styles.dialects_style",
    "slots": "bench.styles.slots_style",
}
"""Each style's module; every one has `generate(reports: int, seed: int) -> Labelled`."""
