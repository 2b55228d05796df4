"""Reading skill folders: each on its own, so that a broken one does not disturb the others.

A stamp (times, sizes and inodes of the files that matter) says whether a folder has changed since it was read last.
With the cache of the last scan only changed folders are read again.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from hermes_lsp import __version__
from hermes_lsp.core.errors import SkillError, SkillInvalid, UnsafePath
from hermes_lsp.core.evidence import Evidence, Tier
from hermes_lsp.core.problem import ProblemKey

from .manifest import read_manifest
from .skill import EXAMPLES_FOLDER, RECIPE_FILE, SKILL_FILE, Origin, Skill
from .skill_md import MAX_BYTES, parse_skill_md

_CACHE_VERSION = f"1 {__version__}"  # what a folder says may be read differently by another version
Stamp = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from one folder: a skill, and the reason in words if it is broken."""

    skill: Skill
    written_tier: str = ""
    problem: str = ""


def stamp_of(folder: str) -> Stamp | None:
    """The state of a skill's folder by three calls to the system; None if it is no folder with a ``SKILL.md``."""
    try:
        text = os.lstat(f"{folder}/{SKILL_FILE}")
        outer = os.lstat(folder)
    except OSError:
        return None
    try:
        recipe = os.lstat(f"{folder}/{RECIPE_FILE}")
    except OSError:
        recipe = None
    stamp = (outer.st_mode, outer.st_mtime_ns, outer.st_ino, *_state(text))
    return stamp if recipe is None else stamp + _state(recipe)


def folders_in(root: Path) -> list[str]:
    """The names of the folders that may be skills, sorted.

    Raises:
        OSError: if the root is there and cannot be read.
    """
    try:
        with os.scandir(root) as entries:
            return sorted(
                entry.name
                for entry in entries
                if not entry.name.startswith(".") and (entry.is_dir() or entry.is_symlink())
            )
    except FileNotFoundError:
        return []


def read_folder(folder: Path, origin: Origin) -> Reading:
    """Read one folder; a broken one gives a quarantined skill and a sentence."""
    written_tier = ""
    try:
        check_links(folder)
        skill = replace(parse_skill_md(_text(folder / SKILL_FILE), folder.name), origin=origin, folder=folder)
        written_tier = read_manifest(folder)[1]
        recipe = folder / RECIPE_FILE
        if recipe.exists():
            skill = replace(skill, has_recipe=True)
            check_recipe(_text(recipe), skill)
    except (SkillError, OSError) as error:
        reason = error.what if isinstance(error, SkillError) else f"it cannot be read ({error})"
        sentence = f"The skill in {folder} is not used: {reason}"
        stub = Skill(folder.name, "This skill cannot be read", origin=origin, folder=folder, quarantined=reason)
        return Reading(stub, problem=sentence)
    return Reading(skill, written_tier)


def check_links(folder: Path) -> None:
    """Raises UnsafePath for a link, in the folder or to it, that leads out of the tree it must stay in."""
    if folder.is_symlink() and folder.resolve().parent != folder.parent.resolve():
        raise UnsafePath(f"{folder.name} is a link that leads out of {folder.parent}")
    inside = folder.resolve()
    for name in (SKILL_FILE, RECIPE_FILE, EXAMPLES_FOLDER):
        path = folder / name
        if path.is_symlink() and not path.resolve().is_relative_to(inside):
            raise UnsafePath(f"{name} is a link that leads out of the skill's folder")


def check_recipe(text: str, skill: Skill) -> None:
    """Raises SkillInvalid if the text does not say a recipe."""
    from hermes_lsp.core.errors import RecipeInvalid
    from hermes_lsp.recipes.codec import load

    try:
        load(text)
    except RecipeInvalid as error:
        raise SkillInvalid(f"{RECIPE_FILE}: {error.what}") from error


def _text(path: Path) -> str:
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise SkillInvalid(f"{path.name} has {size:,} bytes; {MAX_BYTES:,} are allowed")
    if not stat.S_ISREG(path.stat().st_mode):
        raise SkillInvalid(f"{path.name} is not a file")
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SkillInvalid(f"{path.name} is not UTF-8 text") from error


def _state(status: os.stat_result) -> Stamp:
    return (status.st_mode, status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)


def pack(readings: Mapping[str, tuple[Stamp, Reading]]) -> bytes:
    """The cache: readings by folder, as JSON."""
    entries = [[folder, stamp, _packed(reading)] for folder, (stamp, reading) in readings.items()]
    return json.dumps([_CACHE_VERSION, entries], ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def unpack(content: bytes) -> dict[str, tuple[Stamp, Reading]]:
    """The readings of a cache; none if it is broken or of another version, since it can always be made anew."""
    try:
        version, entries = json.loads(content)
        if version != _CACHE_VERSION:
            return {}
        return {folder: (tuple(stamp), _unpacked(folder, data)) for folder, stamp, data in entries}
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        return {}


def _packed(reading: Reading) -> list[Any]:
    skill = reading.skill
    return [
        skill.name,
        skill.description,
        skill.body,
        skill.keys,
        skill.languages,
        skill.files,
        skill.symbols,
        skill.tier,
        list(asdict(skill.evidence).values()),
        skill.origin,
        skill.has_recipe,
        skill.quarantined,
        dict(skill.metadata),
        dict(skill.properties),
        reading.written_tier,
        reading.problem,
    ]


def _unpacked(folder: str, data: list[Any]) -> Reading:
    (name, description, body, keys, languages, files, symbols, tier, counts) = data[:9]
    (origin, has_recipe, quarantined, metadata, properties, written_tier, problem) = data[9:]
    skill = Skill(
        name,
        description,
        body,
        tuple([ProblemKey(*key) for key in keys]),
        tuple(languages),
        tuple(files),
        tuple(symbols),
        Tier(tier),
        Evidence(*counts),
        Origin(origin),
        Path(folder),
        has_recipe,
        quarantined,
        True,
        MappingProxyType(metadata),
        MappingProxyType(properties),
    )
    return Reading(skill, written_tier, problem)
