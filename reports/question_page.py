"""`python -m reports.question_page > docs/questions.md`: the analysts' questions as a page, made from their files."""

from __future__ import annotations

from collections.abc import Iterator

from warehouse.question import Question, read_questions

_HEAD = """# What analysts ask

Each question is one documented query over the views, in `warehouse/questions/`. This page is made from these files by
`python -m reports.question_page > docs/questions.md`.

    concord ask                                 # lists them
    concord ask 5 --set days=60                 # one, with a parameter
    concord ask 13 --as-of 2026-03-02           # as it stood then
    concord ask 1 --file activities.xlsx        # or .csv, .parquet
    concord trace ask 1 --where sponsor_office=CDC   # the records behind an answer

They are asked with an analyst's rights. In psql, pandas, R or a BI tool,
`SELECT mart.as_of('2026-03-02 06:00+00')` lets the same text tell the past."""


def question_page() -> str:
    """All questions as Markdown."""
    return "\n".join([_HEAD, *(line for one in read_questions().values() for line in _section(one)), ""])


def _section(question: Question) -> Iterator[str]:
    yield from ("", f"## {question.number}. {question.title}", "", question.says, "")
    if question.parameters:
        yield from ("| parameter | default | |", "|---|---|---|")
        yield from (f"| `{one.name}` ({one.kind}) | `{one.default}` | {one.meaning} |" for one in question.parameters)
        yield ""
    yield from (f"One row for each {', '.join(f'`{name}`' for name in question.key)}.", "")
    yield from ("| column | |", "|---|---|")
    yield from (f"| `{name}` | {meaning} |" for name, meaning in question.meanings.items())


if __name__ == "__main__":
    print(question_page(), end="")
