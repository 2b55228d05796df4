"""Reading SARIF 2.1.0, the report format that most static analysers can write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hermes_lsp.core.problem import Severity

from .rows import Row

_LEVELS = {"error": Severity.ERROR, "warning": Severity.WARNING, "note": Severity.INFORMATION, "none": Severity.HINT}


def sarif_rows(document: Any) -> Iterator[Row]:
    """The results of all runs that are not suppressed, one row for each physical location.

    Raises:
        KeyError, TypeError: if it is not SARIF.
    """
    for run in document["runs"]:
        for result in run.get("results") or ():
            if result.get("suppressions"):
                continue
            for location in result.get("locations") or ():
                physical = location["physicalLocation"]
                region = physical.get("region") or {}
                line = region.get("startLine")
                yield Row(
                    file=physical.get("artifactLocation", {}).get("uri", ""),
                    line=line,
                    column=region.get("startColumn", 1 if line else None),
                    end_line=region.get("endLine", line),
                    end_column=region.get("endColumn"),
                    code=result.get("ruleId"),
                    message=result["message"].get("text", ""),
                    severity=_LEVELS.get(result.get("level", "warning"), Severity.WARNING),
                )
