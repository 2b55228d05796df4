"""What was learned of a changelog, as a file to read, and a table in it that is the person's own.

See :mod:`..learned_file` for how the two go together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..learned_file import read_yours, toml, write_learned
from .habits import Habits
from .judging import GroupJudge
from .wording import Wording

FILE_NAME = "changelog.toml"
_LISTED = 40
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


def read_decisions(root: Path) -> tuple[Yours, list[str]]:
    """What a person has decided, and a sentence for each part of it that cannot be used."""
    table, problems = read_yours(root / FILE_NAME)
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
    """Write what was learned, and give the file.

    Raises:
        OSError: if it cannot be written.
    """
    return write_learned(root / FILE_NAME, _learned(habits, path), _YOURS)


def _learned(habits: Habits, path: str) -> str:
    wording = habits.wording
    lines = [
        f"# What hermes-lsp has learned of {path}: {habits.releases} releases with {habits.commits} commits.",
        "# This is made anew with every draft, but for the table [yours] at the end.",
        "",
        "[wording]",
        *(
            f"{name.replace('_', '-')} = {toml(getattr(wording, name))}"
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
        f"order = {toml(habits.groups)}",
        *(f"{toml(title)} = {toml(speak)}" for title, speak in _speak_for_groups(habits.group)),
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
                lines.append(f'{toml(feature)} = "{mentioned:.0f} of {of:.0f}"')
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
