"""The verdict on a delivery, and what becomes of its rows, night after night."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from contracts.errors import DeliveryEmpty
from expectations.verdict import Judged, refusal
from tests.expectations.conftest import build_contract, build_rows
from tests.expectations.memory import Nights, judged_rows, rules_of


def nights(**changes: Any) -> Nights:
    return Nights(build_contract(**changes))


def many(count: int, **of_first: str) -> pd.DataFrame:
    """So many good rows, the first with something different."""
    return build_rows(*[{"Report ID": f"R-{n}", **(of_first if n == 1 else {})} for n in range(1, count + 1)])


def changes_of(judged: Judged) -> dict[str, str]:
    """Key to change, of the records that get another version."""
    assert judged.changes is not None
    versions = judged.changes.versions
    return dict(zip(versions["source_record_id"], versions["change"], strict=True))


def test_rows_that_were_seen_before_are_not_judged_again() -> None:
    center = nights()
    first = center.deliver(many(10))
    second = center.deliver(many(10, Title="Another workshop"))
    assert judged_rows(first, "canonical_rows") == 10
    assert judged_rows(second, "canonical_rows") == 1
    assert changes_of(second) == {"R-1": "corrected"}
    assert second.counts.unchanged == 9


def test_rules_across_rows_are_always_asked_of_all_rows() -> None:
    center = nights()
    center.deliver(many(10))
    again = pd.concat([many(10), build_rows({"Report ID": "R-1", "Title": "Another workshop"})])
    judged = center.deliver(again)
    assert judged_rows(judged, "across_rows") == 11
    assert judged.counts.rejected == 2, "nothing tells which of the two is newer, though one was seen before"
    assert "R-1" in center.standing(), "the last good version stands"


def test_a_row_that_was_rejected_keeps_its_reasons_without_being_judged_again() -> None:
    center = nights()
    bad = many(10, **{"End Date": "02/01/2026"})
    first, second = center.deliver(bad), center.deliver(bad)
    assert second.verdict == "unchanged"
    assert judged_rows(second, "canonical_rows") == 0
    assert second.counts.rejected == 1
    told = [judged.findings[judged.findings["severity"].eq("reject")] for judged in (first, second)]
    assert told[0]["message"].tolist() == told[1]["message"].tolist()
    assert told[1]["row"].tolist() == [2]


def test_a_delivery_that_says_nothing_new_is_unchanged_whatever_the_order_of_its_rows() -> None:
    center = nights()
    center.deliver(many(10))
    judged = center.deliver(many(10)[::-1])
    assert (judged.verdict, judged.counts.unchanged) == ("unchanged", 10)


def test_under_a_changed_contract_every_row_is_judged_again_and_the_change_is_ours() -> None:
    center = nights()
    center.deliver(many(10))
    center.contract = build_contract(defaults={"scope_class": "cross_sector", "sharing_level": "partners"})
    judged = center.deliver(many(10), is_reread=True)
    assert judged_rows(judged, "canonical_rows") == 10
    assert judged.changes is not None
    assert set(judged.changes.versions["cause"]) == {"rules"}
    assert set(changes_of(judged).values()) == {"corrected"}


def test_a_contract_that_changes_nothing_of_a_record_gives_it_no_new_version() -> None:
    center = nights()
    center.deliver(many(10))
    center.contract = build_contract(contact="other@tiny.example")
    judged = center.deliver(many(10), is_reread=True)
    assert judged.changes is not None
    assert judged.changes.versions.empty
    assert judged.counts.unchanged == 10
    assert len(judged.changes.touched) == 10, "what need not be judged tomorrow"
    assert center.deliver(many(10)).verdict == "unchanged"


def test_a_row_that_a_changed_contract_makes_readable_is_no_longer_rejected() -> None:
    center = nights()
    assert center.deliver(many(10, Status="all done")).counts.rejected == 1
    center.contract = build_contract(codes={"lifecycle_status": {"all done": "completed"}})
    judged = center.deliver(many(10, Status="all done"))
    assert judged.counts.rejected == 0
    assert changes_of(judged) == {"R-1": "new"}


def test_a_provider_changes_a_record_by_other_bytes() -> None:
    center = nights()
    center.deliver(many(10))
    judged = center.deliver(many(10, Title="Another workshop"))
    assert judged.changes is not None
    assert judged.changes.versions["cause"].tolist() == ["provider"]


def test_up_to_a_twentieth_of_the_records_may_go_by_absence() -> None:
    center = nights()
    center.deliver(many(20))
    judged = center.deliver(many(20)[1:])
    assert judged.verdict == "accepted"
    assert (judged.counts.absent, judged.counts.unchanged) == (1, 19)
    assert center.standing() == {f"R-{n}" for n in range(2, 21)}


def test_more_than_a_twentieth_waits_for_a_person() -> None:
    center = nights()
    center.deliver(many(20))
    judged = center.deliver(many(20)[2:])
    assert (judged.verdict, rules_of(judged)) == ("held", ["too_many_absent"])
    assert "2 of 20 records" in judged.message
    assert "concord accept tiny" in judged.reasons[0].mend
    assert len(center.standing()) == 20, "the last good one stands"


def test_a_person_accepts_what_would_be_held() -> None:
    center = nights()
    center.deliver(many(20))
    judged = center.deliver(many(20)[2:], accepted_by_person=True)
    assert (judged.verdict, judged.counts.absent) == ("accepted", 2)


def test_nothing_is_withdrawn_while_a_row_has_no_readable_key() -> None:
    """It may be any of the records that seem to be missing."""
    center = nights()
    center.deliver(many(20))
    rows = many(20)
    rows.loc[0, "Report ID"] = ""
    judged = center.deliver(rows)
    assert (judged.verdict, judged.counts.absent, judged.counts.rejected) == ("partly_accepted", 0, 1)
    assert len(center.standing()) == 20


def test_absence_from_an_increment_means_nothing() -> None:
    center = nights(delivery="incremental")
    center.deliver(many(20))
    judged = center.deliver(many(1, Title="Another workshop"))
    assert (judged.verdict, judged.counts.absent, judged.counts.corrected) == ("accepted", 0, 1)


def test_what_lies_outside_the_period_of_a_delivery_is_not_withdrawn_by_it() -> None:
    center = nights(delivery="full_for_period", period={"field": "actual_start", "covers": "month"})
    old = {"Start Date": "02/01/2026", "End Date": "02/01/2026"}
    center.deliver(pd.concat([many(20), build_rows({"Report ID": "OLD", **old})]))
    judged = center.deliver(many(20))
    assert (judged.verdict, judged.counts.absent) == ("unchanged", 0)
    assert "OLD" in center.standing()


def test_an_absent_record_that_comes_again_has_returned() -> None:
    center = nights()
    for rows in (many(20), many(20)[1:]):
        center.deliver(rows)
    judged = center.deliver(many(20))
    assert changes_of(judged) == {"R-1": "returned"}


def test_a_record_is_retracted_by_its_row_and_may_return() -> None:
    center = nights(columns={**build_contract().model_dump()["columns"], "State of Report": {"to": "record_state"}})
    states = [many(20).assign(**{"State of Report": np.where(np.arange(20) == 0, state, "active")})
              for state in ("active", "retracted", "retracted", "active")]  # fmt: skip
    told = [center.deliver(rows) for rows in states]
    assert [judged.verdict for judged in told] == ["accepted", "accepted", "unchanged", "accepted"]
    assert [changes_of(judged).get("R-1") for judged in told] == ["new", "retracted", None, "returned"]
    assert told[2].counts.absent == 0


def test_a_promised_column_that_does_not_come_holds_the_delivery() -> None:
    center = nights()
    center.deliver(many(20))
    judged = center.deliver(many(20).rename(columns={"Hours": "Event Hours"}))
    assert (judged.verdict, rules_of(judged)) == ("held", ["header_changed"])
    assert "Hours" in judged.message
    assert "Event Hours came instead" in judged.message


def test_another_name_that_the_contract_knows_is_no_change() -> None:
    columns = build_contract().model_dump()["columns"]
    columns["Hours"]["also_named"] = ["Event Hours"]
    center = nights(columns=columns)
    center.deliver(many(20))
    judged = center.deliver(many(20).rename(columns={"Hours": "Event Hours"}))
    assert judged.verdict in ("accepted", "unchanged"), judged.message
    assert judged.counts.unchanged == 20


def test_a_column_that_nobody_promised_is_told_and_read_by_nobody() -> None:
    judged = nights().deliver(many(3).assign(Surprise="x"))
    assert judged.verdict == "accepted"
    assert "Surprise is neither mapped nor ignored" in judged.message


@pytest.mark.parametrize(("came", "verdict"), [(9, "refused"), (10, "held")])
def test_fewer_than_half_of_the_usual_rows_are_refused_and_half_waits(came: int, verdict: str) -> None:
    center = nights()
    center.deliver(many(20))
    judged = center.deliver(many(came))
    assert judged.verdict == verdict
    assert judged.counts.rejected == (came if verdict == "refused" else 0)
    assert len(center.standing()) == 20


def test_more_rows_than_promised_wait_for_a_person() -> None:
    judged = nights(volume={"most": 5}).deliver(many(6))
    assert (judged.verdict, rules_of(judged)) == ("held", ["volume_too_high"])
    assert judged.reasons[0].who == "concord"


def test_a_delivery_of_which_every_row_is_rejected_is_refused() -> None:
    center = nights()
    center.deliver(many(3))
    judged = center.deliver(many(3).assign(Title=""))
    assert judged.verdict == "refused"
    assert "no_row_usable" in rules_of(judged)
    assert len(center.standing()) == 3


def test_a_partly_accepted_delivery_says_all_errors_of_a_row() -> None:
    judged = nights().deliver(many(3, Title="", **{"End Date": "02/30/2026", "Hours": "-1"}))
    assert judged.verdict == "partly_accepted"
    rules = set(judged.findings.loc[judged.findings["severity"].eq("reject"), "rule"])
    assert rules == {"title_missing", "date_unread", "hours_out_of_range"}


def test_an_unreadable_delivery_is_refused_with_its_place() -> None:
    judged = refusal(DeliveryEmpty("it has no bytes", where="report.csv", mend="send it again"))
    assert (judged.verdict, judged.message) == ("refused", "report.csv: it has no bytes")
    assert judged.reasons[0].who == "provider"


def test_what_the_reader_found_odd_is_told() -> None:
    rows = many(3)
    rows.columns = ["Title" if name == "Contact" else name for name in rows.columns]
    judged = nights(personal=[]).deliver(rows)
    assert "column Title appears again" in judged.message
