"""YAML with the line of everything that is read, so that an error can say where. Safe, without aliases, bounded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from hermes_lsp.core.errors import RecipeInvalid

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_DEPTH = 20


def read_yaml(text: str) -> Field:
    """Read one YAML document that is a mapping.

    Raises:
        RecipeInvalid: with line and reason.
    """
    try:
        depth = 0
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.AliasEvent):
                raise _invalid(_line(event), "aliases are not allowed")
            if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                depth += 1
                if depth > _MAX_DEPTH:
                    raise _invalid(_line(event), "it is nested too deeply")
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                depth -= 1
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise _invalid(mark.line if mark else 0, getattr(error, "problem", None) or "it is not YAML") from error
    if not isinstance(node, yaml.MappingNode):
        raise _invalid(0, "it is not a mapping")
    return Field(node, "recipe.yml")


def _invalid(
    line: int, reason: str, todo: str = "correct the file, then run “hermes-lsp skills test”"
) -> RecipeInvalid:
    return RecipeInvalid(f"recipe.yml, line {line + 1}: {reason}", kept="Its skill is not used", todo=todo)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line if event.start_mark else 0


class Field:
    """A value with its place."""

    def __init__(self, node: yaml.Node, name: str) -> None:
        self.node = node
        self.name = name
        self._fields: dict[str, Field] | None = None

    def invalid(self, reason: str, **more: str) -> RecipeInvalid:
        return _invalid(self.node.start_mark.line, reason, **more)

    @property
    def is_text(self) -> bool:
        return isinstance(self.node, yaml.ScalarNode)

    def text(self) -> str:
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.invalid(f"“{self.name}” must be a text")
        return str(self.node.value)

    def number(self) -> int:
        text = self.text()
        if not text.isascii() or not text.isdigit() or len(text) > 9:
            raise self.invalid(f"“{self.name}” must be a whole number")
        return int(text)

    def truth(self) -> bool:
        text = self.text()
        if text not in ("true", "false"):
            raise self.invalid(f"“{self.name}” is true or false")
        return text == "true"

    def items(self) -> Sequence[Field]:
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.invalid(f"“{self.name}” must be a list")
        return [Field(node, self.name) for node in self.node.value]

    def fields(self) -> Iterator[tuple[str, Field]]:
        yield from self._mapping().items()

    def plain(self) -> dict[str, object]:
        """A mapping of texts and lists of texts as plain data; ``true`` and ``false`` are truth values."""
        out: dict[str, object] = {}
        for name, field in self.fields():
            if isinstance(field.node, yaml.SequenceNode):
                out[name] = [each.text() for each in field.items()]
            else:
                out[name] = {"true": True, "false": False}.get(field.text(), field.text())
        return out

    def only(self, keys: Sequence[str]) -> None:
        for name, field in self.fields():
            if name not in keys:
                raise field.invalid(f"“{name}” is not known here; there are {', '.join(keys)}")

    def __contains__(self, key: str) -> bool:
        return key in self._mapping()

    def __getitem__(self, key: str) -> Field:
        found = self._mapping().get(key)
        if found is None:
            raise self.invalid(f"“{key}” is missing")
        return found

    def get_number(self, key: str, default: int) -> int:
        return self[key].number() if key in self else default

    def get_items(self, key: str) -> Sequence[Field]:
        return self[key].items() if key in self else ()

    def _mapping(self) -> dict[str, Field]:
        if self._fields is None:
            if not isinstance(self.node, yaml.MappingNode):
                raise self.invalid(f"“{self.name}” must be a mapping")
            found: dict[str, Field] = {}
            for key, value in self.node.value:
                name = str(key.value)
                if name in found:
                    raise Field(key, name).invalid(f"“{name}” is said twice")
                found[name] = Field(value, name)
            self._fields = found
        return self._fields
