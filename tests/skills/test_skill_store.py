"""The LanceDB store: it finds skills, loses nothing, and is made again whenever it is gone."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

import pytest
from skill_samples import E711, make_skill  # type: ignore[import-not-found]

from hermes_lsp.core.errors import StoreError
from hermes_lsp.core.evidence import Tier
from hermes_lsp.core.problem import ProblemKey
from hermes_lsp.skills import store as store_module
from hermes_lsp.skills.embedding import EmbeddedModel, HashedNgrams
from hermes_lsp.skills.lance import lancedb
from hermes_lsp.skills.skill import Origin, Skill
from hermes_lsp.skills.store import SkillStore
from hermes_lsp.skills.store_schema import split_identifiers, table_name

HERE = Path(__file__).parent
WITH = make_skill(
    "use-with",
    description="Open files in a with statement; when ruff reports SIM115",
    body="A file that is not closed leaks. See `getSessionById`.",
    keys=(ProblemKey("ruff", "SIM115"),),
)
QUOTE = make_skill(
    "quote-it",
    description="Quote variables; when shellcheck reports SC2086",
    body='Write "$name", so that it\'s not split.',
    keys=(ProblemKey("shellcheck", "SC2086"),),
    languages=("shellscript",),
    tier=Tier.TRUSTED,
)
SKILLS = (
    make_skill(),
    WITH,
    QUOTE,
    make_skill("anywhere", description="Spell it well", body="Letters matter.", keys=(), languages=()),
)


class Counting(HashedNgrams):
    def __init__(self, name: str = HashedNgrams.name) -> None:
        self.name = name
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        self.texts += texts
        return super().embed(texts)


@pytest.fixture
def store(tmp_path: Path) -> SkillStore:
    opened = SkillStore(tmp_path / "lance", Counting())
    opened.sync(SKILLS)
    return opened


def names(store: SkillStore, text: str, **more: object) -> list[str]:
    return [found.name for found in store.search(text, **more)]  # type: ignore[arg-type]


def test_skills_are_found_by_words_and_by_meaning(tmp_path: Path) -> None:
    store = SkillStore(tmp_path / "lance", EmbeddedModel() if sys.version_info < (3, 14) else HashedNgrams())
    store.sync(SKILLS)
    assert names(store, "session by id")[0] == "use-with"
    assert names(store, "the document stays opened")[0] == "use-with"
    assert names(store, "comparison to null")[0] == "fix-ruff-e711"
    assert names(store, "AND \"(it's: ~broken^ query* -")[0] == "quote-it"


def test_keys_languages_and_tiers_narrow(store: SkillStore) -> None:
    assert names(store, "file", key=ProblemKey("shellcheck", "SC2086")) == ["quote-it"]
    assert set(names(store, "file", language="shellscript")) == {"quote-it", "anywhere"}
    assert names(store, "file", tier=Tier.TRUSTED) == ["quote-it"]
    assert len(names(store, "file", tier=[Tier.TRUSTED, Tier.CANDIDATE])) == 4
    assert names(store, "", key=E711) == ["fix-ruff-e711"]
    assert names(store, "file", key=ProblemKey("it's", "'; --")) == []
    assert len(names(store, "file", limit=2)) == 2


def test_only_what_changed_is_embedded_and_written(store: SkillStore) -> None:
    embedder = store.embedder
    assert isinstance(embedder, Counting)
    embedder.texts.clear()
    assert not store.sync(SKILLS)
    assert embedder.texts == []
    changed = make_skill(body="Other words")
    synced = store.sync([changed, WITH, QUOTE])
    assert (synced.written, synced.removed) == ({"fix-ruff-e711"}, {"anywhere"})
    assert len(embedder.texts) == 1
    assert names(store, "other words")[0] == "fix-ruff-e711"
    assert store.count() == 3


def test_a_new_process_finds_what_is_there(store: SkillStore, tmp_path: Path) -> None:
    embedder = Counting()
    later = SkillStore(tmp_path / "lance", embedder)
    assert names(later, "quote variables")[0] == "quote-it"
    assert not later.sync(SKILLS)


def test_what_another_process_writes_is_seen(store: SkillStore, tmp_path: Path) -> None:
    other = SkillStore(tmp_path / "lance", Counting())
    assert "new-one" not in names(other, "zebra")
    store.sync([*SKILLS, make_skill("new-one", description="zebra crossing")])
    assert names(other, "zebra")[0] == "new-one"


def damage_manifests(folder: Path) -> None:
    for path in folder.rglob("*.manifest"):
        path.write_bytes(path.read_bytes()[:20])


def damage_data(folder: Path) -> None:
    for path in folder.rglob("data/*.lance"):
        path.write_bytes(path.read_bytes()[:20])


def zero_everything(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            path.write_bytes(bytes(path.stat().st_size))


@pytest.mark.parametrize("damage", [shutil.rmtree, damage_manifests, damage_data, zero_everything])
def test_a_store_that_is_lost_or_broken_in_use_is_made_again(store: SkillStore, tmp_path: Path, damage: object) -> None:
    damage(tmp_path / "lance")  # type: ignore[operator]
    assert names(store, "quote variables")[0] == "quote-it"
    damage(tmp_path / "lance")  # type: ignore[operator]
    store.sync([*SKILLS, make_skill("one-more")])
    assert store.count() == 5


@pytest.mark.parametrize("damage", [shutil.rmtree, damage_manifests, damage_data])
def test_a_store_that_is_lost_or_broken_between_uses_is_made_again(
    store: SkillStore, tmp_path: Path, damage: object
) -> None:
    damage(tmp_path / "lance")  # type: ignore[operator]
    later = SkillStore(tmp_path / "lance", Counting())
    with pytest.raises(StoreError, match="skill folders"):
        later.search("quote")
        pytest.fail("nothing can be found in a store that is not there")
    later.sync(SKILLS)
    assert names(later, "quote variables")[0] == "quote-it"


def test_what_is_not_a_table_is_left_alone(store: SkillStore, tmp_path: Path) -> None:
    (tmp_path / "lance/notes.txt").write_text("mine")
    zero_everything(tmp_path / "lance")
    store.search("quote")
    assert (tmp_path / "lance/notes.txt").exists()


def test_another_embedder_or_schema_has_its_own_table(store: SkillStore, tmp_path: Path) -> None:
    old = lancedb().connect(tmp_path / "lance").create_table("skills_v0_abc", [{"name": "x"}])
    assert old.count_rows() == 1
    other = SkillStore(tmp_path / "lance", Counting("another"))
    assert other.sync(SKILLS).written == {skill.name for skill in SKILLS}
    assert set(lancedb().connect(tmp_path / "lance").list_tables().tables) == {
        table_name("another"),
        table_name(HashedNgrams.name),
    }
    assert names(store, "quote variables")[0] == "quote-it"


def test_compaction_keeps_the_folder_small(store: SkillStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "OPTIMIZE_EVERY", 12)
    other = SkillStore(tmp_path / "lance", Counting())
    other.sync(SKILLS)
    for turn in range(12):
        store.sync([*SKILLS[1:], make_skill(body=f"turn {turn}")])
    files = sum(path.is_file() for path in (tmp_path / "lance").rglob("*"))
    assert store.maintain()
    assert not store.maintain()
    assert sum(path.is_file() for path in (tmp_path / "lance").rglob("*")) < files / 2
    # Files went away from under the other handle, and it goes on.
    assert names(other, "turn 11")[0] == "fix-ruff-e711"


def test_a_conflict_of_commits_is_tried_again(store: SkillStore, monkeypatch: pytest.MonkeyPatch) -> None:
    conflicts = iter([RuntimeError("lance error: Retryable commit conflict for version 7")] * 3)
    merge = store_module._merge

    def conflicting(table: object, rows: object) -> None:
        for error in conflicts:
            raise error
        merge(table, rows)

    monkeypatch.setattr(store_module, "_merge", conflicting)
    store.sync([*SKILLS, make_skill("one-more")])
    assert store.count() == 5


def test_the_teams_skills_are_found_beside_the_own(tmp_path: Path) -> None:
    team = SkillStore(tmp_path / "team", Counting())
    team.sync([QUOTE, WITH])
    store = SkillStore(tmp_path / "lance", Counting(), team=str(tmp_path / "team"))
    store.sync([QUOTE])
    before = sorted(path for path in (tmp_path / "team").rglob("*"))
    found = store.search("variables in a statement")
    assert {skill.name: skill.origin for skill in found} == {"quote-it": Origin.PRIVATE, "use-with": Origin.TEAM}
    assert sorted(path for path in (tmp_path / "team").rglob("*")) == before
    # A team with another embedder is searched by words alone.
    other = SkillStore(tmp_path / "lance", Counting("another"), team=str(tmp_path / "team"))
    other.sync([QUOTE])
    assert "use-with" in names(other, "statement")


def test_a_team_store_that_is_gone_is_said(tmp_path: Path) -> None:
    store = SkillStore(tmp_path / "lance", Counting(), team=str(tmp_path / "nothing"))
    store.sync(SKILLS)
    with pytest.raises(StoreError, match="team's store"):
        store.search("quote")
    assert names(SkillStore(tmp_path / "lance", Counting()), "quote variables")[0] == "quote-it"


def test_an_embedder_that_fails_leaves_the_store_as_it_was(store: SkillStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(texts: Sequence[str]) -> list[list[float]]:
        raise StoreError("The endpoint does not answer")

    monkeypatch.setattr(store.embedder, "embed", failing)
    with pytest.raises(StoreError, match="does not answer"):
        store.sync([*SKILLS, make_skill("one-more")])
    assert store.count() == 4


WRITER = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    sys.path.insert(0, sys.argv[1])
    from skill_samples import make_skill
    from hermes_lsp.core.errors import StoreError
    from hermes_lsp.skills.embedding import HashedNgrams
    from hermes_lsp.skills.store import SkillStore
    store = SkillStore(Path(sys.argv[2]), HashedNgrams())
    skills = [make_skill(f"s-{n}") for n in range(20)]
    """
)
TURNS = """
for turn in range(int(sys.argv[3])):
    skills[turn % 20] = make_skill(f"s-{turn % 20}", body=f"turn {turn}")
    store.sync(skills)
    store.maintain(force=turn % 5 == 4)
    print(turn, flush=True)
"""


def start(code: str, folder: Path, turns: int) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", WRITER + code, str(HERE), str(folder), str(turns)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def last_state(turns: int) -> list[Skill]:
    skills = [make_skill(f"s-{n}") for n in range(20)]
    for turn in range(turns):
        skills[turn % 20] = make_skill(f"s-{turn % 20}", body=f"turn {turn}")
    return skills


def test_two_processes_write_the_store_at_once(tmp_path: Path) -> None:
    writers = [start(TURNS, tmp_path / "lance", 15) for _ in range(2)]
    for writer in writers:
        _, errors = writer.communicate(timeout=90)
        assert (writer.returncode, errors) == (0, "")
    assert not SkillStore(tmp_path / "lance", HashedNgrams()).sync(last_state(15))


def test_a_writer_that_is_killed_harms_nobody(tmp_path: Path) -> None:
    writer = start(TURNS, tmp_path / "lance", 1_000_000)
    assert writer.stdout
    for _ in range(3):
        writer.stdout.readline()
    writer.send_signal(signal.SIGKILL)
    done = 3 + len(writer.stdout.read().split())
    writer.communicate()
    store = SkillStore(tmp_path / "lance", HashedNgrams())
    # At most the turn that was not yet acknowledged is in there beyond what was.
    assert store.sync(last_state(done)).written <= {f"s-{done % 20}"}
    assert store.count() == 20


def test_a_full_disk_is_said_and_reading_goes_on(tmp_path: Path) -> None:
    code = """
import resource
store.sync(skills)
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, resource.RLIM_INFINITY))
for _ in range(2):
    try:
        store.sync([make_skill(f"t-{n}", body="y" * 9000) for n in range(200)])
    except StoreError as error:
        print(error)
print(len(store.search("none")))
"""
    run = start(code, tmp_path / "lance", 0)
    output, errors = run.communicate(timeout=60)
    assert run.returncode == 0, errors
    assert output.count("cannot be written") == 2
    assert output.count("exact keys are answered without the store") == 2
    assert output.splitlines()[-1] == "10"
    assert errors == ""


def test_a_store_that_another_process_does_not_let_go_of_is_said(
    store: SkillStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from filelock import FileLock

    monkeypatch.setattr(store_module, "LOCK_SECONDS", 0.1)
    with FileLock(tmp_path / "lance.lock"):
        with pytest.raises(StoreError, match="Another process"):
            SkillStore(tmp_path / "lance", Counting()).sync(SKILLS)
        assert names(store, "quote variables")[0] == "quote-it"


def test_identifiers_are_split_for_the_search_by_words() -> None:
    assert split_identifiers("getUserById") == "getUserById get user by id"
    assert split_identifiers("HTTPServer2 foo_bar x") == "HTTPServer2 http server 2 foo_bar foo bar x"
