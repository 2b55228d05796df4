"""Stories of the README, played in VS Code itself."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from code_server import Json, VsCode, running
from installing import PROJECT, VsCodePrograms
from window import Window, until

from model_server import Broken, ModelServer, Say, serving

pytestmark = [pytest.mark.editors, pytest.mark.slow, pytest.mark.real_tools, pytest.mark.timeout(240)]

GREET = 'def greet(name):\n    if name == None:\n        return "hello"\n    return f"hello {name}"\n'
ORDER = (
    "class Order:\n"
    "    def total(self, prices):\n"
    '        label = "é🙂" if self.customer.address == None else "x"  # keep me\n'
    "        return sum(prices), label\n"
)
MESSAGE = "Comparison to `None` should be `cond is None`"
OFFER = "hermes: maybe `self.customer.address == None` → `self.customer.address is None`"
SCREENS = PROJECT / ".pytest_cache" / "screens"


# For the module and no longer: a browser's driver and tests with an event loop of their own do not go together.
@pytest.fixture(scope="module")
def vscode(vscode_programs: VsCodePrograms, tmp_path_factory: pytest.TempPathFactory) -> Iterator[VsCode]:
    with running(vscode_programs, tmp_path_factory.mktemp("vscode"), SCREENS) as vscode:
        yield vscode


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project whose path has a space and an accent."""
    folder = tmp_path / "proj é"
    (folder / ".git").mkdir(parents=True)
    (folder / "pyproject.toml").write_text('[tool.ruff.lint]\nselect = ["E", "F"]\n')
    (folder / "greet.py").write_text(GREET)
    (folder / "order.py").write_text(ORDER, encoding="utf-8")
    return folder


def learn_from_history(vscode: VsCode, folder: Path) -> None:
    """The fix is in the last commit, and is learned from there."""
    greet = folder / "greet.py"
    git = ["git", "-C", str(folder), "-c", "user.name=Someone", "-c", "user.email=someone@example.org"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "Begin"]):
        subprocess.run([*git, *arguments], check=True)
    greet.write_text(GREET.replace("== None", "is None"))
    subprocess.run([*git, "commit", "-qam", "Compare with None by identity"], check=True)
    vscode.hermes("learn", "--history", "--workspace", str(folder))


def teach(window: Window, path: Path) -> None:
    """Fix the problem by hand in an open file, save, and wait until a skill is learned."""
    window.wait_for_check(path.name)
    window.type_over(path, "== None", "is None")
    window.squiggles(0)
    assert window.save(path) == GREET.replace("== None", "is None")
    until(lambda: "1 skill learned" in window.status(), "a learned skill")


def test_a_first_start_is_quiet(vscode: VsCode, folder: Path) -> None:
    """No pop-up, and where nothing is known no entry, no light bulb and nothing in the hover."""
    with vscode.open(folder, folder / "greet.py") as window:
        window.squiggles(1)
        window.wait_for_check("greet.py")
        assert "65 skills" in window.wait_for_status("ready")
        assert window.quick_fixes(folder / "greet.py", "None") == []
        assert not window.light_bulb()
        window.hover(folder / "greet.py", "None", wanted=MESSAGE)
        window.page.wait_for_timeout(1000)  # There is no sign that no other part comes.
        assert "hermes" not in window.hover_text()
        assert window.toasts() == []
        window.picture("first start")


def test_a_fix_by_hand_is_offered_elsewhere(vscode: VsCode, folder: Path) -> None:
    order = folder / "order.py"
    with vscode.open(folder, folder / "greet.py") as window:
        window.squiggles(1)
        teach(window, folder / "greet.py")
        window.open_file("order.py")
        window.squiggles(1)
        window.wait_for_offer(order, "None", OFFER)
        until(window.light_bulb, "the light bulb")
        window.picture("quick fixes")
        window.close_menu()
        assert window.hover(order, "None", wanted="fix-ruff-e711").count("fix-ruff-e711") == 1
        assert MESSAGE in window.hover_text()
        window.picture("hover on a problem")
        window.wait_for_offer(order, "None", OFFER.replace("maybe ", ""))
        window.pick(OFFER.replace("maybe ", ""))
        window.squiggles(0)
        assert window.save(order) == ORDER.replace("== None", "is None")


def test_a_fix_that_is_undone_counts_as_reverted(vscode: VsCode, folder: Path) -> None:
    order = folder / "order.py"
    learn_from_history(vscode, folder)
    with vscode.open(folder, order) as window:
        window.wait_for_check("order.py")
        window.wait_for_offer(order, "None", "hermes: ")
        window.pick("hermes: ")
        window.squiggles(0)
        window.undo()
        window.squiggles(1)
        assert window.save(order) == ORDER
        until(
            lambda: any(row.get("outcome") == "reverted" for row in vscode.journal(folder)), "an episode that says so"
        )
        assert window.quick_fixes(order, "None") == []


def test_a_server_that_is_killed_comes_back(vscode: VsCode, folder: Path) -> None:
    order = folder / "order.py"
    learn_from_history(vscode, folder)
    with vscode.open(folder, order) as window:
        window.wait_for_offer(order, "None", "hermes: ")
        window.close_menu()
        killed = vscode.servers()
        for process in killed:
            process.kill()
        until(lambda: any(one not in killed for one in vscode.servers()), "a new server")
        window.wait_for_status("ready")
        window.wait_for_offer(order, "None", "hermes: ")
        assert window.toasts() == []


def test_one_switch_turns_all_of_it_off_and_on(vscode: VsCode, folder: Path) -> None:
    order = folder / "order.py"
    learn_from_history(vscode, folder)
    with vscode.open(folder, order) as window:
        window.wait_for_offer(order, "None", "hermes: ")
        window.close_menu()
        window.click_status()
        window.picture("menu of the status item")
        window.pick_from_list("Turn hermes-lsp off")
        window.wait_for_status("off")
        assert window.quick_fixes(order, "None") == []
        assert window.hover(order, "None", wanted=MESSAGE)
        assert "hermes" not in window.hover_text()
        window.picture("turned off")
        until(lambda: not vscode.servers(), "the end of the server")
        window.command("hermes-lsp: Turn On or Off")
        window.wait_for_status("ready")
        window.wait_for_offer(order, "None", "hermes: ")


def test_what_was_learned_can_be_looked_at_and_forgotten(vscode: VsCode, folder: Path) -> None:
    learn_from_history(vscode, folder)
    with vscode.open(folder, folder / "order.py") as window:
        window.wait_for_status("ready")
        window.show_learned()
        window.tree_item("Skill fix-ruff-e711, candidate").wait_for()
        window.picture("learned")
        window.tree_item("Skill fix-ruff-e711").click()
        window.tab("SKILL.md").wait_for()
        window.picture("skill")
        window.forget("fix-ruff-e711")
        assert "Forget fix-ruff-e711?" in window.dialog().inner_text()
        window.picture("forget")
        window.page.keyboard.press("Escape")
        window.dialog().wait_for(state="hidden")
        window.forget("fix-ruff-e711")
        window.dialog().get_by_role("button", name="Forget").click()
        window.tree_item("Skill fix-ruff-e711").wait_for(state="hidden")
        window.open_file("order.py")
        assert window.quick_fixes(folder / "order.py", "None") == []


TWO = "import os\n\n\ndef greet(name):\n    if name == None:\n        return os.sep\n    return name\n"
ANSWER = Say(
    "I compare by identity.\n"
    "<<<<<<< SEARCH\nimport os\n=======\nimport os.path\n>>>>>>> REPLACE\n"
    "<<<<<<< SEARCH\n    if name == None:\n=======\n    if name is None:\n>>>>>>> REPLACE\n"
)


def with_model(server: ModelServer) -> Json:
    return {"hermesLsp.model.url": server.url, "hermesLsp.model.name": "tiny"}


def test_each_part_of_a_models_edit_is_shown_and_may_be_refused(vscode: VsCode, folder: Path) -> None:
    path = folder / "two.py"
    path.write_text(TWO)
    with serving(ANSWER) as server, vscode.open(folder, path, machine=with_model(server)) as window:
        window.wait_for_check("two.py")
        window.have_done(path, "None", "hermes: fix with tiny", lambda: server.requests)
        first, second = window.preview(parts=2)
        assert first.startswith("line 1")
        assert second == "line 5, replacing == with is"
        window.picture("refactor preview")
        assert path.read_text() == TWO
        window.accept_in_preview("line 5")
        window.show_diff("line 5")
        window.picture("refactor preview as a diff")
        window.apply_preview()
        window.squiggles(0)
        assert window.save(path) == TWO.replace("== None", "is None")


def test_cancel_closes_the_connection_to_the_model(vscode: VsCode, folder: Path) -> None:
    path = folder / "greet.py"
    with serving(Broken("silent")) as server, vscode.open(folder, path, machine=with_model(server)) as window:
        window.wait_for_check("greet.py")
        window.have_done(path, "None", "hermes: fix with tiny", lambda: server.requests)
        server.wait(lambda: server.open)
        window.toast("Cancel").wait_for()
        window.picture("asking the model")
        assert window.status().startswith("hermes-lsp: working")
        window.toast("Cancel").click()
        server.wait(lambda: server.hung_up)
        server.quiet()
        window.wait_for_status("ready")
        assert path.read_text() == GREET


def test_skills_of_an_untrusted_workspace_do_nothing(vscode: VsCode, folder: Path) -> None:
    """They came with it, as from a stranger's repository; trust is VS Code's own to give."""
    order = folder / "order.py"
    learn_from_history(vscode, folder)
    vscode.hermes("skills", "share", "fix-ruff-e711", "--workspace", str(folder))
    stranger = folder.with_name("from a stranger")
    folder.rename(stranger)
    order = stranger / "order.py"
    assert (stranger / ".agents" / "skills" / "fix-ruff-e711").is_dir()
    trusting = {"security.workspace.trust.enabled": True, "security.workspace.trust.startupPrompt": "never"}
    with vscode.open(stranger, order, settings=trusting) as window:
        window.wait_for_check("order.py")
        window.wait_for_status("ready")
        assert "Restricted: this workspace is not trusted" in window.click_status()
        window.page.keyboard.press("Escape")
        assert window.quick_fixes(order, "None") == []
        window.picture("not trusted")
        window.command("Workspaces: Manage Workspace Trust")
        window.page.get_by_role("button", name="Trust", exact=True).first.click()
        window.open_file("order.py")
        window.wait_for_offer(order, "None", "hermes: ")


def test_several_folders_and_a_notebook(vscode: VsCode, folder: Path) -> None:
    """What was learned in one folder is offered there, in files and in cells of notebooks, and in no other folder."""
    learn_from_history(vscode, folder)
    other = folder.with_name("other")
    (other / ".git").mkdir(parents=True)
    shutil.copy(folder / "order.py", other / "elsewhere.py")
    shutil.copy(folder / "pyproject.toml", other)
    cell = {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": ["def hello(who):\n", "    return who == None"],
    }
    python = {"language_info": {"name": "python"}}
    notebook = {"cells": [cell], "metadata": python, "nbformat": 4, "nbformat_minor": 5}
    (folder / "notes.ipynb").write_text(json.dumps(notebook))
    several = folder.with_name("several.code-workspace")
    several.write_text(json.dumps({"folders": [{"path": folder.name}, {"path": other.name}]}))
    with vscode.open(several, other / "elsewhere.py") as window:
        window.wait_for_check("elsewhere.py")
        assert window.quick_fixes(other / "elsewhere.py", "None") == []
        window.open_file("order.py")
        window.wait_for_offer(folder / "order.py", "None", "hermes: ")
        window.close_menu()
        window.open_file("notes.ipynb")
        window.squiggles(1)
        window.page.locator(".notebookOverlay .view-line").last.click()
        window.page.keyboard.press("End")
        for _ in "None":
            window.page.keyboard.press("ArrowLeft")
        window.wait_for_offer_here("hermes: ")
        window.picture("notebook")
        window.pick("hermes: ")
        window.squiggles(0)
        assert "who is None" in window.save(folder / "notes.ipynb")
