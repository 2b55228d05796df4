"""What ``recipe.yml`` says of imports: names needed, names that go, and names taken out of the one at the problem."""

from __future__ import annotations

from typing import Any

from hermes_lsp.syntax.language import Imported

from .import_places import PLACES
from .quoting import NotationError
from .recipe import ImportNeeded, Piece, Taken, Text
from .taking import WAYS
from .template_notation import read_template, write_template
from .yaml_reader import Field

_IMPORTED_KEYS = ("module", "name", "alias", "form")


def written_import(name: Imported) -> dict[str, str]:
    return {key: value for key, value in name._asdict().items() if value}


def written_needed(need: ImportNeeded) -> dict[str, Any]:
    data: dict[str, Any] = dict(written_import(need.imported))
    if need.place != PLACES[0]:
        data["place"] = need.place
    if need.listed:
        data["listed"] = True
    return data


def written_taken(taken: Taken) -> dict[str, Any]:
    data: dict[str, Any] = {"names": sorted(taken.ways)}
    if not taken.unless_used:
        data["unless-used"] = False
    if taken.module is not None:
        data["from"] = write_template((taken.module,))
    if taken.again:
        data["again"] = True
    return data


def read_imported(field: Field) -> Imported:
    """Raises RecipeInvalid."""
    field.only(_IMPORTED_KEYS)
    return _imported(field)


def read_import_needed(field: Field) -> ImportNeeded:
    """Raises RecipeInvalid."""
    field.only((*_IMPORTED_KEYS, "place", "listed"))
    place = field["place"].text() if "place" in field else PLACES[0]
    if place not in PLACES:
        raise field["place"].invalid(f"a place is one of {', '.join(PLACES)}")
    return ImportNeeded(_imported(field), place, "listed" in field and field["listed"].truth())


def read_taken(field: Field) -> Taken:
    """Raises RecipeInvalid."""
    field.only(("names", "unless-used", "from", "again"))
    ways = [each.text() for each in field.get_items("names")]
    if not ways or not set(ways) <= set(WAYS):
        raise field.invalid(f"“names” are some of {', '.join(WAYS)}")
    module: Text | Piece | None = None
    if "from" in field:
        module = _module(field["from"])
    again = "again" in field and field["again"].truth()
    if again and module is not None:
        raise field["again"].invalid("say either “from” or “again”")
    unless_used = field["unless-used"].truth() if "unless-used" in field else True
    return Taken(frozenset(ways), unless_used, module, again)


def _imported(field: Field) -> Imported:
    return Imported(
        field["module"].text(), *(field[key].text() if key in field else "" for key in ("name", "alias", "form"))
    )


def _module(field: Field) -> Text | Piece:
    try:
        parts = read_template(field.text())
    except NotationError as error:
        raise field.invalid(str(error)) from error
    if len(parts) != 1 or not isinstance(parts[0], (Text, Piece)):
        raise field.invalid("“from” is a module, or what the message quotes: ${message.0}")
    return parts[0]
