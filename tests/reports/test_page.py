"""The page: safe, the same every time, and readable without seeing it."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from contracts.jurisdictions import STATES, TERRITORIES
from reports.coverage import TILES
from reports.page import render_sponsor_report, sponsor_file_name, write_page
from reports.sponsor import collect_sponsor_report

PLAN = {"record_kind": "plan", "lifecycle_status": "planned", "actual_start": None, "planned_start": "2026-04-01",
        "planned_start_precision": "day"}  # fmt: skip
REQUEST = {
    "record_kind": "request",
    "lifecycle_status": "requested",
    "actual_start": None,
    "requested_on": "2026-01-02",
}


def _parse(text: str) -> Any:
    return html.document_fromstring(text)


@pytest.fixture(scope="module")
def full(inputs: Any, pair: Any) -> str:
    records = [{}, {"provider_id": "b", "sponsor_office": "CDC"}, PLAN, REQUEST, {"provider_id": "b", **PLAN},
               {"jurisdiction": "OH\x1fMI"}, {"provider_id": "c"}]  # fmt: skip
    pairs = [pair("a0", "b1"), pair("a2", "b4", "coordination_opportunity"), pair("a5", "c6", "same_activity")]
    return render_sponsor_report(collect_sponsor_report(inputs(records, pairs, c={"tries": 2})))


@pytest.fixture(scope="module")
def empty(inputs: Any) -> str:
    return render_sponsor_report(collect_sponsor_report(inputs([], slugs="")))


@pytest.fixture(params=["full", "empty"])
def page(request: pytest.FixtureRequest) -> Any:
    return _parse(request.getfixturevalue(request.param))


def test_markup_in_free_text_is_text(inputs: Any) -> None:
    evil = '<script>alert(1)</script>" onload="x'
    data = collect_sponsor_report(inputs([{**PLAN, "title": evil}], a={"provider_name": "A & <b>B</b>"}))
    document = _parse(render_sponsor_report(data))
    assert document.xpath("//script | //b[text()='B'] | //*[@onload]") == []
    assert evil in document.text_content()


def test_the_same_data_give_the_same_bytes(inputs: Any, pair: Any, full: str) -> None:
    pages = {render_sponsor_report(collect_sponsor_report(inputs([{}, PLAN], []))) for _ in range(3)}
    assert len(pages) == 1
    assert pages != {full}


def test_the_page_needs_nothing_beside_itself(page: Any) -> None:
    assert page.xpath("//link | //script | //img | //iframe | //*[@src]") == []
    assert [a.get("href") for a in page.xpath("//a") if not a.get("href").startswith("#")] == []
    assert "url(" not in page.xpath("string(//style)")
    assert "@import" not in page.xpath("string(//style)")


def test_headings_go_down_one_step_at_a_time_from_a_single_first(page: Any) -> None:
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_language_title_landmarks_and_a_way_past_the_navigation(page: Any) -> None:
    assert page.get("lang") == "en-US"
    assert page.xpath("string(//title)").startswith("Sponsor report, ACF/OHS")
    assert page.xpath("count(//main) = 1 and count(//header) = 1 and count(//nav) = 1 and count(//footer) = 1")
    first = page.xpath("(//a)[1]")[0]
    assert page.get_element_by_id(first.get("href")[1:]).tag == "main"


def test_every_link_within_the_page_leads_somewhere_and_no_id_is_given_twice(page: Any) -> None:
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.xpath("//a/@href")} <= set(ids)


def test_every_table_has_a_caption_and_headers_with_their_scope(page: Any) -> None:
    for table in page.xpath("//table"):
        assert table.xpath("caption[normalize-space()]")
        assert table.xpath("thead//th[@scope='col']")
        assert all(cell.get("scope") in ("row", "col") for cell in table.xpath(".//th"))
        widths = {len(row.xpath("th | td")) for row in table.xpath(".//tr")}
        assert len(widths) == 1


def test_colour_is_never_the_only_sign(full: str) -> None:
    page = _parse(full)
    assert all(badge.text_content().strip() for badge in page.xpath("//*[contains(@class,'badge')]"))
    assert all(len(tile.xpath("text")) == 2 for tile in page.xpath("//svg//g"))
    assert all(cell.text_content().strip() for cell in page.xpath("//table[contains(@class,'matrix')]//td"))


def test_the_map_has_every_jurisdiction_once_and_says_its_finding(full: str) -> None:
    codes = [code for line in TILES for code in line.split() if code != ".."]
    assert sorted(codes) == sorted({*STATES, *TERRITORIES})
    assert {len(line.split()) for line in TILES} == {12}
    picture = _parse(full).xpath("//svg")[0]
    assert picture.get("role") == "img"
    assert "Most activities were reported for Ohio (3)" in picture.xpath("string(desc)")


def test_summary_comes_first_and_says_the_sum(full: str) -> None:
    page = _parse(full)
    assert page.xpath("string(//main//h2[1])") == "In brief"
    text = " ".join(page.xpath("string(//p[@class='lead'])").split())
    assert text == "3 reported − 0 confirmed duplicates = 3 activities; 1 more is probable (2 to 3)."


def test_period_office_and_cutoff_stand_on_the_page(page: Any) -> None:
    head = " ".join(page.xpath("string(//header)").split())
    for said in (
        "Office of Head Start (ACF/OHS)",
        "October 1, 2025 to March 4, 2026",
        "Load 21, March 4, 2026, 06:12 UTC",
    ):
        assert said in head


def test_a_report_on_nothing_says_so(empty: str) -> None:
    text = " ".join(_parse(empty).text_content().split())
    for said in (
        "0 reported − 0 confirmed duplicates = 0 activities.", "No provider is registered yet.", "No joint work",
        "No opportunity waits", "No plan for the next 90 days", "No request is open",
        "Absence of reports is not absence of technical assistance", "No jurisdiction has a reported activity",
    ):  # fmt: skip
        assert said in text


def test_wide_tables_scroll_in_a_region_that_can_be_reached(page: Any) -> None:
    for region in page.xpath("//*[@class='scroll']"):
        assert (region.get("role"), region.get("tabindex")) == ("region", "0")
        assert region.get("aria-label")


def test_a_page_is_put_in_its_place_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "editions" / sponsor_file_name("ACF/OHS", "2026-03-04")
    assert file.name == "sponsor-acf-ohs-2026-03-04.html"
    write_page("first", file)
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        write_page("second", file)
    assert file.read_text() == "first"
    assert list(file.parent.iterdir()) == [file]


def test_no_colour_is_too_faint_to_read() -> None:
    css = (Path(__file__).parents[2] / "reports/templates/page.css").read_text()
    fills = dict(re.findall(r"\.(s\d) \{ fill: (#[0-9a-f]+);", css))
    dark = {name: "#1b1b1b" if name < "s3" else "#ffffff" for name in fills}
    assert len(fills) == 5
    assert all(_contrast(fill, dark[name]) >= 4.5 for name, fill in fills.items())


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] * (2 if len(colour) == 4 else 1) if len(colour) != 4 else "".join(2 * c for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
