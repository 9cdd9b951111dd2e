"""Names of providers come from the contract that was last put into use."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from transforms.overlaps.provider_names import HeldName
from warehouse.held_names import held_names
from warehouse.providers import register_contract


def test_other_names_are_those_of_the_contract_last_put_into_use(story: Any) -> None:
    told = story
    assert held_names(told.connection) == ()
    for night, names in enumerate(({"name": "Old Hub"}, {"name": "Family Center", "until": date(2025, 6, 30)}), 1):
        contract = told.contract().model_dump() | {"also_known_as": [names]}
        register_contract(
            told.connection, type(told.contract()).model_validate(contract), at=told.received_at + timedelta(days=night)
        )
    assert held_names(told.connection) == (HeldName("small_center", "Family Center", None, date(2025, 6, 30)),)
