"""Skill folders on their way in and out: as a folder or a ``.zip``, confined and bounded, without links."""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

from hermes_lsp.core.errors import SkillInvalid, UnsafePath

from .disk import check_confined, replace_file, writing
from .manifest import regular_files
from .skill import SKILL_FILE
from .skill_md import parse_skill_md

MAX_FILES = 2_000
MAX_FILE_BYTES = 5_000_000
MAX_TOTAL_BYTES = 20_000_000

_NAME = re.compile(rb"^name:[ \t]*[\"']?([a-z0-9-]{1,64})[\"']?[ \t]*\r?$", re.MULTILINE)


def read_package(path: Path) -> dict[str, bytes]:
    """The files of one skill, by POSIX path inside its folder, from a folder or a ``.zip``.

    Raises:
        UnsafePath: for a link, an absolute path, or one that leads upwards.
        SkillInvalid: for what is too large, is no archive, or holds no skill.
    """
    try:
        files = read_tree(path) if path.is_dir() else _read_zip(path)
    except OSError as error:
        raise SkillInvalid(f"{path} cannot be read ({error.strerror or error})", kept="Nothing was imported") from error
    if SKILL_FILE in files:
        return files
    tops = {name.partition("/")[0] for name in files}
    if len(tops) == 1 and f"{next(iter(tops))}/{SKILL_FILE}" in files:
        return {name.partition("/")[2]: content for name, content in files.items()}
    raise SkillInvalid(
        f"{path} holds no {SKILL_FILE}", kept="Nothing was imported", todo="give the folder of one skill"
    )


def read_tree(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by POSIX path.

    Raises:
        UnsafePath: if there is a link among them.
        SkillInvalid: if they are too many or too large.
    """
    for path in folder.rglob("*"):
        if path.is_symlink():
            raise UnsafePath(f"{path} is a link; a skill must hold its files itself", kept="Nothing was copied")
    files: dict[str, bytes] = {}
    total = 0
    for path in regular_files(folder):
        total = _bounded(folder, len(files) + 1, path.stat().st_size, total)
        files[path.relative_to(folder).as_posix()] = path.read_bytes()
    return files


def write_package(files: Mapping[str, bytes], path: Path, name: str) -> Path:
    """Write the files as a ``.zip`` if the path ends so, else as the folder ``name`` in it (or as the path itself,
    if that does not exist). Nothing that exists is overwritten.

    Raises:
        WorkspaceError: if the disk refuses.
        SkillInvalid: if the target exists.
    """
    if path.suffix == ".zip":
        _refuse_existing(path)
        import io

        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for inner, content in sorted(files.items()):
                # A fixed time makes the archive of equal skills equal.
                archive.writestr(zipfile.ZipInfo(f"{name}/{inner}", (2020, 1, 1, 0, 0, 0)), content)
        replace_file(path, buffer.getvalue())
        return path
    target = path / name if path.is_dir() else path
    _refuse_existing(target)
    with writing(target):
        for inner, content in files.items():
            check_confined(inner)
            file = target / inner
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    return target


def name_in_package(files: Mapping[str, bytes]) -> str:
    """The name that its SKILL.md gives itself; the folder that it came in may be called otherwise.

    Raises:
        SkillInvalid: if it gives none, or is not valid otherwise.
    """
    match = _NAME.search(files[SKILL_FILE])
    if not match:
        raise SkillInvalid(f"{SKILL_FILE} does not say the name of the skill", kept="Nothing was imported")
    name = match[1].decode()
    try:
        parse_skill_md(files[SKILL_FILE].decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        raise SkillInvalid(f"{SKILL_FILE} is not UTF-8 text", kept="Nothing was imported") from error
    return name


def _read_zip(path: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    total = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                if member.is_dir():
                    continue
                check_confined(member.filename)
                if stat.S_ISLNK(member.external_attr >> 16):
                    raise UnsafePath(f"{path}: {member.filename} is a link", kept="Nothing was imported")
                if member.filename in files:
                    raise SkillInvalid(f"{path} holds {member.filename} twice", kept="Nothing was imported")
                with archive.open(member) as file:
                    # The sizes in an archive's directory are claims; what comes out is counted.
                    content = file.read(MAX_FILE_BYTES + 1)
                total = _bounded(path, len(files) + 1, len(content), total)
                files[member.filename] = content
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise SkillInvalid(f"{path} is no archive that can be read ({error})", kept="Nothing was imported") from error
    return files


def _bounded(where: Path, count: int, size: int, total: int) -> int:
    if count > MAX_FILES:
        raise SkillInvalid(f"{where} holds more than {MAX_FILES:,} files", kept="Nothing was copied")
    if size > MAX_FILE_BYTES or total + size > MAX_TOTAL_BYTES:
        raise SkillInvalid(
            f"{where} is too large: {MAX_FILE_BYTES:,} bytes a file and {MAX_TOTAL_BYTES:,} in all are allowed",
            kept="Nothing was copied",
        )
    return total + size


def _refuse_existing(path: Path) -> None:
    if path.exists() or path.is_symlink():
        raise SkillInvalid(f"{path} exists already", kept="It is as it was", todo="choose another place")
