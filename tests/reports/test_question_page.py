"""The page on the analysts' questions tells what their files tell."""

from __future__ import annotations

from pathlib import Path

from reports.question_page import question_page
from warehouse.question import read_questions

PAGE = Path(__file__).parents[2] / "docs" / "questions.md"


def test_the_page_is_made_from_the_questions_as_they_are() -> None:
    assert PAGE.read_text(encoding="utf-8") == question_page(), "python -m reports.question_page > docs/questions.md"
    assert all(f"## {number}. {one.title}" in question_page() for number, one in read_questions().items())
