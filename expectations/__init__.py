"""Judging deliveries: Great Expectations suites for what arrived and for the canonical table, and the verdict."""
