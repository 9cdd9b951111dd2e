"""The closed lists, and the places."""

from __future__ import annotations

import pickle

from contracts.codes import CODE_LISTS, CORE_ELEMENT, EXCLUDED_CORE_ELEMENTS, SECTOR
from contracts.errors import ConcordError, ContractBroken, SourceUnreachable
from contracts.fields import DELIVERABLE, FIELDS
from contracts.jurisdictions import JURISDICTIONS, REGIONS, STATES, TERRITORIES, TRIBES, names_to_codes


def test_seven_core_elements_and_six_sectors() -> None:
    assert (len(CORE_ELEMENT), len(SECTOR)) == (7, 6)
    assert not EXCLUDED_CORE_ELEMENTS & set(CORE_ELEMENT)


def test_fifty_nine_jurisdictions_and_tribes_of_their_own() -> None:
    assert len(STATES) + len(TERRITORIES) == 59
    assert all(code.startswith("TR-") for code in TRIBES)
    assert all(state in STATES for tribe in TRIBES.values() for state in tribe.states)


def test_every_state_and_territory_lies_in_one_region() -> None:
    placed = [code for codes in REGIONS.values() for code in codes]
    assert sorted(placed) == sorted([*STATES, *TERRITORIES])


def test_places_are_known_by_name_and_by_code() -> None:
    known = names_to_codes()
    assert known["OHIO"] == known["OH"] == "OH"
    assert {known[name] for name in ("FM", "MH", "PW")} == {"FM", "MH", "PW"}
    assert set(known.values()) == set(JURISDICTIONS)


def test_every_coded_field_names_a_list_that_exists() -> None:
    for field in FIELDS.values():
        if field.kind in ("code", "codes"):
            assert field.code_list == "jurisdiction" or field.code_list in CODE_LISTS, field.name


def test_no_provider_delivers_what_concord_derives() -> None:
    assert not {name for name in DELIVERABLE if FIELDS[name].is_derived}
    assert "provider_id" not in DELIVERABLE


def test_errors_survive_the_way_between_processes() -> None:
    error = SourceUnreachable("away", where="host", mend="wait")
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.where, again.mend, str(again)) == (SourceUnreachable, "host", "wait", str(error))


def test_every_error_says_who_must_act_and_has_an_exit_code() -> None:
    def tree(kind: type[ConcordError]) -> list[type[ConcordError]]:
        return [kind, *(leaf for child in kind.__subclasses__() for leaf in tree(child))]

    for kind in tree(ConcordError):
        assert kind.who in ("provider", "concord", "wait", "reader")
        assert kind.exit_code > 0
    assert ContractBroken.who == "provider"
    assert not ContractBroken.retry
