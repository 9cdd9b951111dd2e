"""Versions of the warehouse's tables."""
