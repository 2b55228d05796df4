"""The shapes of calls, and what stands around them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from indexed import Workspace  # type: ignore[import-not-found]

from hermes_lsp.index.facts import Call, Frame

Make = Callable[[dict[str, str]], Workspace]


@pytest.mark.parametrize(
    ("call", "shape"),
    [
        ("ask()", Call(0)),
        ("ask(1, (2, 3))", Call(2)),
        ("ask(1, b=2, a=ask2(c=3))", Call(1, ("a", "b"))),
        ("ask(*x)", Call(0, splat=True)),
        ("ask(1, *x, k=1, **y)", Call(1, ("k",), splat=True, keyword_splat=True)),
        ("ask(a for a in x)", Call(1)),
        ("ask(\n    1,  # one\n    2,\n)", Call(2)),
        ("ask (1)", Call(1)),
    ],
)
def test_shapes(workspace: Make, call: str, shape: Call) -> None:
    shop = workspace({"a.py": f"def ask(*a, **k): ...\n\n\ndef f(x, y):\n    {call}\n"})
    found = shop.index.call_sites(shop.symbol("a.py", "ask")).items
    assert len(found) == 1
    said = found[0].call
    assert said is not None
    assert (said.positional, said.keywords, said.splat, said.keyword_splat) == (
        shape.positional,
        shape.keywords,
        shape.splat,
        shape.keyword_splat,
    )


@pytest.mark.parametrize(
    ("given", "literal"),
    [
        ("1.5", "1.5"),
        ("-1", "-1"),
        ("'utf-8'", "'utf-8'"),
        ('""', '""'),
        ("None", "None"),
        ("x", ""),
        ("1 + x", ""),
        ("'a, b'", ""),
        ("'a' 'b'", ""),
        ("b'a'", ""),
        ('"more than what is kept of it"', ""),
    ],
)
def test_a_keyword_keeps_a_short_literal(workspace: Make, given: str, literal: str) -> None:
    text = f"def ask(**k): ...\n\n\ndef f(x, y):\n    ask(b={given})\n    ask(a=y, b = {given} , c=y)\n"
    shop = workspace({"a.py": text})
    found = [each.call for each in shop.index.call_sites(shop.symbol("a.py", "ask")).items if each.call]
    assert [(call.keywords, call.literals) for call in found] == [
        (("b",), (literal,)),
        (("a", "b", "c"), ("", literal, "")),
    ]


@pytest.mark.parametrize(
    ("statement", "frame"),
    [
        ("ask()", Frame.DISCARDED),
        ("await ask()", Frame.DISCARDED | Frame.AWAIT),
        ("z = ask()", Frame.USED | Frame.ASSIGNED),
        ("z = [ask()]", Frame.USED),
        ("return ask()", Frame.USED | Frame.RETURNED),
        ("return await ask()", Frame.USED | Frame.RETURNED | Frame.AWAIT),
        ("with ask():\n    pass", Frame.USED | Frame.WITH),
        ("with ask() as z:\n    pass", Frame.USED | Frame.WITH),
        ("with (ask(), x):\n    pass", Frame.USED | Frame.WITH),
        ("with (\n    ask(),\n):\n    pass", Frame.USED | Frame.WITH),
        ("with x:\n    ask()", Frame.DISCARDED),
        ("try:\n    ask()\nexcept E:\n    pass", Frame.DISCARDED | Frame.TRY),
        ("try:\n    pass\nexcept E:\n    ask()", Frame.DISCARDED),
        ("for z in x:\n    ask()", Frame.DISCARDED | Frame.LOOP),
        ("if ask():\n    pass", Frame.USED | Frame.CHECKED),
        ("z = ask()\nif z is None:\n    pass", Frame.USED | Frame.ASSIGNED | Frame.CHECKED),
        ("z = ask()\nif not z:\n    pass", Frame.USED | Frame.ASSIGNED | Frame.CHECKED),
        ("z = ask()\nif z.ready:\n    pass", Frame.USED | Frame.ASSIGNED),
        ("z = ask()\nif y:\n    pass", Frame.USED | Frame.ASSIGNED),
    ],
)
def test_frames(workspace: Make, statement: str, frame: Frame) -> None:
    assert workspace({}).frame(statement) == frame


def test_a_function_of_its_own_is_not_in_the_frame_around_it(workspace: Make) -> None:
    text = (
        "def ask(): ...\n\n\ndef f():\n    try:\n        def inner():\n            ask()\n    except E:\n        pass\n"
    )
    shop = workspace({"a.py": text})
    assert shop.calls("a.py", "ask") == [(7, 0, (), Frame.DISCARDED)]
