"""Finding skills by words and by meaning, through the LanceDB store. For the terminal, never for a request."""

from __future__ import annotations

from hermes_lsp.core.evidence import Tier
from hermes_lsp.skills.embedding import make_embedder
from hermes_lsp.skills.skill import Skill
from hermes_lsp.skills.store import SkillStore

from .project import Project


def open_store(project: Project) -> SkillStore:
    """The workspace's store; LanceDB and the embedding model are loaded when it is first used."""
    settings = project.settings
    return SkillStore(project.places.store, make_embedder(settings.embeddings), team=settings.team_store)


def find_skills(project: Project, text: str, *, language: str | None = None, limit: int = 10) -> list[Skill]:
    """Skills by words and meaning, best first. The store is brought up to date first.

    Raises:
        StoreError: if the store cannot be read or made.
    """
    store = open_store(project)
    try:
        usable = [skill for skill in project.catalogue.skills if skill.usable and skill.tier is not Tier.RETIRED]
        store.sync(usable)
        found = [project.catalogue.get(hit.name) for hit in store.search(text, language=language, limit=limit)]
    finally:
        store.close()
    return [skill for skill in found if skill is not None]
