r"""The notation of patterns: what a person reads and writes in ``recipe.yml``.

A pattern is close to the grammar's own S-expressions::

    (comparison_operator $X "==" (none))     a node of a kind, with its children; comments never count
    "=="   identifier="list"|"tuple"         a token, and a leaf with one of some texts
    $X   _                                   a hole: any one node (named, or not referred to)
    $X:identifier|attribute                  of these kinds (other expressions fit where these are expressions)
    $X:identifier!                           of these kinds and no other
    $X:operator()                            any token that is not a bracket or separator
    $X=$Y   $X=message.0   $X~/[a-z]+/       equal to another, to what the message quotes, or matching an expression
    ...   $$$X   $$$X{0,1,4}                 any number of siblings; only so many (4 is four and more)
    (*2 "," (pair $K ":" $V))@X              two siblings or more, each like the item, with such tokens between them
    (*2:binary_operator "+" $Y)@X            the operands of one operator that is applied again and again
    (*2&K "," (pair $K ":" $V))@X            what K matches has the same text in each of them
    ^X                                       the place between two siblings, where something is put in
    (call ...)@X   "=="@X                    a name for a node or token
    < * >                                    behind an item: it starts, covers, ends the problem's range
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from .quoting import NotationError, unquoted
from .recipe import (
    Anchor,
    Branch,
    Each,
    Gap,
    Hole,
    Item,
    Rest,
    Token,
    walk,
)

MAX_DEPTH = 60
MAX_ITEMS = 2000
_TOKEN = re.compile(
    r"""\s+|(?P<open>\()|(?P<close>\)[@\w]*[<*>]*)|(?P<rest>\.\.\.|\$\$\$\w+)(?P<lengths>\{[0-4,]*\})?"""
    r"""|(?P<gap>\^\w+)|(?P<item>(?:operator\(\)|[^\s()"~]|"(?:[^"\\]|\\.)*"|~/(?:[^/\\]|\\.)*/)+)"""
)
_EACH = re.compile(r"\*(?P<least>[1-9]\d?)(?::(?P<chain>[A-Za-z_]\w*|\"(?:[^\"\\]|\\.)*\"))?(?P<common>(?:&\w+)*)\Z")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_NAME = re.compile(r"[A-Za-z_]\w*\Z")


def write_pattern(pattern: tuple[Item, ...], used: set[str]) -> str:
    """The pattern as text; names that nothing refers to are left out."""
    lines = " ".join(_written(item, used) for item in pattern)
    if len(lines) <= 100:
        return lines
    return "\n".join(line for item in pattern for line in _broken(item, used, ""))


def _broken(item: Item, used: set[str], indent: str) -> Iterator[str]:
    """An item on several lines where it is long."""
    flat = _written(item, used)
    if len(indent) + len(flat) <= 100 or not isinstance(item, (Branch, Each)):
        yield indent + flat
        return
    yield f"{indent}({_head(item)}"
    inner = item.items if isinstance(item, Branch) else (item.item,)
    children = [list(_broken(child, used, indent + "  ")) for child in inner]
    for lines in children[:-1]:
        yield from lines
    *most, last = children[-1] if children else [indent]
    yield from most
    yield f"{last}){_suffix(item, used)}"


def _written(item: Item, used: set[str]) -> str:
    if isinstance(item, (Branch, Each)):
        children = item.items if isinstance(item, Branch) else (item.item,)
        inner = " ".join([_head(item), *(_written(child, used) for child in children)])
        return f"({inner}){_suffix(item, used)}"
    if isinstance(item, Token):
        texts = "|".join(_quoted(text) for text in item.texts)
        bare = len(item.texts) == 1 and item.texts[0].decode() == item.kind
        return (texts if bare else f"{_kind(item.kind)}={texts}") + _suffix(item, used)
    if isinstance(item, Gap):
        return f"^{item.name}"
    if isinstance(item, Rest):
        name = f"$$${item.name}" if item.name in used else "..."
        return name + ("{" + ",".join(map(str, sorted(item.lengths))) + "}" if item.lengths else "")
    return _written_hole(item, used)


def _head(item: Branch | Each) -> str:
    if isinstance(item, Branch):
        return _kind(item.kind)
    chain = f":{_kind(item.chain)}" if item.chain else ""
    return f"*{item.least}{chain}{''.join('&' + name for name in sorted(item.common))} {_quoted(item.separator)}"


def _written_hole(hole: Hole, used: set[str]) -> str:
    text = f"${hole.name}" if hole.name in used else "_"
    if hole.operator:
        text += ":operator()"
    elif hole.kinds:
        text += ":" + "|".join(_kind(kind) for kind in sorted(hole.kinds)) + ("!" if hole.exact_kinds else "")
    if hole.same_as:
        text += f"=${hole.same_as}"
    if hole.piece >= 0:
        text += f"=message.{hole.piece}"
    if hole.like:
        text += "~/" + hole.like.replace("/", r"\/") + "/"
    return text + _mark(hole.anchor)


def _suffix(item: Branch | Token | Each, used: set[str]) -> str:
    return (f"@{item.name}" if item.name in used else "") + _mark(item.anchor)


def _mark(anchor: Anchor) -> str:
    return (
        ("<" if anchor & Anchor.STARTS else "")
        + ("*" if anchor & Anchor.COVERS else "")
        + (">" if anchor & Anchor.ENDS else "")
    )


def _kind(kind: str) -> str:
    return kind if _NAME.match(kind) else json.dumps(kind, ensure_ascii=False)


def _quoted(text: bytes) -> str:
    return json.dumps(text.decode("utf-8", "replace"), ensure_ascii=False)


def read_pattern(text: str) -> tuple[Item, ...]:
    """The contrary of :func:`write_pattern`; items without a name get one from their place.

    Raises:
        NotationError: if it is not a pattern.
    """
    return _Reader(text).pattern()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.count = 0
        self.names: set[str] = set()

    def pattern(self) -> tuple[Item, ...]:
        items, closed = self._items(0)
        if closed is not None:
            raise NotationError("there is a closing parenthesis too many")
        if not items:
            raise NotationError("the pattern is empty")
        return items

    def _items(self, depth: int) -> tuple[tuple[Item, ...], str | None]:
        if depth > MAX_DEPTH:
            raise NotationError("the pattern is nested too deeply")
        items: list[Item] = []
        while True:
            match = self._next()
            if match is None:
                return tuple(items), None
            if match["close"]:
                return tuple(items), match["close"][1:]
            items.append(self._item(match, depth))

    def _next(self) -> re.Match[str] | None:
        while self.at < len(self.text):
            match = _TOKEN.match(self.text, self.at)
            if match is None or match.end() == self.at:
                raise NotationError(f"“{self.text[self.at : self.at + 20]}” is not understood")
            self.at = match.end()
            if not match[0].isspace():
                return match
        return None

    def _item(self, match: re.Match[str], depth: int) -> Item:
        self.count += 1
        place = self.count - 1
        if self.count > MAX_ITEMS:
            raise NotationError(f"the pattern has more than {MAX_ITEMS} items")
        if match["open"]:
            return self._branch(depth, place)
        if match["rest"]:
            name = match["rest"][3:] if match["rest"].startswith("$") else f"_{place}"
            counts = (match["lengths"] or "{}")[1:-1].split(",")
            return Rest(self._own(name), frozenset(int(count) for count in counts if count))
        if match["gap"]:
            return Gap(self._own(match["gap"][1:]))
        return self._leaf(match["item"], place)

    def _branch(self, depth: int, place: int) -> Branch | Each:
        head = self._next()
        if head is not None and (head["item"] or "").startswith("*"):
            return self._each(head["item"], depth, place)
        kind = unquoted(head["item"]) if head is not None and head["item"] else ""
        if head is None or not head["item"] or not (_NAME.match(kind) or head["item"].startswith('"')):
            raise NotationError("after “(” comes the kind of the node")
        items, closed = self._items(depth + 1)
        name, anchor = self._closed(head["item"], closed, place)
        return Branch(name, kind, items, anchor)

    def _each(self, text: str, depth: int, place: int) -> Each:
        head = _EACH.match(text)
        between = self._next()
        separator = unquoted(between["item"]) if between is not None and between["item"] else ""
        if head is None or between is None or not (between["item"] or "").startswith('"'):
            raise NotationError(f'“{text}” is followed by the token between two elements, as in (*2 "," …)')
        items, closed = self._items(depth + 1)
        if len(items) != 1 or isinstance(items[0], (Rest, Gap)) or (isinstance(items[0], Each) and not items[0].chain):
            raise NotationError(f"“({text}” has one item, which each element matches")
        name, anchor = self._closed(text, closed, place)
        common = frozenset(head["common"].split("&")[1:])
        if not common <= {item.name for item in walk(items)}:
            raise NotationError(f"“{text}” names what is not in its elements")
        chain = unquoted(head["chain"] or "")
        return Each(name, items[0], separator.encode(), int(head["least"]), chain, common, anchor)

    def _closed(self, head: str, closed: str | None, place: int) -> tuple[str, Anchor]:
        if closed is None:
            raise NotationError(f"“({head}” is never closed")
        rest, anchor = _anchor(closed)
        return self._own(rest[1:] if rest.startswith("@") else f"_{place}"), anchor

    def _own(self, name: str) -> str:
        if not _NAME.match(name):
            raise NotationError(f"“{name}” is not a name")
        if name in self.names:
            raise NotationError(f"the name “{name}” is given twice; write ${name}=… for an equal text")
        self.names.add(name)
        return name

    def _leaf(self, text: str, place: int) -> Item:
        body, anchor = _anchor(text)
        if body.startswith(("$", "_:", "_=", "_~")) or body == "_":
            return self._hole(body, anchor, place)
        name = f"_{place}"
        if match := re.search(r"@(\w+)$", body):
            name, body = match[1], body[: match.start()]
        kind, texts = _token(body)
        return Token(self._own(name), kind, texts, anchor)

    def _hole(self, body: str, anchor: Anchor, place: int) -> Hole:
        like = ""
        if match := re.search(r"~/((?:[^/\\]|\\.)*)/$", body):
            like, body = match[1].replace(r"\/", "/"), body[: match.start()]
            try:
                re.compile(like)
            except re.error as error:
                raise NotationError(f"“{like}” is not a regular expression ({error})") from error
        same, piece = "", -1
        if match := re.search(r"=message\.(\d{1,2})$", body):
            piece, body = int(match[1]), body[: match.start()]
        if match := re.search(r"=\$(\w+)$", body):
            same, body = match[1], body[: match.start()]
        head, _, kinds = body.partition(":")
        name = self._own(head[1:] if head.startswith("$") else f"_{place}")
        if kinds == "operator()":
            return Hole(name, frozenset(), anchor, same, piece, operator=True, like=like)
        exact = kinds.endswith("!")
        listed = frozenset(unquoted(kind) for kind in _alternatives(kinds.removesuffix("!"))) if kinds else frozenset()
        return Hole(name, listed, anchor, same, piece, exact_kinds=exact, like=like)


def _anchor(text: str) -> tuple[str, Anchor]:
    match = re.search(r"(<?\*?>?)$", text)
    marks = match[1] if match else ""
    if text.endswith('"'):
        marks = ""
    anchor = Anchor.NONE
    if "<" in marks:
        anchor |= Anchor.STARTS
    if "*" in marks:
        anchor |= Anchor.COVERS
    if ">" in marks:
        anchor |= Anchor.ENDS
    return text[: len(text) - len(marks)], anchor


def _token(body: str) -> tuple[str, tuple[bytes, ...]]:
    if body.startswith('"'):
        match = _STRING.match(body)
        if match is not None and match.end() == len(body):
            text = unquoted(body)
            return text, (text.encode(),)
    kind, separator, texts = _kind_and_texts(body)
    if not separator:
        raise NotationError(f'“{body}” is not understood: a leaf is written as kind="text"')
    return kind, tuple(unquoted(text).encode() for text in _alternatives(texts))


def _kind_and_texts(body: str) -> tuple[str, str, str]:
    if body.startswith('"') and (match := _STRING.match(body)):
        return unquoted(match[0]), body[match.end() : match.end() + 1], body[match.end() + 1 :]
    return body.partition("=")


def _alternatives(text: str) -> list[str]:
    found = re.findall(r'"(?:[^"\\]|\\.)*"|[^|"]+', text)
    if "|".join(found) != text or not found:
        raise NotationError(f"“{text}” is not a list of alternatives")
    return found
