"""JSON and JSON lines: paths, lists, numbers as written, and documents made to harm."""

from __future__ import annotations

import json

import pytest

from contracts.errors import DeliveryEmpty, DeliveryUnreadable
from contracts.fields import MULTI
from transforms.parse import Parsed, ReadOptions, parse_parts


def read(content: bytes | str, kind: str = "json", **options: object) -> Parsed:
    content = content.encode() if isinstance(content, str) else content
    return parse_parts([("report.json", content)], ReadOptions(kind=kind, **options))  # type: ignore[arg-type]


def records(parsed: Parsed) -> list[dict[str, str]]:
    return [{str(name): text for name, text in row.items()} for row in parsed.rows.to_dict("records")]


def test_nested_objects_become_dotted_paths() -> None:
    parsed = read('[{"id": 1, "org": {"name": "A", "at": {"state": "OH"}}}]')
    assert records(parsed) == [{"id": "1", "org.name": "A", "org.at.state": "OH"}]
    assert parsed.origin["row"].tolist() == [1]


def test_lists_are_joined_and_keep_their_places() -> None:
    parsed = read(
        '[{"t": ["a", null, "b"], "p": [{"n": "x", "r": "lead"}, {"n": "y"}], "e": [], "d": [[1.50, "q"], 2]}]'
    )
    assert records(parsed) == [
        {
            "t": MULTI.join(["a", "", "b"]),
            "p[].n": MULTI.join("xy"),
            "p[].r": f"lead{MULTI}",
            "e": "",
            "d": MULTI.join(['[1.50,"q"]', "2"]),
        }
    ]


def test_lists_within_lists_keep_their_text() -> None:
    parsed = read('[{"p": [{"n": "x", "tags": ["a", 1.0], "more": []}, {"n": "y", "tags": [{"k": null}]}]}]')
    assert records(parsed)[0]["p[].tags"] == MULTI.join(['["a",1.0]', '[{"k":null}]'])


def test_a_value_that_holds_the_joining_mark_stays_one_value() -> None:
    assert records(read('[{"t": ["a\\u001fb", "c"]}]')) == [{"t": MULTI.join(["a b", "c"])}]


def test_numbers_keep_their_written_form() -> None:
    parsed = read('[{"a": 1.10, "b": 12345678901234567890, "c": 1e5, "d": true, "e": false, "f": null, "g": "x"}]')
    assert [*records(parsed)[0].values()] == ["1.10", "12345678901234567890", "1e5", "true", "false", "", "x"]


def test_records_are_found_at_their_path() -> None:
    assert len(read('{"data": {"items": [{"a": 1}, {"a": 2}]}}', record_path="data.items").rows) == 2
    assert len(read('{"count": 1, "grants": [{"a": 1}]}').rows) == 1


@pytest.mark.parametrize(
    ("content", "path", "says"),
    [
        ('{"error": "unauthorized"}', "", "the keys error"),
        ('{"a": [1], "b": [2]}', "", "several lists: a, b"),
        ('{"data": {"rows": []}}', "data.items", "keys rows"),
        ('{"data": 5}', "data", "a single value"),
        ("7", "", "a single value"),
        ("<html><title>Login</title>", "", 'HTML page titled "Login"'),
    ],
)
def test_a_document_without_the_list_is_refused(content: str, path: str, says: str) -> None:
    with pytest.raises(DeliveryUnreadable, match=says):
        read(content, record_path=path)


def test_a_null_for_an_object_makes_no_column() -> None:
    parsed = read('[{"id": "1", "org": null, "p": []}, {"id": "2", "org": {"n": "A"}, "p": [{"q": "B"}]}]')
    assert list(parsed.rows.columns) == ["id", "org.n", "p[].q"]
    assert parsed.rows["org.n"].tolist() == ["", "A"]


def test_skipped_paths_are_not_read() -> None:
    parsed = read('[{"id": 1, "log": [{"deep": {"x": 1}}], "p": [{"n": 1, "secret": 2}]}]', skip=("log", "p.secret"))
    assert list(parsed.rows.columns) == ["id", "p[].n"]


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_nan_and_infinity_are_refused_with_their_place(constant: str) -> None:
    with pytest.raises(DeliveryUnreadable, match=rf"{constant} is no JSON value \(line 2, column 8\)"):
        read(f'[{{"a": "NaN \\" Infinity"}},\n {{"b": {constant}}}]')


def test_endless_depth_is_refused() -> None:
    for deep in ("[" * 10_000, '{"a":' * 10_000 + "1" + "}" * 10_000, "[" * 100_000 + "]" * 100_000):
        with pytest.raises(DeliveryUnreadable, match="nest deeper than 64"):
            read(deep)


def test_a_record_too_deep_is_broken_and_the_others_are_read() -> None:
    deep: dict[str, object] = {"x": 1}
    lists: list[object] = []
    for _ in range(80):
        deep, lists = {"a": deep}, [lists]
    parsed = read(json.dumps([deep, {"x": 2}, {"l": lists}]))
    assert records(parsed) == [{"x": "2"}]
    assert parsed.broken["row"].tolist() == [1, 3]


def test_a_cut_document_is_refused_with_line_and_column() -> None:
    with pytest.raises(DeliveryUnreadable, match=r"line 2, column \d+.*was the upload cut"):
        read('[{"id": 1},\n{"id": 2, "na')


def test_a_repeated_key_is_noted() -> None:
    parsed = read('[{"a": 1, "a": 2}, {"b.c": 1, "b": {"c": 2}}]')
    assert records(parsed)[0]["a"] == "2"
    assert parsed.notes["rule"].tolist() == ["duplicate_key", "duplicate_key"]


def test_a_record_that_is_no_object_is_broken() -> None:
    parsed = read('[{"a": 1}, 5, ["x"], {"a": 2}]')
    assert parsed.rows["a"].tolist() == ["1", "2"]
    assert parsed.broken["row"].tolist() == [2, 3]
    assert parsed.origin["row"].tolist() == [1, 4]


def test_characters_that_no_database_keeps_break_their_record() -> None:
    parsed = read('[{"a": "x\\u0000y"}, {"a": "\\ud800"}, {"a": "\\ud83d\\ude00"}]')
    assert parsed.rows["a"].tolist() == ["😀"]
    assert parsed.broken["row"].tolist() == [1, 2]


def test_objects_keyed_by_identifier_are_refused() -> None:
    with pytest.raises(DeliveryUnreadable, match="2,500 different paths"):
        read(json.dumps([{f"id{i}": 1} for i in range(2500)]))


def test_a_list_without_records_is_empty() -> None:
    with pytest.raises(DeliveryEmpty):
        read('{"items": []}')


def test_pages_are_joined() -> None:
    pages = [("page 1", b'{"items": [{"a": 1}]}'), ("page 2", b'{"items": []}'), ("page 3", b'{"items": [{"a": 2}]}')]
    parsed = parse_parts(pages, ReadOptions(kind="json", record_path="items"))
    assert parsed.rows["a"].tolist() == ["1", "2"]
    assert parsed.origin["part"].tolist() == ["page 1", "page 3"]


def test_json_lines_keep_line_numbers_and_break_line_by_line() -> None:
    parsed = read('{"a": 1}\r\n\r\n{"a": NaN}\n{"a": \n[1]\n{"a": "x\u2028y"}\n{"a": 3, "b', kind="jsonl")
    assert parsed.rows["a"].tolist() == ["1", "x\u2028y"]
    assert parsed.origin["row"].tolist() == [1, 6]
    assert parsed.broken["row"].tolist() == [3, 4, 7, 5]


def test_json_lines_without_a_json_line_are_refused() -> None:
    with pytest.raises(DeliveryUnreadable, match="no line is a JSON object"):
        read("id,name\n1,a\n", kind="jsonl")
