"""The vocabulary of what is said on a call, as data: which words mean what.

A phrase is matched without regard to case, the longest first; a hyphen between two of its words is
optional. What a phrase means is a kind and a word of our own, which `metrics` and
`scopes` give a sense to.
"""

from __future__ import annotations

import functools
import re
from typing import Literal, NamedTuple

from formulas.precisions import PRECISIONS
from sessions.catalogue.catalogue import Head, find, heads
from sessions.catalogue.machines import Box, kin, machines
from sessions.catalogue.shelves import UnknownItem
from sessions.claims.conditions import CONDITIONS
from sessions.claims.metrics import METRICS
from sessions.claims.names import NAMES, ways
from sessions.claims.table import follows
from sessions.claims.terms import TERMS, composed
from sessions.claims.values import VALUES
from sessions.document.session import Bound
from sessions.say.tokens import ABBREVIATIONS, Token, hyphened, spaced, tokens_of

PhraseKind = Literal[
    "name",  # what a figure is of: a metric, or a condition that takes a number
    "counts",  # which tokens a figure counts
    "scope",  # whose figure it is: one user's, one GPU's, the node's, everybody's
    "stat",
    "bound",
    "approx",
    "cond",  # a whole condition, `name=value`
    "tier",  # a precision: of the weights, unless KV is said beside it
    "kv",
    "weights",
    "term",
    "mark",  # what introduces conditions
    "sep",
    "no",  # what follows is denied
    "versus",  # what follows is compared with, not offered
    "than",  # faster, cheaper: a figure relative to something else
    "able",  # supports, handles: a capacity is claimed
    "all",  # both, all of these
    "filler",
]

COUNTS: dict[str, str] = {
    "input": "input|inputs|prompt|prompts|input tokens|prompt tokens|input token|"
    "prompt token|ingest",
    "output": "output|outputs|completion|completions|generated|output tokens|output token|"
    "completion tokens|generated tokens|decode tokens|completion token|decoded|answer|reply|"
    "response|answers|"
    "responses|replies|output side|on output|on the output side",
    "cached": "cached|on hits|on a hit|on a cache hit|cache|cached input|cached input tokens|"
    "cached tokens|cache read|"
    "cache reads|cached prompt|cached reads|cached token|cached inputs|"
    "cache hit input|cached prompt tokens|input cache read|input cache hit",
    "fresh": "fresh|not cached|not in cache|not from cache|misses|on misses|miss|"
    "on a miss|on a cache miss|uncached|non cached|"
    "noncached|cache miss|cache misses|uncached input|"
    "fresh input|new input|input cache miss|cache miss input|regular input|"
    "fresh input tokens|uncached input tokens",
    "processed": "processed|all tokens|total tokens|input and output|in and out|"
    "in plus out|input plus output|input + output|in + out|prompt and completion|"
    "tokens processed|processed tokens|input output combined|prompt + completion|"
    "incl prefill|including prefill|incl cached input|including cached input|"
    "including cached tokens|including input tokens|"
    "incl input tokens|including prompt tokens|incl prompt|incl cache|incl cached|"
    "including cache reads|counting input|counting cached tokens|counting prompt tokens|"
    "input included|prompt included|counting input tokens|including the prompt|in & out|"
    "including input|incl input|including prompt|including cached|including cache|"
    "prompt plus completion|input & output|both ways|all tokens counted|"
    "output and input|total processed|input and output tokens|cached or not|cached or uncached|"
    "cached or fresh|fresh or cached|uncached or cached|cached and uncached|cache hit or miss|"
    "cache hit or not|hit or miss|hits or misses|hit or not|input or output|"
    "in or out|output or input|prompt or completion|every token|each token|any token|"
    "every single token|tokens of any kind|any kind of token|all kinds of tokens",
    "blended": "blended|all in|blend|mixed|flat|blended rate|blended price|blended cost|"
    "all in price",
}
_NOUNS = spaced(
    "stream user request session sequence chat client conversation query prompt caller agent"
)
_ALONE = [
    said
    for noun in sorted(_NOUNS)
    for said in (
        *(
            f"{word} {noun}"
            for word in ("single", "lone", "solo", "sole", "one", "only", "the only", "only one")
        ),
        *(
            f"{before} {word} {noun}"
            for before in ("for a", "with a")
            for word in ("single", "lone")
        ),
        *(f"a {noun} alone", f"one {noun} at a time", f"for one {noun}", f"just one {noun}"),
    )
]
_NOT_OF_A_NODE = {("a", word) for word in spaced("server instance host machine")} | {
    (before, "instance") for before in ("one", "the", "whole", "full", "entire")
}
_OF_A_NODE = [
    f"{before} {noun}"
    for noun in (
        *("node", "box", "server", "machine", "instance", "host", "chassis", "tray", "blade"),
        *("8 gpu node", "8 gpu box", "8 gpu server"),
    )
    for before in (
        *("per", "each", "every", "one", "a", "the", "whole", "full", "entire", "for the", "for a"),
        *("for one", "for an", "on a", "on the", "on one", "on each", "on every", "on a single"),
        *("the whole", "on the whole", "for the whole", "for the full", "for the entire"),
    )
    # One may be had of a cloud, or be a host of nothing.
    if (before, noun) not in _NOT_OF_A_NODE
] + [
    f"{before} {noun}"
    for before in (
        "each of our",
        "each of the",
        "each of these",
        "each of your",
        "every one of our",
    )
    for noun in ("nodes", "boxes", "servers", "machines", "hosts", "trays", "chassis")
]
SCOPES: dict[str, str] = {
    "user": "per user|per stream|per request|per sequence|per session|each user|every user|"
    "per agent|per conversation|each|user sees|users see|"
    "per concurrent user|per client|each stream|each request|"
    "per active user|individual user|per end user|for each user|each individual user|"
    "for an individual user|every single user|for any one user|any one user|a user|"
    "every stream|to each user|apiece|everyone gets|everybody gets|each gets|each one gets|"
    "a user gets|user gets|users get",
    # One user's, while nobody else is served: per user and over all it is the same.
    "single": "single batch|solo|unbatched|no batching|without batching|"
    "one at a time|with nobody else on it|unloaded|idle system|when idle|on an idle system|"
    "when alone|on an idle box|batch of one|batch size one|alone on it|alone on the machine|"
    "alone on the box|alone on the node|box to itself|machine to itself|node to itself|"
    + "|".join(_ALONE),
    "gpu": "per gpu|per card|each gpu|a gpu|per accelerator|per chip",
    "node": "for all of it|for all of them|node is|node costs|box is|box costs|"
    "for the whole thing|for the lot|"
    "for all eight|for all 8|for all eight gpus|for all 8 gpus|for all eight cards|"
    "for all 8 cards|" + "|".join(_OF_A_NODE),
    # What one buys: so many of them are as fast as one pays for.
    "unit": "|".join(
        f"{one} {what} {has}"
        for one in ("a", "each", "every")
        for what in ("unit", "seat", "license", "licence", "slot")
        for has in ("comes with", "includes", "gives you", "gets you", "buys you", "is worth")
    ),
    "replica": "per replica|per deployment|per endpoint|for the replica|a replica|"
    "the replica|for a replica|each replica|per instance of the model",
    "all": "aggregate|aggregated|in total|in all|all told|total|overall|combined|across all users|"
    "across users|system wide|cluster wide|altogether|summed|in aggregate|system|"
    "across all streams|across all requests|all users",
}
STATS: dict[str, str] = {
    "mean": "mean|average|avg|on average|averages|averaging|means",
    "p50": "median|medians|p 50|50th percentile",
    "p90": "p 90",
    "p95": "p 95",
    "p99": "p 99",
}
BOUNDS: dict[str, str] = {
    "up to": "up to|upto|max out at|maxes out at|maxed out at|maxing out at|top out at|tops out at|"
    "as much as|as many as|as high as|as fast as|peak|peaks at|peaks|peaking at|reaching",
    "burst": "burst|bursts|bursts to|bursting to|bursts up to|bursts of up to|burst up to|burst to|"
    "burst allowance|burst limit|burst limits|burst rate",
    "spike": "spikes to|spikes of up to|spikes up to|spikes of|short bursts|short bursts of|"
    "short bursts up to|short bursts of up to|short spikes|short spikes up to|brief bursts|"
    "brief bursts of|brief spikes",
    "at least": "at least|never drop below|never drops below|never fall below|never falls below|"
    "never go below|never goes below|won't drop below|doesn't drop below|won't go below|"
    "won't fall below|no lower than|or more|or higher|and up|no less than|"
    "not less than|no fewer than|never fewer than|never under|minimum of|min of|a minimum of|"
    "not below|never below|never less than|>=|≥|=>|floor|starting at|"
    "starting from|starts at|as low as|as little as|and above|or above",
    "at most": "at most|or less|or lower|no more than|not more than|maximum of|max of|"
    "a maximum of|<=|≤|=<|not over|never over|never above|never more than|or under|"
    "don't exceed|do not exceed|must not exceed|may not exceed|don't send more than|"
    "do not send more than|never send more than|don't go over|stay under|stay below|keep it under|"
    "no higher than|no longer than|not exceeding|or below|tops|"
    "ceiling of|or cheaper|and not more|and no more|not one more|at the most",
    "capped": "capped at|caps at|capped to|is capped|are capped|is capped at|are capped at|"
    "hard cap|soft cap|rate cap|cap is|cap of|cap at|cap",
    "max": "max|maximum",
    "best": "best case|at best|in the best case|in best case",
    "min": "min|minimum",
    "no worse": "or better|never slower than|not slower than|never worse than|not worse than|"
    "worst case|at worst|in the worst case|or faster|no worse than|"
    "no slower than|faster than|better than",
    "over": "upwards of|upward of|over|above|more than|greater than|higher than|exceeding|exceeds|"
    "north of|beyond|>|in excess of",
    "under": "under|below|less than|lower than|sub|within|south of|<|inside|in under|in less than",
    "from": "from",
    "low end": "low end|lower end|bottom end|at the low end|at the lower end|slow end",
    "high end": "high end|upper end|top end|at the high end|at the upper end|fast end",
    "SLA": "guaranteed|guarantee|guarantees|guaranteeing|contractual|contractually|"
    "committed to|commit to|we commit to|promise|promised|promises|backed",
    "SLA noun": "sla|slas|slo|slos|service level|service level agreement",
    "rate limit": "rate limit|rate limits|rate limited|rate limited to|limit|limits|limited to|"
    "quota|throttled at|limit of|quotas|throttle at|throttles at|throttling at|throttle|throttles|"
    "throttled|throttling|throttled to|limited|hard limit|soft limit|"
    "cut off at|cut off above|cut you off at|cut you off above|is rejected|are rejected|"
    "get rejected|gets rejected|is refused|are refused|is throttled|are throttled|gets throttled|"
    "get throttled|is blocked|are blocked|is queued|are queued|gets queued|before throttling|"
    "before we throttle|then we throttle|fair use|fair usage|fair use policy|fair use limit|"
    "shape traffic to|shapes traffic to|traffic is shaped to|shaped to|"
    "hard stop at|hard stop|we stop you at|token bucket|leaky bucket",
    # Of what one may send; elsewhere it says nothing.
    "allowed": "allow|allows|allowed|allowance|allowance of|entitled to|you may have|you may send|"
    "you may open|you may keep|you can send|you can open|may send|may open|per key|per api key|"
    "per account|per organization|per organisation|per org|per project|per workspace|per tenant|"
    "per customer|per ip|per token key",
}
APPROX = (
    "about|around|roughly|approx|approximately|circa|ca|~|≈|some|nearly|almost|or so|ish|"
    "give or take|ballpark|somewhere around|in the region of|close to|near|right around|"
    "thereabouts|more or less|in the neighborhood of|in the ballpark of|on the order of|shy of|"
    "just shy of|just about|plus or minus|in the vicinity of"
)
# Precisions by name: those whose bytes are known, and those that are only ever said.
_OF_NO_SIZE = (
    "nvfp8|gguf|full precision|unquantized|aqlm|hqq|quip|int2|int3|int6|fp5|spqr|vptq|"
    "mixed precision|ternary|bitnet"
)
TIERS = "|".join([*[name for name in PRECISIONS if name[0].isalpha()], _OF_NO_SIZE])
WEIGHTS = (
    "weights|weight|quantization|quantisation|quantized to|quantised to|quantized|quantised|"
    "precision|quant|weight precision|served in|serving in|running in|served at|model weights"
)
# Other names of a precision, with the one that it is known by.
TIER_NAMES = {word: row.id for row in PRECISIONS.values() for word in row.words.split("|") if word}
REGIONS = (
    "us east|us west|us central|eu west|eu central|europe|frankfurt|virginia|oregon|ireland|"
    "london|tokyo|singapore|apac|emea|mumbai|sydney|paris|amsterdam|north america|ohio|iowa"
)
SERVICE_TIERS = (
    "priority|flex|serverless|dedicated|on demand|spot|turbo|preemptible|pay as you go|"
    "provisioned|best effort|interruptible"
)
# Of these only with the word itself: "standard" alone may be anything.
TIER_PREFIXES = "priority standard flex batch fast turbo enterprise premium economy scale spot pro"

MARKS = (
    "at|@|on|with|using|when|assuming|given|w|in|running|if|for|based on|under load of|"
    "where|provided|tested at|measured at|serving|across"
)
SEPARATORS = "and|&|plus|then|but|while|also|whereas|as well as|along with"
DENIALS = (
    "not|no|never|cannot|can't|won't|don't|doesn't|isn't|without|nor|unable|hardly|couldn't|"
    "wouldn't|excluding|ain't|didn't|aren't|neither|zero chance"
)
VERSUS = (
    "instead of|versus|vs|compared to|compared with|down from|up from|previously|used to be|"
    "rather than|list price|list|list prices|list rate|list rates|rack rate|sticker price|"
    "competitor|competitors|against|from the old|the old|"
    "was previously|we were at|you were at|were at|formerly|currently paying|you pay today|"
    "other providers|others offer|we pay|we currently pay|we now pay|we're paying|we are paying|"
    "what you pay|pay today|you currently pay|you pay now|what we pay|our budget|our target|"
    "we were quoted|were quoted|elsewhere|another provider|another vendor|other vendors|"
    "others quoted|someone else|competing offer|competing quote|the competition|competition|"
    "market price|market rate|last quarter|last year|last month|last week|last quarter's|"
    "last year's|last month's|last week's|yesterday's|old price|"
    "previous price|last round|last time|used to pay|back then|previous quote|prior quote|"
    "costs us|our cost|our costs|cost us|"
    "current vendor|current provider|our vendor|our provider|our current vendor|"
    "our current provider|existing vendor|existing provider|incumbent|the incumbent|"
    "other vendor|the other vendor|other provider|the other provider|gave you|offered you|"
    "quoted you|our sla target|our requirement|our requirements|our ceiling|"
    "we need|we want|we asked|compared with what you|"
    "others charge|openai|anthropic's|save|saves|saving|savings of|you save|your current|"
    "your existing|you have today|you see today|you're paying|you are paying|you need|"
    "you want|you asked|you asked for|your target|your requirement|your requirements|"
    "requirement|requirements|your sla|your slas"
)
THAN = (
    "faster|slower|cheaper|quicker|better|worse|lower|higher|speedup|speed up|improvement|"
    "more expensive|more|less|the price|the speed|the throughput|the cost|as fast|as cheap|"
    "more throughput|less latency|lower latency|higher throughput|better throughput|"
    "less expensive|the performance|savings|lower cost|cheaper than|"
    "reduction|increase|gain|uplift|boost|greater|smaller|fewer"
)
ABLE = (
    "supports|support|support for|handles|handle|capacity|capacity of|can take|sustains|sustain|"
    "fits|"
    "fit|holds|serves up to|needs|requires|require|need|can hold|accommodates|can run|"
    "capacity for|room for|space for|headroom for|leaves room for|leaves space for|can fit|"
    "lets us hold|lets us keep|supporting|process|processes|can process|crunch|crunches|"
    "chews through"
)
EXAMPLE = "e . g .|e . g|eg|for example|for instance|such as|for illustration"
# Between two figures these say that both are the same point, in other units.
SAME = "i . e .|i . e|ie|that is|that's|which is|which means|meaning|in other words|equivalently"
ALL = "all|both|all of these|all of it|all of them|everything|all the above|each of these"
FILLER = (
    "between|range|way|single|we|we'd|we'll|we're|we've|i|i'd|i'll|i'm|can|could|do|does|did|"
    "offer|offers|offering|"
    "offered|you|you'd|you'll|you're|get|gets|getting|see|sees|seeing|your|our|the|a|an|is|are|"
    "it|it's|its|be|of|to|that|that's|this|these|those|which|would|will|have|has|had|they|"
    "they're|their|there|there's|so|please|thanks|thank|hello|hi|hey|as|just|only|currently|"
    "now|today|typically|typical|usually|generally|normally|say|says|said|quoted|quote|quotes|"
    "quoting|deliver|delivers|delivering|provide|provides|providing|give|gives|hit|hitting|"
    "reach|reaches|achieve|achieves|run|runs|doing|comes|come|came|coming|out|looking|look|"
    "expect|expected|figure|figures|number|numbers|value|values|should|may|might|let|me|us|by|"
    "one|per|was|were|been|being|than|or|any|much|very|here|here's|what|how|tokens|token|"
    "measured|observed|benchmarked|tested|show|shows|showing|sure|yes|ok|okay|well|right|works|"
    "you pay|you only pay|you would pay|you'd pay|pay|paying|"
    "performance|hardware|specs|spec sheet|details|best|regards|cheers|put|keep|keeps|stay|"
    "stays|go|goes|sits|land|lands|sustained|steady|state|steady state|node|box|server|"
    "cluster|gpu|gpus|card|cards|replica|replicas|setup|set up|config|configuration|deployment|"
    "endpoint|"
    "workload|traffic|load|model|inference|nodes|instance|into|it'd|"
    "use|uses|used|served|during|drops|drop|fall|slide|slides|sink|sinks|down|falls|falling|"
    "dropping|rises|rising|climbs|climbing|becomes|degrades|degrading|assumed|counted|"
    "no matter if|no matter whether|whether|regardless of|regardless whether|"
    "hgx|dgx|mode|class|type|level|throughout|region|nvidia|amd|sxm|pcie|hbm|nvl|stack"
)
# Currencies that are not the dollar: word or sign -> code; "?" stands for several.
CURRENCIES: dict[str, str] = {
    word: code
    for code, words in {
        "EUR": "€ eur euro euros",
        "GBP": "£ gbp pound pounds quid",
        "?": "¥",
        "CNY": "cny rmb yuan renminbi",
        "JPY": "jpy yen",
        "INR": "₹ inr rupee rupees",
        "KRW": "₩ krw",
        "CHF": "chf francs",
        "CAD": "cad c$ ca$",
        "AUD": "aud a$ au$",
        "NZD": "nzd nz$",
        "HKD": "hkd hk$",
        "TWD": "twd nt$",
        "SGD": "sgd s$",
        "MXN": "mxn mx$",
        "BRL": "brl r$",
        "SEK": "sek",
        "NOK": "nok",
        "DKK": "dkk",
        "PLN": "pln",
        "AED": "aed",
        "ILS": "ils shekels",
    }.items()
    for word in words.split()
}
CODES = frozenset([word for word, code in CURRENCIES.items() if word.upper() == code])
# What may stand before the first colon without being a provider's name.
HEADINGS = spaced(
    "note notes details detail offer quote summary re fwd fw subject from to cc date hi hello hey"
    " pricing price prices hardware performance speed capacity terms update ps dear vendor"
    " provider conditions condition setup config configuration rates assumptions including"
    " following specs results numbers here also sla slas latency throughput model https http"
    " then and at with on for per is are we you our tier currency region date validity valid"
    " engine runtime framework license plan product sku modality status uptime name attached below"
)
MODEL_FAMILIES = spaced(
    "kimi deepseek llama qwen qwen3 glm minimax mistral mixtral gpt-oss gemma nemotron"
    " gpt hermes phi ernie hunyuan devstral magistral codestral"
)


# --- The vocabulary made ready for look-up: phrases by their first word, accelerators by name.

# What may stand before the name of an accelerator: who makes it, or the board that it is on.
_CHIP_PREFIXES = frozenset(
    (
        *("nvidia", "hgx", "dgx", "amd", "google", "aws", "groq", "cerebras", "intel", "instinct"),
        *("sambanova", "huawei", "microsoft", "azure", "gcp", "geforce", "apple", "habana"),
    )
)
# What may stand behind it and says no more.
_CHIP_FORMS = spaced("sxm sxm2 sxm4 sxm5 sxm6 hbm2e hbm3 hbm3e oam gddr6 gddr7 nvl4 nvlink")
# What stands behind it and makes it another one, with a memory and peaks of its own.
_CHIP_VARIANTS = {"pcie": " PCIe", "nvl": " NVL"}
_OF_TWO_FORMS = spaced("H100 H200 H800 A100 A800 V100 P100")
_RACKS = {"nvl72": " NVL72", "nvl36": " NVL36", "nvl144": " NVL144"}
# Names by their shape: of a series that goes on, whether anybody has listed this one.
_CHIP_SHAPE = re.compile(
    r"MI[0-9]{2,3}[AX]?|GB[0-9]{2,3}|[Tt][Rr][Nn][0-9]|[Ii][Nn][Ff][0-9]|SN[0-9]{2}[A-Z]?"
    r"|TPUv[0-9][a-z]?|(?:RTX|GTX|rtx|gtx)[0-9]{3,4}|Gaudi[0-9]|Trainium[0-9]|H[1-9]00|B[1-9]00"
)
_CHIP_SERIES = spaced("rtx gtx geforce radeon quadro rx tpu gaudi trainium inferentia ascend")
_CHIP_TAILS = spaced("ti super ada xt xtx d generation laptop max ultra")
_MEMORY = re.compile(r"[0-9]{1,4}")


class Phrase(NamedTuple):
    """Words in a row and what they mean; the first word is the key it is found by."""

    rest: tuple[str, ...]
    kind: PhraseKind
    word: str


class Chips(NamedTuple):
    """Names of accelerators as said, lower case, with the name that the catalogue or the trade has
    for them; `named` are those of more than one word, by their first. `as_said` are the names that
    are kept as somebody said them, `boxes` machines that hold several of one.
    """

    one: dict[str, str]
    names: frozenset[str]
    named: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    as_said: frozenset[str]
    boxes: dict[str, Box]


def words_of(phrase: str) -> tuple[str, ...]:
    """The words of a phrase, as they are looked for."""
    # Most phrases are plain words, and there are nearly two thousand: the quick way saves 5 ms.
    if phrase.replace(" ", "").isalpha():
        return tuple(phrase.lower().split())
    return tuple([token.low for token in tokens_of(phrase)])


def tables() -> list[tuple[PhraseKind, str, str]]:
    """Every phrase of the vocabulary as (kind, phrases, word)."""
    rows: list[tuple[PhraseKind, str, str]] = []
    groups: tuple[tuple[PhraseKind, dict[str, str]], ...] = (
        ("name", ways()),
        ("counts", COUNTS),
        ("scope", SCOPES),
        ("stat", STATS),
        ("bound", BOUNDS),
    )
    for kind, table in groups:
        rows += [(kind, phrases, word) for word, phrases in table.items()]
    rows += [("term", term.words, term.id) for term in TERMS.values() if term.words]
    rows += [("term", composed(term), term.id) for term in TERMS.values() if term.composed]
    for tier in (*TIERS.split("|"), *TIER_NAMES):
        rows.append(("tier", tier, TIER_NAMES.get(tier, tier)))
    rows += [
        ("kv", "kv|kv cache|kvcache|kv precision|kv cache precision", ""),
        ("weights", WEIGHTS, ""),
    ]
    for row in VALUES.values():
        rows.append(("cond", row.words, row.id))
        # What may be on or off, as a layout may, is left to the patterns where it is more words.
        for name in row.words.split("|") if row.of == "speculative" else ():
            off = f"no {name}|without {name}|{name} off|{name} disabled|{name} is off|w o {name}"
            on = f"with {name}|{name} on|{name} enabled|{name} is on|using {name}"
            off += f"|non {name}|turn off {name}|not using {name}|{name} turned off|disabled {name}"
            rows += [("cond", off, f"{row.of}={row.off}"), ("cond", on, row.id)]
    for name in REGIONS.split("|"):
        rows.append(("cond", f"{name}|region {name}|{name} region", f"region={name}"))
    for name in SERVICE_TIERS.split("|"):
        # Of a dedicated one, "endpoint" says whose rent it is.
        whose = "" if name == "dedicated" else f"|{name} endpoint|{name} instance"
        rows.append(("cond", f"{name}{whose}", f"tier={name}"))
    for name in TIER_PREFIXES.split():
        rows.append(("cond", f"{name} tier|{name} service|tier {name}", f"tier={name}"))
    for name in ("batch api", "batch mode", "batch pricing", "batch endpoint", "batch inference"):
        rows.append(("cond", name, "tier=batch"))
    small: tuple[tuple[PhraseKind, str], ...] = (
        ("approx", APPROX),
        ("mark", MARKS),
        ("sep", SEPARATORS),
        ("no", DENIALS),
        ("versus", VERSUS),
        ("than", THAN),
        ("able", ABLE),
        ("all", ALL),
        ("filler", EXAMPLE),
        ("filler", SAME),
        ("filler", FILLER),
    )
    return [*rows, *[(kind, listed, "") for kind, listed in small]]


@follows(METRICS, CONDITIONS, NAMES, TERMS, VALUES)
def phrases() -> dict[str, tuple[Phrase, ...]]:
    """Every phrase by its first word, the longest first. Of two meanings the first listed holds."""
    found: dict[str, dict[tuple[str, ...], Phrase]] = {}
    for kind, listed, word in tables():
        for text in listed.split("|"):
            said = words_of(text)
            found.setdefault(said[0], {}).setdefault(said[1:], Phrase(said[1:], kind, word or text))
    return {
        first: tuple(sorted(rest.values(), key=lambda phrase: -len(phrase.rest)))
        for first, rest in found.items()
    }


def phrase_at(tokens: list[Token], i: int, end: int) -> tuple[Phrase, int] | None:
    """The longest phrase that starts at a token, and where it ends."""
    found, low = None, tokens[i].low
    if "_" in low and low not in phrases():
        return _identifier(low, i)
    for phrase in phrases().get(low, ()):
        after = _follows(tokens, i + 1, end, phrase.rest)
        if after:
            found = phrase, after
            break
    longer = _with_is(tokens, i, end)
    return longer if longer and (found is None or longer[1] > found[1]) else found


def _with_is(tokens: list[Token], i: int, end: int) -> tuple[Phrase, int] | None:
    """`output's 1.5 cents per thousand`, `hit rate's around 60`: a name with its "is"."""
    near = range(i, min(end, i + _LONGEST_NAME))
    last = next((k for k in near if tokens[k].low.endswith("'s")), -1)
    if last < 0:
        return None
    *said, own = [token.low for token in tokens[i : last + 1] if token.text != "-"]
    words = (*said, own[:-2])
    for phrase in phrases().get(words[0], ()):
        if phrase.rest == words[1:] and phrase.kind in _WITH_IS:
            return phrase, last + 1
    return None


# Names of programs that say more than their words do.
_IDENTIFIERS = {"max_concurrency": "concurrency", "num_users": "users_in_flight"} | dict.fromkeys(
    ("num_concurrent", "concurrent_requests", "max_concurrent_requests"), "concurrency"
)


def _identifier(said: str, i: int) -> tuple[Phrase, int] | None:
    """The phrase whose words a name of programs joins: `output_tokens`."""
    first, *rest = _IDENTIFIERS.get(said, said).strip("_").split("_")
    for phrase in phrases().get(first, ()):
        if phrase.rest == tuple(rest):
            return phrase, i + 1
    return None


_WITH_IS = ("name", "counts", "stat")
_LONGEST_NAME = 5


def _follows(tokens: list[Token], i: int, end: int, rest: tuple[str, ...]) -> int:
    """Where the words end that stand from `i`, a hyphen allowed between any two; else 0."""
    for word in rest:
        if i < end and tokens[i].text == "." and tokens[i - 1].low in ABBREVIATIONS:
            i += 1
        if i < end and tokens[i].low == "-" and i + 1 < end and tokens[i + 1].glued:
            i += 1
        if i >= end or tokens[i].low != word:
            return 0
        i += 1
    return i


def bound_of(words: list[str], metric: str) -> Bound:
    """The bound that some words set, as the direction of the metric makes them: a maximum of a
    speed is "up to", a maximum of a latency is "at most". A promise outweighs the rest.
    """
    known = METRICS.get(metric)
    lower = known is not None and known.better == "lower"
    found: Bound = "typical"
    for word in words:
        one = _bound(word, lower=lower)
        if found == "typical" or one in ("SLA", "rate limit"):
            found = one
    return found


def _bound(word: str, *, lower: bool) -> Bound:
    match word:
        case "SLA" | "SLA noun":
            return "SLA"
        case "rate limit":
            return "rate limit"
        case "best" | "high end":
            return "at least" if lower else "up to"
        case "low end":
            return "at least"
        case "up to" | "max" | "burst" | "spike":
            return "at most" if lower else "up to"
        case "at most" | "under" | "capped":
            return "at most"
        case "at least" | "over" | "min" | "from":
            return "at least"
        case "no worse":
            return "at most" if lower else "at least"
        case _:
            return "typical"


def tier_of(word: str) -> str:
    """The precision that a word names; nothing where it names none."""
    low = word.lower()
    low = TIER_NAMES.get(low, low)
    return low if low in TIERS.split("|") else ""


# `Q4_K_XL`, `W4A6`: a precision by its shape, whether it is known what it takes.
_TIER_SHAPE = re.compile(r"i?q[0-9]_[a-z0-9_]+|w[0-9]{1,2}a(?:fp)?[0-9]{1,2}", re.IGNORECASE)


def tier_at(tokens: list[Token], i: int, end: int) -> tuple[str, int] | None:
    """The precision that is named at a token, and where its name ends."""
    if i >= end:
        return None
    phrase = phrase_at(tokens, i, end)
    if phrase is not None and phrase[0].kind == "tier":
        return phrase[0].word, phrase[1]
    if _TIER_SHAPE.fullmatch(tokens[i].text):
        return tokens[i].text, i + 1
    if tokens[i].kind == "number" and tokens[i].text in ("3", "4", "6", "8", "16"):
        bit = i + 1 + (i + 1 < end and tokens[i + 1].text == "-")
        if bit < end and tokens[bit].low in ("bit", "bits"):
            return f"{tokens[i].text}-bit", bit + 1
    return None


def chips(more: tuple[str, ...]) -> Chips:
    """The accelerators that can be said: the catalogue's, the trade's, and `more`."""
    return _chips(more, tuple(heads("hardware")))


@functools.lru_cache(maxsize=32)
def _chips(more: tuple[str, ...], catalogue: tuple[Head, ...]) -> Chips:
    one: dict[str, str] = {}
    named: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    listed = machines()

    def add(said: str, name: str, *, alone: bool = True) -> None:
        parts = words_of(said)
        parts = tuple([part for part in parts if part != "-"])
        if len(parts) == 1 and alone:
            one.setdefault(parts[0], name)
        elif parts:
            named.setdefault(parts[0], []).append((parts[1:], name))

    for head in catalogue:
        for said in (head.title, head.name, *head.aliases):
            add(said, head.title)
    for name in more:
        add(name, name)
    for group in (listed.gpus, listed.others):
        for name, others in group.items():
            for said in (name, *others):
                add(said, name)
    for name in listed.boxes:
        # No box is what a price by the GPU is of.
        add(name, name, alone=False)
        if "_" in name:
            add(f"Standard_{name}", name, alone=False)
    ordered = {
        first: tuple(sorted(rest, key=lambda entry: -len(entry[0])))
        for first, rest in named.items()
    }
    return Chips(one, frozenset(one), ordered, frozenset(listed.others), dict(listed.boxes))


def chip_at(tokens: list[Token], i: int, end: int, known: Chips) -> tuple[str, int] | None:
    """The accelerator named at a token, and where its name ends; a plural is one too."""
    found = _chip_named(tokens, i, end, known)
    if found is None:
        return None
    name, after = found
    if name in known.boxes:
        return found
    host = kin(name) in machines().hosts and tokens[after - 1].low not in ("only", "inference")
    if host and not _runs_on(tokens, i):
        return None  # "8x H100 with dual Xeon"
    return variant(tokens, after, end, name)


_BEFORE_HOST = spaced("a an the our dual two single one x × intel amd aws 2 4 nvidia")


def _runs_on(tokens: list[Token], i: int) -> bool:
    """Whether something is said to run on what is named at a token."""
    while i and tokens[i - 1].low in _BEFORE_HOST:
        i -= 1
    return i > 0 and tokens[i - 1].low in ("on", "using")


def _chip_named(tokens: list[Token], i: int, end: int, known: Chips) -> tuple[str, int] | None:
    if i >= end:
        return None
    token = tokens[i]
    low = token.low.removesuffix("'s")
    for rest, name in known.named.get(low, ()):
        after = _follows(tokens, i + 1, end, rest)
        if not after and rest[-1:] and i + len(rest) < end:
            plural = (*rest[:-1], rest[-1] + "s")
            after = _follows(tokens, i + 1, end, plural)
        if after:
            return (_said(tokens, i, after) if name in known.as_said else name), after
    single = low if low in known.one else low.removesuffix("s")
    name = known.one.get(single, "")
    if name and (single not in machines().capitals or token.text[:-1].isupper()):
        shown = token.text if single == low else token.text[:-1]
        return (shown if name in known.as_said else name), i + 1
    if low in _CHIP_PREFIXES:
        return _chip_named(tokens, i + 1 + hyphened(tokens, i + 1, end), end, known)
    return _by_its_series(tokens, i, end)


def _by_its_series(tokens: list[Token], i: int, end: int) -> tuple[str, int] | None:
    """`RTX 4070 Ti`, `MI500X`, `TPU v9`: one of a series that nobody has listed yet."""
    if _CHIP_SHAPE.fullmatch(tokens[i].text):
        return tokens[i].text, i + 1
    after = i + 1 + hyphened(tokens, i + 1, end)
    if tokens[i].low not in _CHIP_SERIES or after >= end:
        return None
    if tokens[after].low in _CHIP_SERIES:
        after += 1
    if after >= end or not any(letter.isdigit() for letter in tokens[after].text):
        return None
    after += 1
    while after < end and (
        tokens[after].low in _CHIP_TAILS or (tokens[after].glued and tokens[after].kind == "word")
    ):
        after += 1
    return _said(tokens, i, after), after


def variant(tokens: list[Token], j: int, end: int, name: str) -> tuple[str, int]:
    """An accelerator with its form and its memory: `H100 80GB PCIe`, `A100 40GB`, `H200 NVL`."""
    while j < end:
        bracketed = _in_brackets(tokens, j, end)
        if bracketed:
            # "A100 (40 GB)", "H100 (80GB HBM3)"
            name, j = of_memory(name, tokens[j + 1].text), bracketed
            continue
        k = j + hyphened(tokens, j, end)
        low = tokens[k].low
        if low in _CHIP_FORMS:
            j = k + 1
        elif low in _RACKS:
            name = name if name in ("GB200", "GB300") else name + _RACKS[low]
            j = k + 1
        elif low in _CHIP_VARIANTS:
            name += _CHIP_VARIANTS[low] * (name in _OF_TWO_FORMS)
            j = k + 1
        elif k + 1 < end and tokens[k + 1].low in ("gb", "gib", "g") and _is_size(tokens, k, end):
            name, j = of_memory(name, tokens[k].text), k + 2
        else:
            break
    return name, j


def _in_brackets(tokens: list[Token], j: int, end: int) -> int:
    """Where a memory in brackets ends; 0 where there is none."""
    if j + 3 >= end or tokens[j].text != "(" or tokens[j + 2].low not in ("gb", "gib"):
        return 0
    k = j + 3
    while k < end and tokens[k].low in (*_CHIP_FORMS, "each", "vram", "memory", "hbm"):
        k += 1
    closes = k < end and tokens[k].text == ")" and _MEMORY.fullmatch(tokens[j + 1].text)
    return k + 1 if closes else 0


def _is_size(tokens: list[Token], k: int, end: int) -> bool:
    """Whether a number and GB are a memory, and no figure of something else: "80 GB/s"."""
    if not _MEMORY.fullmatch(tokens[k].text) or (
        tokens[k + 1].low == "g" and not tokens[k + 1].glued
    ):
        return False
    return k + 2 >= end or tokens[k + 2].text != "/"


def of_memory(name: str, size: str) -> str:
    """An accelerator of so many GB: another one than the catalogue's where that has another memory,
    unless the size is that of several.
    """
    if size in name:
        return name
    name = _WITH_SIZE.sub("", name)  # "A100 40GB ..., the 80GB card"
    try:
        memory = find("hardware", name).entries["gpu_memory"].value / 1e9
    except (UnknownItem, KeyError):
        return f"{name} {size}GB"
    alike = any(abs(int(size) / count / memory - 1) < _NEAR for count in _COUNTS)
    return name if alike else f"{name} {size}GB"


@functools.lru_cache(maxsize=256)
def node_of(name: str) -> int:
    """How many of an accelerator a node has; 0 where the catalogue does not say."""
    try:
        return int(find("hardware", name).entries["gpus_per_node"].value)
    except (UnknownItem, KeyError):
        return 0


_WITH_SIZE = re.compile(r" [0-9]+GB$")
# GB for GiB is 7 %, and what is left free for use a little more.
_NEAR, _COUNTS = 0.08, (1, 2, 4, 8, 16, 72)


def _said(tokens: list[Token], i: int, after: int) -> str:
    """Tokens as they stand in the text."""
    return "".join(
        [" " * (k > i and not tokens[k].glued) + tokens[k].text for k in range(i, after)]
    )
