"""The models, accelerators and sets of assumptions: those that are shipped in `fixtures/`, and a
person's own.

Each is a small TOML file (see `sessions.catalogue.item`). A shipped one is read when it is asked
for: the first screen needs three of them, and not the whole catalogue. A person's own stand in
`hardware/` and `models/` beside their settings; one of the same name as a shipped one stands in its
place, and one that cannot be read is refused and hides nothing. They are read once, when first
asked for.
"""

import functools
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import tomli

import fixtures
from sessions.catalogue.item import Item
from sessions.catalogue.item_file import item_of, read_item
from sessions.catalogue.shelves import Shelf, UnknownItem
from sessions.catalogue.spelling import ROUNDED, Spelled, spelled, without_size
from sessions.files.folders import own_folder
from sessions.files.names import nearest, plain
from sessions.files.problems import BadDocument, Findings

FIXTURES = Path(fixtures.__file__).parent
EXAMPLE = FIXTURES / "example.toml"

_OWN: tuple[Shelf, ...] = ("models", "hardware")
_MOST_OWN = 200  # files of a person's own; a folder of more is something else


Stamp = tuple[int, int] | None


class Head(NamedTuple):
    """What an item is called, without its figures."""

    name: str
    title: str
    aliases: tuple[str, ...] = ()


class _Items(Mapping[str, Item]):
    """All items of a shelf by name; each is read when it is asked for."""

    def __init__(self, on: Shelf, own: Mapping[str, Item]) -> None:
        self.on, self.own = on, own
        shipped = [path.stem for path in (FIXTURES / on).glob("*.toml")]
        self._names = sorted({*shipped, *own})
        self._by_plain = {plain(name): name for name in self._names}
        self._said: dict[str, str] = {}
        self.named = functools.cache(self._named)
        self.called = functools.lru_cache(maxsize=512)(
            lambda said: _called(said, tuple(self.heads()))
        )

    def __getitem__(self, name: str) -> Item:
        if name in self.own:
            return self.own[name]
        if name not in self._names:
            raise KeyError(name)
        return _shipped(self.on, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def heads(self) -> list[Head]:
        """What the items are called."""
        own = self.own
        return [
            Head(name, own[name].title, own[name].aliases) if name in own else _head(self.on, name)
            for name in self._names
        ]

    def _named(self, said: str) -> str | None:
        """The name of the item that somebody calls so. A person's own names come first."""
        spelled = plain(said.partition("@")[0])
        for item in self.own.values():
            if spelled in _names_of(item):
                return item.name
        if spelled in self._by_plain:
            return self._by_plain[spelled]
        if not self._said:
            for head in self.heads():
                for each in (head.title, *head.aliases):
                    self._said.setdefault(plain(each), head.name)
        return self._said.get(spelled)


def shelf(name: Shelf) -> Mapping[str, Item]:
    """All items of a shelf, by name."""
    return _shelf(name)


def heads(on: Shelf) -> list[Head]:
    """What the items of a shelf are called, without reading their figures."""
    return _shelf(on).heads()


def find(on: Shelf, name: str) -> Item:
    """An item by name or alias in any case; `source@1` finds `source`. Raises UnknownItem."""
    if on == "models" and name.endswith(".json"):
        return _config(name, stamp_of(name))
    items = _shelf(on)
    found = items.named(name)
    if found is None and on == "models" and (called := model_called(name)):
        found = called.name
    if found is None:
        raise _unknown(on, name, items)
    return items[found]


def model_called(said: str) -> Spelled | None:
    """The model that people call so, however they spell it; None where the catalogue has none."""
    return _shelf("models").called(said)


def _called(said: str, every: tuple[Head, ...]) -> Spelled | None:
    found = spelled(said, every)
    if found is None and (sized := without_size(said)):
        # "DeepSeek R1 671B": so many parameters in all as it has.
        name, size = sized
        found = spelled(name, every)
        if found is None or not _is_of_size(find("models", found.name), size):
            return None
    return found


def _is_of_size(item: Item, size: float) -> bool:
    total = item.entries.get("total_params")
    return total is not None and abs(size / total.value - 1) < ROUNDED


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
def _config(name: str, _: Stamp) -> Item:
    """The item of a config file. Raises UnknownItem, with the reason where there is a file."""
    # 13 ms: most sessions name no config.
    from sessions.catalogue.config_item import item_from_file
    from sessions.catalogue.configs.read import Unknown

    try:
        return item_from_file(name)
    except BadDocument as bad:
        first = bad.problems[0]
        reason = f"{first.key}: {first.reason}" if first.key else first.reason
        raise UnknownItem("models", name, (), refused=str(bad), reason=reason) from None
    except Unknown as unknown:
        reason = f"napkin does not know the architecture {unknown.model_type!r}"
        raise UnknownItem("models", name, (), refused=str(unknown), reason=reason) from None


def refused(on: Shelf) -> tuple[BadDocument, ...]:
    """A person's own files that could not be read, each with all that is wrong with it."""
    return tuple(_own(on, own_folder(on))[1].values()) if on in _OWN else ()


def _unknown(on: Shelf, name: str, items: _Items) -> UnknownItem:
    known = tuple(items)
    for stem, bad in _own(on, own_folder(on))[1].items() if on in _OWN else ():
        if plain(stem) == plain(name):
            return UnknownItem(on, name, known, refused=str(bad))
    said = {each: head.name for head in items.heads() for each in (head.title, *head.aliases)}
    like = nearest(name, said)
    return UnknownItem(on, name, known, (said[like],) if like else ())


def _shelf(on: Shelf) -> _Items:
    return _items(on, own_folder(on) if on in _OWN else None)


@functools.cache
def _items(on: Shelf, folder: Path | None) -> _Items:
    return _Items(on, _own(on, folder)[0] if folder is not None else {})


@functools.cache
def _shipped(on: Shelf, name: str) -> Item:
    data = tomli.loads((FIXTURES / on / f"{name}.toml").read_text(encoding="utf-8"))
    findings = Findings()
    item = item_of(name, data, on, findings)
    if findings.bad():
        raise RuntimeError(f"{on}/{name}.toml: {next(iter(findings.by_path.values()))}")
    return item


@functools.cache
def _head(on: Shelf, name: str) -> Head:
    """The names of a shipped item: they stand before the first table of its file."""
    text = (FIXTURES / on / f"{name}.toml").read_text(encoding="utf-8")
    data: dict[str, Any] = tomli.loads(text.partition("\n[")[0])
    return Head(name, data["title"], tuple(data.get("aliases", ())))


@functools.cache
def _own(on: Shelf, folder: Path) -> tuple[dict[str, Item], dict[str, BadDocument]]:
    """A person's own items of a shelf by name, and the files that were refused."""
    try:
        paths = sorted(folder.glob("*.toml"))[:_MOST_OWN]
    except OSError:
        paths = []
    if not paths:
        return {}, {}
    shipped = {plain(path.stem): path.stem for path in (FIXTURES / on).glob("*.toml")}
    found: dict[str, Item] = {}
    bad: dict[str, BadDocument] = {}
    for path in paths:
        try:
            item = read_item(path, on)
        except BadDocument as problem:
            bad[path.stem] = problem
            continue
        like = shipped.get(plain(item.name))
        item = item._replace(name=like or item.name, instead=like is not None)
        found[item.name] = item
    return found, bad


def _names_of(item: Item) -> set[str]:
    return {plain(each) for each in (item.name, item.title, *item.aliases)}
