"""The figures of the reports, each a function of records and overlaps."""
