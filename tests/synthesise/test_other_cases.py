"""What no example had: a match with another trait is another case, and nothing is offered."""

from __future__ import annotations

import pytest
from lesson_texts import answer, lesson, taught

from hermes_lsp.recipes.codec import dump, load
from hermes_lsp.recipes.traits import RULES

SAY = "better with slice, cls, None, list, one or min"
"""A message that accounts for all that is written, so that one example is enough."""
LOOP = ("⟦for a in b:\n    s.add(a.c)⟧\n", "s.update(a.c for a in b)\n")
EMPTY_IF = ("⟦if a.b() == 1:\n    pass⟧\n", "a.b() == 1\n")
TERNARY = ("x = ⟦True if a == b else False⟧\n", "x = a == b\n")


@pytest.mark.parametrize(
    ("shown", "like_it", "another", "why"),
    [
        pytest.param(
            LOOP,
            ("⟦for d in e:\n    s.add(d.f)⟧\n", "s.update(d.f for d in e)\n"),
            "⟦for d in e:\n    s.add(d)⟧\n",
            "within",
            id="a part is the same as another one",
        ),
        pytest.param(
            EMPTY_IF,
            ("⟦if c() == 2:\n    pass⟧\n", "c() == 2\n"),
            "⟦if c.d == 2:\n    pass⟧\n",
            "has no effects",
            id="what is left as a statement has no effects",
        ),
        pytest.param(
            ("x = ⟦sorted(a)[0]⟧\n", "x = min(a)\n"),
            ("x = ⟦sorted(b)[0]⟧\n", "x = min(b)\n"),
            "x = ⟦sorted(b, reverse=True)[0]⟧\n",
            "is called with",
            id="a keyword that no example had",
        ),
        pytest.param(
            ("x = a.⟦substring⟧(m)\n", "x = a.slice(m)\n"),
            ("x = b.c.⟦substring⟧(n)\n", "x = b.c.slice(n)\n"),
            "x = b.⟦substring⟧(0, n)\n",
            "so many arguments: 2",
            id="another number of arguments",
        ),
        pytest.param(
            ("x = a.⟦substring⟧(1)\n", "x = a.slice(1)\n"),
            ("x = b.c.⟦substring⟧(2)\n", "x = b.c.slice(2)\n"),
            "x = b.⟦substring⟧(n)\n",
            "not written out",
            id="an argument that cannot be seen",
        ),
        pytest.param(
            ("class A:\n    ⟦x = 1⟧\n    y = b\n", "class A:\n    y = b\n    x = None\n"),
            ("class C:\n    ⟦z = 1⟧\n    w = d\n", "class C:\n    w = d\n    z = None\n"),
            "class C:\n    ⟦z = 1⟧\n    w = d\n    v = e\n",
            "at an end",
            id="something is put behind what was the last",
        ),
        pytest.param(
            ("def f(⟦mcs⟧, a):\n    return a\n", "def f(cls, a):\n    return a\n"),
            ("def g(⟦mcs⟧):\n    pass\n", "def g(cls):\n    pass\n"),
            "def g(⟦mcs⟧):\n    return mcs.x\n",
            "is used elsewhere",
            id="the old name is used elsewhere",
        ),
        pytest.param(
            TERNARY,
            ("y = ⟦True if c > d else False⟧\n", "y = c > d\n"),
            "y = ⟦True if c + d else False⟧\n",
            "no truth value",
            id="a condition that only counts as true",
        ),
        pytest.param(
            ("from m import A\nx: ⟦A⟧[int]\n", "from m import A\nx: list[int]\n"),
            ("from m import A\ny: ⟦A⟧[str]\n", "from m import A\ny: list[str]\n"),
            "from other import A\ny: ⟦A⟧[str]\n",
            "elsewhere",
            id="a name from elsewhere",
        ),
        pytest.param(
            ("T = V('T')\n⟦class A(G[T])⟧:\n    pass\n", "T = V('T')\nclass A[T]:\n    pass\n"),
            ("S = V('S')\n⟦class B(G[S])⟧:\n    pass\n", "S = V('S')\nclass B[S]:\n    pass\n"),
            "S = V('S', bound=int)\n⟦class B(G[S])⟧:\n    pass\n",
            "bound",
            id="a name that is made in another way",
        ),
    ],
)
def test_another_case(shown: tuple[str, str], like_it: tuple[str, str], another: str, why: str) -> None:
    book = taught(lesson(*shown, message=SAY))
    assert load(dump(book)) == book
    assert answer(book, like_it[0], message=SAY) == like_it[1]
    silent = answer(book, another, message=SAY)
    assert silent.startswith("silent: ") and why in silent, silent


def test_a_second_example_shows_that_a_trait_does_no_harm() -> None:
    plain = lesson("x = ⟦first(a, 1)⟧\n", "x = one(a, 1)\n", message=SAY)
    reverse = lesson("x = ⟦first(a, reverse=True)⟧\n", "x = one(a, reverse=True)\n", message=SAY)
    other = "y = ⟦first(b, reverse=False)⟧\n"
    assert answer(taught(plain), other, message=SAY).startswith("silent: ")
    assert answer(taught(plain, reverse), other, message=SAY) == "y = one(b, reverse=False)\n"


UNDEFINED = [
    ("x = ⟦typeof a === 'undefined'⟧;\n", "x = a === undefined;\n"),
    ("x = ⟦typeof b.c !== 'undefined'⟧;\n", "x = b.c !== undefined;\n"),
]


def test_an_operator_of_another_family_is_another_case() -> None:
    book = taught(*(lesson(*shown, language="javascript", message="use undefined") for shown in UNDEFINED))

    def asked(before: str) -> str:
        return answer(book, before, language="javascript", message="use undefined")

    assert asked("x = ⟦typeof d[e] !== 'undefined'⟧;\n") == "x = d[e] !== undefined;\n"
    assert asked("x = ⟦typeof d == 'undefined'⟧;\n").startswith("silent: ")


def test_a_word_in_another_case_may_be_one_of_a_table() -> None:
    """After three of them it may be chance that they are written alike; four make a rule."""

    def typed(kind: str, to: str) -> tuple[str, str]:
        return f"x = ⟦a instanceof {kind}⟧;\n", f"x = typeof a === '{to}';\n"

    said = "instanceof is not safe, use typeof"
    shown = [
        lesson(*typed(kind, kind.lower()), language="javascript", message=said)
        for kind in ("String", "Number", "Function", "Boolean")
    ]
    before, after = typed("Symbol", "symbol")
    assert "is the word Symbol" in answer(taught(*shown[:3]), before, language="javascript", message=said)
    assert answer(taught(*shown), before, language="javascript", message=said) == after


def test_a_word_is_made_of_the_nearest_text_and_not_cut_at_a_letter() -> None:
    """Behind the last ``n`` stands the right word by accident."""
    book = taught(
        *(
            lesson(f"⟦{it}.on{event} = f⟧;\n", f"{it}.addEventListener('{event}', f);\n", language="javascript")
            for it, event in (("ws", "close"), ("w", "load"), ("q.r", "ready"))
        )
    )
    found = answer(book, "⟦b.onmouseenter = f⟧;\n", language="javascript")
    assert found == "b.addEventListener('mouseenter', f);\n"


def test_a_name_that_was_made_up_is_not_believed_soon() -> None:
    shown = [
        lesson(f"x = a{at}.map(⟦{f}⟧);\n", f"x = a{at}.map((each) => {f}(each));\n", language="javascript")
        for at, f in enumerate(("f", "gg", "hhh", "iiii"))
    ]
    assert "12 examples" in answer(taught(*shown), "x = points.map(⟦j⟧);\n", language="javascript")


def test_a_word_that_is_put_beside_a_problem_must_be_accounted_for() -> None:
    shown = lesson("x = ⟦function ⟧(a) {};\n", "x = function plugin (a) {};\n", language="javascript")
    assert "3 examples" in answer(taught(shown), "x = ⟦function ⟧(b, c) {};\n", language="javascript")


def test_what_is_taken_apart_is_held_to_its_form() -> None:
    """``:'b'`` is a symbol as well, and has other letters before the word."""
    book = taught(lesson("x = ⟦[:a, :b]⟧\n", "x = %i[a b]\n", language="ruby"))
    assert answer(book, "x = ⟦[:c, :d, :e]⟧\n", language="ruby") == "x = %i[c d e]\n"
    assert answer(book, "x = ⟦[:'c', :'d']⟧\n", language="ruby").startswith("silent: ")


def test_a_mark_that_is_taken_away_and_stays_elsewhere_is_another_case() -> None:
    shown = [
        lesson(f"x = ⟦/{one}\\/{two}/⟧\n", f"x = %r{{{one}/{two}}}\n", language="ruby")
        for one, two in (("abc", "d"), ("fg", "#{h}"), ("klm", "#{n}o"), ("p", ""))
    ]
    book = taught(*shown)
    assert answer(book, "x = ⟦/q\\/#{r}/⟧\n", language="ruby") == "x = %r{q/#{r}}\n"
    assert answer(book, "x = ⟦/q\\/#{r}\\/s/⟧\n", language="ruby").startswith("silent: ")


def test_what_is_taken_away_may_declare_more_than_is_reported() -> None:
    def unused(name: str, text: str, left: str) -> tuple[str, str, str]:
        before = f"f(() => {{\n  {text}\n  g({left});\n}});\n"
        return before, f"f(() => {{\n  g({left});\n}});\n", f"'{name}' is never used"

    shown = [unused("a", "const ⟦a⟧ = b(1);", "2"), unused("c", "var ⟦c⟧ = d.e(3);", "5")]
    book = taught(*(lesson(*each[:2], language="javascript", message=each[2]) for each in shown))
    for text, left, silent in (("const ⟦h⟧ = i(6);", "7", False), ("const { ⟦h⟧, ...j } = i(6);", "j", True)):
        before, after, said = unused("h", text, left)
        found = answer(book, before, language="javascript", message=said)
        assert "used elsewhere" in found if silent else found == after


def test_what_is_taken_out_of_a_function_must_not_end_it() -> None:
    shown = [
        lesson(
            f"⟦{x}.forEach({y} => {{ f({y}); }});⟧\n", f"for (const {y} of {x}) {{ f({y}); }}\n", language="javascript"
        )
        for x, y in (("as", "a"), ("bs", "b"), ("cs", "c"))
    ]
    book = taught(*shown)
    called = "for (const d of ds) { g(d, h => h); }\n"
    assert answer(book, "⟦ds.forEach(d => { g(d, h => h); });⟧\n", language="javascript") == called
    ends = answer(book, "⟦ds.forEach(d => { if (d) { return; } g(d, h => h); });⟧\n", language="javascript")
    assert "holds return statement" in ends.replace("_", " ")


def test_a_condition_that_becomes_a_value_is_asked_whether_it_has_a_truth_value() -> None:
    book = taught(
        lesson("def f():\n    ⟦if a.b:\n        return True\n    return False⟧\n", "def f():\n    return bool(a.b)\n")
    )
    other = "def f():\n    ⟦if c.d{}:\n        return True\n    return False⟧\n"
    assert answer(book, other.format("")) == "def f():\n    return bool(c.d)\n"
    assert "truth value" in answer(book, other.format(" in e"))


def test_what_one_of_several_alone_has_written_is_not_repeated() -> None:
    """Where the others wrote other words it may be a word of its own place."""
    plain = [
        lesson(
            f"{t} = V('{t}')\n⟦class {name}(G[{t}])⟧:\n    pass\n", f"{t} = V('{t}')\nclass {name}[{t}]:\n    pass\n"
        )
        for t, name in (("T", "A"), ("S", "B"), ("R", "C"))
    ]
    bound = "T = V('T', '{}')\n"
    before, after = "⟦class D(G[T])⟧:\n    pass\n", "class D[T: 'One']:\n    pass\n"
    special = lesson(bound.format("One") + before, bound.format("One") + after)
    assert "2 examples" in answer(taught(*plain, special), bound.format("Two") + before)


def test_what_is_written_because_a_name_was_made_with_it_is_not_written_of_another_name() -> None:
    """That the class is named in the message as well is an accident."""
    made = "T = V('T', bound={})\n"
    shown = lesson(
        made.format('"Room"') + "⟦class Room(G[T])⟧:\n    pass\n",
        made.format('"Room"') + 'class Room[T: "Room"]:\n    pass\n',
        message="use a type parameter in `Room`",
    )
    other = made.format("int") + "⟦class House(G[T])⟧:\n    pass\n"
    assert "made with" in answer(taught(shown), other, message="use a type parameter in `House`")


def test_a_list_of_names_has_no_other_case() -> None:
    from hermes_lsp.recipes.strings import apply

    assert apply("camel", (), "some_name") == "someName"
    assert apply("camel", (), "(some, name)") is None


def test_how_a_function_ends_decides_what_is_put_into_it() -> None:
    shown = [lesson(f"def ⟦{f}⟧():\n    {g}()\n", f"def {f}() -> None:\n    {g}()\n") for f, g in ("ab", "cd", "ef")]
    book = taught(*shown)
    assert answer(book, "def ⟦h⟧():\n    k()\n") == "def h() -> None:\n    k()\n"
    assert "return_statement" in answer(book, "def ⟦h⟧():\n    return k()\n")


def test_traits_tell_two_kinds_of_fixes_apart() -> None:
    """Without them each would be wrong about the other, and neither could be believed."""
    whole = ("⟦for p in q:\n    t.add(p)⟧\n", "t.update(q)\n")
    book = taught(lesson(*LOOP), lesson(*whole))
    assert not book.refuted
    assert answer(book, "⟦for x in y:\n    r.add(x)⟧\n") == "r.update(y)\n"
    assert answer(book, "⟦for x in y:\n    r.add(x.z)⟧\n") == "r.update(x.z for x in y)\n"


def test_a_list_that_goes_on_is_not_cut() -> None:
    book = taught(lesson("def f():\n    ⟦global a\n    global b⟧\n", "def f():\n    global a, b\n"))
    assert answer(book, "def f():\n    ⟦global c\n    global d⟧\n") == "def f():\n    global c, d\n"
    longer = answer(book, "def f():\n    ⟦global c\n    global d⟧\n    global e\n")
    assert longer == "def f():\n    global c, d, e\n"


def test_an_order_is_not_learned_by_position() -> None:
    unsorted, sorted_ = "x = ⟦['d', 'b', 'a', 'c']⟧\n", "x = ['b', 'a', 'd', 'c']\n"
    from hermes_lsp.learning.synthesise import learn

    assert learn([lesson(unsorted, sorted_)]).book is None


def test_a_name_of_the_place_is_not_written_elsewhere() -> None:
    from dataclasses import replace

    from hermes_lsp.learning.synthesise import learn

    example = lesson("⟦from ..a import b⟧\n", "from house.a import b\n")
    here = replace(example, problem=replace(example.problem, path="src/house/room.py"))
    assert learn([here]).book is None


def test_what_the_message_names_must_be_named() -> None:
    shown = lesson("x = ⟦f(a)⟧\n", "x = shorter(a)\n", message="write `shorter(…)`")
    book = taught(shown)
    assert answer(book, "y = ⟦f(b)⟧\n", message="write `shorter(…)`") == "y = shorter(b)\n"
    assert answer(book, "y = ⟦f(b)⟧\n", message="write `longer(…)`").startswith("silent: ")


def test_what_is_called_is_not_replaced_by_what_else_the_message_names() -> None:
    """The template has no word of its own for another function."""
    shown = lesson("⟦t.isOf(a, b)⟧\n", "assert isinstance(a, b)\n", message="instead of `isOf`")
    assert answer(taught(shown), "⟦t.isEqual(a, b)⟧\n", message="instead of `isEqual`").startswith("silent: ")


@pytest.mark.parametrize(
    ("message", "other"),
    [
        ("Class Animal has no end", "Class Bear has no end"),
        ("Animal is unused", "Bear is unused"),
    ],
)
def test_a_name_in_a_message_is_a_piece_of_it_without_quotes(message: str, other: str) -> None:
    book = taught(lesson("class ⟦Animal⟧(object): ...\n", "class Animal: ...\n", message=message))
    assert answer(book, "class ⟦Bear⟧(object): ...\n", message=other) == "class Bear: ...\n"


def test_what_is_deleted_leaves_a_sound_text() -> None:
    book = taught(lesson("a()\n⟦print(b)⟧\n", "a()\n"))
    assert answer(book, "if c:\n    ⟦print(b)⟧\n") == "if c:\n    pass\n"
    raised = taught(
        lesson("try:\n    f()\nexcept E as e:\n    raise ⟦e⟧\n", "try:\n    f()\nexcept E as e:\n    raise\n")
    )
    assert "raise\n" in answer(raised, "try:\n    g()\nexcept E as e:\n    raise (⟦e⟧)\n")


def test_indentation_in_a_text_is_that_of_the_place() -> None:
    inner = ('class A:\n    def f(self):\n        ⟦"""One\n        two."""⟧\n', '"""One\n        two.\n        """')
    second = ('class B:\n    def g(self):\n        ⟦"""Ten\n        six."""⟧\n', '"""Ten\n        six.\n        """')
    lessons = [lesson(before, before[: before.index("⟦")] + after + "\n") for before, after in (inner, second)]
    assert (
        answer(taught(*lessons), 'def h():\n    ⟦"""Red\n    blue."""⟧\n')
        == 'def h():\n    """Red\n    blue.\n    """\n'
    )


def test_each_rule_says_what_it_is_for() -> None:
    assert all((rule.__doc__ or "").endswith(".") for rule in RULES)


def test_what_the_examples_had_is_told_in_words() -> None:
    from hermes_lsp.recipes.explain import explain

    book = taught(lesson("x = ⟦first(a, 1)⟧\n", "x = one(a, 1)\n", message=SAY))
    told = "\n".join(explain(book.recipes[0]).lines)
    assert "a place that differs is another case" in told and "is called with so many arguments: 2" in told
