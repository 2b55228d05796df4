"""The benchmark's other agent: counted by what it asks the stand-in, whatever it does."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from hermes_lsp.cli.bench.other_agent import Spent, with_hermes_agent
from hermes_lsp.cli.client import ServerGone

AGENT = """\
#!{python}
import json, re, sys, urllib.request
from pathlib import Path

config = (Path.home() / ".hermes/config.yaml").read_text()
url = re.search("base_url: (.+)", config)[1]
names = ("read_file", "patch")
messages = [{{"role": "user", "content": sys.argv[2]}}]
urllib.request.urlopen(url + "/models").read()
while True:
    tools = [{{"type": "function", "function": {{"name": name}}}} for name in names]
    body = json.dumps({{"messages": messages, "tools": tools}}).encode()
    said = urllib.request.urlopen(urllib.request.Request(url + "/chat/completions", body)).read().decode()
    delta = json.loads(said.split("data: ")[1])["choices"][0]["delta"]
    if not delta.get("tool_calls"):
        break
    call = delta["tool_calls"][0]["function"]
    arguments = json.loads(call["arguments"])
    path = Path(arguments["path"])
    if call["name"] == "patch" and {patches}:
        path.write_text(path.read_text().replace(arguments["old_string"], arguments["new_string"]))
    messages += [{{"role": "assistant", "content": ""}}, {{"role": "tool", "content": path.read_text()}}]
"""


def agent(tmp_path: Path, *, patches: bool) -> Path:
    program = tmp_path / "hermes"
    program.write_text(AGENT.format(python=sys.executable, patches=patches))
    program.chmod(0o755)
    return program


def test_requests_and_tokens_of_each_file_are_counted(tmp_path: Path) -> None:
    sources = {f"file_{number}.py": f"def f(a):\n    return a.b{number} == None\n" for number in range(2)}
    spent = asyncio.run(with_hermes_agent(agent(tmp_path, patches=True), sources))
    assert spent.requests == [3, 3]
    assert all(100 < tokens < 1_000 for tokens in spent.tokens)
    assert len(spent.seconds) == 2
    assert spent.total(spent.requests) == [6]
    assert Spent().total([]) == []


def test_an_agent_that_does_not_fix_a_file_has_no_figures(tmp_path: Path) -> None:
    with pytest.raises(ServerGone, match=r"did not fix file_0\.py"):
        asyncio.run(with_hermes_agent(agent(tmp_path, patches=False), {"file_0.py": "x = a == None\n"}))
