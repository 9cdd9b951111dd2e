"""The model as it weighs in one installation."""

from __future__ import annotations

import pandas as pd
import pytest

from bench.styles.labelled import Labelled
from bench.styles.slots_style import generate
from transforms.overlaps.matching import localising
from transforms.overlaps.matching.localising import Look, localise, look_at, weigh
from transforms.overlaps.matching.model import Model, shipped_model, to_json

Key = tuple[str, str]


@pytest.fixture(scope="module")
def labelled() -> Labelled:
    return generate(3_000, 5)


@pytest.fixture(scope="module")
def local(labelled: Labelled) -> Model:
    return localise(shipped_model(), labelled.records)


def _f1(model: Model, labelled: Labelled) -> float:
    shared = labelled.records
    look = look_at(model, shared)
    kept, _, score = weigh(look, model.first, model.final, model.first_least)
    event = labelled.event.to_numpy()
    found = score >= model.same_least
    same = event[look.left[kept][found]] == event[look.right[kept][found]]
    return 2 * int(same.sum()) / (int(found.sum()) + len(labelled.true_pairs()[0]))


def test_the_same_records_in_any_order_give_the_same_model(labelled: Labelled, local: Model) -> None:
    turned = labelled.records.iloc[::-1].reset_index(drop=True)
    assert to_json(localise(shipped_model(), turned)) == to_json(local)


def test_words_of_records_that_partners_may_not_see_never_enter(labelled: Labelled, local: Model) -> None:
    hidden = labelled.records.head(200).assign(
        sharing_level="provider_only", title="Confidential zebrafish request", provider_id="p99",
        source_record_id=[f"h{i}" for i in range(200)],
    )  # fmt: skip
    withdrawn = hidden.assign(sharing_level="partners", scope_class="program_specific", provider_id="p98")
    everything = pd.concat([labelled.records, hidden, withdrawn], ignore_index=True)
    assert to_json(localise(shipped_model(), everything)) == to_json(local)


def test_a_frozen_model_scores_two_reports_alike_whatever_else_is_stored(labelled: Labelled, local: Model) -> None:
    some = labelled.records.head(1_500)
    whole, part = look_at(local, labelled.records), look_at(local, some)
    size = len(labelled.records)
    first = dict(zip((whole.left * size + whole.right).tolist(), local.first.score(whole.bins).tolist(), strict=True))
    pairs = (part.left * size + part.right).tolist()
    assert [first[pair] for pair in pairs] == local.first.score(part.bins).tolist()


def test_an_installations_own_reports_teach_more_than_its_words(
    labelled: Labelled, local: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(localising, "LEAST_REPORTS", 10**9)
    words_only = localise(shipped_model(), labelled.records)
    assert _f1(local, labelled) > _f1(words_only, labelled)


def test_few_reports_change_no_weight() -> None:
    few = generate(200, 5).records
    local, shipped = localise(shipped_model(), few), shipped_model()
    assert (local.first, local.final, local.same_least) == (shipped.first, shipped.final, shipped.same_least)
    assert local.version != shipped.version


def _keyed(look: Look) -> tuple[set[Key], set[frozenset[Key]]]:
    """Keys of the reports, and of their pairs."""
    records = look.reports.work.records
    keys = list(zip(records["provider_id"], records["source_record_id"], strict=True))
    return set(keys), {frozenset((keys[a], keys[b])) for a, b in zip(look.left, look.right, strict=True)}


def test_an_installation_of_very_many_reports_learns_from_some_whole_places(
    labelled: Labelled, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports, pairs = _keyed(look_at(shipped_model(), labelled.records))
    monkeypatch.setattr(localising, "MOST_NEAR", 6_000)
    some, of_some = _keyed(look_at(shipped_model(), labelled.records))
    assert 50 < len(some) < len(reports) / 2
    assert len(of_some) > 50
    assert of_some == {pair for pair in pairs if pair <= some}
