"""Reading `contract.yaml` and `codes.csv` of a provider's folder; what is wrong is told with file and line."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from contracts.contract import Contract, nearest
from contracts.errors import ContractWrong, UsageWrong
from contracts.yaml_file import YamlFile, explain, line_of, load_yaml, plain_tree

CONTRACT_FILE = "contract.yaml"
CODES_FILE = "codes.csv"
CODES_HEADER = ["field", "source_value", "code"]
_OF_ANOTHER = re.compile(rb"(?m)^\s*\"?of_provider\"?\s*:")
_LATER_WORDS = ("report", "of_provider")
CONTRACT = YamlFile(
    "contract", Contract, "provider", "write one: see docs/add-a-provider.md", "`concord check` tries again"
)


def list_providers(folder: Path) -> list[str]:
    """Slugs of the providers in a folder of contracts, sorted.

    Raises:
        UsageWrong: the folder does not exist or holds no contract.
    """
    if not folder.is_dir():
        raise UsageWrong("this folder of contracts does not exist", where=str(folder), mend="name another folder")
    slugs = sorted(path.parent.name for path in folder.glob(f"*/{CONTRACT_FILE}"))
    if not slugs:
        mend = "make a folder a provider, with its contract inside"
        raise UsageWrong(f"no {CONTRACT_FILE} here", where=str(folder), mend=mend)
    return slugs


def list_reporting(folder: Path) -> list[str]:
    """Slugs of the providers themselves: folders that do not report for another one; none where there is no folder."""
    paths = folder.glob(f"*/{CONTRACT_FILE}")
    return sorted(path.parent.name for path in paths if not _OF_ANOTHER.search(_content(path)))


def read_contract(folder: Path, provider: str) -> Contract:
    """The contract of one provider, its long crosswalk merged in.

    Raises:
        ContractWrong: the file is missing, is not YAML, or does not say what a contract must; with its line.
    """
    path, codes_path = (folder / provider / name for name in (CONTRACT_FILE, CODES_FILE))
    contract = _read_as_it_is(path, provider, _content(path), _content(codes_path))
    if not (folder / contract.whose / CONTRACT_FILE).is_file():
        raise ContractWrong(
            f"of_provider is {contract.of_provider!r}, and no such folder has a contract",
            where=str(path),
            mend=f"name the provider whose report it is: {nearest(contract.of_provider, list_providers(folder))}",
        )
    return contract


@lru_cache(maxsize=512)
def _read_as_it_is(path: Path, provider: str, _contract: bytes, _codes: bytes) -> Contract:
    """Read anew only when a file's content changed: YAML takes longer than all else that a pull without news does."""
    tree = load_yaml(path, CONTRACT)
    if tree.get("provider") != provider:
        line = line_of(tree, ("provider",))
        raise ContractWrong(
            f"provider is {tree.get('provider')!r}, the folder is {provider!r}",
            where=f"{path}:{line}",
            mend=f"write provider: {provider}",
        )
    codes_path = path.with_name(CODES_FILE)
    plain = plain_tree(tree)
    if codes_path.exists():
        _merge_codes(plain, codes_path)
    try:
        return Contract.model_validate(plain)
    except ValidationError as error:
        raise explain(error, tree, path, CONTRACT) from None


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def contract_fingerprint(contract: Contract) -> str:
    """16 hexadecimal digits that change when anything that a contract says changes.

    What the model learnt to say later counts only where a contract says it, so that nothing is read anew for its sake.
    """
    tree = contract.model_dump(mode="json")
    for name in _LATER_WORDS:
        if tree[name] == Contract.model_fields[name].default:
            del tree[name]
    text = json.dumps(tree, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def contract_schema() -> dict[str, Any]:
    """The JSON Schema of a contract, for editors' completion."""
    schema = Contract.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Concord contract", **schema}


def _merge_codes(plain: dict[str, Any], path: Path) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != CODES_HEADER:
            raise ContractWrong(
                f"the header is {reader.fieldnames}", where=f"{path}:1", mend=f"write {','.join(CODES_HEADER)}"
            )
        codes = plain.setdefault("codes", {})
        for row in reader:
            if None in row or None in row.values():
                raise ContractWrong(
                    "a row has three cells", where=f"{path}:{reader.line_num}", mend="quote values that hold commas"
                )
            targets = [code for code in row["code"].split(";") if code]
            crosswalk = codes.setdefault(row["field"], {})
            if row["source_value"] in crosswalk:
                raise ContractWrong(
                    f"{row['source_value']!r} is mapped twice for {row['field']}",
                    where=f"{path}:{reader.line_num}",
                    mend="keep one",
                )
            crosswalk[row["source_value"]] = targets or None
