"""A window of VS Code, driven by its keyboard as a person would."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import Error, Locator, Page

T = TypeVar("T")
PATIENCE = 40.0
"""Seconds until a test gives up waiting."""


def until(condition: Callable[[], T], wanted: str, patience: float = PATIENCE) -> T:
    """Wait until something is true, and give it."""
    deadline = time.monotonic() + patience
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < deadline, f"waited in vain for {wanted}"
        time.sleep(0.03)


@dataclass(frozen=True)
class Window:
    """A window of VS Code; each method does what a person does, and waits until it can be seen."""

    page: Page
    screens: Path

    # --- files and text

    def open_file(self, name: str) -> None:
        """By its name, with Ctrl+P."""
        self._ask("Control+P", name, Path(name).name)
        self.page.keyboard.press("Enter")
        self.tab(Path(name).name).wait_for()

    def tab(self, name: str) -> Locator:
        return self.page.locator(f'.tab.active[data-resource-name="{name}"]')

    def put_cursor(self, path: Path, text: str) -> None:
        """Put the cursor before the first place with the text, as it stands on disk."""
        before = path.read_text(encoding="utf-8").partition(text)[0]
        line, left = before.count("\n") + 1, before.rpartition("\n")[2]
        column = len(left.encode("utf-16-le")) // 2 + 1
        self._ask("Control+G", f":{line}:{column}")
        self.page.keyboard.press("Enter")
        # VS Code shows characters where it takes UTF-16 units.
        self.page.locator(f'.statusbar-item:has-text("Ln {line}, Col {len(left) + 1}")').wait_for()

    def type_over(self, path: Path, old: str, new: str) -> None:
        """Select the first place with a text and type another one."""
        self.put_cursor(path, old)
        for _ in old:
            self.page.keyboard.press("Shift+ArrowRight")
        self.page.keyboard.insert_text(new)

    def save(self, path: Path) -> str:
        """Save, and give what is on disk then."""
        self.page.keyboard.press("Control+S")
        self.page.locator(".tab.active:not(.dirty)").wait_for()
        return path.read_text(encoding="utf-8")

    def undo(self) -> None:
        self.page.keyboard.press("Control+Z")

    # --- problems, fixes, hovers

    def squiggles(self, number: int = 1) -> None:
        """Wait until so many warnings are underlined."""
        place = self.page.locator(".squiggly-warning")
        until(lambda: place.count() == number, f"{number} squiggles")

    def quick_fixes(self, path: Path, at: str) -> list[str]:
        """The entries of the quick-fix menu at a text; the menu stays open. Empty if VS Code says there are none."""
        self.put_cursor(path, at)
        return self.quick_fixes_here()

    def quick_fixes_here(self) -> list[str]:
        rows = self.page.locator(".action-widget .monaco-list-row.action")
        nothing = self.page.locator(".monaco-editor-overlaymessage")
        seen: list[str] = []

        def ask() -> bool:
            self.page.keyboard.press("Control+.")
            with contextlib.suppress(Error):  # A light bulb that comes late closes the menu.
                rows.or_(nothing).first.wait_for(timeout=5000)
                self.page.wait_for_timeout(200)
                seen[:] = rows.all_inner_texts()
                return bool(seen or nothing.count())
            return False

        until(ask, "the quick-fix menu")
        return seen

    def wait_for_offer(self, path: Path, at: str, start: str) -> None:
        """Ask at a text again and again until an entry begins so; the menu is left open."""
        self.put_cursor(path, at)
        self.wait_for_offer_here(start)

    def wait_for_offer_here(self, start: str) -> None:
        def ask() -> bool:
            if any(one.startswith(start) for one in self.quick_fixes_here()):
                return True
            self.page.keyboard.press("Escape")
            return False

        until(ask, f"an offer {start!r}")

    def pick(self, title: str) -> None:
        """An entry of the open menu, by keyboard."""
        rows = self.page.locator(".action-widget .monaco-list-row.action")
        focused = self.page.locator(".action-widget .monaco-list-row.focused")
        for _ in range(rows.count()):
            if focused.count() and focused.inner_text().startswith(title):
                break
            self.page.keyboard.press("ArrowDown")
        assert focused.inner_text().startswith(title), rows.all_inner_texts()
        self.page.keyboard.press("Enter")

    def have_done(self, path: Path, at: str, title: str, begun: Callable[[], object]) -> None:
        """Pick an entry at a text, and again until it is seen that it began: VS Code loses a command now and then."""

        def pick() -> object:
            self.wait_for_offer(path, at, title)
            self.pick(title)
            with contextlib.suppress(AssertionError):
                return until(begun, "its beginning", patience=8)
            return None

        until(pick, title)

    def close_menu(self) -> None:
        self.page.keyboard.press("Escape")
        self.page.locator(".action-widget .monaco-list").wait_for(state="hidden")

    def light_bulb(self) -> bool:
        """Whether one is shown; ask after something that takes longer than to show it."""
        return self.page.locator('.lightBulbWidget:visible, [class*="gutter-lightbulb"]:visible').count() > 0

    def hover(self, path: Path, at: str, wanted: str = "") -> str:
        """What the hover at a text says, asked for by keyboard; parts come one after another, so wait for one."""
        self.put_cursor(path, at)

        def ask() -> str:
            self.page.keyboard.press("Control+K")
            self.page.keyboard.press("Control+I")
            with contextlib.suppress(AssertionError):
                return until(lambda: wanted in (text := self.hover_text()) and text, "the hover", patience=5) or ""
            self.page.keyboard.press("Escape")
            return ""

        return until(ask, f"a hover with {wanted!r}")

    def hover_text(self) -> str:
        """What the open hover says; empty if there is none."""
        return "\n".join(self.page.locator(".monaco-hover:not(.hidden) .hover-contents").all_inner_texts())

    # --- edits that want to be confirmed

    def preview(self, parts: int) -> list[str]:
        """Wait until VS Code shows so many parts of an edit, and say what a screen reader says of them."""
        rows = self.page.locator('.bulk-edit-panel .monaco-list-row[aria-level="2"]')
        until(lambda: rows.count() == parts, f"a preview of {parts} parts")
        return [str(row.get_attribute("aria-label")) for row in rows.all()]

    def show_diff(self, start: str) -> None:
        """Have a part of the preview shown as a diff."""
        self.page.locator(f'.bulk-edit-panel .monaco-list-row[aria-label^="{start}"] .monaco-highlighted-label').click()
        self.page.locator(".monaco-diff-editor .line-insert").first.wait_for()

    def accept_in_preview(self, start: str) -> None:
        row = self.page.locator(f'.bulk-edit-panel .monaco-list-row[aria-label^="{start}"]')
        row.locator(".edit-checkbox").click()
        row.locator('.edit-checkbox[aria-checked="true"]').wait_for()

    def apply_preview(self) -> None:
        self.page.locator(".bulk-edit-panel").get_by_role("button", name="Apply").click()

    # --- the rest of the window

    def command(self, title: str) -> None:
        """Run a command of the palette."""
        self._ask("F1", f">{title}", title)
        self.page.keyboard.press("Enter")

    def status(self) -> str:
        """What a screen reader hears at our status item; empty if there is none."""
        label = self.page.locator('.statusbar-item[id*="hermesLsp.status"] [aria-label]')
        return str(label.first.get_attribute("aria-label")) if label.count() else ""

    def wait_for_status(self, word: str) -> str:
        until(lambda: self.status().startswith(f"hermes-lsp: {word}"), f"the status {word!r}")
        return self.status()

    def wait_for_check(self, name: str) -> None:
        """Wait until hermes-lsp has looked at a file, which is in the active editor."""
        self.page.locator(f'.statusbar-item[id*="checked"]:has-text("checked {name}")').wait_for()

    def pick_from_list(self, title: str) -> None:
        """An entry of the list that is open at the top of the window."""
        self.page.locator(".quick-input-widget input").fill(title)
        self.page.locator(f'.quick-input-list .monaco-list-row.focused[aria-label*="{title}"]').wait_for()
        self.page.keyboard.press("Enter")

    def click_status(self) -> str:
        """Open the menu of our status item; it stays open."""
        self.page.locator('.statusbar-item[id*="hermesLsp.status"] a').first.click()
        self.page.locator(".quick-input-widget .monaco-list-row").first.wait_for()
        return self.page.locator(".quick-input-widget").inner_text()

    def show_learned(self) -> None:
        """Open the view "Learned" from the activity bar."""
        self.page.locator('.activitybar [aria-label*="hermes-lsp"]').first.click()
        self.page.locator('.sidebar .composite.title:has-text("Learned")').wait_for()

    def tree_item(self, start: str) -> Locator:
        return self.page.locator(f'.customview-tree .monaco-list-row[aria-label^="{start}"]').first

    def forget(self, skill: str) -> None:
        """Have a skill forgotten by the command of the palette, up to its question; it may ask which."""
        self.command("hermes-lsp: Forget a Skill")
        asked = self.page.locator(f'.quick-input-list .monaco-list-row[aria-label*="{skill}"]')
        until(lambda: self.dialog().is_visible() or asked.is_visible(), "a question")
        if not self.dialog().is_visible():
            self.page.keyboard.press("Enter")
        self.dialog().wait_for()

    def dialog(self) -> Locator:
        return self.page.locator(".monaco-dialog-box")

    def toast(self, button: str) -> Locator:
        return self.page.locator(".notification-toast").get_by_role("button", name=button)

    def toasts(self) -> list[str]:
        return self.page.locator(".notification-toast").all_inner_texts()

    def picture(self, name: str) -> None:
        """Keep a screenshot."""
        self.page.screenshot(path=self.screens / f"{name}.png")

    def _ask(self, key: str, text: str, wanted: str = "") -> None:
        """Type into the line at the top of the window, until the entry that is wanted, if any, is the chosen one.

        It closes when something else takes the focus, such as a file that is only now shown.
        """
        field = self.page.locator(".quick-input-widget input")
        entry = self.page.locator(f'.quick-input-list .monaco-list-row.focused[aria-label*="{wanted}"]').first

        def asked() -> bool:
            self.page.keyboard.press(key)
            try:
                field.fill(text, timeout=3000)
                if wanted:
                    entry.wait_for(timeout=5000)
            except Error:
                return False
            return True

        until(asked, f"{key} {text}")
