"""One file has many spellings, and editors use them all."""

from __future__ import annotations

from pathlib import Path

import pytest

from hermes_lsp.lsp.uris import local_path, path_of
from hermes_lsp.lsp.workspaces import Workspaces


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///c%3A/Users/me/a.py", r"c:\Users\me\a.py"),
        ("file:///C:/Users/me/a.py", r"c:\Users\me\a.py"),
        ("file:///c:/my%20code/gr%C3%B6%C3%9Fe.py", r"c:\my code\größe.py"),
        ("file:///c:/my code/größe.py", r"c:\my code\größe.py"),
        ("file://server/share/a%23b.py", r"\\server\share\a#b.py"),
        ("file://localhost/C:/a.py", r"c:\a.py"),
        ("untitled:Untitled-1", ""),
        ("vscode-notebook-cell:/c%3A/a.ipynb#W0", ""),
    ],
)
def test_of_windows(uri: str, path: str) -> None:
    assert local_path(uri, windows=True) == path


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///home/me/my%20code/gr%C3%B6%C3%9Fe.py", "/home/me/my code/größe.py"),
        ("file:///home/me/my code/größe.py", "/home/me/my code/größe.py"),
        ("file:///a;b.py", "/a;b.py"),
        ("file:///a%3Bb%3Fc%23d%25.py", "/a;b?c#d%.py"),
        ("file://localhost/a.py", "/a.py"),
        ("file:///C:/a.py", "/C:/a.py"),
        ("git:/a.py?ref=HEAD", ""),
        ("http://a/b.py", ""),
        ("", ""),
    ],
)
def test_of_other_systems(uri: str, path: str) -> None:
    assert local_path(uri, windows=False) == path


@pytest.mark.parametrize("name", ["a b", "größe", "a;b", "a%b", "a#b?", "日本", "a+b&c=(d)"])
def test_there_and_back(name: str, tmp_path: Path) -> None:
    assert path_of((tmp_path / name).as_uri()) == tmp_path / name


def test_a_document_is_found_in_its_folder_however_it_is_spelled(tmp_path: Path) -> None:
    workspaces = Workspaces()
    outer, inner = tmp_path / "größe", tmp_path / "größe" / "a b"
    for folder in (outer, inner):
        workspaces.add(folder.as_uri())
    spellings = [(inner / "c d.py").as_uri(), f"file://{inner}/c d.py", f"file://localhost{inner}/c%20d.py"]
    assert {workspaces.of(uri).folder for uri in spellings} == {inner}
    assert {workspaces.of(uri).path_in(uri) for uri in spellings} == {"c d.py"}
    assert workspaces.of((outer / "x.py").as_uri()).folder == outer
    assert workspaces.of((tmp_path / "x.py").as_uri()).folder is None
