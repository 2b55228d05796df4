"""What was learned of a changelog, as a file to read, and a table in it that is the person's own.

The file is made anew with every draft, but for the table ``[yours]`` and all after it: that is kept to the letter, and
what it says wins over what was learned.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .habits import Habits
from .judging import GroupJudge
from .wording import Wording

FILE_NAME = "changelog.toml"
_LISTED = 40
_MARK = "[yours]"
_YOURS = """[yours]
# What stands here wins, and is never written over. Features are spelled as above. For example:
# mention = ["type perf"]
# leave-out = ["by a bot", "only in docs/"]
# full-stop = true
# around = [["", " (#{pull})"]]
# group = { "type fix" = "Fixed" }
"""


@dataclass(frozen=True, slots=True)
class Yours:
    """What a person has decided.

    Attributes:
        mention, leave_out: Features that decide by themselves; the first wins.
        group: Feature to title of a group.
        wording: Names of attributes of the wording, and their values.
    """

    mention: frozenset[str] = frozenset()
    leave_out: frozenset[str] = frozenset()
    group: dict[str, str] = field(default_factory=dict)
    wording: dict[str, Any] = field(default_factory=dict)

    def word(self, learned: Wording) -> Wording:
        return replace(learned, **self.wording)

    def group_of(self, features: Sequence[str], learned: str) -> str:
        return next((self.group[one] for one in features if one in self.group), learned)

    def decides(self, features: Sequence[str]) -> str:
        """The feature that decides, with a minus before one that speaks against; empty if none does."""
        wanted = next((one for one in features if one in self.mention), "")
        return wanted or next((f"-{one}" for one in features if one in self.leave_out), "")


def read_yours(root: Path) -> tuple[Yours, list[str]]:
    """A person's table, and a sentence for each part of it that cannot be used."""
    try:
        table = tomllib.loads((root / FILE_NAME).read_text(encoding="utf-8")).get("yours", {})
    except FileNotFoundError:
        return Yours(), []
    except (OSError, ValueError) as error:
        return Yours(), [f"{root / FILE_NAME} cannot be read ({error}); what it says is not used, and it is kept"]
    problems: list[str] = []
    wording: dict[str, Any] = {}
    for name, value in table.items():
        if name in ("mention", "leave-out", "group"):
            continue
        try:
            wording[name.replace("-", "_")] = _value(name.replace("-", "_"), value)
        except (KeyError, TypeError, ValueError):
            problems.append(f"{FILE_NAME}: yours.{name} = {value!r} is not known, and not used")
    group = table.get("group", {})
    return (
        Yours(
            _words(table.get("mention")),
            _words(table.get("leave-out")),
            {str(key): str(title) for key, title in group.items()} if isinstance(group, dict) else {},
            wording,
        ),
        problems,
    )


def write_habits(root: Path, habits: Habits, path: str) -> Path:
    """Write what was learned, atomically, and leave alone what is the person's.

    A file that cannot be read as TOML is left as it is.

    Raises:
        OSError: if it cannot be written.
    """
    file = root / FILE_NAME
    yours = _YOURS
    if file.exists():
        text = file.read_text(encoding="utf-8")
        at = f"\n{text}".find(f"\n{_MARK}")
        try:
            tomllib.loads(text)
        except ValueError:
            return file
        yours = text[at:] if at >= 0 else yours
    root.mkdir(parents=True, exist_ok=True)
    temporary = file.with_suffix(f".{os.getpid()}.tmp")
    temporary.write_text(f"{_learned(habits, path)}\n{yours}", encoding="utf-8")
    temporary.replace(file)
    return file


def _learned(habits: Habits, path: str) -> str:
    wording = habits.wording
    lines = [
        f"# What hermes-lsp has learned of {path}: {habits.releases} releases with {habits.commits} commits.",
        "# This is made anew with every draft, but for the table [yours] at the end.",
        "",
        "[wording]",
        *(
            f"{name.replace('_', '-')} = {_toml(getattr(wording, name))}"
            for name in (
                "bullet",
                "width",
                "capital",
                "full_stop",
                "keeps_type",
                "newest_first",
                "around",
                "first_words",
            )
        ),
        "",
        "[groups]",
        f"order = {_toml(habits.groups)}",
        *(f"{_toml(title)} = {_toml(speak)}" for title, speak in _speak_for_groups(habits.group)),
        "",
        "[mentioned]",
        f"from-chance = {habits.mention.threshold:.2f}",
        "# How many commits with a feature were mentioned. Listed are the features that weigh most, for and against.",
    ]
    weights = habits.mention.weights
    known = [feature for feature in habits.mention.seen if habits.mention.seen[feature][1] >= 5]
    for heading, sign in (("for", 1), ("against", -1)):
        ranked = sorted(known, key=lambda one: -sign * weights.get(one, 0.0))[:_LISTED]
        lines += ["", f"[mentioned.speaks-{heading}]"]
        for feature in ranked:
            if sign * weights.get(feature, 0.0) > 0:
                mentioned, of = habits.mention.seen[feature]
                lines.append(f'{_toml(feature)} = "{mentioned:.0f} of {of:.0f}"')
    return "\n".join(lines) + "\n"


def _speak_for_groups(group: GroupJudge) -> list[tuple[str, list[str]]]:
    return [
        (
            group.spelling[key],
            [one for one, weight in sorted(weights.items(), key=lambda row: -row[1])[:8] if weight > 0.1],
        )
        for key, weights in group.weights.items()
        if group.totals.get(key, 0) >= 0.5
    ]


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_toml(key)} = {_toml(one)}" for key, one in value.items()) + " }" if value else "{}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _value(name: str, value: Any) -> Any:
    """A value of the wording in its own type. Raises for one that does not fit."""
    known = getattr(Wording(), name, None)
    if known is None:
        raise KeyError(name)
    if name == "around":
        return tuple((str(before), str(after)) for before, after in value)
    if type(value) is not type(known):
        raise TypeError(name)
    return value


def _words(value: Any) -> frozenset[str]:
    return frozenset(map(str, value)) if isinstance(value, list) else frozenset()
