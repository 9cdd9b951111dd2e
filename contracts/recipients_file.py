"""Reading `recipients.yaml` of an installation's folder of contracts; a wrong one is refused with file and line."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from contracts.contract_checks import nearest
from contracts.contract_file import list_reporting
from contracts.errors import ContractWrong
from contracts.jurisdictions import JURISDICTIONS
from contracts.name_files import read_names
from contracts.names import JURISDICTION
from contracts.recipients import Recipients
from contracts.yaml_file import YamlFile, explain, line_of, load_yaml, plain_tree

RECIPIENTS_FILE = "recipients.yaml"
RECIPIENTS = YamlFile(
    "file of recipients", Recipients, "recipients", "write one: contracts/recipients.schema.json says how",
    "the next delivery reads it anew",
)  # fmt: skip


def read_recipients(folder: Path) -> Recipients:
    """Who gets what, of an installation; nobody where there is no file.

    Args:
        folder: of the contracts.

    Raises:
        ContractWrong: the file does not say what it must; with its line.
    """
    path = folder / RECIPIENTS_FILE
    if not path.exists():
        return Recipients()
    tree = load_yaml(path, RECIPIENTS)
    try:
        read = Recipients.model_validate(plain_tree(tree))
    except ValidationError as error:
        raise explain(error, tree, path, RECIPIENTS) from None
    _require_known(read, tree, path)
    return read


def recipients_schema() -> dict[str, Any]:
    """The JSON Schema of the file, for editors' completion."""
    schema = Recipients.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Concord recipients", **schema}


def _require_known(read: Recipients, tree: Any, path: Path) -> None:
    """Providers are those of the folder; jurisdictions those that Concord or the folder's own file names."""
    named = {one.code for one in read_names(path.parent) if one.list_name == JURISDICTION}
    known: dict[str, Collection[str]] = {
        "provider": list_reporting(path.parent), "jurisdiction": {*JURISDICTIONS, *named},
    }  # fmt: skip
    for place, one in enumerate(read.recipients):
        codes = known.get(one.reader_kind)
        if codes is not None and one.whose not in codes:
            raise ContractWrong(
                f"{one.whose} is no {one.reader_kind}; {nearest(one.whose, codes)}",
                where=f"{path}:{line_of(tree, ('recipients', str(place), 'reader'))}",
                mend=f"write {one.reader_kind}:CODE",
            )
