"""From the data of one file of the catalogue to its item, with all that is wrong in it.

A file has a title, a source, the kinds that formulas choose by, and quantities by variable id. A
quantity is a text, or a table with `value` and `origin` where it has a source of its own. An
accelerator has more: dense peaks by precision, its parts, bands, and under `[[other]]` what other
sources say, with why it was not taken.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from formulas.book import BOOK
from formulas.quantity import Refused, read
from formulas.units import measure, raised
from sessions.catalogue.item import PRECISIONS, Band, Item, Other
from sessions.document.session import ARRIVALS, ENGINES, KINDS, Entry
from sessions.files.names import nearest
from sessions.files.problems import (
    BadDocument,
    Finding,
    Findings,
    kind,
    whole_file,
)
from sessions.files.problems import (
    Path as KeyPath,
)
from sessions.files.read import decoded, located, parse, read_bytes
from sessions.files.safe_text import visible

_LINK = measure("GB/s/GPU")
_PER_GPU = (raised(measure("GPU").dimension, -1),)
_LONGEST_NAME = 60
_MOST_WATTS = 1_000_000
_KEYS = ("title", "source", "version", "aliases", "not_modelled", "kinds", "values", "bands")
# A set-up chooses two of them; how many matrices an expert has is the model's alone.
_CHOSEN: Mapping[str, tuple[str, ...]] = {
    **KINDS,
    "experts": ("", "stated"),
    "napkin": ("", "calibrated"),
}
Figure = tuple[Callable[[str], float], str]  # how one is read, and an example
_BY_KIND = ("dense", "moe", *ENGINES[1:], *ARRIVALS[1:])
_MODEL_KEYS = (*_KEYS, "tiers")
_HARDWARE_KEYS = (*_KEYS, "peaks", "parts", "other")


def item_of(name: str, data: dict[str, Any], on: str, findings: Findings) -> Item:
    """The item that a file holds, as far as it can be read; `findings` gets all that is wrong."""
    reader = _Reader(data, on, findings)
    reader.keys()
    title = reader.text(("title",), data.get("title"), required=True)
    reader.sayable(("title",), title)
    aliases = reader.texts("aliases")
    for place, alias in enumerate(aliases):
        reader.sayable(("aliases", place), alias)
    reader.source = reader.text(("source",), data.get("source"), required=True)
    parts, names = reader.entries("parts", _PARTS), reader.names()
    peaks = reader.entries("peaks", dict.fromkeys(PRECISIONS, (_flops, "2.25 PFLOP/s/GPU")))
    entries = reader.values()
    reader.possible(parts, entries)
    if "gpu_flops" not in entries and "bf16" in peaks:
        bf16 = peaks["bf16"]
        entries["gpu_flops"] = bf16._replace(origin=f"dense bf16: {bf16.origin}")
    return Item(
        name=name,
        title=title or name,
        source=reader.source,
        version=str(data.get("version", "")),
        choices=reader.kinds(),
        entries=entries,
        bands=reader.bands(),
        aliases=aliases,
        not_modelled=reader.texts("not_modelled"),
        tiers=reader.texts("tiers"),
        peaks=peaks,
        interconnect=parts.get("interconnect"),
        link=names.get("interconnect", ""),
        network=parts.get("network"),
        network_name=names.get("network", ""),
        domain=parts.get("domain"),
        reported_memory=parts.get("reported_memory"),
        power=parts.get("power"),
        others=reader.others(),
        accuracy=reader.accuracy(),
        by_kind={kind: found for kind in _BY_KIND if (found := reader.values(kind))},
    )


def _link(text: str) -> float:
    return read(text, _LINK, implied=_PER_GPU, example="450 GB/s/GPU").value


def _watts(text: str) -> float:
    number = text.strip().removesuffix("W").rstrip()
    # No more than digits and a point: a float has many spellings that nobody writes for a power.
    if not text.strip().endswith("W") or not number.replace(".", "", 1).isdecimal():
        raise Refused(text, "not a power", "watts, for example 700 W")
    watts = float(number)
    if not 0 < watts <= _MOST_WATTS:
        raise Refused(text, f"outside 0 to {_MOST_WATTS:,} W", "watts, for example 700 W")
    return watts


def _flops(text: str) -> float:
    return BOOK.variables["gpu_flops"].read(text).value


def _variable(id: str) -> Callable[[str], float]:
    return lambda text: BOOK.variables[id].read(text).value


# What an accelerator has beside the figures that formulas start from: how each is read, and one.
_PARTS: Mapping[str, Figure] = {
    "interconnect": (_link, "450 GB/s/GPU"),
    "network": (_link, "50 GB/s/GPU"),
    "domain": (_variable("gpus_per_node"), "72 GPU"),
    "reported_memory": (_variable("gpu_memory"), "85.5 GB/GPU"),
    "power": (_watts, "700 W"),
}


class _Reader:
    """One file, while it is read."""

    def __init__(self, data: dict[str, Any], on: str, findings: Findings) -> None:
        self.data, self.on, self.findings = data, on, findings
        self.source = ""

    def bad(
        self, path: KeyPath, reason: str, expected: str = "", fix: str = "", key: bool = False
    ) -> None:
        self.findings.add(Finding(path, reason, expected, fix, on_key=key))

    def keys(self) -> None:
        """Refuse what no file of this shelf has: a figure under another name would be lost."""
        more = {
            "models": _MODEL_KEYS,
            "hardware": _HARDWARE_KEYS,
            "assumptions": (*_KEYS, *_BY_KIND, "accuracy"),
        }
        self.only((), self.data, more.get(self.on, _KEYS))

    def only(self, path: KeyPath, table: Iterable[str], known: Iterable[str]) -> list[str]:
        """The keys of a table that are known; the others are refused."""
        for key in table:
            if key not in known:
                near = nearest(key, known)
                fix = f"did you mean {near}?" if near else "delete it"
                one_of = "one of " + ", ".join(known)
                self.bad((*path, key), "nothing here reads this", one_of, fix, key=True)
        return [key for key in table if key in known]

    def text(self, path: KeyPath, value: object, *, required: bool = False) -> str:
        if isinstance(value, str) and (value.strip() or not required):
            return value
        if value is not None or required:
            what = str(path[-1])
            seen = "it is missing" if value is None else f"that is {kind(value)}"
            seen = "it is empty" if isinstance(value, str) else seen
            self.bad(path, f"{what}: {seen}", "a text in quotes", f'write {what} = "..."')
        return ""

    def sayable(self, path: KeyPath, name: str) -> None:
        """Refuse a name that no line of a quote, and no field, could hold."""
        if len(name) > _LONGEST_NAME:
            expected = f"at most {_LONGEST_NAME} characters"
            self.bad(path, "a name that is too long to say", expected, "shorten it")
        elif not (name.isprintable() and name.strip()) and path not in self.findings.by_path:
            self.bad(path, "a name that nobody can type", "letters and digits", "write it anew")

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.data.get(key, [])
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        fix = f'write {key} = ["..."]'
        self.bad((key,), f"{key}: that is no list of texts", "texts in a list", fix)
        return ()

    def table(self, key: str) -> dict[str, Any]:
        value = self.data.get(key, {})
        if isinstance(value, dict):
            return value
        self.bad((key,), f"{key}: that is {kind(value)}", f"a table [{key}]", f"write [{key}]")
        return {}

    def entry(
        self, path: KeyPath, given: object, amount: Callable[[str], float], example: str
    ) -> Entry | None:
        """A quantity with where it comes from: its own origin, else the source of the file."""
        text, origin, at = given, self.source, path
        if isinstance(given, dict):
            text, at = given.get("value"), (*path, "value")
            origin = self.text((*path, "origin"), given.get("origin")) or self.source
            self.only(path, given, ("value", "origin", "name"))
        if not isinstance(text, str):
            seen = "no value" if text is None else f"that is {kind(text)}"
            self.bad(at, seen, f'a quantity in quotes, such as "{example}"', f'write "{example}"')
            return None
        try:
            return Entry(text, amount(text), origin)
        except Refused as refused:
            fix = refused.fix or f'write "{example}"'
            self.bad(at, refused.reason, refused.expected, fix)
            return None

    def values(self, table: str = "values") -> dict[str, Entry]:
        """Quantities by variable id."""
        # Shipped sets of assumptions hold theirs; a person's own are not read yet.
        place = {"hardware": "hardware", "models": "model"}.get(self.on, "")
        variables = [v for v in BOOK.variables.values() if not place or v.place == place]
        return self.entries(table, {v.id: (_variable(v.id), v.first_example) for v in variables})

    def entries(self, table: str, known: Mapping[str, Figure]) -> dict[str, Entry]:
        """The quantities of a table, by the names that are known there."""
        given, found = self.table(table), {}
        for name in self.only((table,), given, known):
            entry = self.entry((table, name), given[name], *known[name])
            if entry is not None:
                found[name] = entry
        return found

    def names(self) -> dict[str, str]:
        """The names of those parts of an accelerator that have one."""
        parts = [(part, given) for part, given in self.table("parts").items() if part in _PARTS]
        named = [(part, given.get("name")) for part, given in parts if isinstance(given, dict)]
        return {part: self.text(("parts", part, "name"), name) for part, name in named}

    def accuracy(self) -> dict[str, tuple[float, float]]:
        """Shares within 2x and 10x by metric; shipped sets alone have them."""
        return {
            metric: (float(shares["within_2x"]), float(shares["within_10x"]))
            for metric, shares in self.table("accuracy").items()
        }

    def possible(self, parts: Mapping[str, Entry], entries: Mapping[str, Entry]) -> None:
        """Refuse a driver that reports more than there is, and shares of an accelerator."""
        memory, reported = entries.get("gpu_memory"), parts.get("reported_memory")
        if memory is not None and reported is not None and reported.value > 1.05 * memory.value:
            reason = f"more than the memory of {memory.text}"
            self.bad(("parts", "reported_memory"), reason, "what the driver gives", "give less")
        counted = (
            (("parts", "domain"), parts.get("domain")),
            (("values", "gpus_per_node"), entries.get("gpus_per_node")),
        )
        for path, entry in counted:
            if entry is not None and abs(entry.value - round(entry.value)) > 1e-9:
                self.bad(path, "not a whole number", "whole GPUs", 'write "8 GPU"')

    def kinds(self) -> Mapping[str, str]:
        found = {}
        given = self.table("kinds")
        for name in self.only(("kinds",), given, _CHOSEN):
            if given[name] in _CHOSEN[name]:
                found[name] = given[name]
            else:
                options = " or ".join([f'"{each}"' for each in _CHOSEN[name] if each])
                self.bad(("kinds", name), "not a kind of model", options, f"write {options}")
        return found

    def bands(self) -> dict[str, Band]:
        found = {}
        bands = self.table("bands")
        for id in self.only(("bands",), bands, BOOK.variables):
            path, band = ("bands", id), bands[id]
            if not isinstance(band, dict):
                wanted = f"a table [bands.{id}]"
                self.bad(path, f"that is {kind(band)}", wanted, "give low and high")
                continue
            self.only(path, band, ("low", "high", "date", "origin"))
            example = BOOK.variables[id].first_example
            low, high = [
                self.entry((*path, edge), band.get(edge), _variable(id), example)
                for edge in ("low", "high")
            ]
            origin = self.text((*path, "origin"), band.get("origin")) or self.source
            date = str(band.get("date", ""))
            if low is None or high is None:
                continue
            if low.value > high.value:
                self.bad((*path, "low"), "low is above high", "low to high", "swap the two")
                continue
            found[id] = Band(low.value, high.value, origin, date)
        return found

    def others(self) -> tuple[Other, ...]:
        given = self.data.get("other", [])
        if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
            self.bad(("other",), "that is no list of tables", "[[other]]", "write [[other]]")
            return ()
        found = []
        for place, each in enumerate(given):
            path: KeyPath = ("other", place)
            self.only(path, each, ("of", "value", "origin", "why"))
            of = self.text((*path, "of"), each.get("of"), required=True)
            amount = self._amount(of)
            if amount is None:
                if of:
                    such = "such as gpu_memory, peaks.bf16, parts.interconnect, parts.power"
                    self.bad((*path, "of"), "no figure has that name", such)
                continue
            origin = self.text((*path, "origin"), each.get("origin"), required=True)
            why = self.text((*path, "why"), each.get("why"), required=True)
            entry = self.entry((*path, "value"), each.get("value"), amount, "180 GB/GPU")
            if entry is not None:
                found.append(Other(of, entry._replace(origin=origin), why))
        return tuple(found)

    def _amount(self, of: str) -> Callable[[str], float] | None:
        if of in BOOK.variables:
            return _variable(of)
        if of.removeprefix("peaks.") in PRECISIONS and of.startswith("peaks."):
            return _flops
        place, _, name = of.partition(".")
        return _PARTS[name][0] if place == "parts" and name in _PARTS else None


# --- A person's own file of the catalogue, read with the care that a session file gets.


def read_item(path: Path, on: str) -> Item:
    """The item of a file. Raises BadDocument, with all that is wrong with it."""
    file = str(path)
    if visible(path.stem) != path.stem:
        raise whole_file(file, "a name that nobody can type", fix="rename it: letters, digits, -")
    text = decoded(read_bytes(path), file)
    data = parse(text, file)
    findings = Findings()
    findings.sweep(data)
    item = item_of(path.stem, data, on, findings)
    if findings.bad():
        wrong = [finding for finding in findings.by_path.values() if not finding.caution]
        raise BadDocument(located(wrong, data, text, file))
    return item._replace(own=file)
