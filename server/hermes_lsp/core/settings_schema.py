"""The JSON Schema of the settings, for editors and for people."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from itertools import pairwise
from types import ModuleType
from typing import Any


def json_schema() -> dict[str, Any]:
    """The schema, with the names of the protocol. What is said below a setting in the code is its description."""
    from pydantic.alias_generators import to_camel

    from . import settings

    schema = settings.Settings.model_json_schema(by_alias=True)
    classes = {**schema["$defs"], settings.Settings.__name__: schema}
    for name, setting, words in _said(settings):
        if name in classes:
            properties = classes[name]["properties"]
            setting = to_camel(setting)
            properties[setting] = dict(sorted({**properties[setting], "description": words}.items()))
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return schema


def _said(module: ModuleType) -> Iterator[tuple[str, str, str]]:
    """Class, name and description. Read from the source, and only here: pydantic would do it at each server's start."""
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.ClassDef):
            for field, below in pairwise(node.body):
                if (
                    isinstance(field, ast.AnnAssign)
                    and isinstance(field.target, ast.Name)
                    and isinstance(below, ast.Expr)
                    and isinstance(below.value, ast.Constant)
                ):
                    yield node.name, field.target.id, inspect.cleandoc(str(below.value.value))
