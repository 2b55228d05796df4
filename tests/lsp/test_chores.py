"""Recurring chores from an editor: the work goes on in the background, and its result is shown."""

from __future__ import annotations

from pathlib import Path

from wire import VSCODE, capabilities_of, wired


def test_the_log_of_a_job_is_read_and_the_editor_goes_to_the_first_failure(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "app.py").write_text("x: int = 1\ny: int = 'a'\n")
    (folder / "job.log").write_text('/ci/shop/app.py:2: error: Incompatible types in "assignment"  [assignment]\n')
    with wired(tmp_path) as wire:
        wire.initialize(folder, capabilities_of(VSCODE))
        wire.loaded()
        wire.answers["window/showDocument"] = lambda params: {"success": True}
        assert wire.command("hermes.readCiLog", folder.as_uri(), "job.log") is None, "it is acknowledged at once"
        wire.wait("the place", lambda: wire.asked("window/showDocument"))
        (shown,) = wire.asked("window/showDocument")
        assert shown["uri"] == (folder / "app.py").as_uri()
        assert shown["selection"]["start"] == {"line": 1, "character": 0}
        assert any("1 failures (mypy)" in message and "app.py:2 " in message for message in wire.messages())
