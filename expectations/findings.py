"""Findings told in plain words: what, in which of the provider's own columns, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from contracts.contract import Contract
from contracts.fields import FINDING_COLUMNS, MULTI
from expectations.rules import RULES
from transforms.header import Header, contract_columns
from transforms.normalize.people import HiddenNames
from transforms.normalize.personal import redact_text
from transforms.normalize.records import hidden_names
from transforms.parse.parsed import TEXT_TYPE

SHOWN_CHARS = 200
HIDDEN = "[hidden: names a person]"

_TYPES: dict[str, Any] = {name: "Int64" if name in ("position", "row") else TEXT_TYPE for name in FINDING_COLUMNS}


def no_findings() -> pd.DataFrame:
    """A table of findings without a row."""
    return pd.DataFrame({name: pd.array([], dtype=kind) for name, kind in _TYPES.items()})


def findings_table(findings: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """One row a finding, columns `contracts.fields.FINDING_COLUMNS`, ordered by position."""
    told = list(findings)
    if not told:
        return no_findings()
    table = pd.DataFrame(told, columns=list(FINDING_COLUMNS)).astype(_TYPES)
    return table.sort_values("position", kind="stable", ignore_index=True)


@dataclass(frozen=True)
class Teller:
    """Tells findings about one delivery.

    Attributes:
        rows: the parsed rows, labelled by position.
        names: people to hide; those that the rows' own personal columns name when left out.
    """

    rows: pd.DataFrame
    contract: Contract
    header: Header
    names: HiddenNames | None = None
    _shown: dict[str, str] = field(default_factory=dict)

    @cached_property
    def _by_field(self) -> Mapping[str, tuple[str, ...]]:
        """Delivered columns that give each canonical field; those of the key give the identifier."""
        found: dict[str, list[str]] = {}
        for name, column in contract_columns(self.contract, self.rows.columns).items():
            for target in column.to if name in self.header.columns else ():
                found.setdefault(target, []).append(self.header.columns[name])
        key = self.contract.kind.key
        if self.contract.key != (key,):
            found[key] = [self.header.columns.get(name, name) for name in self.contract.key]
        return {name: tuple(columns) for name, columns in found.items()}

    @cached_property
    def _hidden(self) -> HiddenNames:
        return hidden_names(self.rows, self.contract, self.header) if self.names is None else self.names

    def columns_of(self, *fields: str) -> tuple[str, ...]:
        """Delivered columns of canonical fields, each once."""
        return tuple(dict.fromkeys(column for name in fields for column in self._by_field.get(name, ())))

    def named(self, *fields: str) -> str:
        """The provider's names of the columns for canonical fields, or the fields' own where none gives them."""
        return ", ".join(self.columns_of(*fields)) or ", ".join(fields)

    def show(self, text: str) -> str:
        """A text as findings may show it: without personal data, on one line, and short."""
        if text not in self._shown:
            redacted = redact_text(text.replace(MULTI, "; "), self._hidden)
            plain = "".join(sign if sign.isprintable() else " " for sign in redacted)
            self._shown[text] = plain if len(plain) <= SHOWN_CHARS else plain[: SHOWN_CHARS - 1] + "…"
        return self._shown[text]

    def cell(self, column: str, position: int) -> str:
        """A delivered cell as findings may show it; "" where the delivery has no such column."""
        if column in self.contract.personal:
            return HIDDEN
        return self.show(str(self.rows.at[position, column])) if column in self.rows.columns else ""

    def cell_of(self, position: int, *fields: str) -> str:
        """The first delivered cell that is not blank among those of canonical fields."""
        cells = (self.cell(column, position) for column in self.columns_of(*fields))
        return next((cell for cell in cells if cell), "")

    def has_blank(self, position: int, field_name: str) -> bool:
        """Whether one of the delivered columns of a canonical field is there, and blank in this row."""
        columns = (name for name in self.columns_of(field_name) if name in self.rows.columns)
        return any(not str(self.rows.at[position, name]).strip() for name in columns)

    def tell(
        self, rule: str, position: int, column: str, value: str = "", *, mend: str = "", **facts: object
    ) -> dict[str, object]:
        """One finding."""
        said = RULES[rule]
        filled = {"column": column, "value": value, **facts}
        return {
            "position": position, "part": pd.NA, "sheet": pd.NA, "row": pd.NA, "column": column, "value": value,
            "rule": rule, "message": said.message.format(**filled), "mend": mend or said.mend.format(**filled),
            "severity": said.severity, "who": said.who,
        }  # fmt: skip
