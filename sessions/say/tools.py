"""Lines that a tool prints in a form of its own, which no label tells: the timings of llama.cpp,
the summary of k6, the flags of a command.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from sessions.say import forms
from sessions.say.blocks import Block, Cell
from sessions.say.labels import label_of, stat_of

# The statistics that claims are made of.
TAKEN = ("mean", "p50", "p90", "p95", "p99")


class Special(NamedTuple):
    """A figure of a line that has its own form: a metric or a condition, and where it stands;
    `weak` where a sentence may say it so.
    """

    kind: str
    word: str
    cell: Cell
    text: str
    stat: str = ""
    origin: str = ""
    weak: bool = False


_LLAMA = re.compile(
    r"(?P<what>\bprompt eval|\beval|\btotal|\bload|\bsampl\w+|\bgraphs? reused|\bunaccounted)"
    r"(?:\s+time)?(?:\s*[=:]|(?=\s+[0-9.]+\s?(?:ms|tok|t/s)))",
    re.IGNORECASE,
)
_OLLAMA = re.compile(r"\s*[-*]?\s*(?:prompt )?eval (?:rate|count|duration):", re.IGNORECASE)
_LLAMA_LINE = re.compile(r"llama_|common_perf|\bms\s*/\s*[0-9]+\s*(?:runs|tokens)")
_PER_TOKEN = re.compile(r"([0-9.]+)\s*ms per token", re.IGNORECASE)
_PER_SECOND = re.compile(
    r"([0-9.,]+)\s*(?:tokens?|tok|t)\s?(?:per second|per sec|/s\b|/sec)", re.IGNORECASE
)
_SO_MANY = re.compile(r"/\s*([0-9]+)\s*(?:tokens|runs)")
_MAXIMUM = re.compile(
    r"Max(?:imum)? concurrency for\s+([0-9][0-9,]*)\s+tokens per request:?\s*([0-9.,]+)x",
    re.IGNORECASE,
)
_LOGGED = re.compile(r"\s*(?:[(\[0-9]|INFO|WARNING|Max)")
_STATED = re.compile(
    r"(?P<label>[A-Za-z][A-Za-z \-]{1,40}\((?:ms|s|sec)\)):?"
    r"(?P<rest>(?:[\s,;/|]{1,3}(?:avg|mean|median|min|max|std|p[0-9]{2})[\s:=]{1,3}[0-9][0-9.]*){1,9})",
    re.IGNORECASE,
)
_STAT_VALUE = re.compile(
    r"(avg|mean|median|min|max|std|p[0-9]{2})[\s:=]{1,3}([0-9.]+)", re.IGNORECASE
)
_DRAFTS = re.compile(r"acceptance length: ([0-9.]+)")
_LISTED = re.compile(
    r"(?P<label>[A-Za-z][\w \-]{2,40}?(?:\((?:s|ms)\))?)\s*(?:percentile)?\s*"
    r"\((?P<stats>(?:min|max|ave|avg|mean|median|[0-9]{2}|[,\s]){3,40})\):\s*"
    r"\[?(?P<values>[0-9.]+s?(?:,\s*[0-9.]+s?){1,7})\]?",
    re.IGNORECASE,
)
_K6 = re.compile(
    r"(?P<name>http_req_duration|http_req_waiting|http_reqs|vus|iteration_duration|iterations|"
    r"http_req_\w+|data_\w+|checks\w*|vus_max)\b[ {}\w:]*\.{2,}:\s*(?P<rest>.+)"
)
_K6_STAT = re.compile(r"(avg|min|med|max|p\([0-9.]+\))=([0-9.]+)(ms|µs|us|s)\b")
_FLAG = re.compile(
    r"(?<![\w-])--?([a-z][a-z0-9_-]{0,40})"
    r"(?:[ =]{1,3}(\"[^\"\n]{0,120}\"|'[^'\n]{0,120}'|[^\s\-\\,;:|][^\s\\,;]{0,80}))?"
)
_COMMAND = re.compile(
    r"[\s$>#]*(?:\w+=\S+\s+){0,9}"
    r"(?:(?:docker|podman|srun|mpirun|numactl|nohup|time)\s.{0,200}?\s)?"
    r"(?:python3?\s+(?:-m\s+)?)?(?P<tool>vllm(?:[/.][\w./:-]+)?|lmsysorg/sglang\S*|sglang[\w.]*|"
    r"trtllm-\w+|genai-perf|aiperf|guidellm|llama-[\w-]+|\./llama-[\w-]+|lmdeploy|mlx_lm\.\w+|"
    r"[\w./-]+\.py|\S*bench_serving\S*|ollama)(?![\w-])"
    r"(?:\s+(?:(?:bench\w*|profile|throughput|latency)\b|"
    r"(?:serve|run|chat)\b(?:\s+(?P<model>[A-Za-z][\w.:/-]*[0-9][\w.:/-]*))?))*"
)
_TOOLS = {
    "vllm": "vllm", "sglang": "sglang", "trtllm": "trtllm", "llama": "llama.cpp",
    "lmsysorg": "sglang", "lmdeploy": "LMDeploy", "ollama": "Ollama", "mlx_lm": "MLX",
}  # fmt: skip
_FLAGS: dict[str, str] = {
    flag: name
    for name, flags in {
        "concurrency": "max-concurrency concurrency num-concurrent streams vus batch-size users"
        " num-users parallel",
        "request_rate": "request-rate",
        "input_tokens": "random-input-len input-len isl random-input synthetic-input-tokens-mean"
        " input-tokens-mean prompt-tokens prompt-len",
        "output_tokens": "random-output-len output-len osl random-output output-tokens-mean"
        " gen-tokens gen-len",
        "tensor_parallel": "tensor-parallel-size tp tp-size",
        "data_parallel": "data-parallel-size dp dp-size",
        "pipeline_parallel": "pipeline-parallel-size pp pp-size",
        "model": "model model-path m",
        "weights": "quantization",
        "kv": "kv-cache-dtype",
        "dtype": "dtype",
        "dp_attention": "enable-dp-attention enable-attention-dp",
        "speculative": "speculative-config speculative-algorithm speculative-algo"
        " num-speculative-tokens speculative-num-steps speculative-model",
    }.items()
    for flag in flags.split()
}
# What needs no value behind it, whatever it is called.
_SWITCHES = re.compile(r"enable|disable|no-|trust|skip|save|verbose|async|use-|stream")
_WITHIN = re.compile(r"(prompt|output)_tokens[\"']?\s?[=:]\s?([0-9]+)")


@dataclass(slots=True)
class Form:
    """A line of a form of its own: its figures, and the characters that it covers."""

    text: str
    start: int
    found: list[Special] = field(default_factory=list)
    own: list[tuple[int, int]] = field(default_factory=list)

    @property
    def whole(self) -> tuple[int, int]:
        """All of its characters."""
        return self.start, self.start + len(self.text)

    def cell(self, match: re.Match[str], group: int | str = 0) -> Cell:
        """What a group of a match has caught."""
        return Cell(match[group], self.start + match.start(group))

    def cover(self, match: re.Match[str]) -> None:
        """Cover what a match has found."""
        self.own.append((self.start + match.start(), self.start + match.end()))


_SHORTEST = 6  # `c=16` has no form of its own


def form_of(text: str, start: int) -> Form:
    """What a line says that has a form of its own; nothing for every other line."""
    line = Form(text, start)
    if len(text) < _SHORTEST:
        return line
    if (" time" in text or "eval" in text.casefold()) and not _OLLAMA.match(text):
        line.found += _llama(line)
    if "oncurrency for" in text and (match := _MAXIMUM.search(text)):
        line.found.append(Special("capacity", match[1], line.cell(match), match[2]))
        if not _LOGGED.match(text):
            line.cover(match)
    for row in forms.FORMS:
        if row.sign in text:
            for match in row.pattern.finditer(text):
                line.found += _caught(line, row, match)
                line.cover(match)
    if "(" in text and (match := _LISTED.search(text)) and (listed := _listed(line, match)):
        line.found += listed
        line.cover(match)
    for match in _STATED.finditer(text) if "s)" in text else ():
        if stated := _stated(line, match):
            line.found += stated
            line.cover(match)
    if "SpecDecoding metrics" in text:
        drafts = _DRAFTS.search(text)
        length = drafts[1] if drafts is not None else ""
        cell = line.cell(drafts) if drafts is not None else Cell("", start)
        line.found.append(
            Special("states" if length else "silent", "tokens_per_pass", cell, length)
        )
    if "..:" in text and (match := _K6.search(text)):
        line.found += _k6(line, match)
    elif " -" in text or text[:1] == "-" or text.rstrip().endswith("\\") or "ollama run" in text:
        line.found += _flags(line)
    if line.found and not line.own:
        line.own.append(_up_to(line))
    return line


def _caught(line: Form, row: forms.Form, match: re.Match[str]) -> list[Special]:
    """What a row has caught."""
    found = [Special("silent", "", Cell("", line.start), "")]
    for group, text in match.groupdict().items():
        name, _, rest = group.partition("__")
        if not text or name in ("stat", "weak"):
            continue
        cell = line.cell(match, group)
        if name not in forms.CAUGHT:
            percent = "%" if name == "cache_hit_rate" else ""
            found.append(Special("states", name, cell, text + percent))
            continue
        stat, _, unit = rest.partition("__")
        stat = stat or stat_of(f"p{match['stat']}" if "stat" in row.pattern.groupindex else "")
        if stat in ("", *TAKEN):
            found.append(
                Special("metric", name, cell, f"{text} {unit or forms.CAUGHT[name]}", stat)
            )
    if row.engine or row.one:
        found.append(Special("by", row.engine, Cell("", line.start), "one" * row.one))
    weak = "weak" in row.pattern.groupindex
    return [each._replace(weak=weak) for each in found]


_OF_A_CARD = re.compile(
    r"(?m)^.*(?:[0-9]+MiB\s*/\s*[0-9]+MiB|NVIDIA-SMI).*$|^\s*\|\s+[0-9]+\s+NVIDIA\b.*\|.*$"
)


def cards_of(text: str) -> list[Block]:
    """The lines of nvidia-smi, of which nothing is claimed."""
    if "MiB" not in text and "NVIDIA" not in text:
        return []
    ranges = [found.span() for found in _OF_A_CARD.finditer(text)]
    return [Block(ranges=[each]) for each in ranges]


def _up_to(line: Form) -> tuple[int, int]:
    """The characters of a line up to its last figure, or all where nothing is said after it."""
    last = max([each.cell.end for each in line.found if each.cell.text], default=0) - line.start
    if last <= 0:
        return line.whole
    rest = line.text[last:]
    last += len(rest) - len(rest.lstrip(" )]},;."))
    said = re.search(r"[^\W\d_]{2}", line.text[last:]) is not None
    logged = _LOGGED.match(line.text) or not _LLAMA.search(line.text)
    return line.whole if not said or logged else (line.start, line.start + last)


def _llama(line: Form) -> list[Special]:
    """`prompt eval time = 308 ms / 512 tokens (0.60 ms per token, 1660 tokens per second)`."""
    heads = list(_LLAMA.finditer(line.text))
    own = _LLAMA_LINE.search(line.text) is not None
    found: list[Special] = []
    for place, head in enumerate(heads):
        end = heads[place + 1].start() if place + 1 < len(heads) else len(line.text)
        what = head["what"].casefold()
        if what not in ("prompt eval", "eval"):
            continue
        parts = _evaluated(line, what, head.end(), end)
        if parts and not own:
            last = max(part.cell.end for part in parts)
            line.own.append((line.start + head.start(), last))
        found += parts
    if found and (own or "llama" in line.text.casefold()):
        found.append(Special("by", "llama.cpp", Cell("", line.start), "one" * own))
    if heads and own and not found:
        found.append(Special("silent", "", Cell("", line.start), ""))
    return found


def _evaluated(line: Form, what: str, first: int, end: int) -> list[Special]:
    """The figures of the prompt, or of what was generated."""
    per = _PER_TOKEN.search(line.text, first, end)
    rate = _PER_SECOND.search(line.text, first, end)
    many = _SO_MANY.search(line.text, first, end)
    if per is None and rate is None:
        return []
    found: list[Special] = []
    prompt = what == "prompt eval"
    if many is not None:
        name = "input_tokens" if prompt else "output_tokens"
        found.append(Special("states", name, line.cell(many, 1), many[1]))
    if not prompt and per is not None:
        found.append(Special("metric", "tpot", line.cell(per), f"{per[1]} ms"))
    if rate is not None:
        metric, unit = ("prefill_rate", "tok/s") if prompt else ("per_stream_tps", "tok/s/user")
        found.append(Special("metric", metric, line.cell(rate), f"{rate[1]} {unit}"))
    elif prompt and per is not None and float(per[1]) > 0:
        said = f"{1000 / float(per[1]):.6g} tok/s"
        origin = f"{per[0]} of the prompt"
        found.append(Special("metric", "prefill_rate", line.cell(per), said, origin=origin))
    return found


def _listed(line: Form, match: re.Match[str]) -> list[Special]:
    """`first token latency(s)(min, max, ave): 0.068, 4.066, 0.285` of LMDeploy."""
    label = label_of(match["label"])
    stats = [each.strip() for each in match["stats"].split(",")]
    stats = [f"p{each}" if each.isdecimal() else each for each in stats]
    if label is None or label.kind != "metric":
        return []
    found: list[Special] = []
    for stat, value in zip(stats, re.finditer(r"([0-9.]+)(s?)", match["values"]), strict=False):
        unit, named = label.unit or value[2], stat_of(stat)
        cell = Cell(value[1], line.start + match.start("values") + value.start())
        if unit and named in TAKEN and float(value[1]):
            found.append(Special("metric", label.word, cell, f"{value[1]} {unit}", named))
    return found


def _stated(line: Form, match: re.Match[str]) -> list[Special]:
    """`Time to first token (ms) avg 212.3, p99 410.0` of GenAI-Perf in one line."""
    label = label_of(match["label"])
    found: list[Special] = []
    for stat in _STAT_VALUE.finditer(match["rest"]) if label is not None else ():
        named = stat_of(stat[1])
        if label is not None and label.kind == "metric" and label.unit and named in TAKEN:
            cell = Cell(stat[0], line.start + match.start("rest") + stat.start())
            found.append(Special("metric", label.word, cell, f"{stat[2]} {label.unit}", named))
    return found


def _k6(line: Form, match: re.Match[str]) -> list[Special]:
    """`http_req_duration....: avg=1.2s min=100ms med=1.1s max=3s p(90)=1.5s p(95)=1.8s`."""
    name, rest = match["name"], match["rest"]
    at = line.start + match.start("rest")
    line.own.append(line.whole)
    if name == "http_reqs" and (rate := re.search(r"([0-9.]+)/s", rest)):
        cell = Cell(rate[1], at + rate.start())
        return [Special("metric", "requests_per_second", cell, f"{rate[1]} request/s")]
    if name == "vus" and (count := re.search(r"max=([0-9]+)", rest)):
        return [Special("states", "concurrency", Cell(count[1], at + count.start(1)), count[1])]
    found = [Special("silent", "", Cell(rest, at), "")]
    for stat in _K6_STAT.finditer(rest) if name == "http_req_duration" else ():
        named, unit = stat_of(stat[1]), stat[3].replace("µ", "u")
        number = f"{float(stat[2]) / 1000:g}" if unit == "us" else stat[2]
        if named in TAKEN:
            said = f"{number} {unit.replace('us', 'ms')}"
            cell = Cell(stat[2], at + stat.start(2))
            found.append(Special("metric", "e2e_latency", cell, said, named))
    return found


def _flags(line: Form) -> list[Special]:
    """The options of a command, or of a sentence that names one. A command is covered up to its
    last option; what is said behind it is left to the sentences.
    """
    text = line.text
    command = _COMMAND.match(text)
    goes_on = text.rstrip().endswith("\\")
    short = command is not None or re.match(r"\s*--?[a-z]", text) is not None
    found: list[Special] = []
    last = command.end() if command is not None else 0
    rate = ""
    for match in _FLAG.finditer(text, last):
        flag, value = match[1].replace("_", "-"), match[2] or ""
        switch = _SWITCHES.match(flag) is not None
        name = _FLAGS.get(flag)
        if not match[0].startswith("--") and not short:
            continue
        last = match.end(1) if switch else match.end()
        if command is None and name is None and not short:
            continue
        if flag == "rate-type" or flag == "profile":
            rate = value
        if flag == "rate" and rate:
            name = {"concurrent": "concurrency", "constant": "request_rate"}.get(rate.strip("\"'"))
        for each in _WITHIN.finditer(value):
            of = "input_tokens" if each[1] == "prompt" else "output_tokens"
            cell = Cell(each[2], line.start + match.start(2) + each.start(2))
            found.append(Special("states", of, cell, each[2]))
        if switch and name:
            found.append(Special("states", name, Cell("", line.start), "true"))
        elif name and value and not (name == "dtype" and value == "auto"):
            said = "on" if name == "speculative" else value.strip("\"'")
            found.append(Special("states", name, line.cell(match, 2), said))
        if command is None and name:
            line.own.append((line.start + match.start(), line.start + last))
    if command is None:
        alone = short and (found or goes_on) and not re.search(r"\w", text[last:])
        if alone:
            line.own[:] = [line.whole]
        return [*found, Special("silent", "", Cell("", line.start), "")] if alone else found
    if command["model"]:
        found.append(Special("states", "model", line.cell(command, "model"), command["model"]))
    if not found and not goes_on and last == command.end():
        return []
    engine = _TOOLS.get(re.split(r"[.\-/]", command["tool"].lstrip("./"))[0], "")
    if engine:
        found.append(Special("states", "engine", line.cell(command, "tool"), engine))
    rest = re.search(r"\w", text[last:])
    line.own[:] = [(line.start, line.start + last) if rest else line.whole]
    return [*found, Special("silent", "", Cell("", line.start), "")]
