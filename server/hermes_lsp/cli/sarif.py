"""Writing SARIF 2.1.0, which code scanning of GitHub and GitLab, and most editors, can show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from hermes_lsp import __version__

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


@dataclass(frozen=True, slots=True)
class Result:
    """One result of a run.

    Attributes:
        tool: What found it, such as "ruff".
        rule: Its code; the kind of failure where it has none.
        level: "error", "warning" or "note".
        path: POSIX path relative to the workspace; empty for a result without a place.
        line, column: One-based; 0 where they are not known.
        more: Sentences that come after the message.
    """

    tool: str
    rule: str
    level: str
    message: str
    path: str = ""
    line: int = 0
    column: int = 0
    more: Sequence[str] = ()


def sarif(results: Iterable[Result]) -> dict[str, Any]:
    """One log, with a run for each tool."""
    by_tool: dict[str, list[Result]] = {}
    for result in results:
        by_tool.setdefault(result.tool, []).append(result)
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [_run(tool, found) for tool, found in by_tool.items()] or [_run("hermes-lsp", [])],
    }


def _run(tool: str, results: Sequence[Result]) -> dict[str, Any]:
    rules = sorted({result.rule for result in results})
    return {
        "tool": {
            "driver": {
                "name": "hermes-lsp",
                "version": __version__,
                "rules": [{"id": rule} for rule in rules],
                **({"fullName": f"hermes-lsp, from the words of {tool}"} if tool != "hermes-lsp" else {}),
            }
        },
        "automationDetails": {"id": f"hermes-lsp/{tool}/"},
        "columnKind": "unicodeCodePoints",
        "results": [_result(result, rules) for result in results],
    }


def _result(result: Result, rules: Sequence[str]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "ruleId": result.rule,
        "ruleIndex": rules.index(result.rule),
        "level": result.level,
        "message": {"text": "\n".join((result.message, *result.more))},
    }
    if result.path:
        region = {"startLine": result.line, **({"startColumn": result.column} if result.column else {})}
        physical: dict[str, Any] = {"artifactLocation": {"uri": result.path, "uriBaseId": "%SRCROOT%"}}
        if result.line:
            physical["region"] = region
        told["locations"] = [{"physicalLocation": physical}]
    return told
