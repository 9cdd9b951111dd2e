"""The peers: a rule that a careful person would write, and Splink, set up to win.

Splink reads the same words as Concord (titles without stop words), the same days with what their precision leaves open,
and the same places; it learns by expectation maximisation, without labels.
"""

from __future__ import annotations

import logging
import time
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.blocking_rule_library import CustomRule

from bench.overlap_concord import ONE_A_PROVIDER, Answer, describe
from bench.overlap_series import Words
from contracts.fields import MULTI
from transforms.overlaps.coding import Integers
from transforms.overlaps.matching.clusters import cluster_pairs
from transforms.overlaps.sweep import meeting_pairs
from transforms.overlaps.windows import NO_DAY
from transforms.titles import title_key

HAND_DAYS, HAND_SHARE = 7, 0.6
WINDOW = 35
"""Days within which Splink's first rule finds every pair, as Concord does."""
RARE = 0.01
"""Share of titles up to which a word is rare."""
MEMORY, THREADS = "3GB", 2
KEPT = 0.01
"""Probability below which Splink's pairs are not kept: no figure reads them."""
OWN_CLUSTERS = "its own clustering"


def match_by_hand(records: pd.DataFrame) -> Answer:
    """The same state, first days within HAND_DAYS, at least HAND_SHARE of the titles' words shared."""
    work, words = describe(records), Words(records["title"])
    dated = np.flatnonzero(work.windows.first != NO_DAY)
    at, place, _ = work.places.of_records(dated)
    record, size, codes = dated[at], len(work), [np.zeros(0, dtype=np.int64)]
    order = np.lexsort((work.windows.first[record], place))
    record, place = record[order], place[order]
    first = work.windows.first[record]
    for one, other in meeting_pairs(place, first, first + HAND_DAYS):
        a, b = np.minimum(record[one], record[other]), np.maximum(record[one], record[other])
        alike = (work.provider[a] != work.provider[b]) & (words.share(a, b) >= HAND_SHARE)
        codes.append(a[alike] * size + b[alike])
    code = np.unique(np.concatenate(codes))
    left, right = code // size, code % size
    share = words.share(left, right)
    percent = np.rint(share * 100).astype(np.int64)
    grown = cluster_pairs(left, right, percent, work.provider, least=60, least_across=30)
    return Answer(left, right, share, HAND_SHARE, {ONE_A_PROVIDER: list(grown.values())})


def cluster_one_a_provider(answer: Answer, threshold: float, provider: Integers) -> list[list[int]]:
    """Concord's clustering over another matcher's probabilities."""
    sure = np.clip(answer.probability, 1e-9, 1 - 1e-9)
    score = np.rint(100 * np.log(sure / (1 - sure))).astype(np.int64)
    cut = min(max(threshold, 1e-9), 1 - 1e-9)
    least = int(np.floor(100 * np.log(cut / (1 - cut))))
    found = cluster_pairs(answer.left, answer.right, score, provider, least=least, least_across=least - 100)
    return list(found.values())


def splink_table(records: pd.DataFrame) -> pd.DataFrame:
    """One row a report as Splink reads it: texts, days since 1970, and lists of words and codes."""
    work = describe(records)
    owner, place, _ = work.places.of_records(np.arange(len(work)))
    names = np.array([*work.places.names, ""], dtype=object)[place]
    places = pd.Series(names).groupby(owner).agg(list).reindex(range(len(work)))
    first = pd.Series(work.windows.first).where(work.windows.first != NO_DAY).astype("Int64")
    latest = pd.Series(work.windows.first_latest).where(first.notna()).astype("Int64")
    words = title_key(records["title"]).str.split()
    common = words.explode().value_counts()
    rare = set(common[common <= max(RARE * len(records), 3)].index)
    table = pd.DataFrame({"unique_id": np.arange(len(records)), "provider_id": records["provider_id"].to_numpy()})
    table = table.assign(
        title=title_key(records["title"]).replace("", None), title_words=words,
        rare_words=words.map(lambda found: [word for word in found if word in rare]),
        summary_words=_words(records["summary"]), recipient=_plain(records["recipient_name"]),
        recipient_words=_words(records["recipient_name"]), first_day=first, latest_day=latest,
        hours=records["event_hours"], participants=records["participants_total"], mode=records["delivery_mode"],
        ta_type=records["ta_type"], sectors=_codes(records["sector"]), elements=_codes(records["core_element"]),
        areas=_codes(records["service_area"]), people=_codes(records["population_focus"]), places=places,
        place=places.str.join(" "), month=first // 30,
    )  # fmt: skip
    table["longest_words"] = words.map(lambda found: " ".join(sorted(sorted(found, key=_by_length)[:2])) or None)
    both = zip(table["places"], first // WINDOW, latest // WINDOW, strict=True)
    table["place_windows"] = [_windows(*one) for one in both]
    return table


def _by_length(word: str) -> tuple[int, str]:
    return -len(word), word


def _windows(places: Any, first: Any, latest: Any) -> list[str]:
    """Two records of one place share one of these whenever their first days are within WINDOW."""
    if pd.isna(first) or not isinstance(places, list):
        return []
    return [f"{place} {window}" for place in places for window in range(int(first), int(latest) + 2)]


def _plain(texts: pd.Series) -> pd.Series:
    return title_key(texts).replace("", None)


def _words(texts: pd.Series) -> pd.Series:
    keys = title_key(texts)
    return keys.str.split().where(keys != "", None)


def _codes(cells: pd.Series) -> pd.Series:
    return cells.str.split(MULTI).where(cells.notna(), None)


def _levels(*conditions: str, missing: str) -> list[Any]:
    """Levels from the surest to the least, each an SQL condition; a pair with a missing side says nothing."""
    null = cll.CustomLevel(f"{missing}_l IS NULL OR {missing}_r IS NULL").configure(is_null_level=True)
    return [null, *(cll.CustomLevel(condition) for condition in conditions), cll.ElseLevel()]


def _share(name: str, least: float) -> str:
    shared = f"len(list_intersect({name}_l, {name}_r))"
    return f"{shared} >= {least} * (len({name}_l) + len({name}_r) - {shared})"


def _ratio(name: str, least: float) -> str:
    return f"least({name}_l, {name}_r) >= {least} * greatest({name}_l, {name}_r)"


def _sets(name: str) -> Any:
    """Codes: the same, all of one side on the other, some shared, none."""
    shared = f"len(list_intersect({name}_l, {name}_r))"
    return cl.CustomComparison(
        output_column_name=name,
        comparison_levels=_levels(
            f"{shared} = greatest(len({name}_l), len({name}_r))",
            f"{shared} = least(len({name}_l), len({name}_r))",
            f"{shared} > 0",
            missing=name,
        ),
    )


_GAP = "abs(first_day_l - first_day_r)"
_BETWEEN = "greatest(first_day_l - latest_day_r, first_day_r - latest_day_l, 0)"
_TO_THE_DAY = "first_day_l = latest_day_l AND first_day_r = latest_day_r"
_RARE = "len(list_intersect(rare_words_l, rare_words_r))"


def _title_levels() -> list[Any]:
    null, *told = _levels(
        f"{_share('title_words', 0.6)} AND {_RARE} >= 1", _share("title_words", 0.6), f"{_RARE} >= 2",
        f"{_share('title_words', 0.4)} OR jaro_winkler_similarity(title_l, title_r) >= 0.92",
        f"{_RARE} >= 1", _share("title_words", 0.2), missing="title",
    )  # fmt: skip
    exact = cll.ExactMatchLevel("title", term_frequency_adjustments=True)
    return [null, exact, *told]


def _recipient_levels() -> list[Any]:
    null, *told = _levels(
        _share("recipient_words", 0.5), "jaro_winkler_similarity(recipient_l, recipient_r) >= 0.9",
        _share("recipient_words", 0.2), missing="recipient",
    )  # fmt: skip
    return [null, cll.ExactMatchLevel("recipient", term_frequency_adjustments=True), *told]


def _day_levels() -> list[Any]:
    exact = [f"{_TO_THE_DAY} AND {_GAP} <= {days}" for days in (0, 1, 3, 7, 14)]
    return _levels(*exact, f"{_BETWEEN} = 0", f"{_BETWEEN} <= 35", missing="first_day")


def _named(name: str, levels: list[Any]) -> Any:
    return cl.CustomComparison(output_column_name=name, comparison_levels=levels)


DIFFERENT = "l.provider_id <> r.provider_id"
"""Work reported twice by one provider is not looked for."""


def splink_settings() -> SettingsCreator:
    """What is compared, and which pairs are."""
    told = [_share("summary_words", least) for least in (0.5, 0.3, 0.15)]
    hours = [_ratio("hours", least) for least in (1.0, 0.8, 0.5)]
    people = [_ratio("participants", least) for least in (1.0, 0.9, 0.7)]
    between = "greatest(l.first_day - r.latest_day, r.first_day - l.latest_day, 0)"
    near = f"{DIFFERENT} AND {between} <= {WINDOW}"
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            _named("title", _title_levels()),
            _named("summary", _levels(*told, missing="summary_words")),
            _named("first_day", _day_levels()),
            _named("hours", _levels(*hours, missing="hours")),
            _named("participants", _levels(*people, missing="participants")),
            _sets("sectors"), _sets("elements"), _sets("areas"), _sets("people"), _sets("places"),
            cl.ExactMatch("mode"), cl.ExactMatch("ta_type"),
            _named("recipient", _recipient_levels()),
        ],
        blocking_rules_to_generate_predictions=[
            CustomRule(f"l.place_windows = r.place_windows AND {near}", arrays_to_explode=["place_windows"]),
            CustomRule(f"l.longest_words = r.longest_words AND {near}"),
            CustomRule(f"l.title = r.title AND l.month = r.month AND {DIFFERENT}"),
        ],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )  # fmt: skip


TRAINED_ON = (("place", "month"), ("longest_words",), ("title",), ("recipient", "month"))
"""Pairs from which the weights are learnt: each set leaves out what it is chosen by, the others make up for it."""
SURE = (
    f"l.place = r.place AND l.first_day = r.first_day AND l.hours = r.hours AND {DIFFERENT}",
    f"l.title = r.title AND l.place = r.place AND l.first_day = r.first_day AND {DIFFERENT}",
)
SURE_RECALL = 0.3
"""Share of the true pairs that the sure rules are thought to find."""


def fit_splink(linker: Linker) -> None:
    """How many pairs are true, how often chance agrees, and then how often the truth does."""
    linker.training.estimate_probability_two_random_records_match([CustomRule(rule) for rule in SURE], SURE_RECALL)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for columns in TRAINED_ON:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*columns))


def match_with_splink(records: pd.DataFrame) -> Answer:
    """Splink's pairs at probability KEPT and above, with its threshold by default and its clustering at that."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    began = time.process_time()
    table, provider = splink_table(records), describe(records).provider
    with duckdb.connect(config={"memory_limit": MEMORY, "threads": THREADS}) as connection:
        api = DuckDBAPI(connection=connection)
        linker = Linker(api.register(table, dataset_display_name="reports"), splink_settings(), log_level="ERROR")
        fit_splink(linker)
        learnt = time.process_time()
        found = linker.inference.predict(threshold_match_probability=KEPT)
        pairs = found.as_duckdbpyrelation().df()
        ends = np.sort(pairs[["unique_id_l", "unique_id_r"]].to_numpy(np.int64), axis=1)
        answer = Answer(ends[:, 0], ends[:, 1], pairs["match_probability"].to_numpy(np.float64), 0.5, {})
        predicted = time.process_time()
        own = linker.clustering.cluster_pairwise_predictions_at_threshold(found, 0.5).as_duckdbpyrelation().df()
        groups = own.groupby("cluster_id")["unique_id"].agg(list)
        answer.clusters[OWN_CLUSTERS] = [members for members in groups if len(members) > 1]
    answer.clusters[ONE_A_PROVIDER] = cluster_one_a_provider(answer, 0.5, provider)
    answer.spent.update(learns=learnt - began, search=predicted - learnt, clusters=time.process_time() - predicted)
    return answer
