"""Every language, all the way: index, conventions, hover, explain."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from eleven_languages import SAMPLES, USERS, WORDS, Sample  # type: ignore[import-not-found]
from indexed import Workspace  # type: ignore[import-not-found]

from hermes_lsp.core.places import Places
from hermes_lsp.workflows.conventions import learn_conventions
from hermes_lsp.workflows.knowing.explanation import explain, read_indexed
from hermes_lsp.workflows.knowing.explanation_page import as_page
from hermes_lsp.workflows.knowing.gathering import know
from hermes_lsp.workflows.knowing.hover import hover_of
from hermes_lsp.workflows.knowing.pointing import target_of, word_at
from hermes_lsp.workflows.project import load_project

CALLS = USERS * len(WORDS)
Make = Callable[[dict[str, str]], Workspace]


@pytest.mark.parametrize("language", SAMPLES)
def test_every_language_all_the_way(workspace: Make, language: str, tmp_path: Path) -> None:
    sample: Sample = SAMPLES[language]
    family = "javascript" if language == "typescript" else language
    made = workspace(sample.files)
    user = sample.user.replace("{n}", "3")
    document = read_indexed(made.folder, user)
    assert document is not None

    # What is pointed at in a file that uses it is what is defined in the other one.
    word = word_at(document, document.source.rindex(sample.name.encode()) + 2)
    assert word is not None
    assert word.text == sample.name
    target = target_of(made.index, document, word)
    assert target is not None
    assert not isinstance(target, str)
    assert (target.path, target.name) == (sample.store, sample.name)

    project = load_project(made.folder, places=Places(tmp_path / "home"))
    learned = learn_conventions(project)
    assert learned.unreadable == ()
    assert {each.scope.language for each in learned.conventions} == {family}, learned

    known = know(made.index, target, conventions=learned.conventions, milliseconds=1000.0)
    hover = hover_of(known, str) or ""
    assert f"Called at {CALLS} places in {USERS} files" in hover, hover
    if language != "rust":  # where the index does not tell yet that a result was kept in a variable
        assert f"at all {CALLS} call sites" in hover, hover

    text = read_indexed(made.folder, sample.store)
    page = as_page(explain(made.index, target, document=text, conventions=learned.conventions), str)
    assert f"# `{target.qualified}`" in page
    assert "pens the store." in page
    assert f"## Called by ({CALLS})" in page
    assert "## Conventions here" in page
    caller = made.index.enclosing(user, word.span)[-1]
    calls = as_page(explain(made.index, caller, document=document, milliseconds=1000.0), str)
    assert f"`{target.qualified}`, {sample.store}:" in calls.partition("## Calls")[2], calls
