"""The skill folders: what is broken is said and set apart, what a user edits stays, what is written is whole."""

from __future__ import annotations

import errno
import json
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
import skills_ref
from skill_samples import E711, make_example, make_skill  # type: ignore[import-not-found]

from hermes_lsp.core.errors import SkillInvalid, SkillNotFound, UnsafePath, WorkspaceError
from hermes_lsp.core.evidence import Evidence, Tier
from hermes_lsp.core.problem import ProblemKey
from hermes_lsp.skills.builtin import builtin_skills
from hermes_lsp.skills.library import Library
from hermes_lsp.skills.scan import Scan
from hermes_lsp.skills.skill import Origin, Skill
from hermes_lsp.skills.skill_md import render_skill_md

Opener = Callable[..., Library]
HERE = Path(__file__).parent


def put(root: Path, skill: Skill) -> Path:
    """A folder as a person would make it."""
    folder = root / skill.name
    folder.mkdir(parents=True)
    (folder / "SKILL.md").write_text(render_skill_md(skill))
    return folder


def named(scan: Scan) -> dict[str, Skill]:
    return {skill.name: skill for skill in scan.skills}


def test_a_learned_skill_is_there_in_the_next_process(library: Library, open_library: Opener) -> None:
    written = library.write(make_skill(), None, [make_example()])
    assert written.changed == {"SKILL.md", "examples/app-1.yml"}
    assert skills_ref.validate(written.folder) == []
    later = open_library()
    skill = later.find("fix-ruff-e711")
    assert (skill.keys, skill.origin, skill.tier, skill.has_recipe) == ((E711,), Origin.PRIVATE, Tier.CANDIDATE, False)
    assert later.examples(skill) == ([make_example()], [])
    assert later.is_user_edited(skill) == frozenset()


def test_writing_the_same_again_touches_nothing(library: Library) -> None:
    library.write(make_skill(), None, [make_example()])
    before = library.fingerprint()
    assert library.write(make_skill(), None, [make_example()]).changed == frozenset()
    assert library.changed_since(before) == frozenset()


def test_an_example_that_is_no_longer_wanted_goes(library: Library) -> None:
    library.write(make_skill(), None, [make_example("a"), make_example("b")])
    written = library.write(make_skill(), None, [make_example("b")])
    assert [e.id for e in library.examples(library.find("fix-ruff-e711"))[0]] == ["b"]
    assert written.changed == {"examples/a.yml"}


def test_the_users_edit_wins_over_the_learner(library: Library) -> None:
    folder = library.write(make_skill(), None, [make_example("a"), make_example("b"), make_example("c")]).folder
    text = (folder / "SKILL.md").read_text() + "\nMy own remark.\n"
    (folder / "SKILL.md").write_text(text)
    (folder / "examples/a.yml").write_text((folder / "examples/a.yml").read_text() + "# checked\n")
    (folder / "examples/b.yml").unlink()
    (folder / "notes.txt").write_text("mine")
    edited = {"SKILL.md", "examples/a.yml", "examples/b.yml", "notes.txt"}
    assert library.is_user_edited(library.find("fix-ruff-e711")) == edited

    better = make_skill(tier=Tier.TRUSTED, evidence=Evidence(learned=3), body="Other prose")
    for _ in range(2):  # and is still known as an edit after the learner came by
        written = library.write(better, None, [make_example(name) for name in "abcd"])
        assert written.kept == edited
    assert (folder / "SKILL.md").read_text() == text
    assert "# checked" in (folder / "examples/a.yml").read_text()
    assert not (folder / "examples/b.yml").exists()
    assert (folder / "notes.txt").read_text() == "mine"
    assert (folder / "examples/d.yml").exists()
    # What was learned meanwhile is not lost: it is recorded beside the folder.
    skill = library.find("fix-ruff-e711")
    assert (skill.tier, skill.evidence) == (Tier.TRUSTED, Evidence(learned=3))
    assert "My own remark." in skill.body


def test_a_tier_that_the_user_sets_by_hand_holds(library: Library) -> None:
    folder = library.write(make_skill(tier=Tier.TRUSTED), None, []).folder
    text = (folder / "SKILL.md").read_text()
    (folder / "SKILL.md").write_text(text.replace("hermes-lsp-tier: trusted", "hermes-lsp-tier: retired"))
    library.write(make_skill(tier=Tier.PROVEN, evidence=Evidence(learned=31)), None, [])
    assert library.find("fix-ruff-e711").tier is Tier.RETIRED


def test_git_may_change_line_ends_without_making_it_an_edit(library: Library, tmp_path: Path) -> None:
    folder = library.write(make_skill(), None, [make_example()]).folder
    copy = tmp_path / "copy" / folder.name
    shutil.copytree(folder, copy)
    for path in copy.rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert library.is_user_edited(make_skill(folder=copy)) == frozenset()


def test_a_skill_that_a_person_wrote_is_never_rewritten(library: Library) -> None:
    folder = put(library.places.skills, make_skill(body="By hand"))
    before = (folder / "SKILL.md").read_bytes()
    assert "SKILL.md" in library.write(make_skill(body="By the learner"), None, []).kept
    assert (folder / "SKILL.md").read_bytes() == before


def test_evidence_about_a_builtin_skill_is_kept_on_the_private_side(open_library: Opener, tmp_path: Path) -> None:
    builtin = tmp_path / "builtin"
    folder = put(builtin, make_skill())
    before = (folder / "SKILL.md").read_bytes()
    library = open_library(builtin=builtin)
    library.record("fix-ruff-e711", Tier.TRUSTED, Evidence(kept=3))
    skill = open_library(builtin=builtin).find("fix-ruff-e711")
    assert (skill.origin, skill.tier, skill.evidence) == (Origin.BUILTIN, Tier.TRUSTED, Evidence(kept=3))
    assert (folder / "SKILL.md").read_bytes() == before
    with pytest.raises(WorkspaceError):
        library.write(skill, None, [])


def test_broken_evidence_is_set_aside_and_said(library: Library) -> None:
    library.places.root.mkdir(parents=True)
    path = library.places.root / "evidence.json"
    path.write_text("{half")
    assert "evidence.json" in str(library.scan().problems[0])
    library.record("fix-ruff-e711", Tier.TRUSTED, Evidence(kept=3))
    assert path.with_suffix(".broken").read_text() == "{half"
    assert library.scan().problems == ()


def test_the_nearest_skill_of_a_name_wins(library: Library, workspace: Path) -> None:
    put(library.builtin, make_skill(body="builtin"))
    assert library.find("fix-ruff-e711").body == "builtin"
    library.write(make_skill(body="shared", origin=Origin.SHARED), None, [])
    assert library.find("fix-ruff-e711").body == "shared"
    library.write(make_skill(body="private"), None, [])
    assert library.find("fix-ruff-e711").body == "private"
    put(workspace / ".agents/skills", make_skill(body="project"))
    scan = library.scan()
    assert named(scan)["fix-ruff-e711"].body == "project"
    assert sorted(skill.body for skill in scan.shadowed) == ["builtin", "private", "shared"]


def test_a_broken_skill_gives_way_to_the_next(library: Library) -> None:
    put(library.builtin, make_skill(body="builtin"))
    folder = library.write(make_skill(), None, []).folder
    (folder / "SKILL.md").write_text("broken")
    scan = library.scan()
    assert named(scan)["fix-ruff-e711"].body == "builtin"
    assert len(scan.problems) == 1


def test_skills_of_a_workspace_do_nothing_until_it_is_trusted(open_library: Opener, workspace: Path) -> None:
    put(workspace / ".agents/skills", make_skill("from-a-stranger"))
    assert not open_library(trusted=False).find("from-a-stranger").usable
    assert open_library(trusted=True).find("from-a-stranger").usable


def test_each_broken_folder_is_said_and_the_others_load(library: Library, tmp_path: Path) -> None:
    root = library.places.skills
    put(root, make_skill("good"))
    outside = put(tmp_path / "outside", make_skill("linked"))
    (root / "linked").symlink_to(outside)
    texts: dict[str, bytes] = {
        "broken-yaml": b"---\nname: [\n---\n",
        "future": render_skill_md(make_skill("future")).replace('version: "1"', 'version: "9"').encode(),
        "bomb": b"---\nname: bomb\ndescription: &a x\nmetadata: *a\n---\n",
        "huge": render_skill_md(make_skill("huge")).encode() + b"x" * 10_000_000,
        "latin": b"---\nname: latin\ndescription: caf\xe9\n---\n",
        "renamed": render_skill_md(make_skill("other")).encode(),
    }
    for name, text in texts.items():
        (root / name).mkdir()
        (root / name / "SKILL.md").write_bytes(text)
    for name in ("file-link", "recipe-link"):
        put(root, make_skill(name))
    (root / "file-link/SKILL.md").unlink()
    (root / "file-link/SKILL.md").symlink_to(outside / "SKILL.md")
    (root / "recipe-link/recipe.yml").symlink_to("/etc/hostname")
    (root / "empty").mkdir()

    scan = library.scan()
    said = {problem.name: str(problem) for problem in scan.problems}
    reasons = {
        "linked": "link that leads out",
        "broken-yaml": "line 3",
        "future": "version '9'",
        "bomb": "anchors and aliases",
        "huge": "bytes; 1,000,000 are allowed",
        "latin": "not UTF-8",
        "renamed": "must be equal",
        "file-link": "SKILL.md is a link",
        "recipe-link": "recipe.yml is a link",
        "empty": "holds no SKILL.md",
    }
    assert said.keys() == reasons.keys()
    for name, reason in reasons.items():
        assert reason in said[name]
    skills = named(scan)
    assert skills["good"].usable
    assert all(skills[name].quarantined for name in reasons if name != "empty")
    assert {problem.name for problem in library.scan().problems} == reasons.keys()  # from the cache as well


def test_a_project_folder_that_is_a_link_out_of_the_workspace_is_refused(
    library: Library, workspace: Path, tmp_path: Path
) -> None:
    put(tmp_path / "elsewhere", make_skill())
    (workspace / ".agents").mkdir()
    (workspace / ".agents/skills").symlink_to(tmp_path / "elsewhere")
    scan = library.scan()
    assert scan.skills == ()
    assert "leads out of the workspace" in str(scan.problems[0])
    library.write(make_skill("mine"), None, [])
    with pytest.raises(UnsafePath):
        library.share("mine")


def test_a_recipe_that_cannot_be_read_sets_its_skill_apart(library: Library) -> None:
    pytest.importorskip("hermes_lsp.recipes.codec")
    folder = put(library.places.skills, make_skill())
    (folder / "recipe.yml").write_text("no: [recipe")
    skill = library.find("fix-ruff-e711")
    assert skill.quarantined.startswith("recipe.yml: ")


def test_an_edit_by_hand_is_seen_by_stat_alone(library: Library) -> None:
    folder = library.write(make_skill(), None, []).folder
    snapshot = library.scan().snapshot
    assert library.changed_since(snapshot) == frozenset()
    (folder / "SKILL.md").write_text((folder / "SKILL.md").read_text() + "\nMore.\n")
    put(library.places.skills, make_skill("another"))
    assert library.changed_since(snapshot) == {folder, folder.parent / "another"}
    scan = library.scan()
    assert named(scan)["fix-ruff-e711"].body.endswith("More.")
    shutil.rmtree(folder)
    assert library.changed_since(scan.snapshot) == {folder}


@pytest.mark.parametrize("content", [b"", b"\xff", b"[]", b'[1, [["x"]]]', b"[" * 100_000])
def test_a_broken_cache_is_made_anew(library: Library, content: bytes) -> None:
    library.write(make_skill(), None, [])
    first = library.scan()
    (library.places.root / "catalogue.cache").write_bytes(content)
    assert library.scan() == first
    assert json.loads((library.places.root / "catalogue.cache").read_bytes())


def test_the_cache_says_the_same_as_the_folders(library: Library) -> None:
    library.write(make_skill(files=("src/**",), symbols=("f",), metadata={"author": "Ada"}), None, [])
    put(library.places.skills, make_skill("odd", keys=(ProblemKey("a b/c", "x%y"),), properties={"license": "MIT"}))
    assert library.scan().skills == library.scan().skills


def test_forgetting_moves_a_skill_into_the_trash(library: Library) -> None:
    library.write(make_skill(), None, [make_example()])
    trash = library.forget("fix-ruff-e711")
    assert (trash / "examples/app-1.yml").exists()
    with pytest.raises(SkillNotFound):
        library.find("fix-ruff-e711")
    put(library.builtin, make_skill())
    with pytest.raises(WorkspaceError, match="never"):
        library.forget("fix-ruff-e711")


def test_sharing_writes_the_folder_that_other_agents_read(library: Library, workspace: Path) -> None:
    library.write(make_skill(), None, [make_example()])
    target = library.share("fix-ruff-e711")
    assert target == workspace / ".agents/skills/fix-ruff-e711"
    assert skills_ref.validate(target) == []
    assert {path.name for path in target.parent.iterdir()} == {"fix-ruff-e711"}
    assert library.find("fix-ruff-e711").origin is Origin.PROJECT
    library.write(make_skill(body="Better"), None, [])
    library.share("fix-ruff-e711")
    assert library.find("fix-ruff-e711").body == "Better"


def test_sharing_never_overwrites_what_is_not_ours(library: Library, workspace: Path) -> None:
    library.write(make_skill(), None, [])
    folder = put(workspace / ".agents/skills", make_skill(body="A colleague's"))
    with pytest.raises(WorkspaceError, match="not ours"):
        library.share("fix-ruff-e711")
    shutil.rmtree(folder)
    target = library.share("fix-ruff-e711")
    (target / "SKILL.md").write_text((target / "SKILL.md").read_text() + "A colleague's remark\n")
    with pytest.raises(WorkspaceError, match="not ours"):
        library.share("fix-ruff-e711")
    assert "remark" in (target / "SKILL.md").read_text()


def test_what_a_killed_writer_left_is_mended(library: Library) -> None:
    folder = library.write(make_skill(), None, [make_example()]).folder
    (folder.parent / ".old-stuff-of-the-user").mkdir()
    (folder.parent / ".hermes-new-fix-ruff-e711.0badc0de").mkdir()  # killed while writing
    other = library.write(make_skill("other"), None, []).folder
    other.rename(other.parent / ".hermes-old-other.0badc0de")  # killed between the two renames
    assert named(library.scan()).keys() == {"fix-ruff-e711", "other"}
    assert {path.name for path in folder.parent.iterdir()} == {"fix-ruff-e711", "other", ".old-stuff-of-the-user"}


def test_the_old_skill_stays_until_the_new_one_is_in_its_place(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = library.write(make_skill(), None, [make_example()]).folder
    rename = Path.rename

    def failing(path: Path, target: Path) -> Path:
        if path.name.startswith(".hermes-new-"):
            raise OSError(errno.ENOSPC, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(WorkspaceError, match="the disk is full"):
        library.write(make_skill(body="New"), None, [])
    assert library.examples(library.find("fix-ruff-e711"))[0] == [make_example()]
    assert [path.name for path in folder.parent.iterdir()] == ["fix-ruff-e711"]


WRITER = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    sys.path.insert(0, sys.argv[1])
    from skill_samples import make_example, make_skill
    from hermes_lsp.core.places import Places
    from hermes_lsp.skills.library import Library
    places = Places(Path(sys.argv[2]))
    library = Library(places.workspace(Path(sys.argv[3])), places.shared_skills, Path("none"), trusted=True)
    name = sys.argv[4]
    for turn in range(int(sys.argv[5])):
        library.write(make_skill(name, body=f"turn {turn}"), None, [make_example(f"e{turn}")])
        print(turn, flush=True)
    """
)


def start_writer(library: Library, name: str, turns: int) -> subprocess.Popen[str]:
    home = library.places.root.parent.parent
    arguments = [sys.executable, "-c", WRITER, str(HERE), str(home), str(library.places.folder), name, str(turns)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)


def test_a_writer_that_is_killed_leaves_the_old_skill_or_the_new(library: Library) -> None:
    for _ in range(3):
        writer = start_writer(library, "fix-it", 1_000_000)
        assert writer.stdout
        for _ in range(3):
            last = int(writer.stdout.readline())
        writer.send_signal(signal.SIGKILL)
        last = max([last, *map(int, writer.stdout.read().split())])
        writer.wait()
        scan = library.scan()
        assert scan.problems == ()
        skill = named(scan)["fix-it"]
        turn = int(skill.body.removeprefix("turn "))
        assert turn in (last, last + 1)
        assert [example.id for example in library.examples(skill)[0]] == [f"e{turn}"]
        assert library.is_user_edited(skill) == frozenset()


def test_two_processes_write_at_once(library: Library) -> None:
    writers = [start_writer(library, name, 10) for name in ("same", "same", "other")]
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0
    scan = library.scan()
    assert scan.problems == ()
    assert {name: skill.body for name, skill in named(scan).items()} == {"same": "turn 9", "other": "turn 9"}


FULL_DISK = textwrap.dedent(
    """
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
    from hermes_lsp.core.errors import WorkspaceError
    try:
        library.write(make_skill("fix-it", body="x" * 5000), None, [])
    except WorkspaceError as error:
        print(error)
    library.scan()
    """
)
READ_ONLY = textwrap.dedent(
    """
    import os, shutil, tempfile
    from hermes_lsp.core.errors import WorkspaceError
    root = Path(tempfile.mkdtemp())
    try:
        (root / "work").mkdir()
        places = Places(root / "home").workspace(root / "work")
        library = Library(places, root / "shared", Path("none"), trusted=True)
        library.write(make_skill("known"), None, [])
        library.scan()
        for folder in (places.root, places.skills, root / "work", root / "home", root):
            folder.chmod(0o555)
        if os.getuid() == 0:
            os.seteuid(65534)
        for act in (
            lambda: library.write(make_skill("new"), None, []),
            lambda: library.share("known"),
            lambda: library.forget("known"),
        ):
            try:
                act()
            except WorkspaceError as error:
                print(error)
        print([skill.name for skill in library.scan().skills])
    finally:
        if os.getuid() == 0:
            os.seteuid(0)
        for folder in (root, places.root, places.skills):
            folder.chmod(0o755)
        shutil.rmtree(root)
    """
)


def run_in(library: Library, code: str) -> str:
    home = library.places.root.parent.parent
    arguments = [sys.executable, "-c", WRITER + code, str(HERE), str(home), str(library.places.folder), "fix-it", "1"]
    return subprocess.run(arguments, capture_output=True, text=True, check=True, timeout=60).stdout


def test_a_full_disk_is_said_and_nothing_is_lost(library: Library) -> None:
    assert "the disk is full. What was there is as it was" in run_in(library, FULL_DISK)
    assert library.find("fix-it").body == "turn 0"
    assert [path.name for path in library.places.skills.iterdir()] == ["fix-it"]


def test_a_read_only_disk_is_said_and_what_is_known_is_used(library: Library) -> None:
    output = run_in(library, READ_ONLY)
    assert output.count("read-only for this user") == 3
    assert "['known']" in output


def test_builtin_skills_are_found() -> None:
    assert builtin_skills().name in ("skills", "builtin_skills")


def test_an_invalid_skill_is_not_written(library: Library) -> None:
    with pytest.raises(SkillInvalid):
        library.write(make_skill("Not A Name"), None, [])
    with pytest.raises(SkillInvalid):
        library.write(make_skill(), None, [make_example("../../up")])
    assert library.scan().skills == ()
