"""What people type into a field for an identifier when they have none; without pandas, since views are made of it."""

from __future__ import annotations

PLACEHOLDERS = frozenset({
    "", "0", "00", "000", "0000", "99", "999", "9999", "n a", "na", "nan", "nil", "no", "non", "none", "not applicable",
    "not known", "null", "other", "others", "pending", "project", "joint", "joint project", "see notes", "several",
    "same", "multiple", "tba", "tbc", "tbd", "to be decided", "to be determined", "to be assigned", "test",
    "unassigned", "unknown", "various", "x", "xx", "xxx", "y", "yes",
})  # fmt: skip
"""What people write into a field for an identifier when there is none; compared as `project_key` writes it."""
