"""The pictures of the README, made from VS Code itself: `make pictures` writes them into docs/pictures/."""

from __future__ import annotations

import io
import subprocess
import tempfile
from pathlib import Path

import installing
from code_server import VsCode, running
from PIL import Image, ImageDraw, ImageFont
from window import Window, until

from model_server import Say, serving

PICTURES = installing.PROJECT / "docs" / "pictures"
SCREENS = installing.PROJECT / ".pytest_cache" / "screens"
EDITOR = (48, 36, 852, 300)
"""Left, top, width, height in the window, in pixels."""

GREET = 'def greet(name):\n    if name == None:\n        return "hello"\n    return f"hello {name}"\n'
ORDER = (
    "class Order:\n"
    "    def destination(self):\n"
    "        if self.address == None:\n"
    "            return self.customer.address\n"
    "        return self.address\n"
)
CONNECT = (
    '"""Connections to the warehouse."""\n\n\n'
    "class Connection:\n"
    "    def __enter__(self):\n        return self\n\n"
    "    def __exit__(self, *problem):\n        self.close()\n\n"
    "    def close(self):\n        pass\n\n"
    '    def rows(self, table):\n        """All rows of a table."""\n        return [table]\n\n\n'
    'def connect(url, timeout=None):\n    """Open a connection; close it when you are done."""\n'
    "    return Connection()\n"
)
JOBS = [
    *("archive", "audit", "backup", "cleanup", "export", "import_users", "invoices"),
    *("mailer", "notify", "prices", "report", "stats", "sync"),
]
JOB = (
    "from warehouse import connect\n\n\n"
    "def {name}(url):\n    with connect(url, timeout=10) as connection:\n        return connection.rows({name!r})\n"
)
LATE = (
    "from warehouse import connect\n\n\n"
    'def refund(url):\n    connection = connect(url)\n    return connection.rows("refunds")\n'
)
WHO = "def greet(who):\n    if who == None:\n        return 'hello'\n    return 'hello ' + who\n"
ANSWER = (
    "<<<<<<< SEARCH\n    if who == None:\n=======\n    if who is None:\n>>>>>>> REPLACE\n"
    "<<<<<<< SEARCH\n    return 'hello ' + who\n=======\n    return f'hello {who}'\n>>>>>>> REPLACE\n"
)


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, running(installing.vscode(), Path(scratch), SCREENS) as vscode:
        lesson(vscode, shop(Path(scratch) / "lesson" / "shop"))
        knowledge(vscode, shop(Path(scratch) / "knowledge" / "shop"))
        model(vscode, shop(Path(scratch) / "model" / "shop"))
    for path in sorted(PICTURES.iterdir()):
        print(f"{path.relative_to(installing.PROJECT)}: {path.stat().st_size // 1024} KB")


def lesson(vscode: VsCode, folder: Path) -> None:
    """The main job as a recording, and its menu as a picture."""
    greet, order = folder / "greet.py", folder / "order.py"
    film = Film()
    with vscode.open(folder, greet) as window:
        narrow(window)
        window.squiggles(1)
        window.wait_for_check("greet.py")
        window.wait_for_status("ready")
        film.take(window, "Your linter finds something")
        window.type_over(greet, "== None", "is None")
        window.squiggles(0)
        film.take(window, "You fix it by hand")
        window.save(greet)
        until(lambda: "1 skill learned" in window.status(), "a learned skill")
        film.take(window, "and save: hermes-lsp has learned it")
        window.open_file("order.py")
        window.squiggles(1)
        window.wait_for_check("order.py")
        window.put_cursor(order, "None:")
        film.take(window, "The same problem in another file")
        window.wait_for_offer(order, "None:", "hermes: `")
        film.take(window, "has your fix in its menu, checked by the linter", seconds=3.5)
        picture(window, "quick-fix", EDITOR)
        window.pick("hermes: `")
        window.squiggles(0)
        window.save(order)
        film.take(window, "No model, no network", seconds=3.5)
    film.write("lesson.gif")


def knowledge(vscode: VsCode, folder: Path) -> None:
    """What is known of a symbol, and what was learned."""
    late = folder / "refund.py"
    with vscode.open(folder, late) as window:
        narrow(window)
        window.wait_for_check("refund.py")
        window.hover(late, "connect(url)", wanted="with")
        picture(window, "hover", EDITOR)
        window.page.keyboard.press("Escape")
    commit(folder, {"greet.py": GREET.replace("== None", "is None")}, "Compare with None by identity")
    vscode.hermes("learn", "--history", "--workspace", str(folder))
    with vscode.open(folder, folder / "order.py", settings={"breadcrumbs.enabled": False}) as window:
        window.wait_for_check("order.py")
        window.wait_for_status("ready")
        window.show_learned()
        window.tree_item("Skill fix-ruff-e711, candidate").click()
        window.tab("SKILL.md").wait_for()
        window.page.locator('.view-line:has-text("When to use")').wait_for()
        window.tree_item("Recent episodes").click()
        window.tree_item("ruff/E711").wait_for()
        window.page.mouse.move(700, 500)
        picture(window, "learned", (0, 36, 1096, 480))


def model(vscode: VsCode, folder: Path) -> None:
    """A model's edit, part by part; its words are a script's."""
    path = folder / "who.py"
    path.write_text(WHO)
    with serving(Say(ANSWER)) as server:
        machine = {"hermesLsp.model.url": server.url, "hermesLsp.model.name": "qwen3"}
        with vscode.open(folder, path, machine=machine) as window:
            window.wait_for_check("who.py")
            window.have_done(path, "None", "hermes: fix with qwen3", lambda: server.requests)
            window.preview(parts=2)
            window.accept_in_preview("line 2")
            window.show_diff("line 2")
            picture(window, "model-edit", (328, 36, 768, 632))


class Film:
    """Frames with a caption each."""

    def __init__(self) -> None:
        self.frames: list[Image.Image] = []
        self.seconds: list[float] = []

    def take(self, window: Window, caption: str, seconds: float = 2.2) -> None:
        shot = shown(window, EDITOR)
        frame = Image.new("RGB", (shot.width, shot.height + 40), "#26325c")
        frame.paste(shot)
        font = ImageFont.load_default(20)
        ImageDraw.Draw(frame).text((14, shot.height + 8), caption, fill="white", font=font)
        self.frames.append(frame.quantize(method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE))
        self.seconds.append(seconds)

    def write(self, name: str) -> None:
        first, *rest = self.frames
        durations = [int(1000 * each) for each in self.seconds]
        first.save(PICTURES / name, save_all=True, append_images=rest, duration=durations, loop=0, optimize=True)


def narrow(window: Window) -> None:
    """Only the editor, in a width in which a README can show it."""
    window.page.set_viewport_size({"width": 904, "height": 600})
    window.page.keyboard.press("Control+B")
    window.page.locator(".sidebar").wait_for(state="hidden")


def picture(window: Window, name: str, part: tuple[int, int, int, int]) -> None:
    shown(window, part).save(PICTURES / f"{name}.png", optimize=True)


def shown(window: Window, part: tuple[int, int, int, int]) -> Image.Image:
    left, top, width, height = part
    clip = {"x": left, "y": top, "width": width, "height": height}
    # A caret that blinks would make each picture another one.
    return Image.open(io.BytesIO(window.page.screenshot(clip=clip, caret="hide"))).convert("RGB")


def shop(folder: Path) -> Path:
    """A repository with a function that is used in many places, nearly always in one way."""
    files = {f"jobs/{name}.py": JOB.format(name=name) for name in JOBS}
    files |= {"warehouse.py": CONNECT, "refund.py": LATE, "greet.py": GREET, "order.py": ORDER}
    files["pyproject.toml"] = '[tool.ruff.lint]\nselect = ["E", "F"]\n'
    folder.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    commit(folder, files, "Begin")
    return folder


def commit(folder: Path, files: dict[str, str], message: str) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    git = ["git", "-C", str(folder), "-c", "user.name=Someone", "-c", "user.email=someone@example.org"]
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-qm", message], check=True)


if __name__ == "__main__":
    main()
