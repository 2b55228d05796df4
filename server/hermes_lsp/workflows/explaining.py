"""Why a fix is offered, and what is known of a problem. Markdown, complete without a model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from hermes_lsp.core.example import Example
from hermes_lsp.core.problem import Problem
from hermes_lsp.recipes.explain import LEGEND, explain
from hermes_lsp.recipes.recipe import RecipeBook
from hermes_lsp.skills.examples import load_examples
from hermes_lsp.skills.skill import RECIPE_FILE, Origin, Skill
from hermes_lsp.syntax.document import Document

from .demonstrating import seen_on
from .fixing import OfferedFix, fixes_for
from .knowing.past_fixes import PastFix
from .project import Project

RECIPES = 6
"""Recipes of one skill that are told in full."""
_FROM = {
    Origin.BUILTIN: "came with hermes-lsp",
    Origin.PRIVATE: "was learned in this project and is private",
    Origin.SHARED: "is yours, for all your projects",
    Origin.PROJECT: "is shared with this project through `.agents/skills`",
    Origin.TEAM: "comes from the team's store",
}


def why(project: Project, skill: Skill) -> str:
    """Everything that speaks for and against a skill: where it comes from, its evidence, its recipes, its prose."""
    lines = [f"# {skill.name}", "", skill.description, ""]
    lines.append(f"- It {_FROM[skill.origin]}.")
    lines.append(f"- Tier: **{skill.tier}** ({skill.evidence.in_words()}).")
    if skill.folder is not None:
        lines.append(f"- Folder: `{skill.folder}`")
    if skill.quarantined:
        lines.append(f"- **In quarantine, never offered:** {skill.quarantined}")
    lines += ["", skill.body.strip(), ""]
    if skill.has_recipe:
        book = project.books.book(skill)
        lines += ["## What the recipe does", ""]
        if isinstance(book, str):
            lines.append(f"It cannot be used: {book}")
        else:
            examples, unusable = load_examples(skill.folder) if skill.folder else ([], [])
            lines.append(_recipes(book, {example.id: example for example in examples}))
            lines += [f"- {sentence}" for sentence in unusable]
    return "\n".join(lines).rstrip() + "\n"


def describe(
    project: Project,
    document: Document,
    problem: Problem,
    *,
    standing: Callable[[list[OfferedFix]], list[OfferedFix]] = list,
    past_fixes: Iterable[PastFix] = (),
) -> str | None:
    """What a hover on a problem says: two to five lines, or None where nothing is known.

    Args:
        standing: The fixes that no checker has spoken against.
        past_fixes: Fixes that were made here, newest first.
    """
    skills = project.skills_at(document, problem)
    if not skills:
        return None
    skill = skills[0]
    lines = [f"**hermes** · {skill.description}"]
    known = fixes_for(project, document, [problem])
    fixes = standing(known)
    if fixes:
        lines.append(f"Fix: {fixes[0].title}")
    failed = _failures(skill)
    if known and not fixes:
        lines.append("Its fix did not pass the check in this text, so it is not offered.")
    elif failed:
        lines.append(failed)
    elif not fixes:
        lines.append("None of its recipes fits here, so nothing is offered.")
    before = next(
        (fix for fix in past_fixes if fix.problem == str(problem.key) and fix.change and not fix.failure), None
    )
    if before is not None:
        lines.append(f"Fixed before in `{before.path}`: {before.change} ({before.at:%Y-%m-%d})")
    lines.append(f"_{skill.tier}, {skill.evidence.in_words()} · skill `{skill.name}`_")
    return "  \n".join(lines)


def _failures(skill: Skill) -> str:
    evidence = skill.evidence
    parts = [
        f"{count} {word}"
        for count, word in (
            (evidence.reverted, "undone"),
            (evidence.rejected, "rejected"),
            (evidence.failed, "did not pass the check"),
        )
        if count
    ]
    return f"Tried before without success: {', '.join(parts)}." if parts else ""


def _recipes(book: RecipeBook, examples: Mapping[str, Example]) -> str:
    """The recipes that the most examples speak for, and how many others there are."""
    ordered = sorted(book.recipes, key=lambda recipe: -len(recipe.support))
    parts = [LEGEND]
    parts += ["\n".join(explain(recipe, seen_on(recipe, examples)).lines) for recipe in ordered[:RECIPES]]
    if (more := len(ordered) - RECIPES) > 0:
        parts.append(f"{more} more, for which fewer examples speak, are in `{RECIPE_FILE}`.")
    return "\n\n".join(parts)
