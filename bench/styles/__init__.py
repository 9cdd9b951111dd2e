"""Styles of made-up reports, unlike each other, on which the matcher is trained and judged."""
