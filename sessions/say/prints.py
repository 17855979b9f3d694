"""What tools print, found in a text and read: the results of `vllm bench serve`, SGLang's
`bench_serving`, trtllm-bench, LMDeploy and llmperf, log lines of vLLM and SGLang, the timings of
llama.cpp and Ollama, the summary of k6, result files in JSON, and command lines.

A print is a run of lines of which at least one is said so by no sentence ("Mean TTFT (ms): 153.9").
Beside such a line others count that a sentence might hold too ("Concurrency: 64"). What else stands
in its lines is left to the sentences. Each line is walked once, from one ":" or "=" to the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from formulas.quantity import Refused
from sessions.claims.metrics import METRICS
from sessions.document.session import Claim, Entry
from sessions.say.blocks import (
    NOTHING_THERE,
    Block,
    Cell,
    Pair,
    Point,
    Read,
    condition_of,
    holds,
    metric_claim,
    of_every_gpu,
    reached,
    value_of,
)
from sessions.say.labels import BOTH, Label, label_of, stat_of
from sessions.say.objects import Place, objects_of
from sessions.say.outcome import STATISTICS, condition_entry, read_as
from sessions.say.tools import TAKEN, Special, form_of

_FARTHEST, _MOST_WORDS = 70, 7
_AFTER = re.compile(
    r"""\s{0,60}(?P<value>["'\[]?[~≈<>≤≥]?\s?"""
    r"""(?:[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?|\.[0-9]+|\b(?:inf|infinity|nan)\b)["'\]]?)"""
    r"""(?P<unit>\s?(?:%|(?:tokens?|tok|t|reqs?|requests?)(?:/|\sper\s)(?:s|sec|second)(?:/(?:user|gpu))?\b|"""
    r"""ms\b|s\b|us\b|µs\b|reqs\b|token\(s\)|tokens?\b|req/min|x\b))?""",
    re.IGNORECASE,
)
_WORDS_AFTER = re.compile(
    r"""\s{0,60}(?P<value>["'][^"'\n]{0,80}["']|[^\s,;|"'][^,;|"'\n]{0,80})"""
)
_RULE = re.compile(r"\s*(?:[=\-_*#━]{2,}|=\s|\W*[=\-_*#━]{4,}).*")
_PREFIX = re.compile(
    r"\s*(?:\([^)\n]{1,40}\)\s*)?(?:[A-Z]{4,8}[:\s]|\[[0-9]{4}-|[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]).*"
)
# A line that may stand between those of a print, and says nothing that is read.
_NEUTRAL = re.compile(r"\s*[\[{}\]]\s*,?|\s*[\"'\w#\[][^:=\n]{0,60}[:=]\s*\S+\s*,?")
_EDGES = ",;|{}\n"
_WHOLE_RUN = re.compile(r"=+\s*(?:Serving|Offline).*Result\s*=+", re.IGNORECASE)


@dataclass(slots=True)
class _Line:
    """A line of a print: its pairs, and whether it is nothing but those."""

    start: int
    text: str
    pairs: list[Pair] = field(default_factory=list)
    own: list[tuple[int, int]] = field(default_factory=list)
    special: list[Special] = field(default_factory=list)
    rule: bool = False
    neutral: bool = False

    @property
    def strong(self) -> bool:
        """Whether no sentence says it so."""
        keys = sum(pair.label.kind == "states" and "_" in pair.said for pair in self.pairs)
        return (
            keys > 1
            or not all(each.weak for each in self.special)
            or any(_is_strong(p) or p.unit == "reqs" or p.goes_on for p in self.pairs)
        )


def _is_strong(pair: Pair) -> bool:
    """Whether no sentence says a label so: `max_tokens` is no maximum of a print."""
    kinds = ("metric", "refused", "total", "silent")
    return pair.label.strong and pair.label.stat != "other" and pair.label.kind in kinds


def prints_of(text: str, taken: list[tuple[int, int]], read: Read) -> list[Block]:
    """The prints of a text, in order. `taken` are characters that tables hold."""
    if not any(sign in text for sign in (":", "=", "--", "  ", ") ", "eval")):
        return []
    blocks = [_of_objects(place, span, read) for place, span in objects_of(text)]
    if blocks:
        taken = sorted([*taken, *[each for block in blocks for each in block.ranges]])
    lines = list(_lines(text, taken))
    run: list[_Line] = []
    blank = 0
    for line in [*lines, None]:
        if line is not None and (line.pairs or line.special or line.rule):
            run.append(line)
            blank = 0
        elif line is not None and run and blank < 2 and (line.neutral or not line.text.strip()):
            blank += 1
        else:
            blocks += _blocks(run, read)
            run, blank = [], 0
    return blocks


def _lines(text: str, taken: list[tuple[int, int]]) -> Iterator[_Line]:
    start = place = 0
    unit = ""
    section: Label | None = None
    for raw in text.splitlines(keepends=True):
        line = _Line(start, raw.rstrip("\r\n"))
        start += len(raw)
        while place < len(taken) and taken[place][1] <= line.start:
            place += 1
        if place < len(taken) and taken[place][0] < start:
            # A table stands here: it is no line of a print, and parts two of them.
            yield _Line(line.start, "|")
            continue
        form = form_of(line.text, line.start)
        if form.found:
            line.special, line.own = form.found, form.own
            if form.whole not in form.own:
                _pairs(line)
                line.pairs = [pair for pair in line.pairs if not _within(pair, form.own)]
            yield line
            continue
        section, unit = _section(line, section, unit)
        if not line.pairs:
            _pairs(line)
        if not line.pairs and _RULE.fullmatch(line.text) and line.text.strip() not in ("--", "---"):
            line.rule = True
        line.neutral = _NEUTRAL.fullmatch(line.text) is not None
        yield line


def _within(pair: Pair, ranges: list[tuple[int, int]]) -> bool:
    """Whether a label and its value stand in what is read already."""
    return any(pair.whole.start < end and first < pair.whole.end for first, end in ranges)


def _pairs(line: _Line) -> None:
    """The labels of a line with their values."""
    text, at = line.text, 0
    if ":" not in text and "=" not in text:
        _spaced(line)
        if line.pairs or ") " not in text:
            return
    for i, sign in enumerate(text):
        bare = sign == ")" and _THEN.match(text, i + 1) is not None
        if i < at or (sign not in ":=" and not bare):
            continue
        left = max([at, i - _FARTHEST, *[text.rfind(edge, at, i) + 1 for edge in _EDGES]])
        # "Median TPOT (ms) 17.4": nothing but the unit stands before the number.
        head = text[left : i + bare]
        if head.count("(") < head.count(")"):
            # A comma inside brackets parts nothing: "latency(min, max, ave)".
            left = max(at, i - _FARTHEST)
            head = text[left : i + bare]
        found = _labelled(head)
        goes_on = False
        if found is None and line.pairs and (stat := stat_of(head)):
            # "TTFT p50 = 0.21 s, p99 = 0.48 s"
            before = line.pairs[-1].label
            if before.kind == "metric" and before.stat:
                found, goes_on = (before._replace(stat=stat), 0), True
        if found is None or (bare and not found[0].unit):
            continue
        label, skipped = found
        words = label.kind in ("states", "silent", "provider") and label.word not in _NUMERIC
        after = _AFTER.match(text, i + 1)
        if words and (after is None or label.kind == "states"):
            after = _WORDS_AFTER.match(text, i + 1) or after
        if after is None:
            continue
        cell = Cell(after["value"], line.start + after.start("value"))
        unit = (after.groupdict().get("unit") or "").strip()
        begin = left + skipped
        begin += len(text[begin:i]) - len(text[begin:i].lstrip())
        whole = Cell(text[begin : after.end()], line.start + begin)
        line.pairs.append(Pair(label, cell, unit, text[begin:i].strip(), whole, goes_on))
        at = _second(line, text[begin:i], after.end())


_THEN = re.compile(r"\s{1,3}[0-9]")
_OTHER = re.compile(r"\s?[/|]\s?([0-9][0-9,]*(?:\.[0-9]+)?)\s?(ms\b|s\b)?")


def _second(line: _Line, head: str, end: int) -> int:
    """Take the 480 of `p50 / p99 TTFT (ms): 210 / 480`. Returns: where the value ends."""
    stats = [stat for word in re.split(r"[\s/()]+", head) if (stat := stat_of(word))]
    after = _OTHER.match(line.text, end)
    first = line.pairs[-1]
    if len(stats) != 2 or after is None or first.label.kind != "metric":
        return end
    unit = after[2] or first.unit
    line.pairs[-1] = first._replace(
        label=first.label._replace(stat=stats[0]), unit=first.unit or unit
    )
    cell = Cell(after[1], line.start + after.start(1))
    line.pairs.append(
        Pair(first.label._replace(stat=stats[1]), cell, unit, head.strip(), cell, True)
    )
    return after.end()


_SPACED = re.compile(
    r"\s*(?P<label>[A-Za-z][^\t]{2,60}?)\s{2,80}(?P<value>[0-9][0-9,]*(?:\.[0-9]+)?)\s?(?P<unit>ms|s|%)?\s*"
)


def _spaced(line: _Line) -> None:
    """`Mean TTFT (ms)        153.9`, with nothing but space between."""
    found = _SPACED.fullmatch(line.text) if "  " in line.text else None
    label = label_of(found["label"]) if found is not None else None
    if found is None or label is None:
        return
    begin = found.start("label")
    cell = Cell(found["value"], line.start + found.start("value"))
    whole = Cell(line.text[begin : found.end("value")], line.start + begin)
    line.pairs.append(Pair(label, cell, found["unit"] or "", found["label"], whole))


_NUMERIC = frozenset(
    ("concurrency", "input_tokens", "output_tokens", "context_tokens", "gpus", "tensor_parallel",
     "request_rate", "tokens_per_pass", "cache_hit_rate")
)  # fmt: skip


def _labelled(head: str) -> tuple[Label, int] | None:
    """The label at the end of some words, and how many characters stand before it."""
    begin = len(head) - len(head.lstrip(" \t#*->•([.\"'"))
    begin = begin if head[begin : begin + 1] != "" else 0
    whole = label_of(head[begin:])
    if whole is not None:
        return whole, begin
    places = [found.start() for found in re.finditer(r"(?<=[\s\"'(])[\w\[#]", head)]
    for place in places[-_MOST_WORDS:]:
        found = label_of(head[place:])
        # In a sentence only what no sentence says, unless another ends before it.
        if found is not None and (found.strong or head[:place].rstrip()[-1:] in (".", "]", ":")):
            return found, place
    return None


# --- Labels, and units, of the lines before.

_BRACKETED = re.compile(
    r"\s*\[(?P<name>TTFT|TPOT|ITL|GTPS|Latency)\]\s*(?P<stat>[A-Z0-9.]+)\s*:\s*(?P<value>[0-9.]+)",
    re.IGNORECASE,
)
_STAT_LINE = re.compile(
    r"\s+(?P<stat>p[0-9]{2}|mean|min|max|stddev|median)\s*=\s*(?P<value>[0-9.]+(?:e-?[0-9]+)?)\s*"
)
_BREAKDOWN = re.compile(r"\s*-{2}\s.*\((ms|s|sec)\)[\s-]*")
_NAMES = {"ttft": "ttft", "tpot": "tpot", "itl": "itl", "latency": "e2e_latency"}


def _section(line: _Line, section: Label | None, unit: str) -> tuple[Label | None, str]:
    """Read a line whose label, or whose unit, stands in a line before. Returns: those that it
    leaves to the next.
    """
    text = line.text
    if match := _BREAKDOWN.fullmatch(text):
        line.rule = True
        return None, match[1].replace("sec", "s")
    if match := _BRACKETED.match(text):
        word = _NAMES.get(match["name"].casefold(), "")
        label = Label(
            "metric" if word else "silent",
            word,
            stat_of(match["stat"].replace("MEAN", "mean")),
            unit,
            True,
        )
        cell = Cell(match["value"], line.start + match.start("value"))
        line.pairs.append(Pair(label, cell, "", match["name"], Cell(text, line.start)))
        return section, unit
    if section is not None and (match := _STAT_LINE.fullmatch(text)):
        label = section._replace(stat=stat_of(match["stat"]), strong=True)
        cell = Cell(match["value"], line.start + match.start("value"))
        line.pairs.append(Pair(label, cell, "", text.strip(), Cell(text, line.start)))
        return section, unit
    bare = text.strip()
    if "_" in bare and " " not in bare and bare.islower():
        found = _SECTIONS.get(bare) or label_of(bare)
        if found is not None and found.kind in ("metric", "states", "refused"):
            line.rule = True
            return found, unit
    return (None if bare else section), unit


_SECTIONS = {
    "number_input_tokens": Label("states", "input_tokens", strong=True),
    "number_output_tokens": Label("states", "output_tokens", strong=True),
    "end_to_end_latency_s": Label("metric", "e2e_latency", unit="s", strong=True),
}


# --- From lines to points.


def _blocks(run: list[_Line], read: Read) -> list[Block]:
    """The points of a run of lines, where it is a print: one block each."""
    while (
        run and run[-1].rule and not _WHOLE_RUN.search(run[-1].text) and "===" not in run[-1].text
    ):
        run = run[:-1]
    if not any(line.strong for line in run):
        return []
    blocks: list[Block] = []
    part: list[_Line] = []
    seen: dict[tuple[str, ...], str] = {}
    for line in run:
        again = False
        for key, said in _keys(line):
            again = again or seen.get(key, said) != said
        again = again or _OPENS.search(line.text) is not None
        if again and any(_figures(each) for each in part):
            rules: list[_Line] = []
            while part and part[-1].rule:
                rules.insert(0, part.pop())
            blocks.append(_block(part, read))
            part, seen = rules, {}
        seen.update(_keys(line))
        part.append(line)
    blocks.append(_block(part, read))
    return [block for block in blocks if block.ranges]


# What a line of a print or of a log begins with that is of a run, or a batch, of its own.
_OPENS = re.compile(f"{_WHOLE_RUN.pattern}|\\b(?:Prefill|Decode) batch\\b", re.IGNORECASE)


def _keys(line: _Line) -> list[tuple[tuple[str, ...], str]]:
    """What may be said once of a point: its labels, and the values that they have."""
    found: list[tuple[tuple[str, ...], str]] = [
        ((p.label.kind, p.label.word, p.label.stat, p.said.casefold()), p.value.text)
        for p in line.pairs
        if p.label.kind in ("metric", "states") and p.label.stat != "other"
    ]
    found += [(("special", s.word, s.stat), s.text) for s in line.special if s.kind == "metric"]
    return found


def _figures(line: _Line) -> bool:
    return any(p.label.kind == "metric" for p in line.pairs) or any(
        s.kind in ("metric", "capacity") for s in line.special
    )


@dataclass(slots=True)
class _Print:
    """A point while it is read."""

    block: Block
    point: Point
    read: Read
    totals: dict[str, float] = field(default_factory=dict)
    capped: bool = False
    degrees: dict[str, int] = field(default_factory=dict)
    seconds: bool = False
    speed: bool = False
    split: bool = False
    hits: Claim | None = None
    both: list[Pair] = field(default_factory=list)


def _block(lines: list[_Line], read: Read) -> Block:
    every = [pair for line in lines for pair in line.pairs]
    quoted = [
        pair for line in lines if line.text.lstrip(" {[").startswith('"') for pair in line.pairs
    ]
    made = _print(Block(), every, read, keys=bool(quoted))
    for line in lines:
        made.block.ranges += _covered(line)
        for special in line.special:
            _take_special(made, special)
        for pair in line.pairs:
            _take(made, pair)
    _settle(made)
    return made.block


def _print(block: Block, pairs: list[Pair], read: Read, *, keys: bool) -> _Print:
    """A point of a block that is to be read; `keys` where the labels are those of a file."""
    made = _Print(block, Point(), read)
    block.points.append(made.point)
    # A result file without a unit in any of its keys has seconds, and so have those of InferenceX,
    # whose keys nobody else has.
    made.seconds = keys and not any(pair.label.unit == "ms" for pair in pairs)
    made.seconds = made.seconds or any(_SECONDS.search(pair.said) for pair in pairs)
    made.speed = any(pair.label.word == "per_stream_tps" for pair in pairs)
    made.split = any(pair.label.word == "tensor_parallel" for pair in pairs)
    return made


def _of_objects(place: Place, span: tuple[int, int], read: Read) -> Block:
    """The points of objects that stand within one another; what one states holds inside it."""
    block = Block(ranges=[span])
    todo: list[tuple[Place, list[Pair]]] = [(place, [])]
    while todo:
        here, around = todo.pop(0)
        pairs = [*around, *here.pairs]
        if here.figures or not here.inner:
            made = _print(block, pairs, read, keys=True)
            for pair in pairs:
                _take(made, pair)
            _settle(made)
        held = [pair for pair in pairs if pair.label.kind in ("states", "total")]
        todo += [(each, held) for each in here.inner]
    return block


_SECONDS = re.compile(r"intvty|tput_per_gpu")


def _covered(line: _Line) -> list[tuple[int, int]]:
    """The characters of a line that are the print's."""
    if line.own and not line.pairs:
        return line.own
    pairs = [(pair.whole.start, pair.whole.end) for pair in line.pairs]
    if line.rule:
        return [(line.start, line.start + len(line.text))]
    rest = line.text[: pairs[0][0] - line.start]
    words = re.sub(r"[\W\d_]+", "", rest)
    if not words or _PREFIX.fullmatch(rest) or '"' in rest:
        pairs[0] = (line.start, pairs[0][1])
    after = line.text[pairs[-1][1] - line.start :]
    if not re.search(r"\w", after) or '"' in after[:2]:
        pairs[-1] = (pairs[-1][0], line.start + len(line.text))
    joined = [pairs[0]]
    for first, end in pairs[1:]:
        between = line.text[joined[-1][1] - line.start : first - line.start]
        if re.search(r"\w", between) and '"' not in between:
            joined.append((first, end))
        else:
            joined[-1] = (joined[-1][0], end)
    return sorted([*line.own, *joined])


def _take(made: _Print, pair: Pair) -> None:
    label, cell, block = pair.label, pair.value, made.block
    text = cell.text.strip("\"'[]").strip()
    if pair.said.strip("\"'") == "pp" and made.split:
        label = Label("states", "pipeline_parallel")
    if label.kind == "states" and label.stat in ("", "mean"):
        said = f"{text} {pair.unit}" if pair.unit == "%" else text
        _state(made, label.word, pair.whole, said, pair.said)
        hits = made.point.conditions.get("cache_hit_rate")
        if label.word == "cache_hit_rate" and pair.unit and isinstance(hits, Entry) and hits.value:
            made.hits = Claim(label.word, hits, said=pair.whole.text)
        return
    if label.kind == "total":
        value = value_of(text)
        if value is not None:
            made.totals.setdefault(label.word, value.low)
        return
    if label.kind == "refused" and text.casefold() not in (*NOTHING_THERE, "0", "0.0", "0.00"):
        if "per user" in pair.said.casefold() and not made.speed:
            label = Label("metric", "per_stream_tps", label.stat, label.unit or "tok/s/user", True)
        elif label.why == BOTH:
            made.both.append(pair)
            return
        elif label.stat in ("", *TAKEN):
            block.refuse(pair.whole, label.why)
            return
    if label.kind != "metric" or label.stat == "other":
        return
    if not holds(label):
        return
    value = value_of(f"{text} {pair.unit}" if pair.unit not in ("reqs", "x") else text)
    if value is None or not value.low:
        return
    if label.word == "eval_rate":
        label = label._replace(word="per_stream_tps")
        made.point.conditions.setdefault("concurrency", condition_entry("concurrency", "1"))
        made.point.conditions.setdefault("engine", "Ollama")
    if label.word == "cache_hit_rate":
        _state(made, label.word, pair.whole, f"{text}{pair.unit}", pair.said)
        return
    unit = "s" if made.seconds else ""
    try:
        claim = metric_claim(label, value, unit)
    except Refused as why:
        block.refuse(pair.whole, str(why))
        return
    block.claim(made.point, pair.whole, claim, {})


def _state(made: _Print, name: str, cell: Cell, text: str, said: str) -> None:
    if name.endswith("_parallel") and text.isdecimal() and len(text) < 4:
        made.degrees[name] = int(text)
        if name != "tensor_parallel":
            made.block.mark(cell, "filler")
            return
    stated = condition_of(name, text, made.read)
    if stated is None:
        made.block.mark(cell, "unread")
        return
    low = said.casefold()
    if name == "concurrency" and "concurrency" in stated:
        made.capped = made.capped or "max" in low or low.startswith("--")
        if not reached(made.point.conditions.get("concurrency"), stated["concurrency"]):
            made.block.mark(cell, "filler")
            return
    if low.startswith(("running", "#running")):
        made.point.conditions.setdefault("engine", "sglang" if "-req" in low else "vllm")
    if low.startswith("tensorrt"):
        stated = {"engine": "trtllm"}
    if name == "dtype":
        stated = {k: v for k, v in stated.items() if k not in made.point.conditions}
    if name in ("input_tokens", "output_tokens") and "random" in low:
        stated = {k: v for k, v in stated.items() if k not in made.point.conditions}
    if name == "kv" and "dtype" not in low and "precision" not in low and "--" not in low and low:
        stated = {}
    made.block.state(made.point, cell, stated)


def _take_special(made: _Print, special: Special) -> None:
    block, point, cell = made.block, made.point, special.cell
    if special.kind == "by":
        if special.word:
            point.conditions.setdefault("engine", special.word)
        if special.text:
            # What it prints at the end is of its one sequence.
            point.conditions.setdefault("concurrency", condition_entry("concurrency", "1"))
    elif special.kind == "states":
        _state(made, special.word, cell, special.text, f"--{special.word}")
        hits = point.conditions.get("cache_hit_rate")
        if special.word == "cache_hit_rate" and isinstance(hits, Entry) and hits.value:
            made.hits = Claim(special.word, hits, said=cell.text)
    elif special.kind == "capacity":
        try:
            entry = Entry(
                f"{special.text} request", read_as("concurrency", f"{special.text} request")
            )
            context = condition_entry("context_tokens", f"{special.word} tok")
        except Refused as why:
            block.refuse(cell, str(why))
            return
        block.claim(point, cell, Claim("concurrency", entry), {"context_tokens": context})
    elif special.kind == "metric":
        try:
            entry = Entry(special.text, read_as(METRICS[special.word].variable, special.text))
        except Refused as why:
            block.refuse(cell, str(why))
            return
        entry = entry._replace(origin=special.origin)
        stat = STATISTICS.get(special.stat, "")
        claim = Claim(special.word, entry, statistic=stat, note=special.origin)
        block.claim(point, cell, claim, {})


def _settle(made: _Print) -> None:
    """What follows from the totals of a print, and how its load arrived."""
    stated, totals = made.point.conditions, made.totals
    done = totals.get("done", 0.0)
    for name, total in (("input_tokens", "in"), ("output_tokens", "out")):
        if done and totals.get(total):
            length = max(1, round(totals[total] / done))
            stated[name] = condition_entry(name, f"{length} tok")
    split = made.degrees
    apart = "layout" not in stated and split.get("data_parallel", 1) > 1
    if apart:
        stated["layout"] = "dp"
    if "tensor_parallel" in split and "gpus" not in stated:
        # With attention in data parallel those are the same GPUs, seen otherwise.
        gpus = split["tensor_parallel"] * split.get("pipeline_parallel", 1)
        gpus *= split.get("data_parallel", 1) if apart else 1
        stated["gpus"] = condition_entry("gpus", f"{gpus} GPU")
    for pair in made.both:
        value = value_of(pair.value.text.strip("\"'"))
        claim = of_every_gpu(value, stated) if value is not None else None
        if claim is None:
            made.block.refuse(pair.whole, pair.label.why)
        else:
            made.block.claim(made.point, pair.whole, claim, {})
    if made.capped and stated.get("arrival", "burst") == "burst":
        stated["arrival"] = "closed"
    if made.hits is not None:
        # A figure of its own, which the others of the print hold at.
        others = {name: value for name, value in stated.items() if name != made.hits.metric}
        made.block.points.append(Point(others, [(made.hits, {})]))
