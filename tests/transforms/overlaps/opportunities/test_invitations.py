"""What people answered on an invitation stays through every search."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from transforms.overlaps.invitations import PAIR, answered_pairs, apply_invitations
from transforms.overlaps.judgements import CONTENT, LOG, standing_judgements
from transforms.overlaps.matched import describe_work
from transforms.overlaps.opportunities import find_opportunities
from transforms.overlaps.settings import OverlapSettings

TODAY = date(2026, 3, 4)
KEYS = ("a", "A1", "b", "B1")


def _opportunities(*keys: tuple[str, ...]) -> pd.DataFrame:
    rows = pd.DataFrame([dict(zip(PAIR, key, strict=True)) for key in keys], columns=list(PAIR)).astype("str")
    return rows.assign(evidence='{"gap_days":3}', score=0.5).astype({"evidence": "str"})


def _standing(*words: tuple[str, str], until: date | None = None, changed: str = "", today: date = TODAY) -> Any:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    rows = [(*KEYS, word, until, party, party, "", at, b"1", b"2") for party, word in words]
    log = pd.DataFrame(rows, columns=list(LOG))
    content = pd.DataFrame([("a", "A1", b"1", changed)] if changed else [], columns=list(CONTENT))
    return standing_judgements(log, content, today)


def _disposition(standing: pd.DataFrame) -> str:
    return str(apply_invitations(_opportunities(KEYS), standing)["disposition"].item())


def test_an_invitation_that_nobody_answered_is_new() -> None:
    found = apply_invitations(_opportunities(KEYS, ("a", "A1", "c", "C1")), _standing(("a", "declined")))
    assert found["disposition"].tolist() == ["declined", "new"]
    assert found["evidence"].tolist() == ['{"gap_days":3}'] * 2


def test_it_is_accepted_when_both_parties_accepted() -> None:
    assert _disposition(_standing(("a", "accepted"))) == "acknowledged"
    assert _disposition(_standing(("a", "accepted"), ("b", "accepted"))) == "accepted"


def test_a_declined_one_stays_declined_until_the_records_own_content_changed() -> None:
    assert _disposition(_standing(("b", "declined"), today=TODAY + timedelta(days=400))) == "declined"
    again = apply_invitations(_opportunities(KEYS), _standing(("b", "declined"), changed="title"))
    assert again["disposition"].tolist() == ["new"]
    assert json.loads(again["evidence"].item()) == {"gap_days": 3, "changed": ["title"]}


def test_a_snoozed_one_comes_back_after_its_last_day() -> None:
    last = TODAY + timedelta(days=7)
    assert _disposition(_standing(("a", "snoozed"), until=last, today=last)) == "snoozed"
    assert _disposition(_standing(("a", "snoozed"), until=last, today=last + timedelta(days=1))) == "new"


def test_a_judgement_whether_it_is_one_activity_answers_no_invitation() -> None:
    assert _disposition(_standing(("a", "different"))) == "new"


def test_nothing_offered_or_nothing_judged_is_no_trouble() -> None:
    assert apply_invitations(_opportunities(), _standing(("a", "declined"))).empty
    assert _disposition(_standing()) == "new"


def test_a_disposition_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="perhaps"):
        _disposition(_standing(("a", "declined")).assign(invitation="perhaps"))


A = {"provider_id": "a", "source_record_id": "A1", "title": "Cost modeling", "plan": "2026-04-10"}
B = {"provider_id": "b", "title": "Blended funds", "plan": "2026-04-10"}


def test_answered_invitations_stay_and_give_their_room_to_new_ones(make_records: Any) -> None:
    chosen = OverlapSettings(top=1)
    records = make_records(A, *({**B, "source_record_id": f"B{i}"} for i in (1, 2, 3)))
    work = describe_work(records, TODAY, chosen)
    answered = answered_pairs(_standing(("a", "declined")), records)
    assert answered.tolist() == [1]
    offered = find_opportunities(work, TODAY, chosen, answered=answered)
    assert offered.right.tolist() == [1, 2]
    joint = find_opportunities(work, TODAY, chosen, answered=answered, excluded=np.array([1]))
    assert joint.right.tolist() == [2]


def test_an_answered_invitation_ends_with_its_work(make_records: Any) -> None:
    over = {**B, "source_record_id": "B1", "plan": None, "actual_start": "2025-11-01", "actual_end": "2025-11-02"}
    records = make_records(A, over)
    work = describe_work(records, TODAY, OverlapSettings())
    answered = answered_pairs(_standing(("a", "accepted"), ("b", "accepted")), records)
    assert len(find_opportunities(work, TODAY, OverlapSettings(), answered=answered)) == 0


def test_an_answer_on_a_record_that_is_gone_is_left_out(make_records: Any) -> None:
    assert answered_pairs(_standing(("a", "declined")), make_records(A)).tolist() == []
