"""The thresholds of the overlap rules, each once, with what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

RULES_VERSION = "simple-1"
"""Changes whenever a rule or a default below does: stored overlaps name the version that found them."""

LABELS = ("declared_joint", "same_activity", "coordination_opportunity")
"""From the strongest to the weakest; a pair of records gets the strongest that holds."""

MATCHED_KINDS = ("request", "plan", "engagement", "activity")
"""Kinds of records that are work at a time and place."""

EVENT_KINDS = ("plan", "engagement", "activity")
"""Kinds of records that may be another report of the same activity."""

_EXPECTED_DAYS = MappingProxyType({"request": 90, "plan": 30, "engagement": 180, "activity": 1, "product": 180})


@dataclass(frozen=True)
class OverlapSettings:
    """What an installation may set.

    Attributes:
        expected_days: length of a window without an end, by kind of record; other kinds last a day.
        same_days: first days farther apart are not one activity, beyond what the dates' precision leaves open.
        joint_days: records tied by a reference or a name are one work only when their first days are this near.
        session_days: two sessions of one joint project farther apart than this are different sessions.
        most_in_project: a joint project id on more records than this is taken for a placeholder, and noted.
        near_days: windows this far apart still make an opportunity.
        past_days: an opportunity's windows both reach to at least this many days before today.
        top: opportunities kept for each provider and place.
        names: provider's slug to the name people know.
    """

    expected_days: Mapping[str, int] = field(default_factory=lambda: _EXPECTED_DAYS)
    same_days: int = 7
    joint_days: int = 31
    session_days: int = 31
    most_in_project: int = 200
    near_days: int = 30
    past_days: int = 30
    top: int = 10
    names: Mapping[str, str] = field(default_factory=dict)
