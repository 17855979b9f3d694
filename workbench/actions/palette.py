"""All commands by name: the actions, in groups, with their keys at the right, what counts now
first; and the fields, formulas and quotes, by label, id or provider.

Every text is built as literal content: Textual would read markup in a plain string.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol, runtime_checkable

from textual.app import SystemCommand
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.screen import Screen

from formulas.book import BOOK
from formulas.declare import Variable
from sessions.files.names import finds
from workbench.actions.desk import Desk
from workbench.actions.go import to_claim, to_field, to_formula
from workbench.actions.person import choose_setting
from workbench.keys.shown import shown_keys
from workbench.keys.table import ACTIONS, BY_ID, PANES
from workbench.person.settings import SCHEMA
from workbench.state.actions_now import counting, counts
from workbench.state.items import items, worst_item
from workbench.state.scene import Scene
from workbench.views.formulas.chain import chain_list
from workbench.views.packet.fields import shown
from workbench.views.quotes.verdict import round_and_day
from workbench.views.text import cells, clean, cut

# As wide as the style sheet makes the palette, and what its frame and scroll bar take of that.
WIDEST, FRAME = 92, 8


# What people call these, besides their names.
_ALSO: dict[str, tuple[str, ...]] = {
    "fleet_price_per_month": ("bill", "monthly cost", "invoice", "what does it cost"),
    "hybrid_price_per_month": ("bill", "monthly cost", "invoice", "what does it cost"),
    "api_price_per_month": ("bill", "monthly cost", "invoice"),
    "gpu_price": ("gpu cost", "gpu rental", "price per gpu"),
    "per_stream_tps": ("speed", "tokens per second"),
    "price_per_processed_token": ("cost per token", "price per million"),
    "ttft": ("time to first token", "latency"),
    "tpot": ("time per output token", "latency"),
    "savings_per_month": ("savings", "what does it save"),
}
# More of one name than a line of the palette holds tells nobody anything.
_LONGEST = 60


@runtime_checkable
class HasDesk(Protocol):
    """A screen with a desk: what lies over it has none, and the palette finds nothing there."""

    @property
    def desk(self) -> Desk:
        """The desk."""

    def do(self, what: str) -> None:
        """Do an action, as its key would."""


# --- actions


class Do:
    """An action, to call."""

    def __init__(self, do: Callable[[str], None], id: str) -> None:
        self._do, self.id = do, id

    def __call__(self) -> None:
        """Do it, as its key would."""
        self._do(self.id)


def system_commands(bench: HasDesk) -> Iterator[SystemCommand]:
    """Every action of the table and every setting that none of them changes, by name."""
    for action in ACTIONS:
        if action.id != "palette":
            yield SystemCommand(action.title, action.help, Do(bench.do, action.id))
    for setting in SCHEMA:
        for value, word in () if setting.action else setting.options:
            choose = functools.partial(choose_setting, bench.desk, setting.id, value)
            yield SystemCommand(f"{setting.title}: {word}", setting.help, choose)


class Entry(NamedTuple):
    """One row: the group it stands in, what it is called, its keys, its words, and what it does."""

    group: str
    command: SystemCommand
    id: str = ""

    @property
    def title(self) -> str:
        """The row as it is read and found."""
        return f"{self.group} · {self.command.title}"


class Commands(Provider):
    """Every action of the table, and what else the app can do."""

    async def discover(self) -> Hits:
        """Before anything is typed: what counts for what has the focus, then all, by group."""
        bench = self.screen
        found = list(entries(bench))
        for entry in ordered(found, bench.desk) if isinstance(bench, HasDesk) else found:
            title = Content(entry.title)
            yield DiscoveryHit(
                self._shown(entry, title), entry.command.callback, entry.title, entry.command.help
            )

    async def search(self, query: str) -> Hits:
        """What a text finds, by its title before its group."""
        matcher = self.matcher(query)
        for entry in entries(self.screen):
            # Whole parts of words, not letters here and there: enter acts on what stands first.
            if not query.strip() or not finds(query, entry.title, entry.command.help):
                continue
            score = max(matcher.match(entry.command.title), 0.8 * matcher.match(entry.title), 0.1)
            if score > 0:
                title = matcher.highlight(entry.title)
                yield Hit(
                    score,
                    self._shown(entry, title),
                    entry.command.callback,
                    entry.title,
                    entry.command.help,
                )

    def _shown(self, entry: Entry, title: Content) -> Content:
        """The title, with its group in the second place, and the keys at the right."""
        title = title.stylize("not bold dim", 0, len(entry.group) + 2)
        keys = shown_keys(entry.id) if entry.id else ""
        room = min(WIDEST, self.app.size.width) - FRAME - cells(entry.title) - cells(keys)
        return Content.assemble(title, " " * max(2, room), (keys, "not bold $primary"))


def entries(screen: Screen[object]) -> Iterator[Entry]:
    """Commands with their groups: those of the table have their own, the others are about how
    napkin looks. None on a screen without a desk.
    """
    for command in system_commands(screen) if isinstance(screen, HasDesk) else ():
        id = command.callback.id if isinstance(command.callback, Do) else ""
        yield Entry(BY_ID[id].group if id in BY_ID else "Look", command, id)


def ordered(found: list[Entry], desk: Desk) -> list[Entry]:
    """What counts now first, as in the footer; then by group; what would do nothing now, last."""
    scene = desk.scene
    first = [action.id for action in counting(scene, desk.at if desk.at in PANES else desk.front)]
    if scene.draft is not None:
        first = ["why", "keep_said", *first]
    groups = list(dict.fromkeys([entry.group for entry in found]))

    def place(entry: Entry) -> tuple[int, int]:
        if entry.id in first:
            return 0, first.index(entry.id)
        idle = entry.id in BY_ID and not counts(scene, BY_ID[entry.id])
        return (2 if idle else 1), groups.index(entry.group)

    return sorted(found, key=place)


# --- fields, formulas and quotes


class Place(NamedTuple):
    """Somewhere to go: what it is called, the other words that find it, what it is, and the way."""

    title: str
    words: tuple[str, ...]
    what: str
    go: Callable[[], None]


class Places(Provider):
    """Fields, formulas and quotes of the session on show."""

    async def startup(self) -> None:
        """List the places once per opening: the session cannot change under the palette."""
        bench = self.screen
        self._places = [*places(bench.desk)] if isinstance(bench, HasDesk) else []

    async def search(self, query: str) -> Hits:
        """The places that a text finds, those whose name starts with it first."""
        for place in self._places:
            score = self._score(query, place)
            if score > 0:
                yield Hit(score, self._shown(query, place), place.go, text=place.title)

    def _score(self, query: str, place: Place) -> float:
        if not query.strip() or not finds(query, place.title, *place.words):
            return 0.0
        # As far up as an action that is named like this; a name that is just this, above it.
        score = max([self.matcher(query).match(text) for text in (place.title, *place.words)])
        exact = query.strip().casefold() in (place.title.casefold(), *place.words)
        return max(score, 0.1) + (10.0 if exact else 0.0)

    def _shown(self, query: str, place: Place) -> Content:
        title = Content(place.title)
        for word in query.casefold().split():
            at = place.title.casefold().find(word)
            if at >= 0 and self.match_style is not None:
                title = title.stylize(self.match_style, at, at + len(word))
        return Content.assemble(title, (f"  {place.what}", "dim"))


def places(desk: Desk) -> Iterator[Place]:
    """Every place that there is a row for."""
    scene = desk.scene
    if scene.results is None:
        return
    for field in scene.fields:
        value, unit, _ = shown(scene, field)
        what = _what("field", f"{value} {unit}".strip(), field.id)
        words = (field.id, *_ALSO.get(field.id, ()))
        yield Place(clean(field.label), words, what, functools.partial(to_field, desk, field.id))
    for row in chain_list(scene, 80):
        if row.key:
            variable = BOOK.variables[row.key]
            what = _what("formula", _value(scene, variable), variable.id)
            words = (variable.id, *_ALSO.get(variable.id, ()))
            go = functools.partial(to_formula, desk, variable.id)
            yield Place(clean(variable.title), words, what, go)
    for at, judged in enumerate(scene.judged):
        quote = judged.quote
        name = cut(clean(quote.provider or "unnamed"), _LONGEST)
        worst = worst_item(items(judged, str(at)))
        what = _what("quote", *round_and_day(quote))
        key = worst.key if worst is not None else ""
        yield Place(name, ("quote",), what, functools.partial(to_claim, desk, key))


def _what(*parts: str) -> str:
    return cut(clean(" · ".join([part for part in parts if part])), _LONGEST)


def _value(scene: Scene, variable: Variable) -> str:
    value = scene.results.get(variable.id, scene.basis_for(variable.id)) if scene.results else None
    return variable.show(value, 3) if value is not None else "—"
