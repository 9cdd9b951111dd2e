"""The jurisdictions: 50 states, the District of Columbia, territories and freely associated states, and tribes.

The 59 codes are those of the Title V program; tribes are jurisdictions of their own and come as data
(`jurisdictions.csv` in an installation's providers folder adds more). Regions are those of the Administration for
Children and Families; regions XI (American Indian and Alaska Native) and XII (migrant and seasonal) hold no states.
"""

from __future__ import annotations

from dataclasses import dataclass

STATES: dict[str, str] = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky",
    "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire",
    "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota",
    "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island",
    "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont",
    "VA": "Virginia", "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
}  # fmt: skip

TERRITORIES: dict[str, str] = {
    "PR": "Puerto Rico", "VI": "U.S. Virgin Islands", "GU": "Guam", "AS": "American Samoa",
    "MP": "Northern Mariana Islands", "FM": "Federated States of Micronesia", "MH": "Marshall Islands", "PW": "Palau",
}  # fmt: skip


@dataclass(frozen=True)
class Tribe:
    """A tribe as a jurisdiction of its own, with the states that its lands lie in."""

    name: str
    states: tuple[str, ...]


TRIBES: dict[str, Tribe] = {
    "TR-navajo": Tribe("Navajo Nation", ("AZ", "NM", "UT")),
    "TR-cherokee": Tribe("Cherokee Nation", ("OK",)),
    "TR-choctaw": Tribe("Choctaw Nation of Oklahoma", ("OK",)),
    "TR-oglala-sioux": Tribe("Oglala Sioux Tribe", ("SD",)),
    "TR-red-lake": Tribe("Red Lake Nation", ("MN",)),
    "TR-white-earth": Tribe("White Earth Nation", ("MN",)),
    "TR-confederated-salish-kootenai": Tribe("Confederated Salish and Kootenai Tribes", ("MT",)),
    "TR-yakama": Tribe("Confederated Tribes and Bands of the Yakama Nation", ("WA",)),
    "TR-gila-river": Tribe("Gila River Indian Community", ("AZ",)),
    "TR-eastern-band-cherokee": Tribe("Eastern Band of Cherokee Indians", ("NC",)),
}

JURISDICTIONS: dict[str, str] = {**STATES, **TERRITORIES, **{code: tribe.name for code, tribe in TRIBES.items()}}

# Source: Administration for Children and Families, regional offices.
REGIONS: dict[int, tuple[str, ...]] = {
    1: ("CT", "MA", "ME", "NH", "RI", "VT"),
    2: ("NJ", "NY", "PR", "VI"),
    3: ("DC", "DE", "MD", "PA", "VA", "WV"),
    4: ("AL", "FL", "GA", "KY", "MS", "NC", "SC", "TN"),
    5: ("IL", "IN", "MI", "MN", "OH", "WI"),
    6: ("AR", "LA", "NM", "OK", "TX"),
    7: ("IA", "KS", "MO", "NE"),
    8: ("CO", "MT", "ND", "SD", "UT", "WY"),
    9: ("AS", "AZ", "CA", "FM", "GU", "HI", "MH", "MP", "NV", "PW"),
    10: ("AK", "ID", "OR", "WA"),
    11: (),
    12: (),
}


def is_tribe(code: str) -> bool:
    """Whether a jurisdiction code names a tribe."""
    return code.startswith("TR-")


def names_to_codes() -> dict[str, str]:
    """Upper-case names and codes of all jurisdictions to their code, for reading what providers write.

    Names without "tribe" words are not shortened or guessed: what is not here goes to the queue.
    """
    by_name = {name.upper(): code for code, name in JURISDICTIONS.items()}
    by_name |= {code.upper(): code for code in JURISDICTIONS}
    by_name |= {
        "WASHINGTON, D.C.": "DC",
        "WASHINGTON DC": "DC",
        "VIRGIN ISLANDS": "VI",
        "COMMONWEALTH OF THE NORTHERN MARIANA ISLANDS": "MP",
        "REPUBLIC OF THE MARSHALL ISLANDS": "MH",
        "REPUBLIC OF PALAU": "PW",
        "MICRONESIA": "FM",
    }
    return by_name
