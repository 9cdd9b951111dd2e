"""What holds in every style that is made from drafts: who tells of what, and what only looks alike."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from importlib import import_module

import pandas as pd
import pytest

from bench.styles import STYLES
from bench.styles.drafts import Drafts
from bench.styles.labelled import Labelled
from contracts.codes import CODE_LISTS
from contracts.fields import FIELDS, MULTI
from contracts.jurisdictions import JURISDICTIONS

REPORTS, SEED = 6_000, 5
NAMES = ("slots", "dialects", "calendar")


@dataclass(frozen=True)
class Made:
    """A style's reports, as drafts and as records."""

    name: str
    drafts: Drafts
    labelled: Labelled

    def tellers(self) -> dict[str, list[object]]:
        """Providers that tell of each event, once for each report."""
        tellers: dict[str, list[object]] = defaultdict(list)
        for event, row in zip(self.drafts.events, self.drafts.rows, strict=True):
            tellers[event].append(row["provider_id"])
        return tellers


@pytest.fixture(scope="module", params=NAMES)
def made(request: pytest.FixtureRequest) -> Made:
    module = import_module(STYLES[request.param])
    return Made(request.param, module.make_drafts(REPORTS, SEED), module.generate(REPORTS, SEED))


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_gives_the_same_reports_and_another_seed_others(name: str) -> None:
    module = import_module(STYLES[name])
    first, second, other = module.generate(400, 9), module.generate(400, 9), module.generate(400, 10)
    pd.testing.assert_frame_equal(first.records, second.records)
    pd.testing.assert_series_equal(first.event, second.event)
    assert not first.records["title"].equals(other.records["title"])


def test_as_many_reports_as_wanted_each_with_a_key_of_its_own(made: Made) -> None:
    assert len(made.labelled.records) == len(made.labelled.event) == REPORTS
    assert list(made.labelled.records.columns) == list(FIELDS)
    assert not made.labelled.records.duplicated(["provider_id", "source_record_id"]).any()


def test_a_true_pair_is_never_within_one_provider(made: Made) -> None:
    first, second = made.labelled.true_pairs()
    providers = made.labelled.records["provider_id"].to_numpy()
    assert len(first) > 100
    assert (providers[first] != providers[second]).all()


def test_a_joint_event_is_told_by_two_to_four_providers(made: Made) -> None:
    sizes = Counter(len(set(providers)) for providers in made.tellers().values())
    assert set(sizes) == {1, 2, 3, 4}
    assert 0.1 <= 1 - sizes[1] / sizes.total() <= 0.25


def test_about_one_report_in_a_hundred_is_a_repeat_by_the_same_provider(made: Made) -> None:
    repeats = sum(len(providers) - len(set(providers)) for providers in made.tellers().values())
    assert 0.003 <= repeats / REPORTS <= 0.02


def test_a_near_miss_is_never_the_same_event(made: Made) -> None:
    events = set(made.drafts.events)
    near = [(first, second) for first, second in made.drafts.near if {first, second} <= events]
    assert len(near) > 300
    assert all(first != second for first, second in near)


def test_what_hidden_order_or_key_could_tell_is_gone(made: Made) -> None:
    neighbours = (made.labelled.event == made.labelled.event.shift()).mean()
    assert neighbours < 0.005
    assert made.labelled.records["source_record_id"].str.fullmatch(r"R\d{6}").all()


def test_a_provider_says_days_or_months_or_quarters_and_keeps_to_it(made: Made) -> None:
    records = made.labelled.records
    for field in ("actual_start", "planned_start"):
        said = records[f"{field}_precision"]
        assert (said.groupby(records["provider_id"]).nunique() <= 1).all()
        assert (records.loc[said == "month", field].dt.day == 1).all()
        assert (records.loc[said == "quarter", field].dt.month % 3 == 1).all()
    assert (records["actual_start_precision"] == "day").mean() > 0.5


def test_every_code_is_of_its_closed_list(made: Made) -> None:
    for name, field in FIELDS.items():
        if field.kind in ("code", "codes") and field.code_list:
            known = set(JURISDICTIONS) if field.code_list == "jurisdiction" else set(CODE_LISTS[field.code_list])
            assert set(made.labelled.records[name].dropna().str.split(MULTI).explode()) <= known, name


def test_every_report_has_sector_element_and_a_day_and_ends_after_it_starts(made: Made) -> None:
    records = made.labelled.records
    assert records[["sector", "core_element", "title", "lifecycle_status"]].notna().all(axis=None)
    assert (records["actual_start"].notna() | records["planned_start"].notna()).all()
    for stem in ("actual", "planned"):
        ended = records[records[f"{stem}_end"].notna()]
        assert (ended[f"{stem}_end"] >= ended[f"{stem}_start"]).all()


def test_work_reaches_one_state_several_tribes_regions_and_the_nation(made: Made) -> None:
    scopes = made.labelled.records["geographic_scope"].value_counts(normalize=True)
    assert {"state", "territory", "tribal", "multi_state", "regional", "national"} <= set(scopes.index)
    placeless = made.labelled.records["jurisdiction"].isna()
    assert (placeless == made.labelled.records["geographic_scope"].isin(["regional", "national"])).all()


def test_nothing_declares_a_joint_project_or_a_partner(made: Made) -> None:
    assert made.labelled.records[["partners", "joint_project_id", "partner_source_ref"]].isna().all(axis=None)


def test_all_fifty_providers_report_over_a_year_and_a_half_or_more(made: Made) -> None:
    records = made.labelled.records
    days = records["actual_start"].fillna(records["planned_start"])
    assert records["provider_id"].nunique() == 50
    assert (days.max() - days.min()).days > 500
