"""Skills and examples for the tests of this folder."""

from __future__ import annotations

from hermes_lsp.core.evidence import Evidence, Tier
from hermes_lsp.core.example import Example
from hermes_lsp.core.problem import Problem, ProblemKey
from hermes_lsp.core.text import Span
from hermes_lsp.skills.skill import Skill

E711 = ProblemKey("ruff", "E711")


def make_skill(name: str = "fix-ruff-e711", **changes: object) -> Skill:
    values: dict[str, object] = {
        "description": "Compare with None by identity; when ruff reports E711",
        "body": "# Compare with None by identity\n\nWrite `is None`.",
        "keys": (E711,),
        "languages": ("python",),
        "tier": Tier.CANDIDATE,
        "evidence": Evidence(learned=1),
    }
    return Skill(name, **(values | changes))  # type: ignore[arg-type]


def make_example(example_id: str = "app-1", before: str = "if x == None:\n    pass\n") -> Example:
    at = before.encode().index(b"None")
    problem = Problem(E711, "Comparison to `None`", Span(at, at + 4), "python", "src/app.py")
    return Example(
        example_id, problem, before, before.replace("== None", "is None"), source="src/app.py, fixed by hand"
    )
