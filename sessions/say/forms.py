"""Lines that a tool prints in words of its own, a row each: what is caught stands in the names of
the groups.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Form(NamedTuple):
    """A line, or a part of one, that is told by its words alone.

    Attributes:
        sign: characters that are in every such line; engine: who prints it; one: it is of the one
            request that is served.
        pattern: its groups are called as the metric or the condition that they catch, with the
            statistic and the unit after "__"; what it says besides is no figure. `stat` catches a
            percentile, `weak` says that a sentence may say it so.
    """

    sign: str
    engine: str
    one: bool
    pattern: re.Pattern[str]


# In base units of their metrics, where a group names no other.
CAUGHT = {
    "prefill_rate": "tok/s",
    "per_stream_tps": "tok/s/user",
    "aggregate_tps": "tok/s",
    "processed_tps": "tok/s",
    "requests_per_second": "request/s",
    "ttft": "s",
    "e2e_latency": "s",
    "pass_time": "s",
}
_NUMBER = r"[0-9][0-9,]*(?:\.[0-9]+)?"
_A_SECOND = (
    r"(?:\s?±\s?[0-9.]+)?"
    r"\s?(?:tokens?|toks?|t)(?:/s(?:ec(?:ond)?)?\b|[ -]per[ -]sec(?:ond)?)"
)
_PARTS = {"<in>": "input_tokens", "<out>": "output_tokens", "<pp>": "prefill_rate"}
_PARTS |= {"<tg>": "per_stream_tps", "<all>": "aggregate_tps"}


def _form(sign: str, engine: str, one: bool, *says: str) -> Form:
    """A row: `<in>` and its like are numbers of what they are called after, "~" is a unit of tokens
    a second.
    """
    pattern = "".join(says)
    for part, name in _PARTS.items():
        pattern = pattern.replace(part, f"(?P<{name}>{_NUMBER})")
    pattern = re.sub(r"<(\w+)>(?!\))", rf"(?P<\1>{_NUMBER})", pattern.replace("(?P<", "\0"))
    pattern = pattern.replace("\0", "(?P<").replace("~", _A_SECOND)
    return Form(sign, engine, one, re.compile(pattern, re.IGNORECASE))


ONE, MANY = True, False
FORMS: tuple[Form, ...] = (
    # vLLM: throughput and latency offline, its older log.
    _form(
        *("equests/s", "", MANY, r"Throughput:\s*<requests_per_second> requests/s"),
        r"(?:,\s*<processed_tps>(?: total)? tokens/s)?(?:,\s*<all> output tokens/s)?",
    ),
    _form(
        *("percentile latency", "vllm", MANY),
        r"^\s*<stat>% percentile latency:\s*<e2e_latency> ?s(?:econds)?",
    ),
    _form(
        *("Avg latency", "", MANY),
        r"^\s*(?P<weak>Avg) latency:\s*<e2e_latency__mean> ?s(?:econds)?\s*$",
    ),
    _form(
        *("cache hit rate: GPU:", "vllm", MANY),
        r"Prefix cache hit rate: GPU: <cache_hit_rate>%, CPU: [0-9.]+%",
    ),
    # SGLang, one batch.
    _form(
        *("Prefill", "", MANY, r"Prefill\.?\s+(?:(?:median|[0-9]+)\s+)?latency:\s*[0-9.]+ ?s,?\s*"),
        r"(?:median\s+)?throughput:\s*<pp>~",
    ),
    _form(
        *("Decode", "", MANY, r"Decode\.?\s+(?:(?:median|[0-9]+)\s+)?latency:\s*"),
        r"<pass_time__p50> ?s,?\s*(?:median\s+)?throughput:\s*<all>~",
    ),
    _form("Total", "", MANY, r"Total\.?\s+latency:\s*[0-9.]+ ?s,?\s*throughput:\s*[0-9.]+~"),
    _form("max_total_num_tokens=", "sglang", MANY, r"^.*max_total_num_tokens=.*$"),
    # MLX, and llama.cpp that says it alike.
    _form("Prompt:", "", ONE, r"Prompt:\s*(?:<in> tokens(?:,|\s?@)\s*)?<pp>~"),
    _form("Generation:", "", ONE, r"Generation:\s*(?:<out> tokens(?:,|\s?@)\s*)?<tg>~"),
    _form("tokens-per-sec", "MLX", ONE, "tokens-per-sec"),
    _form("eak memory", "", MANY, r"^\s*Peak memory: [0-9.]+ ?GB\s*$"),
    _form(
        *("prompt_tokens=", "", MANY),
        r"^\s*Timing with prompt_tokens=<in> and generation_tokens=<out>\.?",
    ),
    _form("_tps=", "", MANY, r"^\s*Trial [0-9]+:.*"),
    _form(
        *("_tps=", "MLX", ONE),
        r"Averages:\s*prompt_tps=<pp>, generation_tps=<tg>(?:, peak_memory=[0-9.]+)?",
    ),
    # LM Studio.
    _form(
        *("to first token", "LM Studio", ONE, r"<tg>~\W{1,5}(?:<out> tokens\W{1,5})?"),
        r"<ttft> ?s to first token(?:\W{1,5}stop reason: [\w ]{2,30})?",
    ),
    # ExLlama behind its servers.
    _form(
        *("Generate:", "ExLlama", ONE, r"(?:Metrics[^:\n]{0,50}:\s*)?<out> tokens generated in"),
        r" [0-9.]+ s\w*\s*\(Queue: [0-9.]+ s, Process: (?:[0-9]+ cached tokens and )?",
        r"<in> new tokens at\s+<pp>~, Generate: <tg>~",
        r"(?:, Context: [0-9]+ tokens)?[^)\n]{0,80}\)?",
    ),
    _form(
        *("generated in", "", ONE, r"(?:Output|Response) generated in [0-9.]+ seconds(?:,| \()"),
        r"\s*(?:<out> tokens, )?<tg>~(?:, [0-9]+ tokens, context [0-9]+[^)\n]{0,60}\))?",
        r"(?: \(includes[^)\n]{0,40}\))?",
    ),
    _form("okens in", "", MANY, r"<out> tokens in [0-9.]+ ?s(?:ec(?:ond)?s?)? \(<tg>~\)"),
    _form(
        *("processed in", "", ONE),
        r"Prompt processed in [0-9.]+ seconds, <in> tokens, <pp>~",
    ),
    _form(
        "rocessed ", "", MANY, r"(?P<weak>Processed) [0-9,]+ (?:requests|prompts) in [0-9.]+ ?s\b"
    ),
    # KoboldCpp.
    _form(
        *("Generate:", "KoboldCpp", ONE, r"(?:CtxLimit:\S+ )?(?:Amt:\S+ )?(?:Init:\S+ )?"),
        r"Process: ?[0-9.]+s \((?:[0-9.]+ms/T = )?<pp>~\),",
        r" Generate: ?[0-9.]+s \((?:[0-9.]+ms/T = )?<tg>~\)(?:, Total: ?[0-9.]+s.*)?",
    ),
    # As people write what llama-bench prints.
    _form("pp", "", MANY, r"\bpp\s?(?:<in>\s?[:=]?\s{1,3}|[:=]?\s{0,3})<pp>~"),
    _form("tg", "", ONE, r"\btg\s?(?:<out>\s?[:=]?\s{1,3}|[:=]?\s{0,3})<tg>~"),
    # Locust.
    _form("# fails", "", MANY, r"^\s*(?:Type\s+)?Name\s+# reqs\s+# fails.*"),
    _form(
        *(
            "%)",
            "",
            MANY,
            r"^\s*(?:(?:GET|POST|PUT)\s+)?\S+\s+[0-9]+\s+[0-9]+\([0-9.]+%\)\s*\|?\s*",
        ),
        r"<e2e_latency__mean__ms>\s+[0-9]+\s+[0-9]+\s+<e2e_latency__p50__ms>\s*\|?\s*",
        r"<requests_per_second>(?:\s+[0-9.]+)?\s*$",
    ),
)
