"""What stands in the quick-fix menu, for whom, and what does not stand there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from editor import Editor, Json, capabilities_of, diagnostics_of_ruff, editing
from stories import (
    EMACS,
    GREET,
    IS_NONE,
    NEOVIM,
    VSCODE,
    e711,
    hermes,
    learn,
    lessons,
    make_project,
    offer_for,
    private,
    problem_at,
    seen,
    settle,
    type_and_save,
    write_skill,
)

IS_NOT_NONE = IS_NONE.replace("==", "!=").replace("is None", "is not None")
LOGGED = f"""\
version: 1
language: python
examples: 30
recipes:
  - match: "print($A)"
    replace: "log(${{A}})"
    imports: [{{module: shop.logs, name: log}}]
    support: [{", ".join(f"fix-{n}" for n in range(30))}]
"""
UNICODE = 'def first(a):\n\tlabel, b = "e\u0301🙂👩‍👩‍👧", a == None; return b  # 🌍 keep\n'
FILES: dict[str, str | bytes] = {
    "one.py": "def one(a, b):\n    return a == None, b != None\n",
    "two.py": "def two(a):\n    print(a)\n    print(a, a)\n    print(f'{a}')\n",
    "unicode.py": UNICODE,
    "windows.py": GREET.replace("\n", "\r\n").encode(),
}


def write_skills(home: Path, folder: Path) -> None:
    """One skill of each tier, by hand: what they say they are is what their user decided."""
    skills = private(home, folder) / "skills"
    write_skill(skills, "fix-lint-trusted", "lint/trusted", IS_NONE, tier="trusted", evidence="learned=3 kept=2")
    write_skill(skills, "fix-lint-maybe", "lint/maybe", IS_NOT_NONE, tier="candidate", evidence="learned=1")
    write_skill(skills, "fix-lint-proven", "lint/proven", LOGGED, tier="proven", evidence="learned=30 kept=9")
    write_skill(skills, "fix-lint-retired", "lint/retired", IS_NONE, tier="retired", evidence="learned=1 reverted=3")


@pytest.fixture(scope="module")
def menu(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """One editor, as VS Code, for the stories that leave no trace."""
    root = tmp_path_factory.mktemp("menu")
    folder, home = make_project(root / "shop", FILES), root / "home"
    write_skills(home, folder)
    with editing(folder, home, VSCODE) as editor:
        editor.wait("the skills", lambda: editor.status()["loaded"])
        yield editor


def opened(editor: Editor, name: str) -> str:
    """The URI of a file, as it is on the disk."""
    assert editor.folder is not None
    uri = (editor.folder / name).as_uri()
    if uri in editor.texts:
        editor.close(uri)
    return editor.open(editor.folder / name)


def titles(actions: list[Json]) -> list[str]:
    return [action["title"] for action in actions]


# What is offered.


def test_a_trusted_fix_comes_first_and_is_preferred(menu: Editor) -> None:
    uri = opened(menu, "one.py")
    actions = menu.actions(uri, [problem_at(menu, uri, "None", "trusted")])
    assert titles(actions) == [
        "hermes: `a == None` → `a is None` (learned from 3 fixes, kept 2)",
        "hermes: why this fix?",
        "hermes: never suggest this again…",
    ]
    assert actions[0]["isPreferred"] is True
    assert all(action["kind"] == "quickfix" for action in actions)
    assert not any(action.get("isPreferred") for action in actions[1:])


def test_a_candidate_says_maybe_and_is_never_preferred(menu: Editor) -> None:
    uri = opened(menu, "one.py")
    fix = menu.actions(uri, [problem_at(menu, uri, "b != None", "maybe")])[0]
    assert fix["title"] == "hermes: maybe `b != None` → `b is not None` (learned from 1 fix)"
    assert not fix.get("isPreferred")


@pytest.mark.parametrize(
    ("source", "code"),
    [("lint", "unheard-of"), ("lint", None), (None, None), ("lint", 42), ("lint", "retired"), ("other", "trusted")],
)
def test_nothing_is_offered_where_nothing_is_known(menu: Editor, source: str | None, code: str | int | None) -> None:
    uri = opened(menu, "one.py")
    assert menu.actions(uri, [problem_at(menu, uri, "None", code, source=source)]) == []


def test_nothing_is_offered_where_the_recipe_does_not_fit(menu: Editor) -> None:
    uri = opened(menu, "two.py")
    assert menu.actions(uri, [problem_at(menu, uri, "a, a", "trusted")]) == []


def test_each_of_several_problems_gets_at_most_three_actions_of_its_own(menu: Editor) -> None:
    uri = opened(menu, "one.py")
    problems = [problem_at(menu, uri, "None", "trusted"), problem_at(menu, uri, "b != None", "maybe")]
    actions = menu.actions(uri, problems)
    for problem in problems:
        own = [action for action in actions if action["diagnostics"][0]["code"] == problem["code"]]
        assert 1 <= len(own) <= 3
        assert own[0]["title"].startswith("hermes: ")
    assert len(actions) <= 6
    assert all(action["title"].startswith("hermes: ") for action in actions)


def test_the_same_problem_said_twice_is_answered_once(menu: Editor) -> None:
    uri = opened(menu, "one.py")
    problem = problem_at(menu, uri, "None", "trusted")
    assert len(menu.fixes(uri, [problem, dict(problem)])) == 1


def test_only_what_was_asked_for(menu: Editor) -> None:
    uri = opened(menu, "two.py")
    problem = problem_at(menu, uri, "print(a)", "proven")
    assert menu.actions(uri, [problem], only=["refactor"]) == []
    assert menu.actions(uri, [problem], only=["source.organizeImports"]) == []
    assert {action["kind"] for action in menu.actions(uri, [problem], only=["quickfix"])} == {"quickfix"}
    assert {action["kind"] for action in menu.actions(uri, [problem])} == {"quickfix"}, "fix-all is for those who ask"


def test_fix_all_applies_proven_fixes_and_no_others(menu: Editor) -> None:
    uri = opened(menu, "two.py")
    other = opened(menu, "one.py")
    forwarded = {"uri": uri, "version": 1, "diagnostics": every(menu, uri, "print(", "proven")}
    menu.notify("hermes/diagnostics", forwarded)
    menu.notify("hermes/diagnostics", {"uri": other, "diagnostics": every(menu, other, "None", "trusted")})
    for kind in ("source.fixAll.hermes", "source.fixAll", "source"):
        [action] = menu.actions(uri, [], only=[kind])
        assert action["kind"] == "source.fixAll.hermes"
        assert menu.actions(other, [], only=[kind]) == [], "trusted is not proven"
    menu.pick(action)
    assert menu.texts[uri].startswith("from shop.logs import log\n")
    assert menu.texts[uri].endswith("def two(a):\n    log(a)\n    print(a, a)\n    log(f'{a}')\n")


def test_a_proven_fix_offers_all_like_it_in_the_file_and_still_three_actions(menu: Editor) -> None:
    uri = opened(menu, "two.py")
    problems = every(menu, uri, "print(", "proven")
    menu.notify("hermes/diagnostics", {"uri": uri, "version": 1, "diagnostics": problems})
    actions = menu.actions(uri, problems[:1])
    assert len(actions) == 3
    assert actions[1]["title"].startswith("hermes: fix all like this in this file")
    menu.pick(actions[1])
    assert menu.texts[uri].count("log(") == 2


def test_a_fix_brings_the_import_that_it_needs_once(menu: Editor) -> None:
    uri = opened(menu, "two.py")
    for code, title in (("print(a)", "`print(a)` → `log(a)`"), ("print(f", "`print(f'{a}')` → `log(f'{a}')`")):
        fix = menu.fixes(uri, [problem_at(menu, uri, code, "proven")])[0]
        assert fix["title"].startswith(f"hermes: {title}")
        menu.pick(fix)
    assert menu.texts[uri].count("from shop.logs import log") == 1
    assert menu.texts[uri].startswith("from shop.logs import log\n")
    assert menu.texts[uri].count("    log(") == 2


def every(editor: Editor, uri: str, text: str, code: str) -> list[Json]:
    """A diagnostic for every occurrence."""
    found, source = [], editor.texts[uri]
    at = source.find(text)
    while at >= 0:
        place = editor.range(source, at, at + len(text))
        found.append({"range": place, "source": "lint", "code": code, "message": "Mend it", "severity": 2})
        at = source.find(text, at + 1)
    return found


# How edits come.


@pytest.mark.parametrize(("client", "unit"), [(VSCODE, "utf-16"), (NEOVIM, "utf-8"), (EMACS, "utf-32")])
def test_edits_come_as_the_editor_understands_them(client: str, unit: str, tmp_path: Path) -> None:
    folder, home = make_project(tmp_path / "shop", FILES), tmp_path / "home"
    write_skills(home, folder)
    capabilities = capabilities_of(client)
    if unit == "utf-32":
        capabilities["general"] = {**capabilities.get("general", {}), "positionEncodings": ["utf-32"]}
    workspace_edit = capabilities["workspace"].get("workspaceEdit", {})
    with editing(folder, home, client, capabilities=capabilities) as editor:
        assert editor.unit == unit
        editor.wait("the skills", lambda: editor.status()["loaded"])
        for name, before, after in (
            ("unicode.py", "a == None", "a is None"),
            ("windows.py", "name == None", "name is None"),
        ):
            uri = editor.open(folder / name)
            text = editor.texts[uri]
            [fix] = editor.fixes(uri, [problem_at(editor, uri, before, "trusted")])
            if client == EMACS:
                assert "edit" in fix, "a client that does not resolve gets the edit at once"
                assert "data" not in fix
            else:
                assert "edit" not in fix
                fix = editor.request("codeAction/resolve", fix)
            edit = fix["edit"]
            assert ("documentChanges" in edit) == bool(workspace_edit.get("documentChanges"))
            assert ("changes" in edit) != ("documentChanges" in edit)
            declared = "changeAnnotationSupport" in workspace_edit
            assert bool(edit.get("changeAnnotations")) == (declared and "documentChanges" in edit)
            for change in edit.get("documentChanges", []):
                assert change["textDocument"]["version"] == 1
                assert all(("annotationId" in one) == declared for one in change["edits"])
            editor.apply(edit)
            assert editor.texts[uri] == text.replace(before, after)
            # The server has the same text as the editor: after the edit it fixes what follows it, at the right place.
            editor.replace(uri, after, before)
            [again] = editor.fixes(uri, [problem_at(editor, uri, before, "trusted")])
            editor.pick(again)
            assert editor.texts[uri] == text.replace(before, after)
        assert editor.quit() == 0


def test_a_stale_fix_is_refused(menu: Editor) -> None:
    uri = opened(menu, "one.py")
    fix = menu.fixes(uri, [problem_at(menu, uri, "None", "trusted")])[0]
    menu.change(uri, [(0, 0, "# one more line\n")])
    with pytest.raises(RuntimeError, match=r"-32801: one\.py has changed.*Nothing was changed.*Ask again"):
        menu.request("codeAction/resolve", fix)
    menu.close(uri)
    with pytest.raises(RuntimeError, match=r"-32801: .*not open"):
        menu.request("codeAction/resolve", fix)


def test_an_action_that_needs_no_edit_comes_back_as_it_is(menu: Editor) -> None:
    uri = opened(menu, "one.py")
    why = menu.actions(uri, [problem_at(menu, uri, "None", "trusted")])[1]
    assert menu.request("codeAction/resolve", why) == why


# Why, and hover.


def test_why_shows_the_evidence(menu: Editor) -> None:
    uri = opened(menu, "one.py")
    why = menu.actions(uri, [problem_at(menu, uri, "None", "trusted")])[1]
    page = menu.command(why["command"]["command"], *why["command"]["arguments"])
    for words in ("fix-lint-trusted", "learned from 3 fixes, kept 2", "trusted", "learned in this project"):
        assert words in page
    folder = str(private_skill(menu, "fix-lint-trusted"))
    assert folder in page
    if menu.capabilities["window"].get("showDocument", {}).get("support"):
        menu.wait("the page", lambda: any("fix-lint-trusted/SKILL.md" in uri for uri in menu.shown))
    else:
        menu.wait("the page", lambda: any("learned from 3 fixes" in message for message in menu.messages))


def test_hover_on_a_squiggle_says_what_is_known(menu: Editor) -> None:
    uri = opened(menu, "one.py")
    menu.notify(
        "hermes/diagnostics",
        {"uri": uri, "version": 1, "diagnostics": [problem_at(menu, uri, "a == None", "trusted")]},
    )
    text = menu.texts[uri]
    told = menu.hover(uri, text.index("a == None") + 2)
    assert "a is None" in told
    assert "learned from 3 fixes, kept 2" in told
    assert menu.hover(uri, text.index("def")) == ""
    assert menu.hover(uri, text.index("b != None")) == "", "nobody has a problem there"


def private_skill(editor: Editor, name: str) -> Path:
    return Path(next(iter(Path(editor.status()["folder"]).parent.glob(f"home/workspaces/*/skills/{name}"))))


# Editors that send no diagnostics.


@pytest.mark.real_tools
def test_an_editor_that_sends_no_diagnostics_gets_the_offers_of_the_line(tmp_path: Path) -> None:
    folder, home = make_project(tmp_path / "shop", {"greet.py": GREET}), tmp_path / "home"
    write_skill(private(home, folder) / "skills", "fix-none", "ruff/E711", IS_NONE)
    capabilities = {"textDocument": {"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}}}}
    with editing(folder, home, "vim-ale", capabilities=capabilities) as editor:
        uri = editor.open(folder / "greet.py")
        seen(editor, uri)
        text = editor.texts[uri]

        def offered(at: int, *diagnostics: Json) -> list[Json]:
            place = editor.range(text, at, at)
            asked = {"textDocument": {"uri": uri}, "range": place, "context": {"diagnostics": list(diagnostics)}}
            return editor.request("textDocument/codeAction", asked) or []

        fix = offered(text.index("if name"))[0]
        assert fix["title"].startswith("hermes: maybe `name == None` → `name is None`")
        # ALE sends another tool's diagnostic of the same line, if it is the nearest one that it knows.
        elsewhere = problem_at(editor, uri, "if", "other")
        assert offered(text.index("None:"), elsewhere)[0]["title"] == fix["title"]
        assert offered(text.index("hello")) == []
        editor.apply(fix["edit"])
        assert editor.texts[uri] == GREET.replace("== None", "is None")
        assert editor.quit() == 0


# The off switches.


@pytest.mark.real_tools
def test_a_skill_about_a_function_is_offered_for_whatever_is_wrong_in_it(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", make_project(tmp_path / "p", FILES)
    write_skill(private(home, folder) / "skills", "about-one", "", IS_NONE, symbols="one")
    with editing(folder, home) as editor:
        one, elsewhere = editor.open(folder / "one.py"), editor.open(folder / "unicode.py")
        assert offer_for(editor, one, problem_at(editor, one, "a == None", "whatever"))["title"].startswith("hermes: ")
        assert not editor.fixes(elsewhere, [problem_at(editor, elsewhere, "a == None", "whatever")])
        assert editor.quit() == 0


def test_never_here_and_never_in_this_project(tmp_path: Path) -> None:
    names = ("one.py", "two.py", "three.py")
    folder = make_project(tmp_path / "shop", dict.fromkeys(names, GREET))
    home = tmp_path / "home"
    write_skill(private(home, folder) / "skills", "fix-none", "ruff/E711", IS_NONE)

    def offers(editor: Editor) -> list[bool]:
        uris = [(folder / name).as_uri() for name in names]
        return [bool(editor.actions(uri, [e711(editor, uri)])) for uri in uris]

    def never(editor: Editor, name: str) -> Json:
        uri = (folder / name).as_uri()
        return editor.actions(uri, [e711(editor, uri)])[-1]

    def asked(message: str, choices: list[str]) -> str:
        assert "fix-none" in message
        return next(choice for choice in choices if "file" in choice)

    with editing(folder, home) as editor:
        for name in names:
            editor.open(folder / name)
        editor.wait("the offers", lambda: all(offers(editor)))
        action = never(editor, "one.py")
        assert action["title"] == "hermes: never suggest this again…"
        editor.choose = lambda message, choices: None
        editor.pick(action)
        assert all(offers(editor)), "who closes the question has decided nothing"
        editor.choose = asked
        editor.pick(action)
        editor.wait("silence here", lambda: offers(editor) == [False, True, True])
        settle(editor)
        editor.kill()

    with editing(folder, home) as editor:
        for name in names:
            editor.open(folder / name)
        editor.wait("the offers", lambda: any(offers(editor)))
        assert offers(editor) == [False, True, True], "it is kept across a restart"
        action = never(editor, "two.py")
        editor.command("hermes.never", *action["command"]["arguments"], "project")
        editor.wait("silence", lambda: not any(offers(editor)))
        with pytest.raises(RuntimeError, match="neither"):
            editor.command("hermes.never", *action["command"]["arguments"], "everywhere")
        assert editor.quit() == 0

    with editing(folder, home) as editor:
        uri = editor.open(folder / "three.py")
        seen(editor, uri)
        assert not editor.actions(uri, [e711(editor, uri)])


@pytest.mark.real_tools
@pytest.mark.parametrize("pulls", [True, False])
def test_the_off_switch_silences_at_once(pulls: bool, tmp_path: Path) -> None:
    folder, home = make_project(tmp_path / "shop", {"greet.py": GREET}), tmp_path / "home"
    write_skill(private(home, folder) / "skills", "fix-none", "ruff/E711", IS_NONE)
    capabilities = capabilities_of(VSCODE)
    capabilities["workspace"]["configuration"] = pulls
    with editing(folder, home, capabilities=capabilities) as editor:
        uri = editor.open(folder / "greet.py")
        seen(editor, uri)
        problem = e711(editor, uri)
        assert editor.actions(uri, [problem])
        switch(editor, pulls, enable=False)
        editor.wait("silence", lambda: not editor.actions(uri, [problem]))
        assert editor.hover(uri, GREET.index("None")) == ""
        type_and_save_silently(editor, uri)
        assert lessons(home) == [], "nothing is learned either"
        switch(editor, pulls, enable=True)
        editor.replace(uri, "name is None", "name == None")
        editor.wait("the offer again", lambda: editor.actions(uri, [problem]))


def switch(editor: Editor, pulls: bool, **settings: Any) -> None:
    editor.settings = settings
    editor.notify("workspace/didChangeConfiguration", {"settings": None if pulls else {"hermesLsp": settings}})


def type_and_save_silently(editor: Editor, uri: str) -> None:
    editor.replace(uri, "name == None", "name is None")
    editor.save(uri)
    settle(editor)


# Trust.


@pytest.mark.real_tools
def test_what_came_with_an_untrusted_workspace_does_nothing(tmp_path: Path) -> None:
    marker = tmp_path / "eslint-was-run"
    files: dict[str, str | bytes] = {
        "greet.py": GREET,
        "a.js": "const a = 1;\n",
        "eslint.config.js": "export default [];\n",
        # What a workspace says about itself is not believed.
        "hermes-lsp.toml": "trusted = true\n",
        "node_modules/.bin/eslint": f'#!/bin/sh\ntouch "{marker}"\necho "[]"\n',
    }
    folder, home = make_project(tmp_path / "shop", files), tmp_path / "home"
    (folder / "node_modules/.bin/eslint").chmod(0o755)
    write_skill(folder / ".agents" / "skills", "fix-none", "ruff/E711", IS_NONE, tier="proven")
    with editing(folder, home) as editor:
        uri, script = editor.open(folder / "greet.py"), editor.open(folder / "a.js", "javascript")
        seen(editor, uri)
        seen(editor, script)
        assert editor.status()["trusted"] is False
        assert "eslint" in editor.status()["waitingForTrust"]
        assert any("trusted is ignored here" in message for message in editor.messages)
        problem = e711(editor, uri)
        assert editor.actions(uri, [problem]) == []
        assert editor.hover(uri, GREET.index("None")) == ""
        assert not marker.exists()
        switch(editor, True, trusted=True)
        assert offer_for(editor, uri, problem)
        editor.save(script)
        editor.wait("eslint", marker.exists)


# Evidence.


@pytest.mark.real_tools
def test_three_fixes_by_hand_make_a_trusted_skill(tmp_path: Path) -> None:
    names = ("order", "customer", "invoice")
    files: dict[str, str | bytes] = {f"{name}.py": GREET.replace("name", name) for name in names}
    folder, home = make_project(tmp_path / "shop", {**files, "last.py": GREET}), tmp_path / "home"
    with editing(folder, home) as editor:
        last = editor.open(folder / "last.py")
        for count, name in enumerate(names, 1):
            uri = editor.open(folder / f"{name}.py")
            type_and_save(editor, uri, (f"{name} == None", f"{name} is None"))
            words = "learned from 1 fix)" if count == 1 else f"learned from {count} fixes)"
            fix = editor.wait(
                words, lambda w=words: [f for f in editor.fixes(last, [e711(editor, last)]) if w in f["title"]]
            )[0]
            assert bool(fix.get("isPreferred")) == (count == 3)
            # Where ruff has looked at the result meanwhile, the title says so instead of "maybe".
            assert count < 3 or "maybe" not in fix["title"]
            assert count == 3 or "maybe" in fix["title"] or "checked by ruff" in fix["title"]


@pytest.mark.real_tools
def test_an_edit_of_the_skill_by_hand_is_picked_up_and_wins(tmp_path: Path) -> None:
    unequal = "def f(place):\n    return place != None\n"
    files: dict[str, str | bytes] = {"one.py": GREET, "two.py": GREET.replace("name", "place"), "last.py": unequal}
    folder, home = make_project(tmp_path / "shop", files), tmp_path / "home"
    with editing(folder, home) as editor:
        last = editor.open(folder / "last.py")
        learn(editor, editor.open(folder / "one.py"), "name == None", "name is None")
        problem = e711(editor, last)
        assert editor.fixes(last, [problem]) == [], "it was learned for == alone"

        skill = private(home, folder) / "skills" / "fix-ruff-e711"
        mine = IS_NONE + '  - match: "$A != None"\n    replace: "${A} is not None"\n'
        (skill / "recipe.yml").write_text(mine)
        assert "place is not None" in offer_for(editor, last, problem)["title"]

        type_and_save(editor, editor.open(folder / "two.py"), ("place == None", "place is None"))
        editor.wait("the second lesson", lambda: len(lessons(home, "E711")) == 2)
        settle(editor)
        assert (skill / "recipe.yml").read_text() == mine
        assert "place is not None" in offer_for(editor, last, problem)["title"]

        text = (skill / "SKILL.md").read_text()
        (skill / "SKILL.md").write_text(text.replace("hermes-lsp-tier: candidate", "hermes-lsp-tier: retired"))
        assert (skill / "SKILL.md").read_text() != text
        editor.wait("silence", lambda: not editor.fixes(last, [problem]))

        shutil.rmtree(skill)
        settle(editor)
        assert editor.fixes(last, [problem]) == [], "what its user threw away is gone"
        listed = hermes(folder, home, "skills", "list", "--json")
        assert listed.returncode == 0


@pytest.mark.real_tools
def test_what_ruff_shows_in_the_editor_and_what_our_ruff_says_are_one_problem(tmp_path: Path) -> None:
    text = GREET + "\n\ndef other(name):\n    return name == None\n"
    folder, home = make_project(tmp_path / "shop", {"greet.py": text}), tmp_path / "home"
    write_skill(private(home, folder) / "skills", "fix-none", "ruff/E711", IS_NONE)
    with editing(folder, home) as editor:
        uri = editor.open(folder / "greet.py")
        seen(editor, uri)
        shown = diagnostics_of_ruff(editor, uri)
        assert len(shown) == 2
        assert len(editor.fixes(uri, shown)) == 2
