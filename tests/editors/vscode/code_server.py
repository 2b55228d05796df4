"""VS Code itself for as long as tests want it: code-server, and a browser without a screen."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from installing import VsCodePrograms, pack_linter
from playwright.sync_api import BrowserContext, sync_playwright
from window import PATIENCE, Window, until

Json = dict[str, Any]
HERMES = str(Path(sys.executable).parent / "hermes-lsp")
FORGET = """async () => {
    const gone = (name) => new Promise((done) => (indexedDB.deleteDatabase(name).onsuccess = done));
    for (const { name } of await indexedDB.databases()) await gone(name);
    localStorage.clear();
}"""
"""What VS Code remembers of a person in the browser; its program files stay in the browser's cache."""

QUIET: Json = {
    "security.workspace.trust.enabled": False,
    "workbench.startupEditor": "none",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "chat.disableAIFeatures": True,
    "extensions.ignoreRecommendations": True,
    "telemetry.telemetryLevel": "off",
    "files.autoSave": "off",
    "editor.minimap.enabled": False,
}
"""What a test wants of VS Code's own settings; nothing in it is about hermes-lsp."""

FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--force-color-profile=srgb"),
]


@dataclass(frozen=True)
class VsCode:
    """A code-server that runs, with our extension and the linter in it, and the browser that shows it.

    Attributes:
        home: Folder with all that it keeps; ``hermes`` in it is the server's private root.
        screens: Where screenshots go.
    """

    port: int
    process: psutil.Process
    browser: BrowserContext
    home: Path
    screens: Path

    @contextmanager
    def open(
        self, folder: Path, *files: Path, settings: Json | None = None, machine: Json | None = None
    ) -> Iterator[Window]:
        """A window of a new person with the folder (or a ``.code-workspace``) and files; settings are added to
        those of this machine and of the user. All its processes have ended after it."""
        _write(self.home / "data" / "User" / "settings.json", {**QUIET, **(settings or {})})
        _write(self.home / "data" / "Machine" / "settings.json", {"hermesLsp.server.path": HERMES, **(machine or {})})
        page = self.browser.new_page()
        page.goto(f"http://127.0.0.1:{self.port}/healthz")
        page.evaluate(FORGET)
        window = Window(page, self.screens)
        try:
            page.goto(self.address(folder, files))
            page.locator(".monaco-workbench").wait_for()
            for path in files[-1:]:
                window.tab(path.name).wait_for()
                # By then the editor takes keys, and all extensions have started.
                until(window.status, "the status item")
            yield window
        except BaseException:
            page.screenshot(path=self.screens / f"failed-{folder.parent.name}.png")
            raise
        finally:
            page.goto("about:blank")
            page.close()
            until(lambda: not self.servers(), "the end of the servers")

    def address(self, folder: Path, files: tuple[Path, ...]) -> str:
        kind = "folder" if folder.is_dir() else "workspace"
        remote = f"vscode-remote://127.0.0.1:{self.port}"
        payload = [["openFile", remote + urllib.parse.quote(str(path))] for path in files]
        query = {kind: str(folder), "payload": json.dumps(payload)} if files else {kind: str(folder)}
        return f"http://127.0.0.1:{self.port}/?{urllib.parse.urlencode(query, quote_via=urllib.parse.quote)}"

    def hermes(self, *command: str) -> str:
        """What the command line says, with the same private root as the servers here."""
        environment = {**os.environ, "HERMES_LSP_HOME": str(self.home / "hermes")}
        said = subprocess.run([HERMES, *command], env=environment, capture_output=True, timeout=PATIENCE, check=False)
        assert said.returncode == 0, said.stdout + said.stderr
        return said.stdout.decode("utf-8")

    def journal(self, folder: Path) -> list[Json]:
        said: list[Json] = json.loads(self.hermes("journal", "--workspace", str(folder), "--json"))
        return said

    def servers(self) -> list[psutil.Process]:
        """The running processes of hermes-lsp that an extension has started."""
        return [one for one in self.process.children(recursive=True) if HERMES in _command(one)]


@contextmanager
def running(programs: VsCodePrograms, home: Path, screens: Path) -> Iterator[VsCode]:
    """VS Code for as long as the context lasts."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    screens.mkdir(parents=True, exist_ok=True)
    folders = ["--user-data-dir", str(home / "data"), "--extensions-dir", str(home / "extensions")]
    command = [str(programs.node), str(programs.code_server), *folders]
    environment = _environment(programs, home)
    for extension in (programs.extension, pack_linter(home / "linter.vsix")):
        subprocess.run(
            [*command, "--install-extension", str(extension)],
            env=environment,
            check=True,
            capture_output=True,
            timeout=PATIENCE,
        )
    quiet = ["--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"]
    with (home / "code-server.log").open("wb") as log:
        process = psutil.Popen(
            [*command, *quiet, "--auth", "none", "--bind-addr", f"127.0.0.1:{port}"],
            env=environment,
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        until(lambda: _answers(port), "code-server")
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=programs.browser, args=FLAGS)
            context = browser.new_context(viewport={"width": 1100, "height": 700})
            context.set_default_timeout(PATIENCE * 1000)
            yield VsCode(port, process, context, home, screens)
            browser.close()
    finally:
        family = [*process.children(recursive=True), process]
        for one in family:
            if one.is_running():
                one.kill()
        psutil.wait_procs(family, timeout=PATIENCE)


def _environment(programs: VsCodePrograms, home: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("LANG", "TMPDIR") if name in os.environ}
    folders = [str(Path(sys.executable).parent), str(programs.node.parent), os.environ["PATH"]]
    return {
        "LANG": "C.UTF-8",
        **kept,
        "PATH": os.pathsep.join(folders),
        "HOME": str(home),
        "HERMES_LSP_HOME": str(home / "hermes"),
        "RUFF_OF_THE_TESTS": str(shutil.which("ruff", path=folders[0])),
    }


def _write(path: Path, settings: Json) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(settings, indent=2)
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def _command(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
