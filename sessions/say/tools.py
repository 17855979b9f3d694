"""Lines that a tool prints in a form of its own, which no label tells: the timings of llama.cpp,
the summary of k6, the flags of a command.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from sessions.say.blocks import Cell
from sessions.say.labels import label_of, stat_of

# The statistics that claims are made of.
TAKEN = ("mean", "p50", "p90", "p95", "p99")


class Special(NamedTuple):
    """A figure of a line that has its own form: a metric or a condition, and where it stands."""

    kind: str
    word: str
    cell: Cell
    text: str
    stat: str = ""
    origin: str = ""


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
_OFFLINE = re.compile(
    r"Throughput:\s*([0-9.,]+) requests/s(?:,\s*([0-9.,]+) total tokens/s)?"
    r"(?:,\s*([0-9.,]+) output tokens/s)?",
    re.IGNORECASE,
)
_ONE_BATCH = re.compile(
    r"(?P<what>Prefill|Decode|Total)\.?\s+(?:(?:median|[0-9]+)\s+)?latency:\s*"
    r"(?P<time>[0-9.]+) ?s,?\s*(?:median\s+)?throughput:\s*(?P<rate>[0-9.,]+) token/s",
    re.IGNORECASE,
)
_OFFLINE_RATES = (
    ("requests_per_second", "request/s"),
    ("processed_tps", "tok/s"),
    ("aggregate_tps", "tok/s"),
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
    r"(?<![\w-])--?([a-z][a-z0-9-]{0,40})[ =]{1,3}"
    r"(\"[^\"\n]{0,80}\"|'[^'\n]{0,80}'|[^\s\-\\,;][^\s\\,;]{0,80})"
)
_BEHIND = re.compile(r"(?<=[\w]),\s+(?!-)\w(?=.*[ :]\S*[0-9])|\s+(?:on|over|across)\s+[0-9]+\s?x")
_SERVED = re.compile(
    r"\b(?:vllm|ollama|trtllm-\w+)\s+(?:serve|run)\s+([A-Za-z][\w.-]*[/:]?[\w.-]*[0-9][\w.-]*)"
)
_COMMAND = re.compile(
    r"[\s$>#]*(?:\w+=\S+\s+){0,9}(?:docker\s.{0,200}?\s)?(?:python3?\s+(?:-m\s+)?)?(?P<tool>vllm|sglang[\w.]*|trtllm-\w+|genai-perf|aiperf|guidellm|"
    r"llama-[\w-]+|\./llama-[\w-]+|lmdeploy|benchmark_serving\.py|\S*bench_serving\S*|ollama)\s+\S"
)
_TOOLS = {
    "vllm": "vllm", "sglang": "sglang", "trtllm": "trtllm", "llama": "llama.cpp",
    "./llama": "llama.cpp", "lmdeploy": "LMDeploy", "ollama": "Ollama",
}  # fmt: skip
_FLAGS: dict[str, str] = {
    flag: name
    for name, flags in {
        "concurrency": "max-concurrency concurrency num-concurrent streams vus",
        "request_rate": "request-rate",
        "input_tokens": "random-input-len input-len isl random-input synthetic-input-tokens-mean"
        " input-tokens-mean",
        "output_tokens": "random-output-len output-len osl random-output output-tokens-mean",
        "tensor_parallel": "tensor-parallel-size tp tp-size tp_size",
        "model": "model model-path m model_path",
        "weights": "quantization",
        "kv": "kv-cache-dtype",
        "dtype": "dtype",
        "dp_attention": "enable-dp-attention",
    }.items()
    for flag in flags.split()
}


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


def form_of(text: str, start: int) -> Form:
    """What a line says that has a form of its own; nothing for every other line."""
    line = Form(text, start)
    if (" time" in text or "eval" in text.casefold()) and not _OLLAMA.match(text):
        line.found += _llama(line)
    if "oncurrency for" in text and (match := _MAXIMUM.search(text)):
        line.found.append(Special("capacity", match[1], line.cell(match), match[2]))
        if not _LOGGED.match(text):
            line.cover(match)
    if "equests/s" in text and (match := _OFFLINE.search(text)):
        for place, (metric, unit) in enumerate(_OFFLINE_RATES, 1):
            if match[place]:
                said = f"{match[place]} {unit}"
                line.found.append(Special("metric", metric, line.cell(match, place), said))
        line.cover(match)
    if "atency:" in text and (match := _ONE_BATCH.search(text)):
        line.found += _one_batch(line, match)
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
    elif "--" in text or " -tp" in text or text.rstrip().endswith("\\"):
        line.found += _flags(line)
    if line.found and not line.own:
        line.own.append(_up_to(line))
    return line


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
        found.append(Special("llama", "one" if own else "", Cell("", line.start), ""))
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


def _one_batch(line: Form, match: re.Match[str]) -> list[Special]:
    """`Decode. median latency: 0.0121 s, median throughput: 82.45 token/s` of SGLang."""
    what, rate = match["what"].casefold(), line.cell(match, "rate")
    if what == "prefill":
        return [Special("metric", "prefill_rate", rate, f"{match['rate']} tok/s")]
    if what == "total":
        return [Special("silent", "", rate, "")]
    return [
        Special("metric", "pass_time", line.cell(match, "time"), f"{match['time']} s", "p50"),
        Special("metric", "aggregate_tps", rate, f"{match['rate']} tok/s"),
    ]


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


def _more(text: str) -> bool:
    """Whether a line has more than flags with their values."""
    rest = re.sub(r"--?[a-z][a-z0-9-]*", " ", _FLAG.sub(" ", text))
    return re.search(r"\w", rest) is not None


def _flags(line: Form) -> list[Special]:
    """The flags of a command line, or of a sentence that names one."""
    text = line.text
    found: list[Special] = []
    command = _COMMAND.match(text)
    goes_on = text.rstrip().endswith("\\")
    for match in _FLAG.finditer(text):
        name = _FLAGS.get(match[1])
        short = not match[0].startswith("--")
        if name is None or (short and command is None) or (name == "dtype" and match[2] == "auto"):
            continue
        found.append(Special("states", name, line.cell(match, 2), match[2].strip("\"'")))
        line.cover(match)
    if re.search(r"--enable-dp-attention\b", text):
        found.append(Special("states", "dp_attention", Cell("", line.start), "true"))
    if command is not None and (found or goes_on):
        engine = _TOOLS.get(re.split(r"[.\-]", command["tool"].lstrip("./"))[0], "")
        if engine:
            found.append(Special("states", "engine", line.cell(command, "tool"), engine))
        served = _SERVED.search(text)
        if served is not None and not any(each.word == "model" for each in found):
            found.append(Special("states", "model", line.cell(served, 1), served[1]))
        behind = _BEHIND.search(text)
        if behind is not None:
            # "vllm serve --tp 8, GLM-4.7 on 8x H200: 1,900 tok/s": a sentence goes on.
            line.own[:] = [(line.start, line.start + behind.start())]
            return found
    elif not (re.match(r"\s*--?[a-z]", text) and (found or goes_on)) or _more(text):
        return found
    line.own[:] = [line.whole]
    return [*found, Special("silent", "", Cell("", line.start), "")]
