"""`hermes-lsp skills`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .console import console, counted, print_json, table, tracked, warn
from .exits import DONE, REMAINS
from .options import json_option, open_project, workspace_options

if TYPE_CHECKING:
    from hermes_lsp.skills.skill import Skill
    from hermes_lsp.workflows.project import Project


@click.group()
def skills() -> None:
    """See, test, share and move skills."""


@skills.command("list")
@click.option("--origin", type=click.Choice(["project", "private", "shared", "builtin", "team"]), help="Only these.")
@click.option("--code", metavar="CODE", help="Only skills for this problem: E711, ruff/E711 or ruff.")
@workspace_options
@json_option
def list_(origin: str | None, code: str | None, workspace: Path | None, trust: bool, as_json: bool) -> None:
    """List the skills of the workspace."""
    project = open_project(workspace, trust=trust)
    found = [
        skill
        for skill in sorted(project.library().scan().skills, key=lambda skill: (skill.origin, skill.name))
        if (origin is None or skill.origin == origin) and (code is None or _answers(skill, code))
    ]
    warn(project.warnings)
    _print_list(found, as_json)


@skills.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--language", metavar="ID", help="Only skills for this language, such as python.")
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True)
@workspace_options
@json_option
def find(
    words: tuple[str, ...], language: str | None, limit: int, workspace: Path | None, trust: bool, as_json: bool
) -> None:
    """Search skills by words and by meaning, best first."""
    from hermes_lsp.workflows.finding import find_skills

    project = open_project(workspace, trust=trust)
    warn(project.warnings)
    _print_list(find_skills(project, " ".join(words), language=language, limit=limit), as_json)


@skills.command()
@click.argument("name")
@workspace_options
@json_option
def show(name: str, workspace: Path | None, trust: bool, as_json: bool) -> None:
    """Show the files of a skill: its words, its recipe and the names of its examples."""
    library = open_project(workspace, trust=trust).library()
    skill = library.find(name)
    examples, unusable = library.examples(skill)
    warn(unusable)
    recipe = _text_of(skill, "recipe.yml")
    if as_json:
        listed = [{"id": one.id, "positive": one.positive, "source": one.source} for one in examples]
        print_json({**_as_json(skill), "body": skill.body, "recipe": recipe or None, "examples": listed})
        return
    from rich.text import Text

    screen = console()
    screen.print(Text(f"{skill.name}  {_state(skill)}, {skill.origin}", style="bold"))
    if skill.folder is not None:
        screen.print(Text(str(skill.folder), style="dim"))
    for title, text in (("SKILL.md", _text_of(skill, "SKILL.md")), ("recipe.yml", recipe)):
        if text:
            screen.print(Text(f"\n── {title}", style="cyan"))
            screen.print(Text(text.rstrip()))
    if examples:
        screen.print(Text(f"\n── examples ({len(examples)})", style="cyan"))
    for example in examples:
        screen.print(Text(f"{'+' if example.positive else '-'} {example.id}  {example.source}".rstrip()))


@skills.command()
@click.argument("name")
@workspace_options
def why(name: str, workspace: Path | None, trust: bool) -> None:
    """Say where a skill comes from, and what speaks for and against it."""
    from hermes_lsp.workflows.explaining import why as explain

    project = open_project(workspace, trust=trust)
    text = explain(project, project.library().find(name))
    screen = console()
    if not screen.is_terminal:
        click.echo(text, nl=False)
        return
    from rich.markdown import Markdown

    screen.print(Markdown(text), soft_wrap=False)


@skills.command()
@click.argument("names", nargs=-1)
@workspace_options
@json_option
@click.pass_context
def test(context: click.Context, names: tuple[str, ...], workspace: Path | None, trust: bool, as_json: bool) -> None:
    """Replay the examples of skills (of all, if none is named) and say which do not hold."""
    project = open_project(workspace, trust=trust)
    library = project.library()
    scan = library.scan()
    unreadable = {problem.folder: problem.sentence for problem in scan.problems if problem.name}
    chosen = [library.find(name) for name in names]
    chosen = chosen or [skill for skill in scan.skills if skill.has_recipe or skill.folder in unreadable]
    results = []
    for skill in tracked(chosen, "Replaying"):
        examples, failures = library.examples(skill)
        if skill.folder in unreadable:
            failures = [unreadable[skill.folder], *failures]
        elif skill.has_recipe:
            failures = [*failures, *_replayed(project.books.book(skill), examples)]
        results.append((skill, len(examples), failures))
    failed = [result for result in results if result[2]]
    if as_json:
        print_json([{"name": skill.name, "examples": count, "failures": why} for skill, count, why in results])
    else:
        from rich.text import Text

        screen = console()
        for skill, _, reasons in failed:
            for reason in reasons:
                screen.print(Text(f"{skill.name}: ", style="bold red").append(reason, style="default"))
        examples_in_all = sum(count for _, count, _ in results)
        words = f"{counted(len(results), 'skill')}, {counted(examples_in_all, 'example')}: {len(failed)} with failures"
        screen.print(Text(words, style="bold"))
    context.exit(REMAINS if failed else DONE)


@skills.command()
@click.argument("name")
@workspace_options
def share(name: str, workspace: Path | None, trust: bool) -> None:
    """Copy a private skill into the project, at .agents/skills, where git and other agents find it."""
    folder = open_project(workspace, trust=trust).library().share(name)
    click.echo(f"{name} is now at {folder}. Commit it to share it; your private copy stays.")


@skills.command()
@click.argument("name")
@click.argument("target", type=click.Path(path_type=Path), required=False)
@click.option("--format", "form", type=click.Choice(["skill", "ast-grep"]), default="skill", show_default=True)
@click.option("--output", type=click.Path(path_type=Path), help="The same as TARGET.")
@workspace_options
@click.pass_context
def export(
    context: click.Context,
    name: str,
    target: Path | None,
    form: str,
    output: Path | None,
    workspace: Path | None,
    trust: bool,
) -> None:
    """Write a skill to a .zip or into a folder; or, as rules of ast-grep, into a folder or to standard output.

    Only those recipes become rules that ast-grep itself reproduces on the examples of the skill; for the others,
    standard error says why not.
    """
    target = target or output
    project = open_project(workspace, trust=trust)
    if form == "ast-grep":
        context.exit(_export_rules(project, name, target))
    if target is None:
        raise click.UsageError("Say where to: a folder or a .zip.")
    click.echo(f"{name} was written to {project.library().export(name, target)}")


@skills.command("import")
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@workspace_options
def import_(source: Path, workspace: Path | None, trust: bool) -> None:
    """Take a skill from a folder or a .zip into your private ones."""
    skill = open_project(workspace, trust=trust).library().import_(source)
    click.echo(f"{skill.name} is now one of your private skills, at {skill.folder}")


@skills.command()
@click.argument("name")
@workspace_options
def forget(name: str, workspace: Path | None, trust: bool) -> None:
    """Move a private skill into the trash. What the journal says of it stays."""
    click.echo(
        f"{name} is forgotten; its folder now lies at {open_project(workspace, trust=trust).library().forget(name)}"
    )


def _print_list(found: Sequence[Skill], as_json: bool) -> None:
    if as_json:
        print_json([_as_json(skill) for skill in found])
        return
    if not found:
        click.echo("There are no such skills yet. One is learned when you fix a problem by hand and save.")
        return
    rows = [(skill.name, _state(skill), str(skill.origin), _keys(skill), skill.evidence.in_words()) for skill in found]
    table(rows, ("skill", "tier", "origin", "answers", "evidence"), ("bold", "green", "", "cyan", ""))


def _replayed(book: Any, examples: Any) -> list[str]:
    if isinstance(book, str):
        return [book]
    from hermes_lsp.learning.synthesise.replay import replay

    return [f"{failure.example}: {failure.why}" for failure in replay(book, examples)]


def _export_rules(project: Project, name: str, folder: Path | None) -> int:
    from hermes_lsp.workflows.portability import portable_skill, write_rules

    found, unusable = portable_skill(project, name)
    warn([*unusable, *(f"{name}: recipe {recipe} is not portable: {why}" for recipe, why in found.refused)])
    if found.portable and folder is not None:
        click.echo(f"{counted(len(found.portable), 'recipe')} written to {write_rules(found, name, folder)}")
    elif found.portable:
        click.echo(found.as_yaml(), nl=False)
    return REMAINS if found.refused else DONE


def _answers(skill: Skill, code: str) -> bool:
    return any(code.lower() in (key.source.lower(), key.code.lower(), str(key).lower()) for key in skill.keys)


def _keys(skill: Skill) -> str:
    return ", ".join(str(key) for key in skill.keys)


def _state(skill: Skill) -> str:
    if skill.quarantined:
        return "in quarantine"
    return str(skill.tier) if skill.active else "waits for trust"


def _text_of(skill: Skill, name: str) -> str:
    path = skill.folder / name if skill.folder is not None else None
    return path.read_text(encoding="utf-8", errors="replace") if path is not None and path.is_file() else ""


def _as_json(skill: Skill) -> dict[str, Any]:
    evidence = skill.evidence
    return {
        "name": skill.name,
        "description": skill.description,
        "keys": [str(key) for key in skill.keys],
        "languages": list(skill.languages),
        "files": list(skill.files),
        "tier": str(skill.tier),
        "evidence": {
            name: getattr(evidence, name) for name in ("learned", "kept", "modified", "reverted", "rejected", "failed")
        },
        "origin": str(skill.origin),
        "folder": str(skill.folder) if skill.folder is not None else None,
        "recipe": skill.has_recipe,
        "quarantined": skill.quarantined or None,
        "active": skill.active,
    }
