"""The catalogue as it stands for the set-up on show: what a model or an accelerator comes to."""

from collections.abc import Collection, Mapping, Sequence

from formulas.chain import Results
from formulas.quantity import Refused
from sessions.catalogue.catalogue import find, heads, refused, shelf
from sessions.catalogue.item import Item
from sessions.catalogue.shelves import UnknownItem
from sessions.document.session import Entry, Session, SetUp
from sessions.files.problems import BadDocument
from sessions.setups.resolve import resolve
from workbench.state.scene import Scene


def models() -> Collection[Item]:
    """Every model, as the catalogue has them."""
    return shelf("models").values()


def chips() -> Collection[Item]:
    """Every accelerator."""
    return shelf("hardware").values()


def not_taken(field: str) -> Sequence[BadDocument]:
    """A person's own files that were not taken, for the field `model` or `hardware`."""
    return refused("models" if field == "model" else "hardware")


def configured(path: str) -> Item | str:
    """The model that a config describes, or why it is not taken."""
    try:
        return find("models", path)
    except UnknownItem as unknown:
        return unknown.reason or str(unknown)


def alone(scene: Scene, model: str) -> Results | None:
    """The chain of a model alone, at the set-up's tiers; None where it cannot be evaluated."""
    setup = SetUp(
        "table",
        model,
        scene.setup.hardware if scene.setup else heads("hardware")[0].title,
        weights=scene.setup.weights if scene.setup else "",
        kv=tier(scene),
    )
    sources = scene.resolved.sources if scene.resolved is not None else {}
    changes = {
        id: sources[id].entry
        for id in ("bytes_per_param", "bytes_per_kv_value")
        if id in sources and sources[id].origin != "model"
    }
    try:
        return resolve(Session(setups=(setup,)), setup, changes).evaluate()
    except (Refused, UnknownItem):
        return None


def tier(scene: Scene) -> str:
    """The tier that the cache is shown at."""
    return (scene.setup.kv if scene.setup is not None else "") or "bf16"


def served(scene: Scene, item: Item) -> Mapping[str, Entry]:
    """An accelerator's figures where the set-up's weights are served."""
    source = scene.resolved.sources.get("bytes_per_param") if scene.resolved else None
    if source is None or source.origin == "model":
        return item.served("", None)
    return item.served(source.entry.text.strip().lower(), source.entry.value)
