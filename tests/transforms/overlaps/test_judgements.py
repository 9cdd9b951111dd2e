"""What people decided: how judgements bind, how long they hold, and where they contradict each other."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from contracts.errors import UsageWrong
from contracts.fields import MULTI
from transforms.overlaps.contradictions import contradictions
from transforms.overlaps.judgements import CONTENT, LOG, PAIR, party_of, standing_judgements

A, B, C = "alpha_center", "beta_center", "gamma_center"
TODAY = date(2026, 3, 10)
PAIR_AB = (A, "1", B, "1")


def log_of(*said: tuple[Any, ...]) -> pd.DataFrame:
    """A log; each judgement is (party or steward's name, judgement) and, where it matters, its pair and last day."""
    rows = []
    for order, (by, judgement, *more) in enumerate(said):
        pair = next((part for part in more if isinstance(part, tuple)), PAIR_AB)
        until = next((part for part in more if isinstance(part, date)), None)
        party = by if by in (pair[0], pair[2]) else ""
        when = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=order)
        rows.append((*pair, judgement, until, party, by, "they told us", when, b"a" * 16, b"b" * 16))
    return pd.DataFrame(rows, columns=list(LOG))


def changed(provider: str, record: str, *fields: str) -> tuple[str, str, bytes, str]:
    """A record that says something else than when it was judged."""
    return (provider, record, (b"a" if provider == A else b"b") * 16, MULTI.join(fields))


def stand(log: pd.DataFrame, *content: tuple[Any, ...], today: date = TODAY) -> pd.DataFrame:
    return standing_judgements(log, pd.DataFrame(list(content), columns=list(CONTENT)), today)


def verdict(*said: tuple[Any, ...]) -> str:
    return str(stand(log_of(*said))["verdict"].item())


def invitation(*said: tuple[Any, ...], today: date = TODAY) -> str:
    return str(stand(log_of(*said), today=today)["invitation"].item())


def test_nobody_judged_nothing_holds() -> None:
    assert stand(log_of()).empty
    assert list(PAIR) == list(stand(log_of()).columns[:4])


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ([(A, "same")], "proposed_same"),
        ([(B, "same")], "proposed_same"),
        ([(A, "same"), (A, "same")], "proposed_same"),
        ([(A, "same"), (B, "same")], "same"),
        ([(A, "same"), ("Ada", "same")], "same"),
        ([("Ada", "same")], "same"),
        ([(A, "same"), (B, "unsure")], "proposed_same"),
        ([(A, "unsure")], "unsure"),
        ([("Ada", "unsure")], "unsure"),
    ],
)
def test_a_same_of_one_party_is_proposed_until_the_other_or_a_steward_confirms(said: list[Any], holds: str) -> None:
    assert verdict(*said) == holds


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ([(A, "different")], "different"),
        ([(A, "same"), (B, "different")], "different"),
        ([(A, "different"), (B, "same")], "different"),
        ([(A, "different"), ("Ada", "same")], "same"),
        ([("Ada", "same"), (A, "different")], "same"),
        ([(A, "same"), (B, "same"), ("Ada", "different")], "different"),
        ([("Ada", "unsure"), (A, "different")], "different"),
    ],
)
def test_a_different_of_either_party_binds_and_a_stewards_word_decides(said: list[Any], holds: str) -> None:
    assert verdict(*said) == holds


def test_the_latest_word_of_a_party_counts() -> None:
    assert verdict((A, "different"), (A, "same")) == "proposed_same"
    assert verdict((A, "same"), (B, "same"), (A, "different")) == "different"
    assert verdict(("Ada", "different"), ("Grace", "same")) == "same", "stewards are one party"


def test_a_different_returns_only_when_a_records_own_content_changed_and_says_what() -> None:
    log = log_of((A, "different"))
    held = stand(log, (A, "1", b"a" * 16, ""))
    assert (held["verdict"].item(), held["changed"].item()) == ("different", False)
    other = stand(log, (A, "1", b"z" * 16, "title"))
    assert not other["changed"].item(), "what changed before it was judged was known"
    back = stand(log, changed(A, "1", "title", "event_hours"), changed(B, "1", "title"))
    assert back["changed"].item()
    assert back["changed_fields"].item() == "event_hours, title"


def test_a_different_said_anew_after_the_change_holds_again() -> None:
    log = log_of((A, "different"), (A, "different"))
    log.at[1, "content_hash_a"] = b"n" * 16
    standing = stand(log, changed(A, "1", "title"))
    assert (standing["verdict"].item(), standing["changed"].item()) == ("different", False)


def test_a_same_holds_whatever_changes() -> None:
    standing = stand(log_of(("Ada", "same")), changed(A, "1", "title"))
    assert (standing["verdict"].item(), standing["changed"].item()) == ("same", False)


def test_what_a_steward_overruled_does_not_hold_again_when_the_stewards_word_lapses() -> None:
    log = log_of((A, "same"), (B, "same"), ("Ada", "different"))
    standing = stand(log, changed(A, "1", "title"))
    assert (standing["verdict"].item(), standing["changed"].item()) == ("different", True)


def test_a_pair_that_holds_as_different_is_not_loosened_by_an_older_answer() -> None:
    log = log_of((B, "declined"), (A, "different"))
    log.at[1, "content_hash_a"] = b"n" * 16
    standing = stand(log, changed(A, "1", "title"))
    assert (standing["verdict"].item(), standing["changed"].item()) == ("different", False)


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        ([(A, "acknowledged")], "acknowledged"),
        ([(A, "accepted")], "acknowledged"),
        ([(A, "accepted"), (B, "accepted")], "accepted"),
        ([(A, "accepted"), (B, "declined")], "declined"),
        ([(A, "declined"), (A, "accepted"), (B, "accepted")], "accepted"),
        ([("Ada", "accepted")], "accepted"),
        ([("Ada", "accepted"), (B, "declined")], "declined"),
        ([(A, "accepted"), (B, "accepted"), (B, "done")], "done"),
        ([(A, "same")], "new"),
    ],
)
def test_an_invitation_is_accepted_when_both_accept(said: list[Any], becomes: str) -> None:
    assert invitation(*said) == becomes


def test_each_partys_own_answer_is_kept() -> None:
    standing = stand(log_of((A, "accepted"), (B, "declined")))
    assert standing[["answer_a", "answer_b"]].iloc[0].tolist() == ["accepted", "declined"]


def test_a_declined_invitation_comes_back_when_content_changed() -> None:
    log = log_of((A, "declined"))
    assert stand(log)["invitation"].item() == "declined"
    back = stand(log, changed(B, "1", "planned_start"))
    assert back["invitation"].item() == "new"
    assert back["changed_fields"].item() == "planned_start"


def test_a_snooze_ends_after_its_last_day() -> None:
    until = date(2026, 3, 10)
    assert invitation((A, "snoozed", until), today=until) == "snoozed"
    assert invitation((A, "snoozed", until), today=until + timedelta(days=1)) == "new"


def test_two_parties_that_disagree_are_shown_until_a_steward_decides() -> None:
    found = contradictions(stand(log_of((A, "same"), (B, "different"))))
    assert found[list(PAIR)].iloc[0].tolist() == list(PAIR_AB)
    assert found["message"].item() == f"{A} says same, {B} says different: a steward must decide"
    assert contradictions(stand(log_of((A, "same"), (B, "different"), ("Ada", "different")))).empty
    later = contradictions(stand(log_of(("Ada", "same"), (B, "different"))))
    assert later["message"].item() == f"{B} says different, after Ada decided same"


def test_a_different_within_what_confirmed_judgements_tie_together_is_shown() -> None:
    bc, ac = (B, "1", C, "1"), (A, "1", C, "1")
    log = log_of(("Ada", "same"), ("Ada", "same", bc), ("Ada", "different", ac))
    found = contradictions(stand(log))
    assert found[list(PAIR)].iloc[0].tolist() == list(ac)
    assert "Ada says different" in found["message"].item()
    assert contradictions(stand(log_of(("Ada", "same"), (B, "same", bc), ("Ada", "different", ac)))).empty, "proposed"
    assert contradictions(stand(log, changed(A, "1", "title"))).empty, "the different holds no longer"


def test_two_reports_of_one_provider_tied_together_are_shown() -> None:
    found = contradictions(stand(log_of(("Ada", "same"), ("Ada", "same", (A, "2", B, "1")))))
    assert found[list(PAIR)].iloc[0].tolist() == [A, "1", A, "2"]


@pytest.mark.parametrize(
    ("by", "party"), [(A, A), (f"provider:{B}", B), (f" {A} ", A), ("Ada", ""), ("ada@partners.example", "")]
)
def test_a_provider_of_the_pair_judges_for_itself_and_anybody_else_as_a_steward(by: str, party: str) -> None:
    assert party_of(by, A, B, {A, B, C}) == party


@pytest.mark.parametrize("by", [C, f"provider:{C}", "provider:nobody"])
def test_a_provider_that_is_no_party_may_not_judge(by: str) -> None:
    with pytest.raises(UsageWrong, match="is no party of this pair"):
        party_of(by, A, B, {A, B, C})
