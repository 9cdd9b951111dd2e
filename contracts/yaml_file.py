"""Reading a YAML file that a model describes; what is wrong is told with file, line and what to write instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from contracts.contract_checks import nearest
from contracts.errors import ContractWrong


@dataclass(frozen=True)
class YamlFile:
    """What is said of a kind of file when one is wrong.

    Attributes:
        name: what it is, for people.
        model: what it must say.
        first_name: name with which it begins.
        missing: how to mend that there is none.
        again: what reads it anew once it is corrected.
    """

    name: str
    model: type[BaseModel]
    first_name: str
    missing: str
    again: str


def load_yaml(path: Path, kind: YamlFile) -> Any:
    """The names and values of a file, as nodes that know their lines.

    Raises:
        ContractWrong: it is missing, not UTF-8, no YAML, or no list of names and values.
    """
    if not path.exists():
        raise ContractWrong(f"there is no {kind.name}", where=str(path), mend=kind.missing)
    try:
        tree = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise ContractWrong("the file is not UTF-8", where=str(path), mend="save it as UTF-8") from error
    except MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else 1
        raise ContractWrong(
            f"this is no YAML: {error.problem}", where=f"{path}:{line}", mend="check indentation and quotes"
        ) from None
    if not isinstance(tree, Mapping):
        mend = f"begin with {kind.first_name}:"
        raise ContractWrong(f"a {kind.name} is a list of names and values", where=f"{path}:1", mend=mend)
    return tree


def plain_tree(node: Any) -> Any:
    """Round-trip YAML nodes as plain Python; keys are text, since a code such as 01 is one."""
    if isinstance(node, Mapping):
        return {str(key): plain_tree(value) for key, value in node.items()}
    if isinstance(node, Sequence) and not isinstance(node, (str, bytes)):
        return [plain_tree(value) for value in node]
    return node


def explain(error: ValidationError, tree: Any, path: Path, kind: YamlFile) -> ContractWrong:
    """All that is wrong with a file in one error, each with its line and what to write instead."""
    places = [(*item["loc"], *item.get("ctx", {}).get("place", ())) for item in error.errors()]
    lines = [line_of(tree, tuple(str(part) for part in place)) for place in places]
    said = [
        f"line {line}: {' → '.join(map(str, place)) or kind.name}: {_say(item, kind.model)}"
        for line, place, item in zip(lines, places, error.errors(), strict=True)
    ]
    return ContractWrong("; ".join(said), where=f"{path}:{lines[0]}", mend=f"correct these lines; {kind.again}")


def line_of(tree: Any, place: tuple[str, ...]) -> int:
    """Line, from 1, of the deepest part of a place that the file holds."""
    node, line = tree, 1
    for part in place:
        if isinstance(node, Mapping) and part in node:
            line = node.lc.key(part)[0] + 1  # type: ignore[attr-defined]
            node = node[part]
        elif isinstance(node, Sequence) and not isinstance(node, str) and part.isdigit() and int(part) < len(node):
            line = node.lc.item(int(part))[0] + 1  # type: ignore[attr-defined]
            node = node[int(part)]
        else:
            break
    return line


def _say(item: Any, model: type[BaseModel]) -> str:
    if item["type"] == "extra_forbidden":
        known = _known_names(item["loc"], model)
        return f"this name is not known; {nearest(str(item['loc'][-1]), known)}" if known else "this name is not known"
    if item["type"] == "missing":
        return "this is missing; write it"
    if item["type"] == "literal_error":
        return f"write one of {item['ctx']['expected']}, not {item['input']!r}"
    return str(item["msg"]).removeprefix("Value error, ")


def _known_names(place: tuple[Any, ...], model: type[BaseModel]) -> list[str]:
    """Names that the model knows at the level of a place, for the proposal of a mend."""
    schema = model.model_json_schema()
    node: dict[str, Any] = schema
    for part in (name for name in place[:-1] if not isinstance(name, int)):
        node = node.get("properties", {}).get(str(part)) or node.get("additionalProperties") or {}
        for option in (node, *node.get("anyOf", ()), node.get("items", {})):
            if "$ref" in option:
                node = schema["$defs"][option["$ref"].rsplit("/", 1)[-1]]
    return sorted(node.get("properties", {}))
