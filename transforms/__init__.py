"""Pure functions from delivered bytes to canonical records, overlaps and figures."""
