"""What a provider reports of a piece of work: in its own words and precision, and no more than its format holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from contracts.codes import OUTCOME_DIMENSION
from contracts.contract import code_list
from contracts.fields import DATE_FIELDS, FIELDS, STATED_DEFAULTS
from demo.cast import PROVIDERS, Provider
from demo.dialects import code_for
from demo.draw import Draw
from demo.report import Codes, Report
from demo.work import Engagement, Participation, Work


@dataclass(frozen=True)
class Ledger:
    """What telling needs to know beside the work itself: own and partners' identifiers, and when it was written."""

    seed: int
    numbers: dict[tuple[str, str], str]
    written: dict[tuple[str, str], datetime]


def tell_report(work: Work, part: Participation, ledger: Ledger) -> Report:
    """The report that one participant makes of one engagement."""
    engagement, provider = work.engagement, PROVIDERS[part.provider]
    draw = Draw(ledger.seed, "tell", engagement.engagement_id, part.provider)
    key = (engagement.engagement_id, part.provider)
    parent = ledger.numbers.get((engagement.parent_id or "", part.provider))
    said: dict[str, Any] = {
        "provider_id": part.provider, "source_record_id": ledger.numbers[key], "source_revision": 1,
        "record_kind": engagement.kind, "parent_record_id": parent, "record_state": "active",
        "lifecycle_status": engagement.lifecycle, "scope_class": engagement.scope_class,
        "sharing_level": engagement.sharing_level, "sponsor_office": provider.offices, "program": provider.programs[:1],
        "award_number": provider.award or None, "source_updated_at": ledger.written[key],
        "joint_project_id": engagement.joint_project_id if part.declares == "project_id" else None,
        **_say_words(draw, engagement, part), **_say_dates(draw, engagement, part, provider),
        **_say_place(engagement), **_say_codes(engagement), **_say_amounts(draw, engagement),
        **_say_partners(draw, work, part, ledger), **_say_rest(draw, engagement, provider),
    }  # fmt: skip
    said = {name: _as_its_format_allows(provider, name, value) for name, value in said.items()}
    said |= {name: _in_list_order(name, value) for name, value in said.items() if FIELDS[name].kind == "codes"}
    said["geographic_scope"] = _reach_without_column(provider, said)
    return Report(engagement_id=engagement.engagement_id, first_night=part.first_night, **said)


def _in_list_order(name: str, codes: Codes) -> Codes:
    """A set of codes as records hold it: each once, in the order of the closed list."""
    order = list(code_list(name))
    return tuple(sorted(set(codes), key=order.index))


def _as_its_format_allows(provider: Provider, name: str, value: Any) -> Any:
    """The value as the provider's words can express it; what its contract or Concord states where it has no place."""
    if name == "provider_id" or name.endswith("_precision"):
        return value
    if not provider.carries(name):
        return _default(provider, name, value)
    if isinstance(value, tuple) and FIELDS[name].kind == "codes" and name != "jurisdiction":
        return tuple(dict.fromkeys(code_for(provider.slug, name, code) for code in value))
    if isinstance(value, str) and name in ("lifecycle_status", "ta_type", "intensity", "scope_class"):
        return code_for(provider.slug, name, value)
    return value


def _default(provider: Provider, name: str, value: Any) -> Any:
    if name == "sponsor_office":
        return provider.offices
    stated = provider.defaults.get(name, STATED_DEFAULTS.get(name))
    if name == "source_revision":
        return 1
    if isinstance(value, tuple):
        return (stated,) if stated else ()
    return stated


def _reach_without_column(provider: Provider, said: dict[str, Any]) -> str:
    if provider.carries("geographic_scope"):
        return str(said["geographic_scope"])
    return "multi_state" if len(said["jurisdiction"]) > 1 else "state"


def _say_words(draw: Draw, engagement: Engagement, part: Participation) -> dict[str, Any]:
    theme = engagement.theme
    title = theme.titles[part.wording].replace("{place}", engagement.place.name) + engagement.series
    prefix = {"request": "Request: ", "product": "Guide: ", "lesson": "Lesson learned: ", "expertise": "Expertise: "}
    closing = draw.pick((
        "Next steps were agreed with the state team.", "Participants asked for examples from other states.",
        "A follow-up call is set.", "Materials were shared afterwards.", "Families took part in the discussion.",
        "The team will meet again within the quarter.", "Notes went to all who took part.",
    ))  # fmt: skip
    summary = None if draw.happens(0.06) else f"{theme.deed}. {closing}"
    topics = theme.topics[: draw.number(1, 2)]
    return {"title": prefix.get(engagement.kind, "") + title, "summary": summary, "topic": topics}


def _say_dates(draw: Draw, engagement: Engagement, part: Participation, provider: Provider) -> dict[str, Any]:
    precision = "day" if engagement.kind in ("activity", "lesson") else provider.precision
    shift = timedelta(days=part.day_shift)
    start, end = engagement.start + shift, engagement.end + shift
    planned_start = planned_end = actual_start = actual_end = requested_on = None
    if engagement.kind == "request":
        requested_on = start
        planned_start = start + timedelta(days=45) if draw.happens(0.3) else None
    elif engagement.kind == "plan" or engagement.lifecycle in ("planned", "scheduled", "cancelled", "suspended"):
        planned_start, planned_end = start, end
    else:
        actual_start = start
        actual_end = end if engagement.lifecycle == "completed" else None
        planned_end = end if actual_end is None else None
        if draw.happens(0.3):
            planned_start = start - timedelta(days=draw.weighted({0: 6.0, 7: 2.0, 21: 1.0}))
    said: dict[str, Any] = {"requested_on": requested_on if provider.carries("requested_on") else None}
    for name, day in zip(DATE_FIELDS, (planned_start, planned_end, actual_start, actual_end), strict=True):
        said[name] = first_day(day, precision) if day else None
        said[f"{name}_precision"] = precision if day else None
    return said


def first_day(day: date, precision: str) -> date:
    """First day of the day, month or quarter that a day lies in."""
    if precision == "month":
        return day.replace(day=1)
    if precision == "quarter":
        return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)
    return day


def _say_place(engagement: Engagement) -> dict[str, Any]:
    place = engagement.place
    return {
        "geographic_scope": place.reach, "jurisdiction": place.jurisdictions, "acf_region": place.region,
        "recipient_type": engagement.recipient_types, "recipient_name": engagement.recipient_name or None,
    }  # fmt: skip


def _say_codes(engagement: Engagement) -> dict[str, Any]:
    theme = engagement.theme
    return {
        "sector": theme.sectors, "core_element": theme.elements, "service_area": theme.services,
        "population_focus": theme.populations, "intensity": engagement.intensity, "ta_type": engagement.ta_type,
        "delivery_mode": (engagement.mode,) if engagement.kind in ("activity", "engagement") else (),
    }  # fmt: skip


def _say_amounts(draw: Draw, engagement: Engagement) -> dict[str, Any]:
    delivered = engagement.lifecycle in ("completed", "in_progress") and engagement.kind in ("activity", "engagement")
    with_people = delivered and engagement.kind == "activity" and not draw.happens(0.15)
    off = draw.weighted({0: 7.0, 1: 1.0, -1: 1.0, 2: 1.0})
    virtual = max(0, engagement.virtual + off) if engagement.virtual else 0
    in_person = engagement.in_person if virtual else max(0, engagement.in_person + off)
    total: int | None = in_person + virtual if with_people else None
    provider_hours = round(engagement.hours * draw.number(2, 6) / 2, 1) if delivered and draw.happens(0.8) else None
    return {
        "planned_hours": engagement.hours if not delivered and engagement.kind in ("activity", "plan") else None,
        "event_hours": engagement.hours if delivered and not draw.happens(0.08) else None,
        "provider_hours": provider_hours, "participants_in_person": in_person if with_people else None,
        "participants_virtual": virtual if with_people else None, "participants_total": total,
    }  # fmt: skip


def _say_partners(draw: Draw, work: Work, part: Participation, ledger: Ledger) -> dict[str, Any]:
    others = [other for other in work.participations if other.provider != part.provider]
    names_them = part.declares == "partner_names" or (part.declares == "project_id" and draw.happens(0.5))
    refs: Codes = ()
    if part.declares == "project_id" and draw.happens(0.4):
        known = [ledger.numbers.get((other.engagement_id, other.provider)) for other in others]
        refs = tuple(ref for ref in known if ref)[:1]
    named = tuple((PROVIDERS[other.provider].name, other.role) for other in others)
    return {"partners": named if names_them else (), "partner_source_ref": refs}


def _say_rest(draw: Draw, engagement: Engagement, provider: Provider) -> dict[str, Any]:
    shared = engagement.scope_class in ("systems_building", "cross_sector")
    done = engagement.lifecycle == "completed"
    outcome = draw.pick(tuple(OUTCOME_DIMENSION))
    level = str(draw.number(2, 5)) if engagement.strand == "joint" else "0"
    return {
        "collaboration_level": level if draw.happens(0.7) else None,
        "open_to_collaboration": draw.pick(("yes", "yes", "no", "unknown")) if shared else "no",
        "recipient_strengths": "Strong ties between agencies and family groups" if draw.happens(0.35) else None,
        "peer_expert_used": draw.pick(("yes", "no", "unknown")),
        "outcome_dimension": (outcome,) if done else (),
        "outcome_note": "Agreements are in use" if done and draw.happens(0.3) else None,
    }
