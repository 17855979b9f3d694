"""`napkin hardware --packet`: GPUs of each accelerator that load a model and serve a packet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from formulas.book import BOOK
from formulas.display import json_number
from sessions.files.safe_text import visible
from workbench.commands.explain import (
    Answer,
    BadInput,
    entries,
    open_session,
    pick_setup,
    set_values,
)

if TYPE_CHECKING:
    from sessions.document.session import Session, SetUp
    from sessions.setups.sizing import Serving, Sized

# What is said of a fleet in every accelerator's answer, by variable.
_TOLD = ("per_stream_tps", "ttft", "e2e_latency", "processed_tps")
_HEADS = ("load", "in engine", "serve", "at peak", "replica", "in flight", "tok/s/user", "held by")
_WIDTH = 100
NOTE = (
    "Napkin figures: real stacks miss them by 2 to 10x, so hold offers against them.",
    "load: the weights alone. in engine: at the memory utilization, as drivers report memory.",
    "serve: the fewest GPUs that keep the packet's service levels at its traffic, in replicas of a",
    "power of two; one that an interconnect holds goes before one that it does not. Activations are"
    " taken per GPU.",
)


def run(
    name: str | None,
    path: str | None,
    parts: Mapping[str, str],
    sets: tuple[str, ...],
    as_json: bool,
) -> int:
    """Print the table, or one accelerator's row of it. Returns the exit status.

    Raises BadInput, Refused, UnknownItem.
    """
    from sessions.catalogue.catalogue import find
    from sessions.setups.sizing import size_of, sized

    if parts.get("hardware"):
        raise BadInput(
            "--hardware: the table has every accelerator; name one: napkin hardware NAME"
        )
    given = entries(set_values(sets))
    if tried := [id for id in ("gpus_per_replica", "concurrency") if id in given]:
        raise BadInput(f"--set {tried[0]}: the table tries every size and fills it; leave it out")
    session = open_session(path)
    setup = pick_setup(session, parts)
    if name is None:
        found = sized(session, setup, given)
    else:
        found = (size_of(session, setup, find("hardware", name), given),)
    if as_json:
        answer = as_answer(session, setup, found)
        print(json.dumps(answer, ensure_ascii=False, allow_nan=False, separators=(",", ":")))
    else:
        print("\n".join([visible(text).rstrip() for text in lines(session, setup, found)]))
    return 0


def as_answer(session: Session, setup: SetUp, found: tuple[Sized, ...]) -> Answer:
    """The table in the shape that scripts hold on to; what has no meaning has no key."""
    rows = []
    for each in found:
        row: dict[str, Any] = {"name": each.item.name, "title": each.item.title}
        for id in ("gpus_to_load", "gpus_to_load_in_engine"):
            number = getattr(each, id)
            if number is not None:
                row[id] = {"value": number, "unit": "GPU"}
        if each.serving is not None:
            row["serves"] = _serves(each.serving)
        else:
            row["reason"] = each.reason
        rows.append(row)
    return {
        "session": session.title,
        "setup": setup.name,
        "model": setup.model,
        "accelerators": rows,
    }


def _serves(serving: Serving) -> Answer:
    told: Answer = {
        "gpus": {"value": serving.gpus, "unit": "GPU"},
        "gpus_per_replica": {"value": serving.gpus_per_replica, "unit": "GPU"},
        "replicas": serving.replicas,
        "concurrency": {"value": serving.concurrency, "unit": "request"},
        "nodes_per_replica": serving.nodes_per_replica,
        "crosses_nodes": list(serving.crosses),
        "held_by": serving.bound,
        "traffic_stated": serving.traffic,
    }
    if serving.peak_gpus:
        told["gpus_at_peak"] = {"value": serving.peak_gpus, "unit": "GPU"}
    for id in _TOLD:
        value = serving.results.get(id, "napkin")
        if value is not None:
            unit = BOOK.variables[id].unit
            told[id] = {"value": json_number(value, unit), "unit": unit.text}
    return told


def lines(session: Session, setup: SetUp, found: tuple[Sized, ...]) -> list[str]:
    """The table as text, within 100 columns."""
    rows = [("", *_HEADS), *[(each.item.title, *_cells(each)) for each in found]]
    wide = [max(len(row[at]) for row in rows if len(row) > at) for at in range(len(rows[0]))]
    shown = [
        f"GPUs for {setup.model} in {session.title or 'an untitled session'}, {setup.name}",
        "",
    ]
    for row in rows:
        whole = len(row) == len(rows[0])
        kept = row if whole else row[:3]
        text = "  ".join(
            [kept[0].ljust(wide[0]), *[c.rjust(wide[at + 1]) for at, c in enumerate(kept[1:])]]
        )
        shown.append(text if whole else f"{text}  {row[3]}")
    crossing = [
        f"{each.item.title}: {_beyond(each.serving)}; over it go {', '.join(each.serving.crosses)}"
        for each in found
        if each.serving is not None and each.serving.crosses
    ]
    crossing = [part for text in crossing for part in wrap(text, _WIDTH, subsequent_indent="  ")]
    if any(each.serving is not None and not each.serving.traffic for each in found):
        crossing += ["The packet states no traffic: one replica each is shown."]
    return [*shown, *(["", *crossing] if crossing else []), "", *NOTE]


def _beyond(serving: Serving) -> str:
    """Why a replica sends anything beyond the interconnect."""
    if (serving.results.get("interconnect_domain", "napkin") or 1.0) <= 1:
        return "nothing is known to join its cards but PCIe"
    return f"a replica spans {serving.nodes_per_replica} nodes and needs the network"


def _cells(each: Sized) -> tuple[str, ...]:
    """The columns of one row; where nothing serves, the third is the reason."""
    loads = [_count(each.gpus_to_load), _count(each.gpus_to_load_in_engine)]
    serving = each.serving
    if serving is None:
        return (*loads, each.reason)
    speed = serving.results.get("per_stream_tps", "napkin")
    variable = BOOK.variables["per_stream_tps"]
    return (
        *loads,
        str(serving.gpus),
        _count(serving.peak_gpus or None),
        f"{serving.replicas} x {serving.gpus_per_replica}",
        str(serving.concurrency),
        f"{speed / variable.unit.factor:.3g}" if speed is not None else "-",
        serving.bound or "nothing",
    )


def _count(number: int | None) -> str:
    return str(number) if number is not None else "-"
