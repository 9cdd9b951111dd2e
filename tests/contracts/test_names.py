"""What codes are called: every code has a definition, and an installation's own names are read or told wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from contracts.codes import CODE_LISTS
from contracts.definitions import DEFINITIONS
from contracts.errors import ContractWrong
from contracts.jurisdictions import JURISDICTIONS
from contracts.name_files import read_names
from contracts.names import CodeName, shipped_names


def named(names: list[CodeName], code: str) -> list[CodeName]:
    return [one for one in names if one.code == code]


def test_every_code_has_a_definition() -> None:
    lacking = {(name, code) for name, codes in CODE_LISTS.items() for code in codes} - {
        (name, code) for name, codes in DEFINITIONS.items() for code in codes
    }
    assert lacking == set()
    assert all(one.definition for one in shipped_names())
    assert {one.code for one in shipped_names() if one.list_name == "jurisdiction"} == set(JURISDICTIONS)


def test_a_jurisdiction_tells_its_kind_region_and_states() -> None:
    told = {one.code: (one.kind, one.acf_region, one.states) for one in shipped_names() if one.acf_region}
    assert told["OH"] == ("state", 5, None)
    assert told["PW"] == ("territory", 9, None)
    assert told["TR-navajo"] == ("tribe", 11, ("AZ", "NM", "UT"))


def test_an_installation_adds_tribes_and_names_with_their_days(tmp_path: Path) -> None:
    (tmp_path / "jurisdictions.csv").write_text(
        "code,name,states,valid_from,valid_to\n"
        "TR-hopi,Hopi Tribe,AZ,,\n"
        'TR-navajo,"Navajo Tribe, the",,,1969-04-14\n'
        "TR-navajo,Navajo Nation,,1969-04-15,\n"
    )
    (tmp_path / "sponsor_offices.csv").write_text("code,name,valid_from,valid_to\nACF/OCC,Office of Child Care,,\n")
    names = read_names(tmp_path)
    [hopi] = named(names, "TR-hopi")
    assert (hopi.kind, hopi.states, hopi.position) == ("tribe", ("AZ",), len(JURISDICTIONS))
    spans = [(one.label, one.valid_from, one.valid_to, one.states) for one in named(names, "TR-navajo")]
    assert spans == [
        ("Navajo Tribe, the", None, date(1969, 4, 14), ("AZ", "NM", "UT")),
        ("Navajo Nation", date(1969, 4, 15), None, ("AZ", "NM", "UT")),
    ]
    assert [one.label for one in named(names, "ACF/OCC")] == ["Office of Child Care"]
    assert len(names) == len(shipped_names()) + 2


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("TR-hopi,Hopi Tribe,,,", "states .* are missing"),
        ("TR-hopi,Hopi Tribe,AX,,", "'AX' is no state"),
        ("TR Hopi,Hopi Tribe,AZ,,", "is no jurisdiction"),
        ("OH,Ohio,OH,,", "only a tribe lies in states"),
        ("OH,,,,", "the name has 0 characters"),
        ("OH,Ohio,,1.3.2026,", "'1.3.2026' is no day"),
        ("OH,Ohio,,2026-03-02,2026-03-01", "is before"),
        ("OH,Ohio,,,\nOH,Buckeye,,2026-01-01,", ":3: OH is called 'Ohio' and 'Buckeye' on one day"),
        ("OH,Ohio", "a row has 5 cells"),
        ("OH,Ohio,,,,", "a row has 5 cells"),
    ],
)
def test_a_wrong_row_is_told_with_its_line(tmp_path: Path, row: str, told: str) -> None:
    (tmp_path / "jurisdictions.csv").write_text(f"code,name,states,valid_from,valid_to\n{row}\n")
    with pytest.raises(ContractWrong, match=told) as caught:
        read_names(tmp_path)
    assert "jurisdictions.csv:" in str(caught.value)


def test_a_wrong_header_or_office_is_told(tmp_path: Path) -> None:
    offices = tmp_path / "sponsor_offices.csv"
    offices.write_text("code,name\n")
    with pytest.raises(ContractWrong, match="write code,name,valid_from,valid_to"):
        read_names(tmp_path)
    offices.write_text("code,name,valid_from,valid_to\nACF/OCX,Other,,\n")
    with pytest.raises(ContractWrong, match="did you mean ACF/OCC"):
        read_names(tmp_path)
    offices.write_bytes(b"\xff\xfe")
    with pytest.raises(ContractWrong, match="not UTF-8"):
        read_names(tmp_path)
