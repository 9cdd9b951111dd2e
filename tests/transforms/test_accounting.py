"""Every delivered row is accounted for, or the run stops."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contracts.errors import SumsDisagree
from transforms.accounting import Counts

SOUND = Counts(
    delivered=10, accepted=8, rejected=2, new=2, corrected=1, returned=1, retracted=1, unchanged=3, absent=4, left_out=5
)


def test_sound_counts_pass() -> None:
    assert SOUND.check() is SOUND


@pytest.mark.parametrize(
    "name", ["delivered", "accepted", "rejected", "new", "corrected", "returned", "retracted", "unchanged"]
)
@pytest.mark.parametrize("by", [1, -1])
def test_one_row_too_many_or_too_few_stops_the_run(name: str, by: int) -> None:
    with pytest.raises(SumsDisagree) as caught:
        replace(SOUND, **{name: getattr(SOUND, name) + by}).check("a delivery")
    assert caught.value.where == "a delivery"
    assert caught.value.who == "concord"


@pytest.mark.parametrize("name", ["absent", "left_out"])
def test_what_is_no_delivered_row_is_in_no_sum(name: str) -> None:
    replace(SOUND, **{name: 99}).check()


def test_a_line_for_people_leaves_out_what_is_nought() -> None:
    assert Counts(delivered=1_200, accepted=1_200, unchanged=1_200, left_out=1).in_words() == (
        "1,200 delivered, 1,200 accepted, 1,200 unchanged, 1 left out"
    )
    assert Counts().in_words() == "no rows"


def test_counts_add_up_over_providers() -> None:
    assert (SOUND + SOUND).check().delivered == 20
