"""Export and import: confined, bounded, and the same skill at the other end."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import skills_ref
from skill_samples import make_example, make_skill  # type: ignore[import-not-found]

from hermes_lsp.core.errors import HermesError, SkillInvalid, UnsafePath
from hermes_lsp.skills import transfer
from hermes_lsp.skills.library import Library
from hermes_lsp.skills.skill_md import render_skill_md

TEXT = render_skill_md(make_skill())


@pytest.mark.parametrize("target", ["out.zip", "out"])
def test_a_skill_goes_out_and_comes_in(library: Library, tmp_path: Path, target: str) -> None:
    library.write(make_skill(), None, [make_example()])
    before = library.find("fix-ruff-e711")
    path = library.export("fix-ruff-e711", tmp_path / target)
    if path.suffix == ".zip":
        with pytest.raises(SkillInvalid, match="exists already"):
            library.export("fix-ruff-e711", path)
    else:  # an existing folder is where the skill's folder is put
        inside = tmp_path / "inside"
        inside.mkdir()
        assert library.export("fix-ruff-e711", inside) == inside / "fix-ruff-e711"
        with pytest.raises(SkillInvalid, match="exists already"):
            library.export("fix-ruff-e711", inside)
    with pytest.raises(SkillInvalid, match="Forget it first"):
        library.import_(path)
    library.forget("fix-ruff-e711")
    assert library.import_(path) == before
    assert library.examples(library.find("fix-ruff-e711")) == ([make_example()], [])
    assert library.is_user_edited(before) == frozenset()
    assert before.folder
    assert skills_ref.validate(before.folder) == []


def archive(path: Path, *members: tuple[str, str, int]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content, mode in members:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            file.writestr(info, content, zipfile.ZIP_DEFLATED)
    return path


SKILL = ("s/SKILL.md", TEXT, 0o644)


@pytest.mark.parametrize(
    ("members", "error", "reason"),
    [
        ([SKILL, ("../evil", "x", 0o644)], UnsafePath, "not a path inside"),
        ([SKILL, ("s/../../evil", "x", 0o644)], UnsafePath, "not a path inside"),
        ([SKILL, ("/etc/evil", "x", 0o644)], UnsafePath, "not a path inside"),
        ([SKILL, ("C:/evil", "x", 0o644)], UnsafePath, "not a path inside"),
        ([SKILL, ("s/link", "/etc/passwd", stat.S_IFLNK | 0o777)], UnsafePath, "is a link"),
        ([SKILL, ("s/big", "0" * (transfer.MAX_FILE_BYTES + 1), 0o644)], SkillInvalid, "too large"),
        ([SKILL, *[(f"s/{n}", "0" * 4_900_000, 0o644) for n in range(5)]], SkillInvalid, "too large"),
        ([SKILL, *[(f"s/{n}", "", 0o644) for n in range(2000)]], SkillInvalid, "more than 2,000 files"),
        ([("s/README.md", "x", 0o644)], SkillInvalid, "holds no SKILL.md"),
        ([("s/SKILL.md", "name: ../up\n", 0o644)], SkillInvalid, "name"),
        ([("s/SKILL.md", "---\nname: x\n---\n", 0o644)], SkillInvalid, "no description"),
    ],
)
def test_an_archive_cannot_lead_out_or_fill_the_disk(
    library: Library, tmp_path: Path, members: list[tuple[str, str, int]], error: type[HermesError], reason: str
) -> None:
    with pytest.raises(error, match=reason):
        library.import_(archive(tmp_path / "in.zip", *members))
    assert not library.places.skills.exists() or not any(library.places.skills.iterdir())
    assert not (tmp_path / "evil").exists()


def test_what_is_no_archive_is_said(library: Library, tmp_path: Path) -> None:
    (tmp_path / "in.zip").write_bytes(b"no archive")
    with pytest.raises(SkillInvalid, match="no archive"):
        library.import_(tmp_path / "in.zip")
    with pytest.raises(SkillInvalid, match="cannot be read"):
        library.import_(tmp_path / "missing.zip")


def test_a_folder_with_a_link_is_not_imported(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "fix-ruff-e711"
    folder.mkdir()
    (folder / "SKILL.md").write_text(TEXT)
    (folder / "secret").symlink_to("/etc/passwd")
    with pytest.raises(UnsafePath):
        library.import_(folder)


def test_a_link_is_not_exported(library: Library, tmp_path: Path) -> None:
    folder = library.write(make_skill(), None, []).folder
    (folder / "secret").symlink_to("/etc/passwd")
    with pytest.raises(UnsafePath):
        library.export("fix-ruff-e711", tmp_path / "out.zip")
    assert not (tmp_path / "out.zip").exists()


def test_an_imported_skill_with_a_broken_recipe_leaves_nothing(library: Library, tmp_path: Path) -> None:
    pytest.importorskip("hermes_lsp.recipes.codec")
    members = [SKILL, ("s/recipe.yml", "no: [recipe", 0o644)]
    with pytest.raises(SkillInvalid, match=r"recipe\.yml"):
        library.import_(archive(tmp_path / "in.zip", *members))
    assert library.scan().skills == ()


def test_a_skill_is_imported_whatever_its_folder_is_called(library: Library, tmp_path: Path) -> None:
    assert library.import_(archive(tmp_path / "in.zip", SKILL)).name == "fix-ruff-e711"


def test_opening_twice(open_library: Callable[..., Library], tmp_path: Path) -> None:
    open_library().import_(archive(tmp_path / "in.zip", SKILL))
    assert open_library().find("fix-ruff-e711").usable
