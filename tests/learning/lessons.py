"""Fixes of one kind, in many shapes, for the stories about learning."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hermes_lsp.core.episode import Actor, Attempt, Episode, Outcome
from hermes_lsp.core.problem import Problem, ProblemKey
from hermes_lsp.core.text import Span, TextEdit, apply_edits
from hermes_lsp.learning.experience import Experience
from hermes_lsp.learning.outcomes import Offered
from hermes_lsp.recipes.codec import load
from hermes_lsp.recipes.offer import Offer, offer
from hermes_lsp.recipes.recipe import RecipeBook
from hermes_lsp.skills.skill import Skill
from hermes_lsp.syntax.document import document_from_text

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
KEY = ProblemKey("ruff", "E711")
NAME = "fix-ruff-e711"
FRESH = "def fresh(row):\n    if row.cells(1) == None:\n        return 1\n"

CODE = (
    "def f(x):\n    return x == None\n",
    "def g(order):\n    if order.total == None:\n        return 0\n    return order.total\n",
    "def h(a):\n    while next(a) == None:\n        a.step()\n",
    "def k(p):\n    y = p['q'] == None\n    return y\n",
    "def m(z):\n    assert z == None\n",
    "class A:\n    def b(self):\n        return self.c == None\n",
    "def n(i):\n    return [j for j in i if j == None]\n",
    "def o(u):\n    print(u == None)\n",
    "def q(v):\n    return not v == None\n",
    "def r(w):\n    return w.a.b == None and w.d\n",
)


def problem_in(text: str, path: str = "a.py") -> Problem:
    at = text.encode().index(b"None")
    return Problem(KEY, "Comparison to `None` should be `cond is None`", Span(at, at + 4), "python", path)


def lesson(number: int, after: str = "", **more: object) -> Episode:
    """The fix by hand of one of the texts, each in a file and at a time of its own."""
    before = CODE[number]
    values: dict[str, object] = {
        "problem": problem_in(before, f"src/m{number}.py"),
        "attempt": Attempt(Actor.DEVELOPER),
        "outcome": Outcome.KEPT,
        "before": before,
        "after": after or before.replace("==", "is"),
        "at": AT + timedelta(minutes=number),
    }
    return Episode(**values | more)  # type: ignore[arg-type]


FORMS = (
    "def f{n}(x):\n    return x == None\n",
    "if row{n}.cells(1) == None:\n    pass\n",
    "assert state{n}['key'] == None\n",
    "print(a.b.c{n} == None and done)\n",
    "found{n} = [one for one in many if one == None]\n",
    "while next(lines{n}) == None:\n    step()\n",
)


def fix_number(number: int, form: str = "", after: str = "") -> Episode:
    """One of as many fixes by hand as are wanted, in turn of each form, each with names of its own."""
    before = (form or FORMS[number % len(FORMS)]).format(n=number)
    return lesson(
        0,
        after or before.replace("==", "is"),
        before=before,
        problem=problem_in(before, f"src/f{number}.py"),
        at=AT + timedelta(minutes=number),
    )


def book_of(skill: Skill) -> RecipeBook | None:
    if not skill.has_recipe:
        return None
    assert skill.folder is not None
    return load((skill.folder / "recipe.yml").read_text(encoding="utf-8"))


def offered_on(skill: Skill, text: str = FRESH, path: str = "src/new.py") -> tuple[str, str]:
    """What the skill makes of the text, and the tier of the offer; two empty strings if it is silent."""
    book = book_of(skill)
    return offered_by(book, text, path) if book else ("", "")


def offered_by(book: RecipeBook, text: str = FRESH, path: str = "src/new.py") -> tuple[str, str]:
    """The same of recipes."""
    document = document_from_text(text, "python", path)
    answer = offer(book, document, problem_in(text, path))
    if not isinstance(answer, Offer):
        return "", ""
    return apply_edits(document.source, answer.edits).decode(), str(answer.tier)


def an_offer(text: str, path: str, skill: str = NAME, recipe: str = "r1") -> Offered:
    at = text.index("==")
    document = document_from_text(text, "python", path)
    return Offered(skill, recipe, problem_in(text, path), document, (TextEdit(Span(at, at + 2), "is"),), 1)


def undone(text: str, path: str, skill: str = NAME, outcome: Outcome = Outcome.REVERTED, minute: int = 60) -> Episode:
    from hermes_lsp.learning.outcomes import offer_episode

    return offer_episode(an_offer(text, path, skill), outcome, reason="undone", at=AT + timedelta(minutes=minute))


def skill_of(experience: Experience, name: str = NAME) -> Skill:
    return experience.library.find(name)
