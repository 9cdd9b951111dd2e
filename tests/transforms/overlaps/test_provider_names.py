"""Names of providers hold from a day to a day, are known however they are typed, and are never guessed."""

from __future__ import annotations

from datetime import date

import pytest

from transforms.overlaps.provider_names import HeldName, build_directory
from transforms.overlaps.windows import NO_DAY, day_number

NAMES = {
    "home_visiting_center": "Home Visiting Resource Center", "child_care": "National Center on Child Care Systems",
    "health": "The Center for Health & Families (CHFam)",
}  # fmt: skip
DIRECTORY = build_directory(NAMES)
DAY = day_number(date(2026, 3, 4))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Home Visiting Resource Center", "home_visiting_center"),
        ("  HOME VISITING  resource center.", "home_visiting_center"),
        ("The Home Visiting Resource Center", "home_visiting_center"),
        ("home_visiting_center", "home_visiting_center"),
        ("HVRC", "home_visiting_center"),
        ("H.V.R.C.", "home_visiting_center"),
        ("Home Visiting Resource Center (HVRC)", "home_visiting_center"),
        ("HVRC (Home Visiting Resource Center)", "home_visiting_center"),
        ("NCCCS", "child_care"),
        ("NCOCCS", "child_care"),
        ("Center for Health and Families", "health"),
        ("CHFam", "health"),
        ("Home Visiting", None),
        ("Resource Center", None),
        ("", None),
        ("Home Visiting Resource Center / National Center on Child Care Systems", None),
        ("HVRC (NCCCS)", None),
    ],
)
def test_a_partner_is_known_by_name_slug_or_initials_and_not_by_parts(text: str, meant: str | None) -> None:
    assert DIRECTORY.resolve(text, DAY, DAY) == meant


def test_initials_of_two_providers_name_neither() -> None:
    directory = build_directory({"one": "Home Visiting Resource Center", "two": "Healthy Values Research Council"})
    assert directory.resolve("HVRC", DAY, DAY) is None
    assert directory.resolve("Healthy Values Research Council", DAY, DAY) == "two"


def test_initials_that_are_anothers_name_name_neither() -> None:
    directory = build_directory({"one": "Home Visiting Resource Center", "hvrc": "Rural Council"})
    assert directory.resolve("HVRC", DAY, DAY) is None


RENAMED = build_directory(
    {"one": "Early Years Hub", "two": "Family Hub"},
    held=[
        HeldName("one", "Family Center", until=date(2025, 6, 30)),
        HeldName("two", "Family Center", since=date(2025, 7, 1)),
        HeldName("one", "Old Hub", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)


@pytest.mark.parametrize(
    ("first", "last", "meant"),
    [
        (date(2025, 6, 30), date(2025, 6, 30), "one"),
        (date(2025, 7, 1), date(2025, 7, 1), "two"),
        (date(2025, 6, 1), date(2025, 6, 30), "one"),
        (date(2025, 4, 1), date(2025, 12, 31), None),
    ],
)
def test_a_name_means_whoever_held_it_on_the_day_of_the_work(first: date, last: date, meant: str | None) -> None:
    assert RENAMED.resolve("Family Center", day_number(first), day_number(last)) == meant


def test_undated_work_with_a_name_of_two_holders_names_neither() -> None:
    assert RENAMED.resolve("Family Center", int(NO_DAY), int(NO_DAY)) is None
    assert RENAMED.resolve("Old Hub", int(NO_DAY), int(NO_DAY)) == "one"


def test_a_name_is_unknown_before_and_after_it_held() -> None:
    assert RENAMED.resolve("Old Hub", *[day_number(date(2025, 1, 1))] * 2) is None
    assert RENAMED.resolve("Old Hub", *[day_number(date(2023, 12, 31))] * 2) is None
    assert RENAMED.resolve("Old Hub", *[day_number(date(2024, 12, 31))] * 2) == "one"
