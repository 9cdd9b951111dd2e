"""Rendering: a pure function from frozen data to a page that needs nothing beside itself."""

from __future__ import annotations

import os
import re
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from transforms.phrases import say_count, say_list

TEMPLATES = Path(__file__).parent / "templates"


def render_sponsor_report(data: dict[str, Any]) -> str:
    """The sponsor report as HTML; the same data give the same text, and every value is escaped."""
    return _environment().get_template("sponsor.html").render(data)


def sponsor_file_name(office: str, edition: str) -> str:
    """Stable name of an edition's file: sponsor-acf-ohs-2026-03-04.html."""
    return f"sponsor-{_slug(office)}-{_slug(edition)}.html"


def write_page(text: str, file: Path) -> Path:
    """Put a page in its place whole or not at all: a reader never meets half of it.

    Raises:
        OSError: the folder cannot be written to.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    partial = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(text.encode())
            out.flush()
            os.fsync(out.fileno())
        partial.chmod(0o644)
        partial.replace(file)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return file


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {"count": say_count, "listed": say_list, "number": _number, "share": _share}
    return environment


def _number(value: float) -> str:
    """1,234; 1,234.5; never more than one digit after the point."""
    return f"{round(value, 1):,.1f}".removesuffix(".0")


def _share(value: float, most: float) -> str:
    """Width of a bar in percent of the longest."""
    return f"{100 * value / most:.0f}%" if most else "0%"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
