"""What a plan tells of hidden rows ends with their words: whether one stands somewhere shows in no plan.

EXPLAIN shows how many rows a condition was asked of and what it found, and estimates from statistics of all rows. Of
identifiers, codes, dates and numbers that tells something; see docs/rights.md. Of words it must tell nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.warehouse.seen.law import CLEARED, may_follow, may_read_text, may_see, of_provider
from tests.warehouse.seen.looking import NOW, Looking
from tests.warehouse.seen.world import PLAIN, TEXTS
from warehouse.readers import Reader

Asked = tuple[str, str, str]
"""View, column, and a word that stands in a row which the reader does not see."""

BESIDE = {
    "feedback": {"question": "question", "comment": "comment"},
    "improvement_action": {"action": "action", "owner_name": "owner", "came_from": "cause"},
    "joint_project": {"title": "title", "description": "description", "lead": "lead"},
    "input": {"given_by": "by", "input_text": "text", "note": "note", "owner_name": "owner", "answered_by": "answerer"},
    "input_event": {"words": "text", "told_by": "by", "owner_name": "owner"},
    "answer": {"words": "words", "given_by": "by", "message": "message"},
    "edition": {"notice": "notice"},
}  # fmt: skip
"""View to its columns and the words in them."""
OF_PROVIDER = {
    "submission": {"reason": "reason", "mend": "mend", "source_address": "address", "decided_by": "decider",
                   "decided_why": "decided"},
    "delivery_file": {"part": "part"}, "provider_status": {"message": "attempt"},
}  # fmt: skip
FOUND = {"judgement": "why", "discrepancy": "sentence", "contradiction": "message", "repeated_report": "sentence"}


def hidden_words(looking: Looking) -> Iterator[Asked]:
    """A word of each column that is hidden from a reader."""
    reader = (looking.kind, looking.whose)
    record = next(one for one in looking.believed if not may_see(*reader, one))
    for view in ("record", "record_version"):
        yield from ((view, name, record.word(name)) for name in (*TEXTS, *PLAIN) if name != "partner")
    unread = next((one for one in looking.visible.values() if not may_read_text(*reader, one.provider)), record)
    yield from (("record", name, unread.word(name)) for name in TEXTS)
    seen = {id(one) for one in looking.seen_beside()}
    for view, columns in BESIDE.items():
        table = "input" if view == "input_event" else view
        one = next((one for one in looking.beside if one.table == table and id(one) not in seen), None)
        yield from ((view, column, one.word(name)) for column, name in columns.items() if one)
    for provider in CLEARED:
        if not may_follow(*reader, provider):
            for view, columns in OF_PROVIDER.items():
                yield from ((view, column, of_provider(provider, name)) for column, name in columns.items())
        if reader != ("provider", provider):
            yield "purge", "why", of_provider(provider, "purged")
    a, b = next((a, b) for a, b, _ in looking.world.pairs if not {a, b} & {*looking.shared})
    found = " ".join(one.word("found") for one in looking.world.first if one.key in (a, b))
    yield from ((view, column, found) for view, column in FOUND.items())


def plan(looking: Looking, view: str, column: str, word: str) -> str:
    """How a question for a word is answered, without the word itself."""
    test = f":word = ANY ({column})" if column == "topic" else f"{column} = :word"
    query = f"EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF, BUFFERS OFF) SELECT FROM mart.{view} WHERE {test}"
    looking.be(Reader(looking.kind, looking.whose).role)
    lines = looking.connection.scalars(sa.text(query), {"word": word})
    return re.sub(r"Memory Usage: \d+|Heap Fetches: \d+", "", "\n".join(lines).replace(word, "…"))


@pytest.mark.parametrize("reader", ["provider/alpha_center", "analyst/", "sponsor/CDC"], indirect=True)
@pytest.mark.parametrize("looking", [NOW], indirect=True)
def test_no_plan_tells_whether_a_hidden_word_stands_somewhere(looking: Looking) -> None:
    asked = list(hidden_words(looking))
    telling = [
        one for one in asked
        # Whoever keeps statistics may come between; twice is no chance.
        if all(plan(looking, *one) != plan(looking, *one[:2], "zq nowhere") for _ in range(2))
    ]  # fmt: skip
    assert len(asked) > 30
    assert telling == []
