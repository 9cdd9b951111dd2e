"""publish's readers: the first sponsor report of each office."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from nights.settings import Settings


def list_reported_offices(settings: Settings) -> list[str]:
    return []


def write_sponsor_report(settings: Settings, office: str, night: date) -> Path:
    raise NotImplementedError
