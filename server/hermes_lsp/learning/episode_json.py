"""Episodes as JSON: the body of a journal row.

Reading is tolerant, since a newer version may have written the row: fields that we do not know are left out, fields
that are missing have their defaults, and a body that no Episode of ours can hold gives None.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from hermes_lsp.core.episode import Actor, Attempt, Episode, Outcome
from hermes_lsp.core.problem import Problem, ProblemKey, Severity
from hermes_lsp.core.text import Span


def canonical(body: Mapping[str, Any]) -> str:
    """The one JSON text of a body: sorted keys, no blanks, ASCII (so that lone surrogates survive)."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def to_body(episode: Episode) -> dict[str, Any]:
    problem = episode.problem
    return {
        "problem": {
            "source": problem.key.source,
            "code": problem.key.code,
            "message": problem.message,
            "span": [problem.span.start, problem.span.end],
            "language": problem.language,
            "path": problem.path,
            "severity": int(problem.severity),
            "symbols": list(problem.symbols),
        },
        "attempt": {
            "actor": episode.attempt.actor.value,
            "skill": episode.attempt.skill,
            "recipe": episode.attempt.recipe,
        },
        "outcome": episode.outcome.value,
        "before": episode.before,
        "after": episode.after,
        "reason": episode.reason,
        "commit": episode.commit,
        "at": episode.at.astimezone(UTC).isoformat(),
        **({"cites": [list(cite) for cite in episode.cites]} if episode.cites else {}),
    }


def from_body(text: str) -> Episode | None:
    """The Episode of a row's body, or None if it is none that this version can hold."""
    try:
        body = json.loads(text)
        problem, attempt = body["problem"], body["attempt"]
        start, end = problem["span"]
        return Episode(
            problem=Problem(
                key=ProblemKey(str(problem["source"]), str(problem["code"])),
                message=str(problem.get("message", "")),
                span=Span(int(start), int(end)),
                language=str(problem["language"]),
                path=str(problem.get("path", "")),
                severity=Severity(problem.get("severity", Severity.WARNING)),
                symbols=tuple(map(str, problem.get("symbols", ()))),
            ),
            attempt=Attempt(Actor(attempt["actor"]), str(attempt.get("skill", "")), str(attempt.get("recipe", ""))),
            outcome=Outcome(body["outcome"]),
            before=str(body["before"]),
            after=str(body["after"]),
            reason=str(body.get("reason", "")),
            commit=str(body.get("commit", "")),
            cites=tuple((str(name), str(digest)) for name, digest in body.get("cites", ())),
            at=datetime.fromisoformat(body["at"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
