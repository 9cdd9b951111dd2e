"""Strings to canonical records: columns, dates, numbers, codes, identifiers, partners, personal data, defaults."""

from transforms.normalize.identifiers import source_keys
from transforms.normalize.records import Normalized, hidden_names, normalize_rows

__all__ = ["Normalized", "hidden_names", "normalize_rows", "source_keys"]
