"""The demo is the main job, end to end, and is told only if it is true."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.real_tools]


def demo(folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hermes_lsp", "demo", "--folder", str(folder)]
    return subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, **environ}, timeout=110, check=False
    )


def test_the_demo_fixes_once_and_offers_everywhere_even_after_a_kill(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    done = demo(tmp_path / "demo", HERMES_LSP_HOME=str(theirs))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All of it was true." in done.stdout
    for name in ("greet.py", "order.py", "invoice.py"):
        assert "is None" in (tmp_path / "demo" / "shop" / name).read_text()
    assert (tmp_path / "demo" / "state").is_dir()
    assert not theirs.exists(), "the user's own state is not touched"


def test_a_step_that_is_not_true_ends_the_demo(tmp_path: Path) -> None:
    (tmp_path / "demo" / "shop").mkdir(parents=True)
    (tmp_path / "demo" / "shop" / "hermes-lsp.toml").write_text("enable = false\n")
    done = demo(tmp_path / "demo")
    assert done.returncode == 3
    assert "All of it was true." not in done.stdout
    assert done.stderr.startswith("\nhermes-lsp demo: ")
