"""The story of one item of the catalogue: what it comes to for this packet, then every figure with
its source and what others say. Beside the table its beginning is shown, and on a page all of it.
"""

from collections.abc import Iterable

from formulas.book import BOOK
from sessions.catalogue.figures import figures, shown, words_for
from sessions.catalogue.item import Item
from sessions.claims.metrics import levels
from sessions.document.session import Entry
from sessions.setups.sizing import Serving, Sized
from workbench.state.scene import Scene
from workbench.state.shelf import alone, served, tier
from workbench.views.figures import short
from workbench.views.lines import BLANK, Line, Lines, Piece, Role, line, paragraph, piece
from workbench.views.shelf.shelf import attention, cache, weights
from workbench.views.text import cells, clean, wrap

LABEL = 14
CAUTION = "Napkin: real stacks miss this by 2 to 10x."
# What a buyer asks of a chip first; the rest follows as `napkin hardware` has it.
_FIRST = ("bands.gpu_price", "gpu_price", "gpu_memory", "parts.reported_memory")


def chip_story(item: Item, sized: Sized | None, problem: str, scene: Scene, width: int) -> Lines:
    """An accelerator."""
    rows: list[Line] = []
    if problem:
        rows += _row("load", f"not known: {problem}", width, "warn")
    if sized is not None:
        rows += _answer(sized, width)
        rows += _row("", CAUTION, width, "warn")
    flops = served(scene, item).get("gpu_flops")
    told_of = sorted(figures(item), key=lambda row: row[0] not in _FIRST)
    for of, words, said, origin in told_of:
        if of == "peaks.bf16" and flops is not None:  # at the precision of the weights, first
            show = BOOK.variables["gpu_flops"].show(flops.value).removesuffix("/GPU")
            rows += _two("compute", show, flops.origin, width)
        rows += _two(words, said, origin, width)
        rows += _others(item, of, width)
    told = {of for of, *_ in told_of}
    for other in item.others:
        if other.of not in told:
            said = f"{shown(other)} not taken: {other.why}"
            rows += _two(words_for(other.of), said, other.value.origin, width)
    return (*rows, *_end(item, width))


def _answer(sized: Sized, width: int) -> Iterable[Line]:
    serving, load = sized.serving, sized.gpus_to_load
    if serving is not None:
        yield from _two("serve", _fleet(serving), _held(serving), width)
    else:
        yield from _row("serve", sized.reason, width, "strong")
    if load is not None:
        said = f"{load} GPU hold the weights" if load > 1 else "1 GPU holds the weights"
        engine = sized.gpus_to_load_in_engine
        engine_says = f"{engine} as engines count memory" if engine is not None else ""
        yield from _two("load", said, engine_says, width)
    if serving is not None and serving.crosses:
        spans = serving.nodes_per_replica
        said = f"a replica spans {spans} nodes: " if spans > 1 else ""
        said += f"beyond the interconnect go {', '.join(serving.crosses)}"
        yield from _row("crosses", said, width)


def _fleet(serving: Serving) -> str:
    each = serving.gpus_per_replica
    one = "1 replica" if serving.replicas == 1 else f"{serving.replicas} replicas"
    said = f"{serving.gpus} GPU: {one} of {each}, up to {serving.concurrency} in flight each"
    return said + (f"; {serving.peak_gpus} at peak" if serving.peak_gpus else "")


def _held(serving: Serving) -> str:
    """What keeps more requests out, and how near the service levels are."""
    told: dict[str, str] = {}
    for id, level in levels().items():
        value, wanted = [serving.results.get(each, "napkin") for each in (id, level)]
        if value is not None and wanted is not None:
            variable = BOOK.variables[id]
            bound = f"≥ {short(wanted, variable)}"
            if id != "per_stream_tps":
                bound = f"≤ {variable.show(wanted, 3).removesuffix('/request')}"
            told[variable.title] = f"{variable.title} {short(value, variable)} {bound}"
    binds = serving.bound or "nothing"
    return ", ".join([f"held by {told.pop(binds, binds)}", *told.values()])


def model_story(item: Item, scene: Scene, name: str, width: int) -> Lines:
    """A model, asked for by name or by the path of its config."""
    rows: list[Line] = []
    for id, words in (("total_params", "total"), ("active_params", "active")):
        if id in item.entries:
            rows += _entry(words, id, item.entries[id], item.source, width)
    results = alone(scene, name)
    layers = item.entries.get("num_layers")
    kind = attention(item) + (f", {layers.value:g} layers" if layers is not None else "")
    rows += _row("attention", kind, width)
    coded = scene.setup.weights if scene.setup is not None else ""
    rows += _two("weights", weights(results), f"at {coded}" if coded else "", width)
    rows += _two("KV per token", cache(results), f"at {tier(scene)}", width)
    rest = [id for id in item.entries if id not in ("total_params", "active_params", "num_layers")]
    end = [*_end(item, width), BLANK, line(piece("what formulas start from", "title"))]
    for id in rest:
        end += _entry(BOOK.variables[id].title, id, item.entries[id], item.source, width)
    return (*rows, *end)


def _entry(words: str, id: str, entry: Entry, source: str, width: int) -> Lines:
    # What has no source of its own has that of the file, which is told once.
    origin = entry.origin if entry.origin != source else ""
    return _two(words, BOOK.variables[id].show(entry.value, 4), origin, width)


def _others(item: Item, of: str, width: int) -> Iterable[Line]:
    for other in item.others:
        if other.of == of:
            said = f"not {shown(other)}: {other.why}"
            yield from _two("", said, f"({other.value.origin})", width, between=" ")


def _end(item: Item, width: int) -> Iterable[Line]:
    yield from _row("source", item.provenance, width, "dim")
    for at, words in enumerate(item.not_modelled):
        yield from _row("not modelled" if not at else "", words, width)
    if item.aliases:
        yield from _row("also called", ", ".join(item.aliases), width, "dim")


def _row(label: str, text: str, width: int, role: Role = "") -> Lines:
    return paragraph(text, width, role, _label(label))


def _label(words: str) -> str:
    return f"{words:<{LABEL - 1}} "


def _two(label: str, said: str, rest: str, width: int, between: str = " · ") -> Lines:
    """What is said, and quieter in the same breath where it comes from, under one label."""
    said, lead = " ".join(clean(said).split()), _label(label)
    whole = f"{said}{between}{clean(rest)}" if rest else said
    left, lines = len(said), []
    for row in wrap(whole, width - cells(lead)):
        ahead = row[: max(0, left)]
        left -= len(row) + 1
        row = row.removesuffix(" ·")
        pieces: list[Piece] = [piece(lead, "dim")]
        pieces += [piece(ahead)] if ahead else []
        pieces += [piece(row[len(ahead) :], "dim")] if len(row) > len(ahead) else []
        lines.append(line(*pieces))
        lead = " " * cells(lead)
    return tuple(lines)
