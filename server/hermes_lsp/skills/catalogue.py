"""The catalogue: what the hot path asks, wholly in memory and immutable.

A skill answers a problem if its languages and file patterns allow the document, and

1. its keys hold the problem's key, or else, for a skill without keys,
2. its file patterns match the path, or else, for a skill without those,
3. it is about one of the enclosing symbols.

The answers come in that order. Within each, what is about an enclosing symbol comes first, then what is limited to
files, then the better tier, then the precedence of origins, then the stronger evidence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from hermes_lsp.core.errors import UnsupportedLanguage
from hermes_lsp.core.evidence import Tier
from hermes_lsp.core.problem import ProblemKey
from hermes_lsp.syntax.grammars import kin_of

from .globs import matches_any
from .skill import Origin, Skill

_TIERS = {Tier.PROVEN: 0, Tier.TRUSTED: 1, Tier.CANDIDATE: 2, Tier.RETIRED: 3}
_ORIGINS = {origin: rank for rank, origin in enumerate(Origin)}
_ANY = ""
_PATHS_REMEMBERED = 512


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Made by :meth:`build`; safe to ask from several threads."""

    skills: tuple[Skill, ...] = ()
    _by_name: dict[str, Skill] = field(default_factory=dict, repr=False)
    _by_key: dict[tuple[ProblemKey, str], tuple[Skill, ...]] = field(default_factory=dict, repr=False)
    _by_source: dict[tuple[str, str], tuple[Skill, ...]] = field(default_factory=dict, repr=False)
    _by_file: tuple[Skill, ...] = field(default=(), repr=False)
    _by_symbol: dict[str, tuple[Skill, ...]] = field(default_factory=dict, repr=False)
    _about_symbols: bool = field(default=False, repr=False)
    # Skills that go by files alone have no key to be found by; what matched a path is remembered instead.
    _paths: dict[tuple[str, str], tuple[Skill, ...]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def build(cls, skills: Iterable[Skill]) -> Catalogue:
        """Of all skills that may be used; others stay in ``skills``, to be listed."""
        everything = tuple(skills)
        by_key: dict[tuple[ProblemKey, str], list[Skill]] = defaultdict(list)
        by_symbol: dict[str, list[Skill]] = defaultdict(list)
        by_file: list[Skill] = []
        usable = sorted((skill for skill in everything if skill.usable), key=_rank)
        for skill in usable:
            if skill.keys:
                for key in dict.fromkeys(skill.keys):
                    for language in dict.fromkeys(skill.languages or (_ANY,)):
                        by_key[key, language].append(skill)
            elif skill.files:
                by_file.append(skill)
            else:
                for symbol in dict.fromkeys(skill.symbols):
                    by_symbol[symbol].append(skill)
        for skill in usable:  # after those of the very language
            for language in {kin for own in skill.languages for kin in _kin(own)}.difference(skill.languages):
                for key in dict.fromkeys(skill.keys):
                    by_key[key, language].append(skill)
        by_source: dict[tuple[str, str], dict[str, Skill]] = defaultdict(dict)
        for (key, language), found in by_key.items():
            by_source[key.source, language].update((skill.name, skill) for skill in found)
        return cls(
            everything,
            {skill.name: skill for skill in everything},
            {key: tuple(found) for key, found in by_key.items()},
            {asked: tuple(sorted(found.values(), key=_rank)) for asked, found in by_source.items()},
            tuple(by_file),
            {symbol: tuple(found) for symbol, found in by_symbol.items()},
            any(skill.symbols for skill in usable),
        )

    def with_changed(self, changed: Iterable[Skill] = (), removed: Iterable[str] = ()) -> Catalogue:
        """A catalogue in which these skills take the place of those with the same names, and these names are gone."""
        skills = dict(self._by_name)
        for name in removed:
            skills.pop(name, None)
        skills.update({skill.name: skill for skill in changed})
        return Catalogue.build(skills.values())

    def get(self, name: str) -> Skill | None:
        return self._by_name.get(name)

    def of_source(self, source: str, language: str) -> tuple[Skill, ...]:
        """The skills for any problem of a source in a language, best first."""
        return self._by_source.get((source, language), ())

    @property
    def asks_for_symbols(self) -> bool:
        """True if a usable skill is about certain symbols; otherwise nobody has to find those around a problem."""
        return self._about_symbols

    def for_problem(self, key: ProblemKey, language: str, path: str, symbols: Sequence[str] = ()) -> tuple[Skill, ...]:
        """The skills that answer a problem, best first. Retired ones are among them, last.

        Args:
            key: The problem's key, canonical.
            language: LSP language id.
            path: Relative to the workspace folder, POSIX.
            symbols: Names of the enclosing symbols, where they were asked for.
        """
        own, any_language = self._by_key.get((key, language), ()), self._by_key.get((key, _ANY), ())
        found: Sequence[Skill] = own or any_language
        if own and any_language:
            found = sorted((*own, *any_language), key=_rank)
        result = [skill for skill in found if not skill.files or matches_any(skill.files, path)]
        if symbols and any(skill.symbols for skill in result):
            about = set(symbols)
            result.sort(key=lambda skill: about.isdisjoint(skill.symbols))  # stable
        if self._by_file:
            result += self._for_path(language, path)
        if symbols and self._by_symbol:
            extra = {skill.name: skill for symbol in symbols for skill in self._by_symbol.get(symbol, ())}
            result += sorted((skill for skill in extra.values() if _speaks(skill, language)), key=_rank)
        return tuple(result)

    def _for_path(self, language: str, path: str) -> tuple[Skill, ...]:
        held = self._paths.get((language, path))
        if held is None:
            held = tuple(
                skill for skill in self._by_file if _speaks(skill, language) and matches_any(skill.files, path)
            )
            if len(self._paths) >= _PATHS_REMEMBERED:
                self._paths.clear()
            self._paths[language, path] = held
        return held


def _speaks(skill: Skill, language: str) -> bool:
    return not skill.languages or any(language in _kin(own) for own in skill.languages)


@cache
def _kin(language: str) -> tuple[str, ...]:
    """The language and those in which its recipes hold as well."""
    try:
        return kin_of(language)
    except UnsupportedLanguage:
        return (language,)


def _rank(skill: Skill) -> tuple[bool, bool, int, int, int, str]:
    return (
        skill.tier is Tier.RETIRED,
        not skill.files,
        _TIERS[skill.tier],
        _ORIGINS[skill.origin],
        skill.evidence.failures - skill.evidence.support,
        skill.name,
    )
