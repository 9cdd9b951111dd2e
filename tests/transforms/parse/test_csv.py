"""CSV: what is read, what is broken, what is refused."""

from __future__ import annotations

import pytest

from contracts.errors import DeliveryEmpty, DeliveryUnreadable
from transforms.parse import Parsed, ReadOptions, parse_parts


def read(content: bytes | str, **options: object) -> Parsed:
    content = content.encode() if isinstance(content, str) else content
    return parse_parts([("report.csv", content)], ReadOptions(kind="csv", **options))  # type: ignore[arg-type]


def cells(parsed: Parsed) -> list[list[str]]:
    return parsed.rows.to_numpy().tolist()


def rules(parsed: Parsed) -> list[str]:
    return parsed.notes["rule"].tolist()


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("id,name\n1,José\n".encode(), None),
        ("id,name\n1,José\n".encode("utf-8-sig"), None),
        ("id,name\n1,José\n".encode("utf-16"), None),
        ("id,name\n1,José\n".encode("utf-16-le"), None),
        ("id,name\n1,José\n".encode("cp1252"), "cp1252"),
        ("id,name\n1,José\n".encode("utf-8-sig"), "cp1252"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16 with mark", "utf-16 unmarked", "declared", "the mark wins"],
)
def test_every_usual_encoding_is_read(content: bytes, encoding: str | None) -> None:
    parsed = read(content, encoding=encoding)
    assert cells(parsed) == [["1", "José"]]
    assert list(parsed.rows.columns) == ["id", "name"]


def test_windows_text_without_declaration_is_read_with_a_warning() -> None:
    parsed = read("id,name\n1,José Muñoz\n".encode("cp1252") * 1 + "2,Ramón, \n".encode("cp1252"))
    assert cells(parsed) == [["1", "José Muñoz"], ["2", "Ramón"]]
    assert "encoding" in rules(parsed)


def test_a_stray_byte_in_utf8_breaks_its_row_only() -> None:
    parsed = read("id,name\n1,José\n2,".encode() + b"\xff" + "x\n3,Ñandú\n".encode())
    assert cells(parsed) == [["1", "José"], ["3", "Ñandú"]]
    assert parsed.broken["row"].tolist() == [3]


def test_bytes_that_do_not_fit_the_declared_encoding_are_refused_with_their_line() -> None:
    with pytest.raises(DeliveryUnreadable, match="not text in ascii") as caught:
        read("id\n1\né\n", encoding="ascii")
    assert caught.value.where == "report.csv, line 3"
    with pytest.raises(DeliveryUnreadable, match="unknown"):
        read("id\n1\n", encoding="klingon")


@pytest.mark.parametrize(
    "content", [bytes(range(128, 256)) * 40, bytes(range(160, 256)) * 40, b"id\n\xe9\x01\x02\xe9\n"]
)
def test_bytes_that_are_no_text_are_refused(content: bytes) -> None:
    with pytest.raises(DeliveryUnreadable, match="not text"):
        read(content)


def test_a_nul_byte_breaks_its_row_and_the_rest_goes_on() -> None:
    parsed = read(b"id,name\n1,a\x00b\n2,fine\n")
    assert cells(parsed) == [["2", "fine"]]
    assert parsed.broken["row"].tolist() == [2]
    assert parsed.broken["reason"].tolist() == ["column name: a character that is no text (NUL byte)"]
    assert "\0" not in parsed.broken["text"].tolist()[0]


def test_mixed_line_ends_and_quoted_line_breaks_keep_row_numbers() -> None:
    parsed = read('id,name\r\n1,"two\nlines"\r2,b\n\n3,"c ""d"", e"\r\n')
    assert cells(parsed) == [["1", "two\nlines"], ["2", "b"], ["3", 'c "d", e']]
    assert parsed.origin["row"].tolist() == [2, 3, 5]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    lines = [["id", "title", "states"], ["1", "a, b; c", "OH"], ["2", "x", "TX"]]
    content = "\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    assert cells(read(content)) == lines[1:]


def test_a_declared_delimiter_is_taken_at_its_word() -> None:
    assert list(read("a,b;c\n1,2;3\n", delimiter=";").rows.columns) == ["a,b", "c"]
    assert cells(read("sep=|\na|b,c\n1|2\n")) == [["1", "2"]]
    with pytest.raises(DeliveryUnreadable, match="delimiter"):
        read("a\n1\n", delimiter="ab")


def test_a_row_with_more_filled_cells_than_the_header_is_broken() -> None:
    parsed = read("a,b\n1,2\n3,4,5\n6,7,,\n8,9\n")
    assert cells(parsed) == [["1", "2"], ["6", "7"], ["8", "9"]]
    assert parsed.broken[["row", "reason", "text"]].to_numpy().tolist() == [
        [3, "3 cells where the header has 2", "3, 4, 5"]
    ]
    assert parsed.origin["row"].tolist() == [2, 4, 5]


def test_a_row_with_fewer_cells_is_kept_with_a_note() -> None:
    parsed = read("a,b,c\n1,2,3\n4\n5,6\n")
    assert cells(parsed) == [["1", "2", "3"], ["4", "", ""], ["5", "6", ""]]
    assert parsed.notes[["row", "rule"]].to_numpy().tolist() == [[3, "short_row"]]


def test_repeated_names_are_numbered() -> None:
    parsed = read("Goal,Goal,Goal (2),Goal\n1,2,3,4\n")
    assert list(parsed.rows.columns) == ["Goal", "Goal (3)", "Goal (2)", "Goal (4)"]
    assert rules(parsed) == ["duplicate_column", "duplicate_column"]


def test_unnamed_columns_are_named_and_blank_ones_dropped() -> None:
    parsed = read("a,,b,,\n1,,2,3,\n4, ,5,,\n")
    assert list(parsed.rows.columns) == ["a", "b", "column 4"]
    assert rules(parsed) == ["unnamed_column"]


def test_names_lose_line_breaks() -> None:
    assert list(read('"Total\namount ",b\n1,2\n').rows.columns) == ["Total amount", "b"]


def test_an_open_quote_breaks_its_row_and_swallows_no_other() -> None:
    parsed = read('a,b\n1,2\n3,"open\n4,5\n6,7\n')
    assert cells(parsed) == [["1", "2"], ["4", "5"], ["6", "7"]]
    assert parsed.broken["row"].tolist() == [3]
    assert "never closed" in parsed.broken["reason"][0]


def test_an_open_quote_in_the_last_row_is_seen() -> None:
    for content in ('a,b\n1,2\n3,"open', 'a,b\n1,2\n3,"open\n', 'a,b\n1,2\n3,4,"open\n', 'a\n1\n"open'):
        parsed = read(content)
        assert len(parsed.rows) == 1, content
        assert parsed.broken["row"].tolist() == [3], content


def test_a_cell_of_two_megabytes_breaks_its_row_and_the_rest_goes_on() -> None:
    parsed = read("id,note\n1,a\n2," + "x" * 2_000_000 + "\n3,c\n")
    assert cells(parsed) == [["1", "a"], ["3", "c"]]
    assert parsed.broken["row"].tolist() == [3]
    assert "1,000,000 characters" in parsed.broken["reason"][0]
    assert len(parsed.broken["text"][0]) < 1000


def test_a_footer_is_counted_apart() -> None:
    parsed = read("id,title\n1,Training\n,Exported on 01/09/2018\n,\n", footers=("^Exported on",))
    assert cells(parsed) == [["1", "Training"]]
    assert parsed.left_out[["row", "reason", "text"]].to_numpy().tolist() == [[3, "footer", "Exported on 01/09/2018"]]
    assert parsed.broken.empty


def test_a_row_with_more_than_a_footer_is_a_row() -> None:
    assert len(read("id,title\n9,Exported on Monday\n", footers=("^Exported on",)).rows) == 1


def test_title_rows_above_the_header_are_passed_over() -> None:
    content = "Regional report,,\n,,\nid,title,state\n1,a,OH\n"
    for options in ({"header_row": 3}, {"expected_columns": frozenset({"id", "title", "state"})}):
        parsed = read(content, **options)
        assert cells(parsed) == [["1", "a", "OH"]]
        assert parsed.origin["row"].tolist() == [4]


def test_the_mark_that_joins_values_is_taken_out_of_cells() -> None:
    parsed = read("id,topics\n1,a\x1fb\n")
    assert cells(parsed) == [["1", "a b"]]
    assert rules(parsed) == ["control_character"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<!DOCTYPE html><html><head><title>502 Bad\nGateway</title>", 'HTML page titled "502 Bad Gateway"'),
        (b"  \n<HTML><body>Sign in</body>", "HTML page"),
        (b"PK\x03\x04rest of a workbook", "Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old or password-protected"),
        (b'{"error": "unauthorized"}', "JSON"),
        (b"<?xml version='1.0'?><a/>", "XML"),
        (b"%PDF-1.7\n", "PDF"),
    ],
)
def test_another_format_under_the_name_of_csv_is_named(content: bytes, says: str) -> None:
    with pytest.raises(DeliveryUnreadable, match=says) as caught:
        read(content)
    assert caught.value.who == "provider"
    assert caught.value.mend


@pytest.mark.parametrize("content", [b"", b"\n\n", b"id,name\n", b"id,name\n\n,\n", b"\xef\xbb\xbf"])
def test_a_delivery_without_rows_is_empty(content: bytes) -> None:
    with pytest.raises(DeliveryEmpty):
        read(content)


def test_a_header_row_beyond_the_file_is_empty() -> None:
    with pytest.raises(DeliveryEmpty, match="no header"):
        read("a,b\n1,2\n", header_row=9)


def test_more_columns_than_any_report_has_are_refused() -> None:
    with pytest.raises(DeliveryUnreadable, match="2,001 columns"):
        read(",".join(f"c{i}" for i in range(2001)) + "\n1\n")


def test_all_cells_are_strings_without_missing_values() -> None:
    parsed = read("a,b\nNA,null\n,1\n")
    assert cells(parsed) == [["NA", "null"], ["", "1"]]
    assert set(map(str, parsed.rows.dtypes)) == {"str"}
    assert not parsed.rows.isna().any().any()


def test_parts_are_joined_by_column() -> None:
    parsed = parse_parts([("1.csv", b"a,b\n1,2\n"), ("2.csv", b"b,c\n3,4\n"), ("0.csv", b"")], ReadOptions(kind="csv"))
    assert list(parsed.rows.columns) == ["a", "b", "c"]
    assert cells(parsed) == [["1", "2", ""], ["", "3", "4"]]
    assert set(map(str, parsed.rows.dtypes)) == {"str"}
    assert parsed.origin["part"].tolist() == ["1.csv", "2.csv"]
    assert parsed.origin["row"].tolist() == [2, 2]
    assert sorted(rules(parsed)) == ["empty_part", "header_differs", "header_differs"]
