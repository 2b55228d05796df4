"""What is learned from one fix, from several, and from what was refused."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import permutations

from lesson_texts import answer, lesson, marked, taught

from hermes_lsp.learning.synthesise import learn, replay
from hermes_lsp.recipes.codec import dump, load


def test_one_fix_is_enough_for_the_same_fix_elsewhere() -> None:
    book = taught(lesson("if ⟦x == None⟧:\n    pass\n", "if x is None:\n    pass\n"))
    assert answer(book, "while ⟦f(a, b)[0] == None⟧:  # wait\n    go()\n") == (
        "while f(a, b)[0] is None:  # wait\n    go()\n"
    )


def test_line_ends_are_those_of_the_file_whichever_it_was_learned_in() -> None:
    before, after = "⟦remove(p)⟧\ngo()\n", "if p:\n    remove(p)\ngo()\n"
    elsewhere, right = "⟦remove(q.r)⟧\n", "if q.r:\n    remove(q.r)\n"
    for mark in ("\n", "\r\n"):
        book = taught(lesson(before.replace("\n", mark), after.replace("\n", mark)))
        for other in ("\n", "\r\n"):
            assert answer(book, elsewhere.replace("\n", other)) == right.replace("\n", other)


def test_what_the_example_does_not_show_is_left_alone() -> None:
    book = taught(lesson("if ⟦x == None⟧:\n    pass\n", "if x is None:\n    pass\n"))
    assert answer(book, "if ⟦x != None⟧:\n    pass\n").startswith("silent")
    assert answer(book, "if ⟦x == None⟧:\n    pass\n", message="something else entirely").startswith("silent")


def test_two_fixes_share_what_they_have_in_common() -> None:
    book = taught(
        lesson("y = ⟦list(a)[0]⟧\n", "y = next(iter(a))\n", id="1"),
        lesson("z = ⟦list(b.c)[0]⟧\n", "z = next(iter(b.c))\n", id="2"),
    )
    assert answer(book, "print(⟦list(f(1))[0]⟧)\n") == "print(next(iter(f(1))))\n"
    assert answer(book, "print(⟦list(f(1))[1]⟧)\n").startswith("silent")


def test_an_operator_that_is_mirrored_becomes_a_table() -> None:
    book = taught(
        lesson("ok = ⟦0 < size⟧\n", "ok = size > 0\n", id="1"),
        lesson("ok = ⟦10 >= n⟧\n", "ok = n <= 10\n", id="2"),
    )
    assert answer(book, "ok = ⟦7 < total⟧\n") == "ok = total > 7\n"
    assert answer(book, "ok = ⟦7 != total⟧\n").startswith("silent")


def test_an_import_is_added_once_and_merged_into_the_one_that_is_there() -> None:
    book = taught(
        lesson(
            "import os\n\n\ndef f(p):\n    try:\n        ⟦os.remove(p)⟧\n    except OSError:\n        pass\n",
            "import os\nfrom contextlib import suppress\n\n\ndef f(p):\n    try:\n        suppress(os.remove, p)\n"
            "    except OSError:\n        pass\n",
        )
    )
    assert answer(book, "import os\n\n⟦os.remove(q)⟧\n") == (
        "import os\nfrom contextlib import suppress\n\nsuppress(os.remove, q)\n"
    )
    there = "import os\nfrom contextlib import closing\n\n⟦os.remove(q)⟧\n"
    assert answer(book, there) == "import os\nfrom contextlib import closing, suppress\n\nsuppress(os.remove, q)\n"
    other = "import os\nfrom mine import suppress\n\n⟦os.remove(q)⟧\n"
    assert answer(book, other) == "silent: the file has another “suppress”"


def test_a_block_is_indented_like_the_place_it_comes_to() -> None:
    book = taught(
        lesson(
            "def f(a):\n    ⟦if a:\n        return 1\n    else:\n        b = 2\n        return b⟧\n",
            "def f(a):\n    if a:\n        return 1\n    b = 2\n    return b\n",
        )
    )
    tabs = "class C:\n\tdef m(self, q):\n\t\t⟦if q:\n\t\t\treturn 1\n\t\telse:\n\t\t\tx = 3\n\t\t\treturn x⟧\n"
    assert answer(book, tabs) == "class C:\n\tdef m(self, q):\n\t\tif q:\n\t\t\treturn 1\n\t\tx = 3\n\t\treturn x\n"


def test_statements_are_taken_out_of_a_block_and_strings_in_them_stay() -> None:
    book = taught(lesson("with ⟦a⟧:\n    with b:\n        go()\n        on()\n", "with a, b:\n    go()\n    on()\n"))
    text = 'class C:\n  with ⟦x.y()⟧:\n    with z:\n      go("""a\n          b""")\n'
    assert answer(book, text) == 'class C:\n  with x.y(), z:\n    go("""a\n          b""")\n'


def test_parentheses_come_where_the_copy_would_fall_apart_and_only_there() -> None:
    book = taught(
        lesson("y = ⟦neg(a or b)⟧\n", "y = not (a or b)\n", id="1"),
        lesson("y = ⟦neg(c)⟧\n", "y = not c\n", id="2"),
    )
    assert answer(book, "y = ⟦neg(d or e)⟧\n") == "y = not (d or e)\n"
    assert answer(book, "y = ⟦neg(d.e)⟧\n") == "y = not d.e\n"


def test_what_the_message_quotes_ties_a_hole() -> None:
    message = "use `{}` instead of `{}`".format
    book = taught(lesson("x: ⟦List⟧[int]\n", "x: list[int]\n", message=message("list", "List")))
    assert answer(book, "y: ⟦Dict⟧[str, int]\n", message=message("dict", "Dict")) == "y: dict[str, int]\n"
    assert answer(book, "y: ⟦Dict⟧[str, int]\n", message=message("dict", "Other")).startswith("silent")


def test_a_comment_is_never_lost() -> None:
    book = taught(lesson("x = ⟦dict()⟧\n", "x = {}\n"))
    assert answer(book, "x = ⟦dict(\n    # nothing yet\n)⟧\n") == "silent: a comment would be lost"


def test_a_new_name_must_be_new_where_it_comes_to() -> None:
    book = taught(lesson('def f():\n    ⟦raise E("no")⟧\n', 'def f():\n    msg = "no"\n    raise E(msg)\n'))
    assert answer(book, 'def g(a):\n    ⟦raise E("other")⟧\n') == 'def g(a):\n    msg = "other"\n    raise E(msg)\n'
    assert answer(book, 'def g(msg):\n    ⟦raise E("other")⟧\n') == "silent: “msg” is used here already"


def test_a_refused_fix_narrows_the_recipe_and_the_guard_says_who_asked() -> None:
    fix = lesson("y = ⟦str(a)⟧\n", "y = f'{a}'\n", id="good")
    refused = lesson("class C:\n    y = ⟦str(a)⟧\n", "class C:\n    y = f'{a}'\n", id="refused", positive=False)
    book = taught(fix, refused)
    assert answer(book, "z = ⟦str(b)⟧\n") == "z = f'{b}'\n"
    assert answer(book, "class D:\n    z = ⟦str(b)⟧\n").startswith("silent")
    assert any(example == "refused" for recipe in book.recipes for _, example in recipe.guards.asked_by)


def test_a_refusal_that_nothing_separates_takes_the_recipe_away() -> None:
    fix = lesson("y = ⟦str(a)⟧\n", "y = f'{a}'\n", id="good")
    same = lesson("y = ⟦str(a)⟧\n", "y = f'{a}'\n", id="refused", positive=False)
    learned = learn([fix, same])
    assert learned.book is None
    assert learned.unexplained == (("good", "it cannot be told from a fix that was refused"),)


def test_examples_that_contradict_each_other_make_it_cautious() -> None:
    book = taught(
        lesson("f(⟦a⟧)\n", "f(a.b)\n", id="1"),
        lesson("f(⟦c⟧)\n", "f(c.d)\n", id="2"),
        lesson("f(⟦e⟧)\n", "f(e.d)\n", id="3"),
    )
    assert book.caution > 1
    assert answer(book, "f(⟦z⟧)\n").startswith("silent")
    assert answer(book, "f(⟦a⟧)\n") == "silent: only 1 of the 3 examples needed speak for it"


def test_the_order_of_the_examples_does_not_matter() -> None:
    lessons = [
        lesson("y = ⟦list(a)[0]⟧\n", "y = next(iter(a))\n", id="1"),
        lesson("z = ⟦list(b.c)[0]⟧\n", "z = next(iter(b.c))\n", id="2"),
        lesson("w = ⟦list(g())[0]⟧\n", "w = next(iter(g()))\n", id="3"),
    ]
    books = {dump(taught(*order)) for order in permutations(lessons)}
    assert len(books) == 1


def test_every_example_can_be_replayed_also_from_the_file() -> None:
    lessons = [
        lesson("if ⟦x == None⟧:\n    pass\n", "if x is None:\n    pass\n", id="1"),
        lesson("if ⟦y != None⟧:\n    pass\n", "if y is not None:\n    pass\n", id="2"),
    ]
    book = load(dump(taught(*lessons)))
    assert book == taught(*lessons)
    assert replay(book, lessons) == []
    spoiled = replace(lessons[0], after="if x:\n    pass\n")
    assert [failure.example for failure in replay(book, [spoiled, lessons[1]])] == ["1"]


def test_other_languages_are_learned_the_same_way() -> None:
    script = taught(
        lesson("if (⟦a == b⟧) go();\n", "if (a === b) go();\n", language="javascript"),
    )
    assert answer(script, "x = ⟦p.q == r()⟧;\n", language="javascript") == "x = p.q === r();\n"
    shell = taught(lesson("cp ⟦$a⟧ b\n", 'cp "$a" b\n', language="shellscript"))
    assert answer(shell, "rm -f ⟦$file⟧\n", language="shellscript") == 'rm -f "$file"\n'
    go = taught(
        lesson(
            "package p\n\nfunc f() error {\n\treturn ⟦errors.New(fmt.Sprintf(x))⟧\n}\n",
            "package p\n\nfunc f() error {\n\treturn fmt.Errorf(x)\n}\n",
            language="go",
        )
    )
    offered = answer(go, "package p\n\nfunc g() error {\n\treturn ⟦errors.New(fmt.Sprintf(y))⟧\n}\n", language="go")
    assert offered == "package p\n\nfunc g() error {\n\treturn fmt.Errorf(y)\n}\n"


def test_code_about_a_comment() -> None:
    book = taught(
        lesson(
            "try { f(); } catch (e) ⟦{}⟧\n", "try { f(); } catch (e) { /* empty */ }\n", language="javascript", id="1"
        ),
        lesson("if (a) ⟦{}⟧\n", "if (a) { /* empty */ }\n", language="javascript", id="2"),
        lesson("for (;;) ⟦{}⟧\n", "for (;;) { /* empty */ }\n", language="javascript", id="3"),
    )
    assert answer(book, "while (x) ⟦{}⟧\n", language="javascript") == "while (x) { /* empty */ }\n"


def test_what_is_too_large_is_refused_with_the_reason_and_soon() -> None:
    started = time.monotonic()
    many = ", ".join(f"a{i}" for i in range(10_000))
    long_list = learn([lesson(f"x = ⟦[{many}]⟧\n", f"x = ({many})\n")])
    body = "".join(f"    step{i}(a, b, {i})\n" for i in range(3_000))
    long_function = learn([lesson(f"⟦def f(a, b):⟧\n{body}", f"async def f(a, b):\n{body.replace('step', 'leap')}")])
    deep = learn([lesson("x = ⟦" + "(" * 900 + "1" + ")" * 900 + "⟧\n", "x = 1\n")])
    assert time.monotonic() - started < 60
    for learned in (long_list, long_function, deep):
        assert learned.book is None
        assert learned.unexplained[0][1]


def test_an_example_that_shows_nothing_says_so() -> None:
    assert learn([lesson("x = ⟦1⟧\n", "x  =  1\n", id="e")]).unexplained == (
        ("e", "nothing but layout or comments changes in it"),
    )
    plain, problem = marked("⟦x⟧")
    odd = replace(lesson("x = ⟦1⟧\n", "x = 2\n", id="e"), problem=replace(problem, language="klingon"), before=plain)
    assert "klingon" in learn([odd]).unexplained[0][1]


def test_where_a_name_comes_from_decides() -> None:
    said = "old is gone, say new"
    book = taught(
        lesson("from a import old\n\nx = ⟦old(1)⟧\n", "from a import old\n\nx = new(1)\n", message=said),
    )
    same = "from a import old\n\ny = ⟦old(2)⟧\n"
    assert answer(book, same, message=said) == "from a import old\n\ny = new(2)\n"
    other = "from b import old\n\ny = ⟦old(2)⟧\n"
    assert answer(book, other, message=said) == "silent: “old” comes from elsewhere here"


def test_nothing_is_another_case_than_something() -> None:
    book = taught(
        lesson("x = ⟦set([1, 2])⟧\n", "x = {1, 2}\n", id="1"),
        lesson("x = ⟦set([a])⟧\n", "x = {a}\n", id="2"),
    )
    assert answer(book, "x = ⟦set([b, c, d])⟧\n") == "x = {b, c, d}\n"
    assert answer(book, "x = ⟦set([])⟧\n").startswith("silent")


def test_an_operator_that_was_not_seen_decides_something() -> None:
    book = taught(
        lesson("if (⟦a.indexOf(x) !== -1⟧) go();\n", "if (a.includes(x)) go();\n", language="javascript", id="1"),
        lesson("if (⟦b.indexOf(y) > -1⟧) go();\n", "if (b.includes(y)) go();\n", language="javascript", id="2"),
    )
    assert answer(book, "z = ⟦c.indexOf(w) > -1⟧;\n", language="javascript") == "z = c.includes(w);\n"
    assert answer(book, "z = ⟦c.indexOf(w) === -1⟧;\n", language="javascript").startswith("silent")


def test_one_more_example_of_what_is_known_only_adds_support() -> None:
    first = lesson("if ⟦x == None⟧:\n    pass\n", "if x is None:\n    pass\n", id="1")
    second = lesson("while ⟦f() == None⟧:\n    pass\n", "while f() is None:\n    pass\n", id="2")
    book = learn([first, second], prior=taught(first)).book
    assert book is not None
    assert book.recipes[0].support == ("1", "2")
    assert book.examples == 2
    other = lesson("if ⟦x != None⟧:\n    pass\n", "if x is not None:\n    pass\n", id="3")
    grown = learn([first, second, other], prior=book).book
    assert grown is not None
    assert answer(grown, "if ⟦y != None⟧:\n    pass\n") == "if y is not None:\n    pass\n"
