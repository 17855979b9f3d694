"""The shipped models, accelerators and sets of assumptions, read once from `fixtures/`.

Each is a small TOML file: a title, a source, the kinds that formulas choose by, and quantities by
variable id. A quantity is a text, or a table with `value` and `origin` where it has a source of its
own.
"""

import functools
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

import tomli

import fixtures
from formulas.book import BOOK
from formulas.declare import NOTHING
from sessions.session import Entry

FIXTURES = Path(fixtures.__file__).parent
EXAMPLE = FIXTURES / "example.toml"

Shelf = Literal["models", "hardware", "assumptions"]


class Item(NamedTuple):
    """One entry of the catalogue.

    Attributes:
        name, title, source: how it is asked for, shown, and where its figures come from.
        version: of a set of assumptions; a verdict keeps set and version.
        choices: the kinds of model that formulas choose by.
        entries: quantities by variable id.
        bands: typical low and high of a figure, in base units, with where the band comes from.
        aliases: other names that people say.
        not_modelled: what the napkin leaves out for this item.
    """

    name: str
    title: str
    source: str
    version: str = ""
    choices: Mapping[str, str] = NOTHING
    entries: Mapping[str, Entry] = NOTHING
    bands: Mapping[str, tuple[float, float, str]] = NOTHING
    aliases: tuple[str, ...] = ()
    not_modelled: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Name and version, as a verdict keeps it: `source@1`."""
        return f"{self.name}@{self.version}" if self.version else self.name


Stamp = tuple[int, int] | None


class UnknownItem(KeyError):
    """A name that is not in the catalogue; `known` are the names that are."""

    def __init__(self, shelf: Shelf, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name)
        self.shelf, self.name, self.known = shelf, name, known

    def __str__(self) -> str:
        what = {"models": "model", "hardware": "accelerator", "assumptions": "set of assumptions"}[
            self.shelf
        ]
        return f"{self.name!r} is not a {what} that napkin ships; there is {', '.join(self.known)}"


@functools.cache
def shelf(name: Shelf) -> Mapping[str, Item]:
    """All items of a shelf, by name."""
    found = {}
    for path in sorted((FIXTURES / name).glob("*.toml")):
        item = _item(path.stem, tomli.loads(path.read_text(encoding="utf-8")))
        found[item.name] = item
    return found


def find(on: Shelf, name: str) -> Item:
    """An item by name or alias in any case; `source@1` finds `source`. Raises UnknownItem."""
    if on == "models" and name.endswith(".json"):
        return _read_config(name, stamp_of(name))
    return _found(on, name)


def stamp_of(name: str) -> Stamp:
    """What tells one state of a model's config file from another; nothing for a shipped model."""
    if not name.endswith(".json"):
        return None
    try:
        found = os.stat(name)
    except (OSError, ValueError):
        return None  # whoever reads it says what is wrong with it
    return found.st_mtime_ns, found.st_size


@functools.lru_cache(maxsize=64)
def _read_config(path: str, _stamp: Stamp) -> Item:
    from sessions.models.item import item_from_file

    return item_from_file(path)


@functools.lru_cache(maxsize=512)
def _found(on: Shelf, name: str) -> Item:
    items = shelf(on)
    plain = _plain(name.partition("@")[0])
    for item in items.values():
        if plain in (_plain(item.name), _plain(item.title), *map(_plain, item.aliases)):
            return item
    raise UnknownItem(on, name, tuple(items))


def _plain(name: str) -> str:
    return name.strip().lower().replace(" ", "").replace("-", "").replace("_", "")


def _item(name: str, data: dict[str, Any]) -> Item:
    entries = {}
    for id, given in data.get("values", {}).items():
        text, origin = (
            (given["value"], given["origin"])
            if isinstance(given, dict)
            else (given, data["source"])
        )
        entries[id] = Entry.read(id, text, origin)
    bands = {}
    for id, band in data.get("bands", {}).items():
        low, high = (BOOK.variables[id].read(text).value for text in (band["low"], band["high"]))
        bands[id] = (low, high, band["origin"])
    return Item(
        name=name,
        title=data["title"],
        source=data["source"],
        version=str(data.get("version", "")),
        choices=data.get("kinds", {}),
        entries=entries,
        bands=bands,
        aliases=tuple(data.get("aliases", ())),
        not_modelled=tuple(data.get("not_modelled", ())),
    )
