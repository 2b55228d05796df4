"""A Skill: what is known about one kind of problem, and how its name is made."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from hermes_lsp.core.evidence import Evidence, Tier
from hermes_lsp.core.problem import ProblemKey

SKILL_FILE = "SKILL.md"
RECIPE_FILE = "recipe.yml"
EXAMPLES_FOLDER = "examples"
MAX_NAME = 64
MAX_DESCRIPTION = 1024

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# Sources whose diagnostics are about one language; of any other language the name says which.
_HOME_LANGUAGE = {
    "ruff": "python",
    "pyright": "python",
    "mypy": "python",
    "flake8": "python",
    "pylint": "python",
    "shellcheck": "shellscript",
    "eslint": "javascript",
    "tsc": "typescript",
    "ts": "typescript",
    "typescript": "typescript",
    "clippy": "rust",
    "rustc": "rust",
}


class Origin(StrEnum):
    """Where a skill lies. The order of the members is their precedence, the first one winning."""

    PROJECT = "project"  # in the workspace, shared through its git
    PRIVATE = "private"  # learned in this workspace, seen by its user alone
    SHARED = "shared"  # private too, and holds for all workspaces of the user
    BUILTIN = "builtin"  # came with hermes-lsp
    TEAM = "team"  # from the team's store


@dataclass(frozen=True, slots=True)
class Skill:
    """One skill, as its folder says.

    Attributes:
        name: Unique in a workspace; equal to the folder's name.
        description: What it does, and when; the first 60 characters tell the most.
        body: Markdown that a person and a model read.
        keys: The kinds of problem that it answers; empty for a skill that no diagnostic asks for.
        languages: LSP language ids; empty for all.
        files: Glob patterns (:mod:`hermes_lsp.skills.globs`) relative to the workspace folder; empty for all files.
        symbols: Names of symbols that it is about.
        tier: What its evidence allows.
        evidence: What speaks for it.
        origin: Where it lies.
        folder: Its folder, or None for a skill that has none on this disk.
        has_recipe: It can be executed.
        quarantined: Why it may not be used, or empty.
        active: False for a skill of a workspace that is not trusted: it is listed, and does nothing.
        metadata: Metadata of others, kept as it is.
        properties: The format's other fields (license, compatibility, allowed-tools), kept as they are.
    """

    name: str
    description: str
    body: str = ""
    keys: tuple[ProblemKey, ...] = ()
    languages: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    tier: Tier = Tier.CANDIDATE
    evidence: Evidence = field(default_factory=Evidence)
    origin: Origin = Origin.PRIVATE
    folder: Path | None = None
    has_recipe: bool = False
    quarantined: str = ""
    active: bool = True
    metadata: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    properties: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def usable(self) -> bool:
        """It may be looked up and offered, as far as its folder is concerned."""
        return self.active and not self.quarantined


def is_skill_name(name: str) -> bool:
    """True for a name that the Agent Skills format allows."""
    return len(name) <= MAX_NAME and _NAME.fullmatch(name) is not None


def skill_name(key: ProblemKey, language: str) -> str:
    """The name of the skill for one kind of problem in one language, such as ``fix-ruff-e711``.

    Two different pairs never get the same name: where lower-casing and replacing punctuation would lose something, or
    the name would be too long, eight digits of a hash are appended.
    """
    slug = _slug(f"{key.source} {key.code}")
    name = f"fix-{slug}" if slug else "fix-problem"
    if language and _HOME_LANGUAGE.get(key.source.lower()) != language:
        name = f"{name}-in-{_slug(language) or 'text'}"
    if len(name) <= MAX_NAME and _is_reversible(key, language):
        return name
    digest = hashlib.sha256("\0".join((*key, language)).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{name[: MAX_NAME - 9].rstrip('-')}-{digest}"


def _is_reversible(key: ProblemKey, language: str) -> bool:
    """The slug of such parts stands for no others."""
    code = key.code
    usual = re.fullmatch(r"[A-Z]+[0-9]+", code) or (
        re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
        and not re.fullmatch(r"[a-z]+[0-9]+", code)
        and not re.search(r"(^|-)in-", code)
        and not re.search(r"-[0-9a-f]{8}$", code)
    )
    return bool(usual and re.fullmatch(r"[a-z0-9]+", key.source) and re.fullmatch(r"[a-z0-9]*", language))


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
