"""The metrics: what a vendor can claim a figure of, a row each.

A row is all there is to know of a metric beside the formula that gives it: what it is held against,
how it is said, read and told, where it stands among others, what it is asked for.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from formulas.book import BOOK
from formulas.declare import Variable
from sessions.claims.table import Table, follows
from sessions.document.session import Claim

# Which yardstick holds.
Kind = Literal[
    "rate", "latency", "price", "price component", "share", "input", "capacity", "promise"
]


class Metric(NamedTuple):
    """One row of the table; a new one needs the first four cells, its `words`, and `better` on its
    variable: without that it is refused.

    Attributes:
        id: what claims call it.
        kind, yardstick: which yardstick holds; the rule in words, shown on demand.
        label: what the say line calls it: of some the unit, which is then not said twice.
        stands_for: the variable whose chain value, unit, range and better direction bear on it;
            `id` where it is not said.
        conditions: what the figure depends on, the first to ask for first.
        fixes: the conditions that must be stated before "beyond the ceiling" is said as a fact.
        tail: a p95 and a p50 of it are different figures.
        by_misses: two of it are compared by what is missing to the whole.
        level: the service level of the packet that it meets or misses.
        binds: what it is called where its level keeps a replica from more requests.
        demand, limit: what the traffic asks of it where it is a rate limit, and the unit that
            people say such a limit in.
        words: its own names, the commonest first, with "|" between; `said_of` the kinds of quantity
            that are this metric beside one of them.
        shared: names that it shares with others, each with the kinds of quantity that may mean it
            there.
        price_of: the words for tokens that it is the price of.
        counts: which tokens it counts where that is said: "output" where a word names those,
            "processed" where any word says which.
        asks: what is asked where a figure may be this; `apart` tells it from others that are meant.
        question: what is asked of every vendor who claims it, whatever else is missing.
        title, unit: what it is called and counted in where a figure of it stands beside, where that
            is not as the variable has it.
        column: where it stands among the figures of a bake-off.
        felt: users feel it, so that another load makes another figure; `stream`: one stream's best
            case is what "up to" says of it.
        beaten: it is told to others as what there is to beat; `ahead`: what the best of it is.
        weighs: what it counts for in a best fit.
        implies: the variable that explains a gap most directly.
        derived: its formula can be held against the other figures of the same offer.
        measured: the figure of measured stacks that says how near the napkin comes to it.
    """

    id: str
    kind: Kind
    label: str
    yardstick: str
    conditions: tuple[str, ...] = ()
    fixes: tuple[str, ...] = ()
    tail: bool = False
    by_misses: bool = False
    stands_for: str = ""
    level: str = ""
    binds: str = ""
    demand: str = ""
    limit: str = ""
    words: str = ""
    said_of: tuple[str, ...] = ()
    shared: tuple[tuple[str, ...], ...] = ()
    price_of: tuple[str, ...] = ()
    counts: str = ""
    asks: str = ""
    apart: str = ""
    question: str = ""
    title: str = ""
    unit: str = ""
    column: int = 1000
    felt: bool = False
    stream: bool = False
    beaten: bool = False
    ahead: str = ""
    weighs: str = ""
    implies: str = ""
    derived: bool = False
    measured: str = ""

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def variable(self) -> str:
        """The id of its variable."""
        return self.stands_for or self.id

    @property
    def of(self) -> Variable:
        """The variable itself."""
        return BOOK.variables[self.variable]

    @property
    def better(self) -> Literal["higher", "lower"]:
        """Which way is better for the buyer."""
        return "higher" if self.of.better == "higher" else "lower"

    @property
    def wanted(self) -> Literal["at least", "at most"]:
        """How a buyer asks for a value of it."""
        return "at least" if self.better == "higher" else "at most"

    def loss(self, value: float) -> float:
        """A figure as something to have little of: the best of some has the least."""
        return -value if self.better == "higher" else value

    def held_to(self, claim: Claim) -> float:
        """The value of a claim that counts: of a range, the end that is worse for the buyer."""
        return max(claim.value.value, (claim.high or claim.value).value, key=self.loss)


_DECODE = ("concurrency", "hardware", "gpus", "weights", "kv", "speculative", "context_tokens")
_PREFILL = ("concurrency", "hardware", "gpus", "weights", "fresh_tokens")
_WHOLE = (*_DECODE, "fresh_tokens", "output_tokens")
_MEMORY = ("hardware", "gpus", "weights", "kv", "context_tokens")
_STATED = ("hardware", "gpus", "weights")
_RATED = (*_STATED, "concurrency", "speculative")

_CHAIN = "the chain, at the claim's own conditions; by fold"
_TIMED = f"{_CHAIN}, and its statistic"
_PRICE = (
    "cost at the napkin's throughput, by fold, with the reading of the margin; a price is not"
    " physics"
)
_PART = "public lists, and blended with the others on the packet's mix; never alone"
_MISSES = "fold on the misses: 99 % against 84.5 % is 15.5x fewer misses, not 1.17x"
_SHARE = "the measured band"
_RENT = (
    "the catalogue's dated price band: fold 1 inside, else to the nearer edge; never the session's"
    " own value"
)
_MEMORY_HOLDS = "memory: plausible when it fits"
_PARTS = (
    "What are the input, cached input and output prices together, and from which prefix length is"
    " input cached?"
)
_TIME, _PER_TOKEN, _USD = ("time",), ("time", "time/tok"), ("usd", "usd/tok")


def _wrong(metric: Metric) -> str:
    """What is wrong with the variable of a metric: it is there, and says which way is better."""
    id = metric.variable
    if id not in BOOK.variables:
        return f"its variable {id} is none of formulas/topics/"
    if not BOOK.variables[id].better:
        return (
            f'its variable {id}, in the topic "{BOOK.topic_of[id].title}" of formulas/topics/,'
            ' needs better="higher" or better="lower"'
        )
    return ""


# fmt: off
METRICS: Table[Metric] = Table((
    # How fast it is, and how much it gets through.
    Metric("per_stream_tps", "rate", "tok/s/user", _CHAIN, _DECODE, _RATED, tail=True,
        counts="output", title="tok/s per user", unit="tok/s", column=20, felt=True, stream=True,
        level="sla_per_stream_tps", binds="speed", beaten=True, ahead="fastest", weighs="speed",
        implies="pass_time", measured="tpot"),
    Metric("aggregate_tps", "rate", "tok/s output", _CHAIN, _DECODE, _RATED,
        counts="output", column=60, derived=True, implies="per_stream_tps", measured="tpot",
        demand="demand_output_tps", limit="TPM"),
    Metric("tps_per_gpu", "rate", "tok/s/GPU output", _CHAIN, _DECODE, _RATED,
        counts="output", asks="output tokens alone, or input too?", unit="tok/s", column=61,
        derived=True, implies="aggregate_tps", measured="tpot"),
    Metric("prefill_rate", "rate", "tok/s prefill", _CHAIN, _STATED, _STATED,
        shared=(("prefill", "tok/s"),), column=62, implies="mfu",
        demand="demand_input_tps", limit="TPM"),
    Metric("requests_per_second", "rate", "requests", _CHAIN, _WHOLE, _RATED,
        words="rps|qps|request rate|request throughput|requests per second|queries per second",
        said_of=("req/s",), shared=(("throughput", "req/s"),), column=51, derived=True,
        demand="demand_requests_per_second", limit="RPM", implies="e2e_latency"),
    Metric("processed_tps", "rate", "tok/s processed", _CHAIN, _WHOLE, _RATED,
        counts="processed", column=50, derived=True,
        demand="demand_processed_tps", limit="TPM", implies="requests_per_second"),
    # How long one waits.
    Metric("ttft", "latency", "TTFT", _TIMED, _PREFILL, _STATED, tail=True,
        words="ttft|time to first token|time till first token|time to the first token|"
            "first token latency|first token time|first token|1st token|initial latency|"
            "first tokens|to first token|to the first token|until the first token|"
            "starts streaming|start streaming|streaming starts|tokens start flowing|"
            "first token out|begins streaming",
        said_of=_TIME,
        shared=(("ttfb", "time"), ("latency", "time"), ("response", "time"), ("prefill", "time")),
        apart="to the first token", column=21, felt=True, stream=True, level="sla_ttft",
        binds="TTFT", beaten=True, ahead="shortest TTFT", weighs="ttft", implies="prefill_rate",
        measured="ttft"),
    Metric("tpot", "latency", "TPOT", _TIMED, _DECODE, _RATED, tail=True,
        words="tpot|time per output token|time per token|latency per token|per token latency|"
            "latency per output token|per output token latency|token latency|per token|"
            "per output token",
        said_of=_PER_TOKEN, shared=(("latency", "time/tok"), ("decode", *_PER_TOKEN)),
        apart="per output token", unit="ms", column=22, felt=True, stream=True, beaten=True,
        weighs="speed", derived=True, implies="per_stream_tps", measured="tpot"),
    Metric("itl", "latency", "ITL", _TIMED, _DECODE, _RATED, tail=True,
        words="itl|inter token latency|inter token|intertoken|intertoken latency|"
            "time between tokens|tbt|between token latency|between token|"
            "latency between tokens|between tokens|inter token delay",
        said_of=_PER_TOKEN, shared=(("latency", "time"), ("decode", "time")),
        apart="between tokens", unit="ms", column=23, felt=True, stream=True, measured="tpot"),
    Metric("e2e_latency", "latency", "end-to-end", _TIMED, _WHOLE, _RATED, tail=True,
        words="e2e|e2el|end to end|end to end latency|e2e latency|total latency|"
            "total response time|full response|complete response|full answer|complete answer|"
            "whole answer|whole response|request latency|latency per request|completion time|"
            "total time|end to end time|e2e time|entire response",
        said_of=_TIME, shared=(("latency", "time"), ("response", "time"), ("decode", "time")),
        apart="the whole answer", column=24, felt=True, level="sla_e2e_latency",
        binds="end-to-end", beaten=True, ahead="shortest latency", derived=True),
    Metric("pass_time", "latency", "pass time", _TIMED, _DECODE, _RATED, tail=True,
        words="pass time|step time|forward pass|forward pass time|decode step|decode pass|"
            "iteration time|decode step time|decode pass time",
        said_of=_TIME, column=63, measured="tpot"),
    # What a token costs.
    Metric("price_per_processed_token", "price", "$/M processed", _PRICE, _WHOLE,
        price_of=("processed", "blended"), counts="processed", apart="for every token",
        title="$/M processed", column=10, ahead="cheapest", weighs="price",
        implies="processed_tps"),
    Metric("input_price", "price component", "$/M input", _PART,
        price_of=("input", "fresh"), title="$/M input", question=_PARTS, column=11, weighs="price"),
    Metric("cached_input_price", "price component", "$/M cached input", _PART,
        shared=(("cache_hit_rate", *_USD),), price_of=("cached",), apart="for cached input",
        title="$/M cached", question=_PARTS, column=12, weighs="price"),
    Metric("output_price", "price component", "$/M output", _PART,
        price_of=("output",), title="$/M output", question=_PARTS, column=13, weighs="price"),
    # Shares of what there is.
    Metric("cache_hit_rate", "share", "cache hit rate", _MISSES, by_misses=True,
        words="cache hit rate|cache hit rates|cache hit|cache hits|hit rate|hit rates|"
            "cache hit ratio|hit ratio|prefix cache hit rate|prefix cache hits|"
            "prefix cache hit|kv cache hit rate|kv cache hits|prompt cache hit rate|"
            "cache reuse|prefix reuse|prefix hits|prefix hit|prefix hit rate|prefix caching|"
            "cache rate|cached prompts|cached input share|of input cached|"
            "of the input cached|of input is cached|of the input is cached|"
            "of the prompt cached|of the prompt is cached|of prompts cached|of tokens cached|"
            "of input tokens cached|of prompt tokens cached|input cached|"
            "of your input will be cached|of your input is cached|of your input cached|"
            "of your prompt is cached|of your prompts are cached|of your tokens are cached|"
            "of the input will be cached|of input will be cached|of tokens will be cached|"
            "of tokens are cached|of inputs are cached|served from cache|"
            "of your input served from cache|of input served from cache|comes from cache|"
            "come from cache|of tokens hit cache|of tokens hit the cache|hit the cache|"
            "of your tokens hit the cache|of your tokens will be cached|"
            "of prompt tokens hit the cache|of the tokens are cached|of your prompt cached|"
            "of your prompts cached|from cache|of input tokens are cached|"
            "of input tokens hit the cache|of input is from cache",
        said_of=("%",), asks="the share of input tokens that the cache holds?", column=70,
        question="Measured on whose traffic, with which minimum prefix and which cache lifetime?"),
    Metric("mbu", "share", "MBU", _SHARE, ("concurrency", "context_tokens"),
        words="mbu|memory bandwidth utilization|memory bandwidth utilisation|"
            "bandwidth utilization|bandwidth utilisation|of memory bandwidth|"
            "of the memory bandwidth|of peak bandwidth|of hbm bandwidth|of peak memory bandwidth",
        said_of=("%",), shared=(("utilization", "%"),), apart="of the memory bandwidth (MBU)",
        column=91),
    Metric("mfu", "share", "MFU", _SHARE, ("fresh_tokens",),
        words="mfu|model flops utilization|model flops utilisation|flops utilization|"
            "flop utilization|flops utilisation|of peak flops|of the peak flops",
        said_of=("%",), shared=(("utilization", "%"),), apart="of the FLOPs (MFU)", column=92),
    # What the hardware costs, whoever runs it.
    Metric("gpu_price", "input", "GPU price", _RENT, ("hardware", "gpus"),
        words="gpu price|gpu prices|gpu cost|gpu rate|gpu rental|gpu rent",
        said_of=("usd/time", "usd/gpu/time"), shared=(("gpu_hour", "usd", "usd/gpu/time"),),
        asks="per GPU, or for the whole node?", column=85),
    Metric("replica_price_per_month", "input", "replica rent", _RENT, ("hardware", "gpus"),
        words="replica price|replica cost|endpoint price|deployment price",
        said_of=("usd/time", "usd/month"), column=86, derived=True),
    Metric("node_price_per_month", "input", "node rent", _RENT, ("hardware", "gpus"),
        words="node price|node cost|node rent|box price|server price|machine price",
        said_of=("usd/time", "usd/month"), column=87, derived=True),
    # What fits. Said in the same words, these are conditions: their names stand there.
    Metric("concurrency", "capacity", "in flight", _MEMORY_HOLDS, _MEMORY, _STATED,
        column=80, demand="demand_concurrency", limit="request"),
    Metric("gpus", "capacity", "GPUs", _MEMORY_HOLDS, _MEMORY, _STATED,
        stands_for="gpus_per_replica", column=82),
    Metric("context_tokens", "capacity", "context", _MEMORY_HOLDS, _MEMORY, _STATED, column=81,
        demand="tokens_per_request", limit="token/request"),
    # What is promised.
    Metric("uptime", "promise", "uptime", "met or missed against the packet",
        stands_for="sla_uptime", words=
            "uptime|up time|availability|available|service availability|monthly uptime|"
            "monthly availability|annual uptime",
        said_of=("%",), asks="uptime, or requests that succeed? over which window?",
        question="What counts as down, over which window, and what is credited?",
        title="uptime", column=40, level="sla_uptime", beaten=True, ahead="best uptime",
        weighs="uptime"),
), _wrong)
# fmt: on

SPEED, BLENDED = "per_stream_tps", "price_per_processed_token"
# How a claim of one price says that it was blended on a mix of the vendor's own: `3:1 blend`.
_OWN_MIX = " blend"


def on_own_mix(ratio: str) -> str:
    """What a price counts that was blended at a ratio of input to output, such as `3:1`."""
    return ratio + _OWN_MIX


def other_mix(claim: Claim) -> bool:
    """Whether a price was blended on another mix than the packet's: there it says nothing."""
    return claim.metric == BLENDED and claim.counts.endswith(_OWN_MIX)


# How a claim says that a rate is of what came in while somebody measured.
LOAD = "arriving"


def a_load(claim: Claim) -> bool:
    """Whether a rate is of what came in: it says nothing of how much could have."""
    return claim.counts == LOAD


COMPONENTS = tuple([metric.id for metric in METRICS.values() if metric.kind == "price component"])


# The kinds of what is paid for tokens.
PRICES: tuple[Kind, ...] = ("price", "price component")


@follows(METRICS)
def levels() -> dict[str, str]:
    """What the packet may ask for, by metric, in the order in which the packet has it."""
    known = {metric.level: metric.id for metric in METRICS.values()}
    return {known[id]: id for id in BOOK.variables if id in known}


@follows(METRICS)
def columns() -> tuple[Metric, ...]:
    """The metrics in the order in which a buyer reads them."""
    return tuple(sorted(METRICS.values(), key=lambda metric: metric.column))


@follows(METRICS)
def by_variable() -> dict[str, frozenset[str]]:
    """The metrics that are claims of a variable, by its id; thousands of claims ask for them."""
    variables = {metric.variable for metric in METRICS.values()}
    return {
        id: frozenset([metric.id for metric in METRICS.values() if metric.variable == id])
        for id in variables
    }
