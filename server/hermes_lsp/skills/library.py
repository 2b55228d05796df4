"""The library: the skill folders on disk, which are the truth about what is known.

Two skills with one name: the project's wins over the private one, that over the one shared by all workspaces, that
over the built-in one, and the team's comes last; one that may not be used (broken, quarantined, not trusted) gives way
to the next. Skills with different names for one kind of problem live side by side, as the
:mod:`hermes_lsp.skills.catalogue` says.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from hermes_lsp.core.errors import SkillInvalid, SkillNotFound, UnsafePath, WorkspaceError
from hermes_lsp.core.evidence import Evidence, Tier
from hermes_lsp.core.example import Example
from hermes_lsp.core.places import WorkspacePlaces

from . import overlay as overlays
from .disk import leftovers, locked, recover, replace_file, replace_folder, writing
from .examples import dump_example, load_examples
from .manifest import MANIFEST_FILE, digest, edited_files, read_manifest, render_manifest
from .scan import PRECEDENCE, Scan, ScanProblem, Snapshot, by_precedence, stamps
from .scanning import Reading, Stamp, pack, read_folder, unpack
from .skill import EXAMPLES_FOLDER, RECIPE_FILE, SKILL_FILE, Origin, Skill
from .skill_md import render_skill_md
from .transfer import name_in_package, read_package, read_tree, write_package

CACHE_FILE = "catalogue.cache"
TRASH_FOLDER = "trash"


@dataclass(frozen=True, slots=True)
class Written:
    """What :meth:`Library.write` did: files changed or removed, and files left as their user made them."""

    folder: Path
    changed: frozenset[str]
    kept: frozenset[str]


class Library:
    """The folders of one workspace.

    Args:
        places: The workspace's places.
        shared: Folder of the private skills that hold for all workspaces of the user.
        builtin: Folder of the built-in skills.
        trusted: Whether the project's own skills may do something.
        team: Skills from the team's store.
    """

    def __init__(
        self, places: WorkspacePlaces, shared: Path, builtin: Path, *, trusted: bool, team: Sequence[Skill] = ()
    ) -> None:
        self.places = places
        self.shared = shared
        self.builtin = builtin
        self.trusted = trusted
        self.team = tuple(team)

    def scan(self) -> Scan:
        """Read all folders that have changed since the last scan. Never raises for what lies in them."""
        problems: list[ScanProblem] = []
        cached = self._cache()
        readings: dict[str, tuple[Stamp, Reading]] = {}
        for origin, root in self._roots(problems):
            self._recover(root, origin)
            for folder, stamp in stamps(root, problems):
                held = cached.get(folder)
                if held is None or held[0] != stamp or held[1].skill.origin is not origin:
                    held = (stamp, read_folder(Path(folder), origin))
                readings[folder] = held
        problems += [
            ScanProblem(reading.skill.name, Path(folder), reading.problem)
            for folder, (_, reading) in readings.items()
            if reading.problem
        ]
        if readings.keys() != cached.keys() or any(cached[folder] is not held for folder, held in readings.items()):
            problems += self._save_cache(readings)
        known, unreadable = overlays.load_overlays(self.places.root)
        problems += [ScanProblem("", self.places.root, sentence) for sentence in unreadable]
        skills, shadowed = by_precedence(self._as_here(reading, known) for _, reading in readings.values())
        names = {skill.name for skill in skills}
        skills += [skill for skill in self.team if skill.name not in names]
        snapshot = {folder: stamp for folder, (stamp, _) in readings.items()} | self._overlay_state()
        return Scan(tuple(skills), tuple(problems), tuple(shadowed), snapshot)

    def fingerprint(self) -> Snapshot:
        """The state of all folders, by stat alone."""
        return {
            folder: stamp for _, root in self._roots([]) for folder, stamp in stamps(root, [])
        } | self._overlay_state()

    def changed_since(self, snapshot: Snapshot) -> frozenset[Path]:
        """Folders (and the file of evidence) that were added, changed or removed since, by anybody."""
        now = self.fingerprint()
        return frozenset(Path(path) for path in now.keys() | snapshot.keys() if now.get(path) != snapshot.get(path))

    def find(self, name: str) -> Skill:
        """Raises SkillNotFound."""
        for skill in self.scan().skills:
            if skill.name == name:
                return skill
        raise SkillNotFound(f"There is no skill named {name}", todo="see “hermes-lsp skills list” for those there are")

    def examples(self, skill: Skill) -> tuple[list[Example], list[str]]:
        """The skill's examples, and one sentence for each that cannot be used."""
        return load_examples(skill.folder) if skill.folder else ([], [])

    def is_user_edited(self, skill: Skill) -> frozenset[str]:
        """The files of the skill (POSIX paths in its folder) that its user made, changed or removed."""
        return edited_files(skill.folder) if skill.folder else frozenset()

    def write(self, skill: Skill, recipe_text: str | None, examples: Iterable[Example]) -> Written:
        """Write a private or shared skill: the whole folder at once, or nothing.

        A file that its user edited, added or removed stays as it is; where that is ``SKILL.md``, tier and evidence are
        recorded beside it (:meth:`record`). ``recipe_text`` None stands for a skill without a recipe.

        Raises:
            WorkspaceError: if the origin is neither private nor shared, or the disk refuses.
            SkillInvalid: if the format cannot say the skill or an example.
        """
        root = self._own_root(skill.origin)
        wanted = {SKILL_FILE: render_skill_md(skill).encode()}
        if recipe_text is not None:
            wanted[RECIPE_FILE] = recipe_text.encode()
        for example in examples:
            wanted[f"{EXAMPLES_FOLDER}/{example.id}.yml"] = dump_example(example).encode()
        folder = root / skill.name
        with locked(root.parent):
            recover(root)
            if folder.is_symlink():
                raise UnsafePath(f"{folder} is a link; it is not written", kept="What it leads to is as it was")
            with writing(folder):
                present = read_tree(folder) if folder.is_dir() else {}
                edited = edited_files(folder)
                before, _ = read_manifest(folder)
            kept = {name: content for name, content in present.items() if name in edited}
            ours = {name: content for name, content in wanted.items() if name not in edited}
            digests = {name: digest(content) for name, content in ours.items()}
            # What a user edited stays recorded as it was when it was ours, and so stays recognisable as edited.
            digests |= {name: value for name, value in before.items() if name in edited}
            tier = str(skill.tier) if SKILL_FILE in ours else read_manifest(folder)[1]
            files = {**kept, **ours, MANIFEST_FILE: render_manifest(digests, tier)}
            changed = {name for name in files.keys() | present.keys() if files.get(name) != present.get(name)}
            if changed:
                replace_folder(folder, files)
        if SKILL_FILE in ours:
            self._forget_record(skill.name)
        else:
            self.record(skill.name, skill.tier, skill.evidence, skill.quarantined)
        return Written(folder, frozenset(changed - {MANIFEST_FILE}), frozenset(edited))

    def record(self, name: str, tier: Tier, evidence: Evidence, quarantined: str = "") -> None:
        """Record what was learned about a skill whose folder is not ours to write (built-in, project, edited).

        Raises:
            WorkspaceError: if the disk refuses.
        """
        with locked(self.places.root):
            known, unreadable = overlays.load_overlays(self.places.root)
            if unreadable:
                self._set_aside(self.places.root / overlays.FILE_NAME)
            known[name] = overlays.Overlay(tier, evidence, quarantined)
            overlays.save_overlays(self.places.root, known)

    def forget(self, name: str) -> Path:
        """Move a private or shared skill into the trash of the workspace's private root; returns where it lies now.

        Raises:
            SkillNotFound, WorkspaceError: for a skill of another origin, or if the disk refuses.
        """
        skill = self._own(name)
        source = self._own_root(skill.origin) / name
        target = self.places.root / TRASH_FOLDER / f"{name}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
        with locked(source.parent.parent), writing(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(source, target)
        self._forget_record(name)
        return target

    def share(self, name: str) -> Path:
        """Copy a private or shared skill into the project, at ``.agents/skills/<name>``; returns that folder.

        Raises:
            SkillNotFound, UnsafePath, SkillInvalid.
            WorkspaceError: if the workspace has no folder or is read-only, or a folder that we did not make, or that
                was edited since, is in the way.
        """
        skill = self._own(name)
        root = self.places.project_skills
        if root is None or self.places.folder is None:
            raise WorkspaceError(
                "This workspace has no folder, so a skill cannot be shared with it", todo="open a folder"
            )
        if skill.quarantined:
            raise SkillInvalid(f"{name} is in quarantine: {skill.quarantined}", kept="It stays private")
        files = read_tree(self._own_root(skill.origin) / name)
        with locked(self.places.root):
            target = root / name
            if not root.resolve().is_relative_to(self.places.folder.resolve()) or target.is_symlink():
                raise UnsafePath(f"{target} leads out of the workspace", kept="Nothing was written")
            if target.exists() and (not read_manifest(target)[0] or edited_files(target)):
                raise WorkspaceError(
                    f"{target} holds work that is not ours",
                    kept="It is as it was",
                    todo="move it away, or forget the private skill",
                )
            with writing(target):
                root.mkdir(parents=True, exist_ok=True)
            recover(root)
            replace_folder(target, files)
        return target

    def export(self, name: str, path: Path) -> Path:
        """Write a skill as a ``.zip`` (if the path ends so) or as a folder; returns what was written.

        Raises:
            SkillNotFound, UnsafePath, SkillInvalid, WorkspaceError.
        """
        skill = self.find(name)
        if skill.folder is None:
            raise SkillInvalid(f"{name} has no folder on this disk", todo="export it where it was learned")
        return write_package(read_tree(skill.folder), path, name)

    def import_(self, path: Path) -> Skill:
        """Take a skill from a folder or a ``.zip`` into the private ones.

        Raises:
            SkillInvalid: if it is no valid skill, is too large, or its name is taken.
            UnsafePath: if it holds links, or paths that lead out.
            WorkspaceError: if the disk refuses.
        """
        files = read_package(path)
        name = name_in_package(files)
        with locked(self.places.root):
            recover(self.places.skills)
            target = self.places.skills / name
            if target.exists() or target.is_symlink():
                raise SkillInvalid(
                    f"There is a private skill {name} already", kept="It is as it was", todo="forget it first"
                )
            with writing(target):
                self.places.skills.mkdir(parents=True, exist_ok=True)
            replace_folder(target, files)
            reading = read_folder(target, Origin.PRIVATE)
            if reading.problem:
                shutil.rmtree(target, ignore_errors=True)
                raise SkillInvalid(f"{path} was not imported: {reading.skill.quarantined}", kept="Nothing was changed")
        return reading.skill

    def _roots(self, problems: list[ScanProblem]) -> list[tuple[Origin, Path]]:
        roots = [(Origin.PRIVATE, self.places.skills), (Origin.SHARED, self.shared), (Origin.BUILTIN, self.builtin)]
        project = self.places.project_skills
        if project is not None and self.places.folder is not None:
            if project.resolve().is_relative_to(self.places.folder.resolve()):
                roots.insert(0, (Origin.PROJECT, project))
            else:
                sentence = (
                    f"The skills of the project are not used: {project} is a link that leads out of the workspace"
                )
                problems.append(ScanProblem("", project, sentence))
        return roots

    def _as_here(self, reading: Reading, known: Mapping[str, overlays.Overlay]) -> Skill:
        skill = reading.skill
        if skill.name in known and not reading.problem:
            skill = overlays.with_overlay(skill, known[skill.name], reading.written_tier)
        return skill if self.trusted or skill.origin is not Origin.PROJECT else replace(skill, active=False)

    def _own(self, name: str) -> Skill:
        """The private or shared skill of that name, whatever shadows it."""
        scan = self.scan()
        found = [skill for skill in (*scan.skills, *scan.shadowed) if skill.name == name]
        for skill in sorted(found, key=lambda skill: PRECEDENCE[skill.origin]):
            if skill.origin in (Origin.PRIVATE, Origin.SHARED):
                return skill
        if found:
            raise WorkspaceError(
                f"{name} is a skill of the {found[0].origin}, and not a private one",
                kept="It is as it was",
                todo="say “never” to it instead; a project's skill can be removed from .agents/skills",
            )
        raise SkillNotFound(f"There is no skill named {name}", todo="see “hermes-lsp skills list” for those there are")

    def _own_root(self, origin: Origin) -> Path:
        if origin is Origin.PRIVATE:
            return self.places.skills
        if origin is Origin.SHARED:
            return self.shared
        raise WorkspaceError(
            f"A skill of the {origin} is not written by hermes-lsp", kept="It is as it was", todo="share a private one"
        )

    def _recover(self, root: Path, origin: Origin) -> None:
        """Mend what a killed writer left, unless a living one is at work. The project is touched by commands alone."""
        if origin not in (Origin.PRIVATE, Origin.SHARED) or not leftovers(root):
            return
        try:
            with locked(root.parent, seconds=0):
                recover(root)
        except WorkspaceError:
            # The writer that holds the lock finishes by itself; on a read-only disk there is nothing for us to mend.
            return

    def _forget_record(self, name: str) -> None:
        known, _ = overlays.load_overlays(self.places.root)
        if name in known:
            with locked(self.places.root):
                known, _ = overlays.load_overlays(self.places.root)
                known.pop(name, None)
                overlays.save_overlays(self.places.root, known)

    def _set_aside(self, path: Path) -> None:
        with writing(path):
            path.rename(path.with_suffix(".broken"))

    def _overlay_state(self) -> dict[str, Stamp]:
        path = self.places.root / overlays.FILE_NAME
        try:
            status = path.stat()
        except OSError:
            return {}
        return {str(path): (status.st_mtime_ns, status.st_size, status.st_ino)}

    def _cache(self) -> dict[str, tuple[Stamp, Reading]]:
        try:
            return unpack((self.places.root / CACHE_FILE).read_bytes())
        except OSError:
            return {}

    def _save_cache(self, readings: Mapping[str, tuple[Stamp, Reading]]) -> list[ScanProblem]:
        try:
            replace_file(self.places.root / CACHE_FILE, pack(readings))
        except WorkspaceError as error:
            sentence = f"{error.what}; skills are read anew at each start"
            return [ScanProblem("", self.places.root, sentence)]
        return []
