"""Call sites of an open text that do not follow a convention of use, and the edit that would make them follow."""

from __future__ import annotations

from pathlib import Path

import pytest
from used import callers, conventions_of_use, hinted, indexed  # type: ignore[import-not-found]

HEAD = "import requests\n\n\n"
CALL = "def run@(url):\n    return requests.get(url, timeout=30)\n"
FIRM = "`requests.get()` is called with `timeout=30` (60 of 60 cases in 60 files)"


@pytest.mark.parametrize(
    ("call", "fixed"),
    [
        ("requests.get(url)", "requests.get(url, timeout=30)"),
        ("requests.get()", "requests.get(timeout=30)"),
        ("requests.get(\n        url,\n    )", "requests.get(\n        url,\n        timeout=30,\n    )"),
        ("requests.get(url,)", "requests.get(url, timeout=30)"),
        ("requests.get(url for url in urls)", ""),
        ("requests.get(url)  # noqa: S113", None),
        ("requests.get(url, timeout=5)", None),
        ("requests.get(url, **options)", None),
        ("requests.post(url)", None),
    ],
)
def test_the_keyword_that_is_missing_is_added(tmp_path: Path, call: str, fixed: str | None) -> None:
    text = "import requests\n\n\ndef late(url, urls, options):\n    return {}\n"
    with indexed(tmp_path, callers(HEAD, CALL, 60, ".py")) as index:
        conventions = conventions_of_use(index, "requests.get")
        found = hinted(index, "src/late.py", text.replace("{}", call), conventions)
    if fixed is None:
        assert found == []
    else:
        after = text.replace("{}", fixed).replace(",)", ")") if fixed else ""
        assert [(line, message, edited.replace(",)", ")")) for line, message, edited in found] == [(5, FIRM, after)]


def test_the_text_counts_as_it_is_now_and_not_as_it_was_saved(tmp_path: Path) -> None:
    files = callers(HEAD, CALL, 60, ".py")
    with indexed(tmp_path, files) as index:
        conventions = conventions_of_use(index, "requests.get")
        changed = "\n" + files["src/caller7.py"].replace(", timeout=30", "")
        assert [line for line, _, _ in hinted(index, "src/caller7.py", changed, conventions)] == [6]
        assert hinted(index, "src/caller7.py", files["src/caller7.py"], conventions) == []


def test_what_is_not_undone(tmp_path: Path) -> None:
    files = {"src/locks.py": "def acquire_lock(): ...\n\n\ndef release_lock(): ...\n"}
    head = "from src.locks import acquire_lock, release_lock\n\n\n"
    body = "def run@(work):\n    acquire_lock()\n    work()\n    release_lock()\n"
    with indexed(tmp_path, files | callers(head, body, 60, ".py")) as index:
        (lock,) = index.definitions("acquire_lock")
        conventions = conventions_of_use(index, lock)
        text = f"{head}def late(work):\n    acquire_lock()\n    work()\n"
        assert hinted(index, "src/late.py", text, conventions) == [
            (
                5,
                "`acquire_lock()` is followed by `release_lock()` in the same function (60 of 60 cases in 60 files)",
                "",
            )
        ]
        assert hinted(index, "src/late.py", text + "    release_lock()\n", conventions) == []


def test_two_keywords_that_go_together(tmp_path: Path) -> None:
    body = "def run@(url):\n    return requests.get(url, timeout=30, verify=True)\n"
    with indexed(tmp_path, callers(HEAD, body, 60, ".py")) as index:
        conventions = conventions_of_use(index, "requests.get")
        assert [each.value for each in conventions] == ["timeout=30, verify=True"]
        text = f"{HEAD}def late(url):\n    return requests.get(url, timeout=30)\n"
        ((_, _, edited),) = hinted(index, "src/late.py", text, conventions)
        assert "requests.get(url, timeout=30, verify=True)" in edited


def test_only_what_was_asked_about_and_only_what_is_firm(tmp_path: Path) -> None:
    with indexed(tmp_path, callers(HEAD, CALL, 10, ".py")) as index:
        conventions = conventions_of_use(index, "requests.get")
        assert conventions == ()
        assert hinted(index, "src/late.py", f"{HEAD}requests.get(1)\n", conventions) == []
