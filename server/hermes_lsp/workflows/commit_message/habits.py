"""How messages are written here: what begins a subject, its first word, case and length, and what stands below it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..changelog.commits import Commit, read_commits
from ..changelog.features import file_features
from ..changelog.judging import GroupJudge

COMMITS = 1_500
RECENT = 300
"""The newest commits alone say how a message looks; all of them, what is said of which files."""
MOST_WORDS = 20
"""First words that are told apart, and likewise scopes and what begins a subject: rarer ones say little of a change."""
_LESSON = 50
_AUTOMATIC = re.compile(r"\[bot\]|(?:^|-)bot$|^dependabot|^renovate|^pre-commit-ci", re.IGNORECASE)
_NOT_WRITTEN = re.compile(r"^(?:Merge |Revert \"|fixup! |squash! |amend! )")
_HOSTS_NUMBER = re.compile(r"\s*\(#\d+\)$")
_KEY = re.compile(r"^(?P<key>[A-Z][A-Z0-9]+-\d+)(?P<after>:? +)")
_CLOSES = re.compile(
    r"^(?P<word>fix(?:es)?|closes?|resolves?|refs?|see|bug):?\s+(?P<number>#\d+|[A-Z][A-Z0-9]+-\d+)\.?$", re.IGNORECASE
)
_PREFIX = re.compile(
    r"^(?P<prefix>[A-Za-z][\w./-]{0,24}|\[[^\]]{1,20}\]|:\w+:)(?P<scope>\([^()]{1,40}\))?(?P<colon>!?:? +)"
)


@dataclass(frozen=True, slots=True)
class Form:
    """How a message looks.

    Attributes:
        prefixed: Subjects begin with a type ("fix: ", "Fix: ", "[fix] ") or the name of a part ("parser: ").
        scoped: A scope stands in parentheses behind it, at least now and then.
        capital: The first word, after what begins the subject, has a capital.
        full_stop: The subject ends in one.
        backticks: Names of symbols stand in backticks.
        longest: Characters that subjects keep to.
        key_first: A ticket's key begins the subject; ``between`` is what stands behind it.
        closes: The word before an issue's number in a line of its own, such as "Fixes"; empty if that is not done.
        signed: Each message is signed off.
    """

    prefixed: bool = False
    scoped: bool = False
    capital: bool = True
    full_stop: bool = False
    backticks: bool = False
    longest: int = 72
    key_first: bool = False
    between: str = " "
    closes: str = ""
    signed: bool = False


@dataclass
class MessageHabits:
    """Form, and what is said of which files. ``commits`` is how many were learned from."""

    form: Form = field(default_factory=Form)
    prefix: GroupJudge = field(default_factory=GroupJudge)
    scope: GroupJudge = field(default_factory=GroupJudge)
    verb: GroupJudge = field(default_factory=GroupJudge)
    commits: int = 0
    usual: frozenset[str] = frozenset()
    """Prefixes, scopes and first words that are frequent enough to be learned, in lower case."""


NO_SCOPE = "none"


def learn_messages(folder: Path, until: str = "HEAD") -> MessageHabits:
    """Everything that the history teaches; little where it is short. Merges and what programs wrote are left out.

    Raises:
        WorkspaceError: if git cannot tell.
    """
    return learn_from(read_commits(folder, until, most=COMMITS))


def learn_from(commits: Sequence[Commit]) -> MessageHabits:
    """As :func:`learn_messages`, from commits, newest first."""
    written = [one for one in commits if is_written(one)]
    habits = MessageHabits(_form(written[:RECENT]), commits=len(written), usual=usual_words(written))
    for start in range(len(written), 0, -_LESSON):
        learn_more(habits, written[max(0, start - _LESSON) : start][::-1])
    return habits


def learn_more(habits: MessageHabits, commits: Sequence[Commit]) -> None:
    """Some commits more, oldest first."""
    rows = [(message_features(commit.files), *parts_of(commit.subject)) for commit in commits]
    usual = habits.usual
    habits.prefix.learn([(features, prefix) for features, prefix, _, _ in rows if prefix.lower() in usual])
    scopes = [(features, scope or NO_SCOPE) for features, prefix, scope, _ in rows if prefix]
    habits.scope.learn([(features, scope) for features, scope in scopes if scope.lower() in usual])
    verbs = [
        ((*features, f"prefix {prefix.strip().lower()}"), title.partition(" ")[0])
        for features, prefix, _, title in rows
    ]
    habits.verb.learn([(features, verb) for features, verb in verbs if verb.lower() in usual])


def usual_words(commits: Sequence[Commit]) -> frozenset[str]:
    """The most frequent prefixes, scopes and first words of subjects, each kind for itself."""
    parts = [parts_of(commit.subject) for commit in commits]
    prefixes = Counter(prefix.lower() for prefix, _, _ in parts if prefix)
    scopes = Counter((scope or NO_SCOPE).lower() for prefix, scope, _ in parts if prefix)
    verbs = Counter(word.lower() for _, _, title in parts if (word := title.partition(" ")[0]).isalpha())
    return frozenset(word for kind in (prefixes, scopes, verbs) for word, _ in kind.most_common(MOST_WORDS))


def is_written(commit: Commit) -> bool:
    """Whether a person wrote the message for the change at hand."""
    return not (commit.merge or _AUTOMATIC.search(commit.author) or _NOT_WRITTEN.match(commit.subject))


def parts_of(subject: str) -> tuple[str, str, str]:
    """What begins a subject (with its colon or bracket and the space), its scope, and the rest.

    A word without a colon begins nothing: "Fix the order" has no prefix.
    """
    subject = _HOSTS_NUMBER.sub("", _KEY.sub("", subject))
    found = _PREFIX.match(subject)
    if not found or (":" not in found["colon"] and found["prefix"][0] not in "[:"):
        return "", "", subject
    scope = (found["scope"] or "").strip("()")
    return f"{found['prefix']}{found['colon'].replace('!', '')}", scope, subject[found.end() :]


def message_features(files: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """What is known of a change before its message is: files and what happened to them."""
    return tuple(dict.fromkeys(_features(files)))


def _features(files: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield from file_features(files)
    statuses = {status for status, _ in files}
    yield f"all {next(iter(statuses))}" if len(statuses) == 1 else "mixed"
    yield from (f"has {status}" for status in statuses)
    for _, path in files[:20]:
        name = path.rpartition("/")[2].lower()
        if name.startswith("test") or re.search(r"[._-](?:test|spec)s?\.", name) or "/test" in f"/{path.lower()}":
            yield "has a test"
        yield f"named {name}"


def _form(commits: Sequence[Commit]) -> Form:
    if not commits:
        return Form()
    subjects = [commit.subject for commit in commits]
    parts = [parts_of(subject) for subject in subjects]
    prefixed = [scope for prefix, scope, _ in parts if prefix]
    titles = [title for _, _, title in parts if title[:1].isalpha()]
    keys = [found for subject in subjects if (found := _KEY.match(subject))]
    closing = Counter(
        found["word"]
        for commit in commits
        for line in commit.body.split("\n")
        if (found := _CLOSES.match(line.strip()))
    )
    lengths = sorted(len(_HOSTS_NUMBER.sub("", subject)) for subject in subjects)
    return Form(
        prefixed=_mostly(prefix != "" for prefix, _, _ in parts),
        scoped=5 * sum(scope != "" for scope in prefixed) >= len(prefixed) > 0,
        capital=_mostly(title[0].isupper() for title in titles),
        full_stop=_mostly(title.endswith(".") for title in titles),
        backticks=10 * sum("`" in subject for subject in subjects) > len(subjects),
        longest=min(100, max(50, lengths[int(0.9 * (len(lengths) - 1))])),
        key_first=10 * len(keys) >= 3 * len(subjects),
        between=Counter(found["after"] for found in keys).most_common(1)[0][0] if keys else " ",
        closes=closing.most_common(1)[0][0] if 100 * sum(closing.values()) >= 15 * len(commits) else "",
        signed=10 * sum("Signed-off-by:" in commit.body for commit in commits) >= 8 * len(commits),
    )


def _mostly(values: Iterable[bool]) -> bool:
    found = list(values)
    return 2 * sum(found) > len(found)
