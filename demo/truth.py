"""The known truth behind the demo: what work there is, who took part, who reports what, and what overlaps.

Everything follows from one seed and the dates of the three nights; nothing is read from outside.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

import pandas as pd

from contracts.fields import MULTI
from demo.cast import PROVIDERS
from demo.draw import Draw
from demo.numbering import number_records, written_at
from demo.own_work import draw_own_work
from demo.pairing import list_pairs, tabulate_pairs
from demo.report import Report, tabulate_reports
from demo.shared_work import Planted, draw_joint_work, draw_near_misses, draw_opportunities, draw_same_activities
from demo.telling import Ledger, tell_report
from demo.work import Work

SEED = 20260302
NIGHTS = (date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4))

Nights = tuple[date, date, date]


@dataclass(frozen=True, eq=False)
class Truth:
    """The truth as objects and as frames.

    Attributes:
        works: engagements with their participations.
        told: every report that a provider makes, in the order of its identifiers.
        engagements: one row a real piece of work; key engagement_id.
        participations: one row a provider's part in an engagement.
        reports: one row a report by a provider, in canonical values, with engagement_id and first_night.
        pairs: one row a true or a deceptive pair of reports; label declared_joint, same_activity,
            coordination_opportunity or different. Opportunities are those that were planted: others may be true too.
    """

    seed: int
    nights: Nights
    works: tuple[Work, ...]
    told: tuple[Report, ...]
    engagements: pd.DataFrame
    participations: pd.DataFrame
    reports: pd.DataFrame
    pairs: pd.DataFrame


@lru_cache(maxsize=4)
def build_truth(seed: int = SEED, nights: Nights = NIGHTS) -> Truth:
    """The whole truth of the demo for a seed and the logical dates of its three nights."""
    works, planted = _draw_works(seed, nights[0])
    works = _put_off_some(seed, works)
    reported = [(work, part) for work in works for part in work.participations if part.reports]
    told_keys = [(work.engagement, part) for work, part in reported]
    written = {(e.engagement_id, p.provider): written_at(seed, (e, p), nights) for e, p in told_keys}
    ledger = Ledger(seed, number_records(told_keys, written), written)
    told = [tell_report(work, part, ledger) for work, part in reported]
    told.sort(key=lambda report: _place_in_line(report, written))
    return Truth(
        seed, nights, tuple(works), tuple(told), _tabulate_engagements(works), _tabulate_participations(works),
        tabulate_reports(told), tabulate_pairs(list_pairs(works, told, planted)),
    )  # fmt: skip


def _place_in_line(report: Report, written: dict[tuple[str, str], datetime]) -> tuple[int, int, datetime, str]:
    made = written[report.engagement_id, report.provider_id]
    return list(PROVIDERS).index(report.provider_id), report.first_night, made, report.engagement_id


def _draw_works(seed: int, today: date) -> tuple[list[Work], list[Planted]]:
    opportunities, planted = draw_opportunities(seed, today)
    near_misses, different = draw_near_misses(seed, today)
    works = [*draw_joint_work(seed, today), *draw_same_activities(seed, today), *opportunities, *near_misses]
    for provider in PROVIDERS.values():
        have = sum(part.reports for work in works for part in work.participations if part.provider == provider.slug)
        works += draw_own_work(seed, provider, provider.reports - have, today)
    return works, planted + different


def _put_off_some(seed: int, works: list[Work]) -> list[Work]:
    """Some reports come only on the second and third night: own work without sessions, and one event told twice."""
    put_off: dict[tuple[str, str], int] = {}
    for provider in PROVIDERS.values():
        free = _free_to_wait(works, provider.slug)
        chosen = Draw(seed, "later", provider.slug).sample(free, sum(provider.later))
        put_off |= {(key, provider.slug): 2 if turn < provider.later[0] else 3 for turn, key in enumerate(chosen)}
    put_off[_told_twice(works)] = 2
    return [
        replace(work, participations=tuple(
            replace(part, first_night=put_off.get((part.engagement_id, part.provider), 1))
            for part in work.participations
        ))
        for work in works
    ]  # fmt: skip


def _free_to_wait(works: list[Work], slug: str) -> list[str]:
    """Engagements of one provider alone that have no sessions or plans under them."""
    parents = {work.engagement.parent_id for work in works}
    return [
        work.engagement.engagement_id for work in works
        if work.engagement.strand == "solo" and work.participations[0].provider == slug
        and work.engagement.engagement_id not in parents and work.engagement.kind in ("activity", "plan", "request")
    ]  # fmt: skip


def _told_twice(works: list[Work]) -> tuple[str, str]:
    """An undeclared event that the first night knows from another provider, and the second from this one as well."""
    slug = "head_start_region"
    return next(
        (work.engagement.engagement_id, slug) for work in works
        if work.engagement.strand == "same" and slug in {part.provider for part in work.participations}
    )  # fmt: skip


def _tabulate_engagements(works: list[Work]) -> pd.DataFrame:
    rows = []
    for work in works:
        e = work.engagement
        rows.append({
            "engagement_id": e.engagement_id, "strand": e.strand, "declared": e.declared, "record_kind": e.kind,
            "parent_id": e.parent_id, "theme": e.theme.key, "title": e.theme.titles[0].replace("{place}", e.place.name),
            "core_element": MULTI.join(e.theme.elements), "sector": MULTI.join(e.theme.sectors),
            "scope_class": e.scope_class, "sharing_level": e.sharing_level, "geographic_scope": e.place.reach,
            "jurisdiction": MULTI.join(e.place.jurisdictions), "acf_region": e.place.region,
            "start_date": e.start, "end_date": e.end, "lifecycle_status": e.lifecycle, "event_hours": e.hours,
            "participants_total": e.in_person + e.virtual, "joint_project_id": e.joint_project_id,
            "participants": len(work.participations),
        })  # fmt: skip
    frame = pd.DataFrame(rows).rename(columns={"participants": "provider_count"})
    dates = {"start_date": "datetime64[s]", "end_date": "datetime64[s]", "acf_region": "Int64"}
    return frame.astype(dates)


def _tabulate_participations(works: list[Work]) -> pd.DataFrame:
    rows = [
        {"engagement_id": p.engagement_id, "provider_id": p.provider, "role": p.role, "is_reported": p.reports,
         "declares": p.declares, "day_shift_days": p.day_shift, "first_night": p.first_night}
        for work in works for p in work.participations
    ]  # fmt: skip
    return pd.DataFrame(rows)
