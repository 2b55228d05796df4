"""The workflow: a message for what is staged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.git.asking import asks_git
from hermes_lsp.git.commits import revision

from ..changelog.alignment import stem
from ..learned_file import read_yours, toml, write_learned
from ..learning import Workspace, load_for_job
from ..project import Project
from .changes import Change, staged_changes
from .habits import NO_SCOPE, Form, MessageHabits, learn_messages, message_features

FILE_NAME = "commit-message.toml"
_NAMES_SHOWN = 2
_NAMES_TOLD = 4
"""Of more than so many the place says more than the names."""
_ISSUE = re.compile(
    r"(?:^|[/_-])(?:issue|gh|fix|bug|feature|feat)?[-_/#]?(?P<number>\d{1,6})(?=$|[/_-])", re.IGNORECASE
)
_KEY = re.compile(r"(?:^|/)(?P<key>[A-Z][A-Z0-9]+-\d+)\b")
_VERBS = {"A": "Add", "D": "Remove", "R": "Rename"}
_ADDING = frozenset(stem(word) for word in ("add", "adding", "introduce", "implement", "create", "new"))
_REMOVING = frozenset(stem(word) for word in ("remove", "delete", "drop"))
_MOVING = frozenset(stem(word) for word in ("rename", "move"))
_YOURS = """[yours]
# What stands here wins, and is never written over. Any name of [form], and what begins a subject. For example:
# longest = 50
# full-stop = false
# prefix = "chore: "
"""


@dataclass(frozen=True, slots=True)
class Message:
    """A proposed message.

    Attributes:
        body: Lines below the subject, such as references; empty where the project has none.
        because: What each part was taken from, in words.
        learned_in: The file that says what was learned.
        warnings: Sentences about what could not be used.
    """

    subject: str
    body: str
    because: tuple[str, ...]
    commits: int
    learned_in: Path
    warnings: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return f"{self.subject}\n\n{self.body}\n" if self.body else f"{self.subject}\n"


def propose_message(project: Project) -> Message:
    """A message for what is staged.

    Raises:
        WorkspaceError: if there is no folder or repository, or nothing is staged.
    """
    folder = project.folder
    if folder is None:
        raise WorkspaceError("There is no workspace folder", todo="Give one with --workspace")
    changes = staged_changes(folder)
    habits = learn_messages(folder) if revision(folder) else MessageHabits()
    file = project.places.root / FILE_NAME
    table, problems = read_yours(file)
    form, prefix, unknown = _decided(habits.form, table)
    branch = asks_git(folder, "symbolic-ref", "--short", "--quiet", "HEAD").strip()
    subject, because = _subject(replace(habits, form=form), changes, branch, prefix)
    body = "\n".join(_body(form, branch, folder))
    write_learned(file, _learned(habits), _YOURS)
    return Message(subject, body, tuple(because), habits.commits, file, (*problems, *unknown))


def propose_as_job(workspace: Workspace) -> Message:
    """As :func:`propose_message`, as a job for a worker process."""
    return propose_message(load_for_job(workspace))


def _subject(
    habits: MessageHabits, changes: Sequence[Change], branch: str, wanted: str | None
) -> tuple[str, list[str]]:
    form = habits.form
    features = message_features([(change.status, change.path) for change in changes])
    because: list[str] = []
    prefix = scope = ""
    if wanted is not None:
        prefix = wanted
        because.append(f"“{prefix.strip()}” is your own rule")
    elif form.prefixed and (prefix := habits.prefix.judge(features)):
        because.append(f"“{prefix.strip()}” is what {habits.commits:,} commits say of such files")
    if prefix and form.scoped and (scope := habits.scope.judge(features)) != NO_SCOPE and prefix.rstrip().endswith(":"):
        because.append(f"scope “{scope}” likewise")
        head = f"{prefix.rstrip().removesuffix(':')}({scope}): "
    else:
        head = prefix
    if form.key_first and (key := _KEY.search(branch)):
        head = f"{key['key']}{form.between}{head}"
        because.append(f"“{key['key']}” from the name of the branch")
    verb = _verb(habits, features, prefix, changes, because)
    title = _title(verb, changes, form, form.longest - len(head))
    title = (title[0].upper() if form.capital else title[0].lower()) + title[1:]
    return f"{head}{title}{'.' if form.full_stop else ''}", because


def _verb(
    habits: MessageHabits, features: tuple[str, ...], prefix: str, changes: Sequence[Change], because: list[str]
) -> str:
    """What is done: from the change itself where it is plain, in the form that the project uses; else as learned."""
    plain = _plain_verb(changes)
    untrue = _untrue_verbs(changes)
    true = [word for word in habits.verb.spelling.values() if stem(word) not in untrue]
    learned = habits.verb.judge((*features, f"prefix {prefix.strip().lower()}"), true) if true else ""
    if plain:
        same = [word for word in habits.verb.spelling.values() if stem(word) == stem(plain)]
        best = max(same, key=lambda word: habits.verb.totals.get(word.lower(), 0), default=plain)
        because.append(f"“{best}” from what is staged")
        return best
    because.append(f"“{learned or 'Change'}” {'as for such files before' if learned else 'for want of a better word'}")
    return learned or "Change"


def _untrue_verbs(changes: Sequence[Change]) -> frozenset[str]:
    """Stems of the verbs that say what this change does not do, however often they were used of such files."""
    untrue: set[str] = set()
    if not any(change.status == "A" or change.added for change in changes):
        untrue |= _ADDING
    if not any(change.status == "D" or change.removed for change in changes):
        untrue |= _REMOVING
    if not any(change.status == "R" or (change.added and change.removed) for change in changes):
        untrue |= _MOVING
    return frozenset(untrue)


def _plain_verb(changes: Sequence[Change]) -> str:
    statuses = {change.status for change in changes}
    if len(statuses) == 1 and (verb := _VERBS.get(next(iter(statuses)))):
        if verb == "Rename" and any(change.added or change.removed or change.changed for change in changes):
            return ""
        return verb
    added = any(change.added for change in changes if not _is_test(change.path))
    removed = any(change.removed for change in changes)
    if added and not removed:
        return "Add"
    if removed and not added and not any(change.changed for change in changes):
        return "Remove"
    return ""


def _title(verb: str, changes: Sequence[Change], form: Form, room: int) -> str:
    """Verb, names and place, as long as there is room; the place goes first, then the names."""
    code = [change for change in changes if not _is_test(change.path)] or list(changes)
    symbols = _symbols(code, stem(verb))
    names = [f"`{name}`" if form.backticks else name for name in symbols] or _file_names(code, stem(verb))
    place = _place(code)
    if len(names) > _NAMES_TOLD:
        names, place = [place or "several files"], ""
    between = {"add": "to", "remov": "from", "drop": "from"}.get(stem(verb), "in")
    short = f"{verb} {_listed(names)}"
    # Files say themselves where they are; symbols need the word.
    longest = f"{short} {between} {place}" if symbols and place and place not in names else short
    choices = (longest, short, f"{verb} {names[0]}", f"{verb} {place or names[0]}")
    return next((one for one in choices if len(one) <= room), choices[-1][: max(room, 20)].rstrip())


def _symbols(code: Sequence[Change], verb: str) -> list[str]:
    """Names of the symbols that the change is about; none where whole files come, go or move."""
    if all(change.status in "ADR" and verb in ("add", "remov", "renam") for change in code):
        return []
    names: list[str] = []
    for change in code:
        wanted = {"add": change.added, "remov": change.removed, "drop": change.removed}.get(verb, ())
        names += [name.rpartition(".")[2] for name in (wanted or (*change.added, *change.changed, *change.removed))]
    return list(dict.fromkeys(names))


def _file_names(code: Sequence[Change], verb: str) -> list[str]:
    if verb == "renam" and len(code) == 1 and code[0].before:
        return [f"{_plain_name(code[0].before)} to {_plain_name(code[0].path)}"]
    new = [change for change in code if change.status == "A"] if verb == "add" else []
    return list(dict.fromkeys(_plain_name(change.path) for change in new or code))


def _listed(names: Sequence[str]) -> str:
    if len(names) <= _NAMES_SHOWN:
        return " and ".join(names)
    return f"{', '.join(names[:_NAMES_SHOWN])} and {len(names) - _NAMES_SHOWN} more"


def _place(changes: Sequence[Change]) -> str:
    """The module of one file; of several the folder that they share."""
    if len(changes) == 1:
        return _plain_name(changes[0].path)
    folders = [change.path.split("/")[:-1] for change in changes]
    shared: list[str] = []
    for parts in zip(*folders, strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return shared[-1] if shared else ""


def _plain_name(path: str) -> str:
    """A file as people call it: a module without its ending, anything else with it."""
    name = path.rpartition("/")[2]
    stem_, _, ending = name.rpartition(".")
    code = ending in {
        "py",
        "js",
        "ts",
        "tsx",
        "jsx",
        "go",
        "rs",
        "java",
        "c",
        "h",
        "cc",
        "cpp",
        "hpp",
        "rb",
        "php",
        "cs",
    }
    return stem_ if stem_ and code and stem_ != "__init__" else name


def _is_test(path: str) -> bool:
    name = path.rpartition("/")[2].lower()
    return name.startswith("test") or "/test" in f"/{path.lower()}" or bool(re.search(r"[._-](?:test|spec)s?\.", name))


def _body(form: Form, branch: str, folder: Path) -> list[str]:
    lines: list[str] = []
    key, number = _KEY.search(branch), _ISSUE.search(branch)
    reference = key["key"] if key else f"#{number['number']}" if number else ""
    if form.closes and not form.key_first and reference:
        lines.append(f"{form.closes} {reference}")
    if form.signed and (found := re.match(r"(?P<who>.* <.*>) \d+", asks_git(folder, "var", "GIT_COMMITTER_IDENT"))):
        lines += ["", f"Signed-off-by: {found['who']}"] if lines else [f"Signed-off-by: {found['who']}"]
    return lines


def _decided(form: Form, table: dict[str, Any]) -> tuple[Form, str | None, list[str]]:
    """The form with a person's own rules, what begins a subject by them, and what of them is not known."""
    unknown: list[str] = []
    values: dict[str, Any] = {}
    for name, value in table.items():
        key = name.replace("-", "_")
        if name == "prefix" and isinstance(value, str):
            continue
        if type(getattr(form, key, None)) is type(value) and key in Form.__dataclass_fields__:
            values[key] = value
        else:
            unknown.append(f"{FILE_NAME}: yours.{name} = {value!r} is not known, and not used")
    prefix = table.get("prefix")
    return replace(form, **values), prefix if isinstance(prefix, str) else None, unknown


def _learned(habits: MessageHabits) -> str:
    lines = [
        f"# What hermes-lsp has learned of commit messages here, from {habits.commits} commits.",
        "# This is made anew each time, but for the table [yours] at the end.",
        "",
        "[form]",
        *(f"{name.replace('_', '-')} = {toml(getattr(habits.form, name))}" for name in Form.__dataclass_fields__),
    ]
    for title, judge in (("prefixes", habits.prefix), ("scopes", habits.scope), ("first-words", habits.verb)):
        lines += ["", f"[{title}]", "# With what speaks for each."]
        for key in sorted(judge.totals, key=lambda one: -judge.totals[one])[:15]:
            weights = judge.weights[key]
            speak = [one for one in sorted(weights, key=lambda one: -weights[one])[:5] if weights[one] > 0.1]
            lines.append(f"{toml(judge.spelling[key].strip())} = {toml(speak)}")
    return "\n".join(lines) + "\n"
