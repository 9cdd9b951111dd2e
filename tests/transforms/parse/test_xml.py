"""XML: paths, repeats, namespaces, and documents that reach out of themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.errors import DeliveryEmpty, DeliveryUnreadable
from contracts.fields import MULTI
from transforms.parse import Parsed, ReadOptions, parse_parts


def read(content: bytes | str, path: str = "report", **options: object) -> Parsed:
    content = content.encode() if isinstance(content, str) else content
    return parse_parts([("feed.xml", content)], ReadOptions(kind="xml", record_path=path, **options))  # type: ignore[arg-type]


def records(parsed: Parsed) -> list[dict[str, str]]:
    return [{str(name): text for name, text in row.items()} for row in parsed.rows.to_dict("records")]


def test_texts_and_attributes_become_paths() -> None:
    parsed = read(
        '<f><report id="7" xml:lang="en"><title>\n <n>A</n>\n</title><hours unit="h">2</hours><x/></report></f>'
    )
    assert records(parsed) == [
        {"@id": "7", "@lang": "en", "title/n": "A", "hours/@unit": "h", "hours": "2", "x": ""},
    ]
    assert parsed.origin["row"].tolist() == [1]


def test_repeats_are_joined_and_keep_their_places() -> None:
    parsed = read('<f><report><p r="lead"><n>A</n></p><p><n>B</n></p><t>x</t><t>y</t></report></f>')
    assert records(parsed) == [{"p/@r": f"lead{MULTI}", "p/n": MULTI.join("AB"), "t": MULTI.join("xy")}]


def test_an_attribute_may_tell_repeats_apart() -> None:
    xml = '<f><report><date type="1" iso="2025-01-01"/><date type="2" iso="2025-02-01"/><date iso="x"/></report></f>'
    assert records(read(xml, qualify={"date": "type"})) == [
        {"date[1]/@iso": "2025-01-01", "date[2]/@iso": "2025-02-01", "date/@iso": "x"}
    ]


def test_skipped_paths_are_not_read() -> None:
    xml = '<f><report a="1"><t>x</t><log><e>1</e></log><p><n>A</n><s>B</s></p></report></f>'
    assert list(read(xml, skip=("log", "p/s", "@a")).rows.columns) == ["t", "p/n"]


def test_namespaces_are_dropped() -> None:
    xml = '<f xmlns="urn:a" xmlns:b="urn:b"><report b:id="1"><b:t>x</b:t></report></f>'
    assert records(read(xml)) == [{"@id": "1", "t": "x"}]


def test_a_record_path_names_the_parents_too() -> None:
    xml = "<f><old><report><a>1</a></report></old><new><report><a>2</a><report><a>3</a></report></report></new></f>"
    assert records(read(xml, "new/report")) == [{"a": "2", "report/a": "3"}]
    assert len(read(xml, "report").rows) == 2


def test_comments_and_mixed_text_are_read_through() -> None:
    xml = "<f><report><!-- no --><t>one <b>two</b> three<?pi no?></t></report></f>"
    assert records(read(xml)) == [{"t": "one three", "t/b": "two"}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_the_declared_encoding_is_followed(encoding: str) -> None:
    xml = f"<?xml version='1.0' encoding='{encoding}'?><f><report><t>José</t></report></f>".encode(encoding)
    assert records(read(xml)) == [{"t": "José"}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_external_entity_is_refused_and_its_file_never_read(tmp_path: Path, encoding: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the-secret-of-this-machine")
    for doctype in (
        f'<!DOCTYPE f [<!ENTITY x SYSTEM "{secret.as_uri()}">]>',
        f'<!DOCTYPE f [<!ENTITY % x SYSTEM "{secret.as_uri()}"> %x;]>',
        f'<!DOCTYPE f SYSTEM "{secret.as_uri()}">',
    ):
        xml = f"<?xml version='1.0' encoding='{encoding}'?>{doctype}<f><report><t>&x;</t></report></f>"
        with pytest.raises(DeliveryUnreadable, match="DOCTYPE") as caught:
            read(xml.encode(encoding))
        assert "the-secret" not in str(caught.value)


def test_a_billion_laughs_are_refused() -> None:
    levels = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    for use in ("<t>&l9;</t>", '<t a="&l9;"/>'):
        with pytest.raises(DeliveryUnreadable, match="DOCTYPE"):
            read(f'<!DOCTYPE f [<!ENTITY l0 "ha">{levels}]><f><report>{use}</report></f>')


def test_a_doctype_that_only_names_the_root_is_harmless() -> None:
    assert len(read("<!DOCTYPE f><f><report><t>x</t></report></f>").rows) == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("<f><report><t>x</t></report>", "no well-formed XML"),
        ("<f><report><t>x</report></f>", "no well-formed XML"),
        ("<f><report><t>&nbsp;</t></report></f>", "no well-formed XML"),
        ("id,title\n1,a\n", "no well-formed XML"),
        ("<html><head><title>Sign in</title></head></html>", "HTML page titled"),
        ("<f>" + "<a>" * 5000 + "</a>" * 5000 + "</f>", "no well-formed XML"),
    ],
)
def test_what_is_no_xml_is_refused_with_its_place(content: str, says: str) -> None:
    with pytest.raises(DeliveryUnreadable, match=says) as caught:
        read(content)
    assert caught.value.where.startswith("feed.xml")


def test_a_record_too_deep_is_broken_and_the_others_are_read() -> None:
    deep = "<a>" * 70 + "</a>" * 70
    parsed = read(f"<f><report><t>1</t></report><report>{deep}</report><report><t>3</t></report></f>")
    assert parsed.rows["t"].tolist() == ["1", "3"]
    assert parsed.broken["row"].tolist() == [2]
    assert parsed.origin["row"].tolist() == [1, 3]


def test_repeats_that_would_fill_the_memory_break_their_record() -> None:
    repeats = "".join(f"<p><n{i}>x</n{i}></p>" for i in range(2000))
    parsed = read(f"<f><report>{repeats}</report><report><t>1</t></report></f>")
    assert parsed.broken["row"].tolist() == [1]
    assert "2,000 repeats" in parsed.broken["reason"][0]


def test_a_feed_without_records_is_empty() -> None:
    with pytest.raises(DeliveryEmpty):
        read("<f><other/></f>")
    with pytest.raises(DeliveryUnreadable, match="record_path"):
        read("<f><report/></f>", path="")
