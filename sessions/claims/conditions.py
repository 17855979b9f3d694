"""The conditions: what a vendor can state that a figure was offered at, a row each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from sessions.claims.table import Table, follows
from sessions.document.session import Entry

Conditions = Mapping[str, Entry | str]


class Condition(NamedTuple):
    """One row of the table. A condition is a quantity of a variable, or a word.

    Attributes:
        id: what quotes call it.
        variable: whose quantity it is; nothing for a word.
        settles: the input of the chain that it fixes; `variable` where it is not said.
        ask: what a vendor is asked who does not state it, as it follows a figure.
        easier: which way of it flatters a figure: "fewer" bits; "" where any other way may.
        traffic: the buyer's own traffic fixes it, whatever a vendor measured at.
        case: figures of one metric at two of it are figures for two cases, not one said anew.
        alike: the conditions that say it in other words.
        words: its names in the say line, the commonest first, with "|" between; `said_of` the kinds
            of quantity that state it beside one of them.
        said: how the say line shows it.
        told: how it is told in a table or a text to send, where its variable does not say it.
        called: its title in a list, where that is not its id.
    """

    id: str
    variable: str = ""
    settles: str = ""
    ask: str = ""
    easier: Literal["higher", "lower", "fewer", ""] = ""
    traffic: bool = False
    case: bool = False
    alike: tuple[str, ...] = ()
    words: str = ""
    said_of: tuple[str, ...] = ()
    said: str = "{}"
    told: str = ""
    called: str = ""

    @property
    def fixes(self) -> str:
        """The input of the chain that it settles."""
        return self.settles or self.variable or self.id

    @property
    def title(self) -> str:
        """What it is called in a list."""
        return self.called or self.id.replace("_", " ")


_COUNT, _TOKENS = ("bare",), ("bare", "tok")

# fmt: off
CONDITIONS: Table[Condition] = Table((
    # Whose figure it is: of another model than the set-up's, it is judged as that one's.
    Condition("model", settles="total_params", ask="of which model", case=True),
    Condition("concurrency", "concurrency",
        ask="at how many requests in flight", easier="lower", traffic=True, case=True,
        words="concurrency|concurrent|conc|in flight|inflight|in parallel|parallel|"
            "simultaneous|simultaneously|concurrently|at once|at the same time|at a time|batch|"
            "batch size|batchsize|bs|bsz|"
            "batch of|batch sizes|max num seqs|concurrent requests|concurrent users|"
            "concurrent streams|concurrent sessions|concurrent sequences|"
            "concurrent connections|concurrent clients|concurrent agents|concurrent request|"
            "concurrent user|concurrent stream|parallel requests|parallel streams|"
            "parallel users|parallel sessions|simultaneous requests|simultaneous users|"
            "simultaneous streams|requests in flight|users in flight|streams in flight|"
            "sequences in flight|requests in parallel|requests at once|users at once|"
            "streams at once|requests at a time|users at a time|concurrency level|"
            "in flight requests|active requests|active users|active streams|open at any time|"
            "open at once|open at a time|open requests|requests open|outstanding requests|"
            "requests outstanding|outstanding|pending requests",
        said_of=("bare", "req", "bare/gpu", "req/gpu"), said="{} in flight",
        told="{} in flight", called="in flight"),
    Condition("gpus", "gpus_per_replica",
        ask="on how many GPUs", easier="higher", alike=("tensor_parallel",),
        said_of=_COUNT, said="{}x", told="{} GPUs", called="GPUs"),
    Condition("input_tokens", "input_tokens",
        ask="with how many tokens in the prompt", easier="lower", traffic=True, case=True,
        words="isl|input length|input lengths|input sequence length|input len|prompt length|"
            "prompt len|prompt size|prompt lengths|input size|token prompt|token prompts|"
            "token input|token inputs|token input prompts",
        said_of=_TOKENS, said="{} in"),
    Condition("output_tokens", "output_tokens",
        ask="with how many output tokens", easier="lower", traffic=True,
        words="osl|output length|output lengths|output sequence length|output len|"
            "completion length|response length|answer length|output size|token output|"
            "token outputs|token completions|token completion|token answers|token responses|"
            "token response|token answer|token reply",
        said_of=_TOKENS, said="{} out"),
    Condition("fresh_tokens", "fresh_tokens",
        ask="with how many tokens in the prompt that no cache holds", easier="lower", traffic=True,
        alike=("input_tokens", "cache_hit_rate"),
        words="fresh tokens|uncached tokens|new tokens|fresh token|uncached token",
        said_of=_TOKENS, said="{} fresh"),
    Condition("context_tokens", "context_tokens",
        ask="at which context length", easier="lower", traffic=True, case=True,
        alike=("input_tokens",),
        words="context|ctx|context length|seq len|sequence length|seqlen|contexts|"
            "token context|tokens of context|tokens context|token contexts|context tokens|"
            "context size|ctx len|ctx length|contexts of",
        said_of=_TOKENS, said="{} context"),
    # Its names are those of the metric, which it is where nothing says that it is claimed.
    Condition("cache_hit_rate", "cache_hit_rate",
        easier="higher", traffic=True, said="{} cache hits"),
    Condition("weights", settles="bytes_per_param",
        ask="with the weights in which precision", easier="fewer"),
    Condition("kv", settles="bytes_per_kv_value",
        ask="with the KV cache in which precision", easier="fewer", said="{} KV", called="KV"),
    Condition("hardware", ask="on which GPU"),
    # tp, dcp or dp, as a set-up's `kv_layout`; what else is said of it stays as it was said.
    Condition("layout", settles="kv_copies",
        ask="with tensor-parallel or data-parallel attention", said="layout {}", told="layout {}"),
    Condition("engine", ask="on which engine", said="on {}", told="on {}"),
    # closed, burst or rate: as many at once as in flight, all at one moment, or so many a second.
    Condition("arrival", ask="with requests all at once or at a steady rate",
        traffic=True, said="arrival {}", told="arrival {}"),
    Condition("request_rate", "requests_per_second",
        ask="at how many requests a second", easier="lower", traffic=True, case=True,
        alike=("concurrency",), words="arrival rate|arriving at|offered load|sent at",
        said_of=("req/s",), said="{} sent", told="{} req/s sent", called="request rate"),
    Condition("speculative", settles="tokens_per_pass", ask="with speculative decoding on or off",
        said="speculation {}", told="speculative decoding {}"),
    Condition("tokens_per_pass", "tokens_per_pass",
        ask="with how many tokens per pass", easier="higher", alike=("speculative",),
        # "Acceptance length" is a term of the offer, too: the reader takes it from there.
        words="tokens a pass|tokens a step|tokens per forward pass|tokens each pass",
        said_of=_TOKENS, said="{} tok/pass", told="{} tokens per pass", called="tokens per pass"),
    Condition("tier", case=True),
    Condition("region", case=True),
    Condition("tensor_parallel",
        words="tp|tensor parallel|tensor parallelism|tensor parallel size|tp size|"
            "way tensor parallel|way tp|way tensor parallelism",
        said_of=("bare", "gpu"), said="TP{}", called="TP"),
))
# fmt: on


@follows(CONDITIONS)
def quantities() -> dict[str, str]:
    """The variable of each condition that is a quantity."""
    return {each.id: each.variable for each in CONDITIONS.values() if each.variable}


def same_condition(one: Entry | str, other: Entry | str) -> bool:
    """Whether two conditions say the same."""
    if one is other:
        return True
    if isinstance(one, Entry) and isinstance(other, Entry):
        return abs(one.value - other.value) <= 1e-9 * max(abs(one.value), abs(other.value))
    return str(one).casefold() == str(other).casefold()
