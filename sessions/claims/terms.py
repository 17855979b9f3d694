"""The terms: what an offer may be bound to, a row each: what it means to a buyer, how it is said,
which figures it may carry, what is asked where it carries none.

The words stay the truth in the file; `sessions.say.term_figures` reads what they mean, and
`sessions.offers.effects` has the function of each term that changes the bill.
"""

from __future__ import annotations

import itertools
from typing import Literal, NamedTuple

from formulas.book import BOOK
from formulas.units import measure, multiply
from sessions.claims.table import Table

# What a figure of a term may be. A month is a unit of its own: how many hours it has is an input.
Kind = Literal[
    "$", "$/month", "$/year", "$/hour", "$/token", "$/token/time", "share", "times", "duration",
    "date", "tokens", "tokens/month", "rate", "count", "GPUs",
]  # fmt: skip
# The unit that the figures of a kind are shown and kept in, and what such a figure is called.
KINDS: dict[Kind, tuple[str, str]] = {
    "$": ("$", "a sum in $"),
    "$/month": ("$/month", "$ a month"),
    "$/year": ("$/year", "$ a year"),
    "$/hour": ("$/hour", "$ an hour or a day"),
    "$/token": ("$/Mtok", "$ per million tokens"),
    "$/token/time": ("$/Mtok/hour", "$ per million tokens and hour"),
    "share": ("%", "a share"),
    "times": ("", "so many times"),
    "duration": ("s", "a time"),
    "date": ("", "a day"),
    "tokens": ("token", "tokens"),
    "tokens/month": ("token/month", "tokens a month"),
    "rate": ("tok/s", "tokens a second or a minute"),
    "count": ("", "a number"),
    "GPUs": ("GPU", "GPUs"),
}
# Where a quote keeps it: among its terms, as a claim that is a limit, or as a condition.
Home = Literal["term", "claim", "condition"]


class Term(NamedTuple):
    """One row of the table.

    Attributes:
        id: its key in a quote; title: what people call it.
        means: what it is to a buyer, in one sentence.
        ask: the question that is left where its figure is not said.
        takes: the kinds of figure that it may carry; none for words only.
        needs: groups of kinds; of each, one figure must be said, else `ask` is asked.
        bare: what a number without a unit counts, where it can only be one thing.
        home: where a quote keeps it.
        side: whom it is good for: a buyer loses where it is said no more, and is bound where one
            for the vendor is new; or none of it is best.
        higher, lower: the kinds of which more, or less, is better for the buyer.
        inputs: by the kind of a figure, the input of the book that it is; what the bill reads of
            them is counted, and nothing where an offer does not say it.
        words: how it is said, with "|" between; `composed` two lists whose words make it together.
        with_it: kinds of quantity beside it that would be a claim elsewhere: the price of overage
            is not the price.
        names, conditions: what is a name of figures, or a condition, elsewhere, and belongs to it.
        yields: of two terms in one stretch it gives way: a notice of a deprecation is about the
            deprecation.
        depends: what comes after an "if" or "with" is a term of its own.
        paid: "$0.01/M for it" is what it costs.
    """

    id: str
    title: str
    means: str
    ask: str
    takes: tuple[Kind, ...] = ()
    needs: tuple[tuple[Kind, ...], ...] = ()
    bare: Kind | Literal[""] = ""
    home: Home = "term"
    side: Literal["", "buyer", "vendor", "none is best"] = ""
    higher: tuple[Kind, ...] = ()
    lower: tuple[Kind, ...] = ()
    inputs: tuple[tuple[Kind, str], ...] = ()
    words: str = ""
    composed: tuple[str, ...] = ()
    with_it: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    yields: bool = False
    depends: bool = False
    paid: bool = False


_PERIODS: tuple[Kind, ...] = ("$/month", "$/year")
_UNIT: tuple[Kind, ...] = ("$/hour", "$/month", "$/year")
# Words that make a term together, one of each list: `fixed through`, `over the commit`.
_HELD = (
    "valid|good|fixed|held|locked|firm|open|guaranteed|stands|holds|hold|frozen|unchanged|stable|"
    "honored|honoured|locked in|held firm|in effect|kept|protected|stand"
)
_UNTIL = "until|through|thru|till|for|to"
_BEYOND = "above|over|beyond|past|exceeding|in excess of|outside|on top of"
_COMMITTED = (
    "commit|commitment|the commit|the commitment|your commit|your commitment|committed volume|"
    "the committed volume|committed usage|the minimum|your committed volume|quota|the quota"
)
_OUTPUTS = "output|outputs|completion|completions|response|responses|generations|answers"
_CAPPED = (
    "capped|limited|are capped|are limited|is capped|is limited|max out|top out|cut off|"
    "are cut off|cannot exceed|can't exceed|won't exceed|limited to|capped at"
)


def _wrong(term: Term) -> str:
    """What is wrong with the inputs of a term: each is one of the book, and counted alike."""
    for kind, id in term.inputs:
        variable = BOOK.variables.get(id)
        if variable is None:
            return f"its input {id} is none of formulas/topics/"
        counted = measure(KINDS[kind][0]).dimension
        alike = (counted, *[multiply(counted, each) for each in variable.implied])
        if variable.unit.dimension not in alike:
            return f"{KINDS[kind][1]} is not in {variable.unit.text}, as its input {id} is"
    return ""


# fmt: off
TERMS: Table[Term] = Table((
    # The commonest first: so they are offered where a line may go on.
    Term("commitment", "minimum commitment", "What is paid even when the traffic does not come.",
        "How much a month, for how long, and what happens to what is not used?",
        takes=(*_PERIODS, "GPUs", "tokens/month", "duration", "share"),
        needs=((*_PERIODS, "GPUs", "tokens/month"),), side="vendor",
        lower=(*_PERIODS, "tokens/month", "GPUs"),
        inputs=(("$/month", "commitment_per_month"), ("$/year", "commitment_per_year"),
            ("tokens/month", "commitment_volume_per_month"), ("GPUs", "commitment_gpus")),
        depends=True,
        words="commitment|commitments|committed spend|minimum commitment|minimum spend|"
            "min spend|monthly minimum|annual commit|commit|min commit|minimum commit|"
            "reserved|reservation|reserved capacity|committed|no minimum|no minimums|no min|"
            "no commits|monthly commit|annual commitment|spend commitment|you commit|"
            "committed volume|volume commitment|volume commit|take or pay|minimum order|"
            "minimum purchase|minimum monthly spend|minimum annual spend|annual minimum|"
            "minimum volume|committed use|cud|cuds|savings plan|savings plans|"
            "committed use discount|monthly spend|annual spend|"
            "minimum monthly commitment|minimum deployment|minimum reservation|reserve|"
            "drawdown|burn down"),
    Term("discount", "discount", "What is taken off the list price, and under which condition.",
        "How many per cent, off which prices, from which volume on?",
        takes=("share", *_PERIODS, "tokens/month"), needs=(("share",),), side="buyer",
        higher=("share",), lower=("$/month",), names=("concurrency", "price", "cache_hit_rate"),
        conditions=("tier",), depends=True,
        words="discount|discounts|off list|volume discount|discounted|commitment discount|"
            "off the list|rebate|batch discount|off|off batch|off for batch|off of list|"
            "half price|half off|at half price|price break|volume pricing|tiered pricing|"
            "promo|promotional|promotional price|waived|waive|off the list price|"
            "off list price|discount on|cheaper in batch|off our list|off rack rate|"
            "knocked off|half the price for batch|half the list price"),
    Term("term", "contract term", "How long the contract binds both sides.",
        "For how many months, and how does one get out?",
        takes=("duration",), needs=(("duration",),), side="vendor", lower=("duration",),
        yields=True,
        words="month minimum|year minimum|month min|months minimum|contract|contract length|"
            "year term|month term|term|year contract|lock in|month to month|cancel anytime|"
            "cancel any time|notice|notice period|termination|terminate|auto renew|"
            "auto renewal|auto renews|renewal|renews|minimum term|initial term|"
            "month contract|contract term|year deal|year commit term|exit clause|"
            "early termination"),
    Term("overage", "overage", "The price above the committed volume.",
        "What does a million tokens cost above the committed volume?",
        takes=("$/token", "share", "times", "tokens/month"),
        needs=(("$/token", "share", "times"),), side="vendor", lower=("$/token", "share", "times"),
        inputs=(("$/token", "overage_price"),), with_it=("usd/tok",), paid=True,
        composed=(_BEYOND, _COMMITTED),
        words="overage|overages|burst capacity|burst usage|burst price|burst pricing|"
            "above commit|overage rate|above the commit|above the commitment|over the commit|"
            "above your commit|beyond the commitment|beyond commit|excess usage|"
            "overage price|past the commit|additional usage"),
    Term("price hold", "price hold", "How long the price stays as it is quoted.",
        "Until which day does the price hold, and what may it become then?",
        takes=("duration", "date"), needs=(("duration", "date"),), side="buyer",
        higher=("duration", "date"), depends=True, composed=(_HELD, _UNTIL),
        words="price hold|price held|valid|hold this price|hold the price|hold that price|"
            "hold our price|hold pricing|hold these prices|keep this price|honor this price|"
            "hold our prices|hold this pricing|price lock|price is held|prices held|"
            "locked for|held for|valid until|valid for|valid through|good until|good through|"
            "quote valid|expires|price locked|prices locked|offer valid|holds until|"
            "hold until|offer expires|valid till|valid thru|valid to|valid by|good till|"
            "good thru|good for|open for|open until|held until|held through|hold for|"
            "holds for|held firm|fixed for|fixed until|price is fixed|prices fixed|"
            "prices are fixed|locked in for|lock in for|locked until|locked through|"
            "rate lock|price guarantee|price protection|stands until|offer ends|offer stands|"
            "offer good|offer is good|expires on|expiring|expire|firm until|firm for|"
            "firm through|quote expires|prices valid|pricing valid|pricing is valid|validity|"
            "quote is good|prices hold|offer holds|guaranteed for|prices are good|"
            "pricing holds|rate is locked|quote good|price good"),
    Term("SLA credits", "SLA credits", "What comes back when the service level is missed.",
        "Which share of the month's bill comes back, below which uptime, and what is down?",
        takes=("share", "$", "times"), needs=(("share", "$", "times"),), side="buyer",
        higher=("share", "$", "times"), with_it=("time",),
        words="sla credit|sla credits|service credit|service credits|credits if|sla penalty|"
            "penalty|penalties|credited|credit|credits|refund|refunded|refunds|money back|"
            "service level credit|service level credits|compensation"),
    Term("outage", "what counts as down",
        "From when on an endpoint is down: slow answers and refusals may not count.",
        "From which error rate, over how many minutes, is it down? Do slow answers count?",
        takes=("share", "duration"), needs=(("share", "duration"),), with_it=("time", "%"),
        names=("success", "uptime", "requests_per_second", "users", "context_window"), yields=True,
        words="outage|outages|downtime|down means|counts as down|counted as down|"
            "considered down|unavailable|unavailability|planned maintenance|"
            "scheduled maintenance|maintenance window|maintenance windows|maintenance|"
            "counts as downtime|counted as downtime|down is|we count as down|define down as|"
            "defined as down|down when"),
    Term("cache TTL", "cache TTL",
        "How long a prefix is kept: a turn that comes later pays for fresh input.",
        "How long is a prefix kept after its last use, and is that guaranteed?",
        takes=("duration",), needs=(("duration",),), side="buyer", higher=("duration",),
        with_it=("time",),
        words="cache ttl|ttl|cache lifetime|cached for|cache retention|cache expires|"
            "cache entries live|entries expire|cache lives|stays cached|stay cached|"
            "kept in cache|cache is kept|cache window|evicted after|evicted|cache eviction|"
            "time to live|cache duration|cache persists|caches for|cache entries expire|"
            "cache entries last|cache lasts|prefixes live|prefixes stay cached|remain cached|"
            "remains cached|cache is good for|cache kept|in cache for"),
    Term("minimum prefix", "minimum prefix",
        "The shortest prefix that is cached: shorter ones are billed as fresh input.",
        "How many tokens must a prefix have to be cached?",
        takes=("tokens",), needs=(("tokens",),), bare="tokens", side="vendor", lower=("tokens",),
        inputs=(("tokens", "minimum_prefix"),),
        words="minimum prefix|to be cached|to be cacheable|to get cached|min prefix|"
            "prefix minimum|minimum prompt|prefix of|shortest prefix|minimum cacheable|"
            "cacheable prefix|minimum cacheable prefix|min cacheable prefix|prefixes of|"
            "prefix over|prefix longer|prefix at least|prefixes over|prefix length|"
            "minimum cached prefix|minimum prompt length|cacheable|smallest prefix|"
            "prefixes shorter|prefixes under|prefixes below|prefixes longer|prefixes above|"
            "prompts under|prefix must be|minimum prefix length|cacheable from|min prompt"),
    Term("cache write", "cache write",
        "What input costs that is put into the cache, where that is dearer than plain input.",
        "What does a million tokens cost that are written to the cache?",
        takes=("$/token", "times"), needs=(("$/token", "times"),), side="vendor",
        lower=("$/token", "times"),
        inputs=(("$/token", "cache_write_price"), ("times", "cache_write_factor")),
        with_it=("usd/tok",), paid=True,
        words="cache write|cache writes|cache creation|cache write price|writes to cache|"
            "cached write|write to cache|writing to cache|writing to the cache|"
            "writes to the cache|cache fill|writes|cache write cost|cached writes|"
            "cache population|to write to the cache|written to the cache|written to cache"),
    Term("storage", "cache storage", "Rent for what the cache keeps, whether or not it is read.",
        "What does it cost to keep a million tokens in the cache for an hour?",
        takes=("$/token/time", "tokens", "duration"), needs=(("$/token/time",),), side="vendor",
        lower=("$/token/time",), inputs=(("$/token/time", "storage_price"),), with_it=("usd/tok",),
        paid=True,
        words="storage|cache storage|storage fee|storage fees|kv storage|storage cost|"
            "storage costs|storing the cache|cache storage fee"),
    Term("surcharge", "long-context surcharge", "A higher price for requests beyond a length.",
        "How many times the price, beyond how many tokens, and for the whole request?",
        takes=("times", "share", "$/token", "tokens"),
        needs=(("times", "share", "$/token"), ("tokens",)), bare="tokens", side="vendor",
        higher=("tokens",), lower=("times", "share", "$/token"),
        inputs=(("times", "surcharge_factor"), ("share", "surcharge_share")), with_it=("usd/tok",),
        names=("context_tokens", "context_window", "input_tokens", "output_tokens", "price"),
        yields=True,
        words="surcharge|long context surcharge|long context price|long context pricing|"
            "extra charge|extra|additional|on top|adds|premium|long context premium|"
            "double the price|billed at double|billed double|charged double|"
            "charged at double|billed at twice|billed twice|double above|higher rate|"
            "long context rate|priced double|premium of|long prompt surcharge|double rate|"
            "double price|costs double|cost double|doubles|double the rate|"
            "billed at a higher rate|double beyond"),
    Term("output cap", "output cap", "The longest answer that is given; longer ones break off.",
        "How many tokens may an answer have?",
        takes=("tokens",), needs=(("tokens",),), bare="tokens", side="vendor", higher=("tokens",),
        composed=(_OUTPUTS, _CAPPED),
        words="output cap|output limit|max output|max output tokens|max tokens|maximum output|"
            "max completion tokens|output tokens max|max new tokens|outputs capped|"
            "output capped|outputs capped at|output capped at|output is capped|"
            "outputs are capped|completions capped at|max response|max generation|"
            "max output length|output is limited|outputs limited|output limited|"
            "outputs are limited|maximum output tokens|completion limit|max completion|"
            "max response length|response cap|capped output|output tokens capped|"
            "max generated tokens|generation limit|maximum completion|output token limit"),
    Term("reasoning tokens", "reasoning tokens",
        "Whether thinking that nobody sees is billed as output.",
        "Are reasoning tokens billed as output, and how many come with a request like ours?",
        takes=("$/token", "tokens"),
        words="reasoning included|reasoning is included|reasoning tokens|thinking tokens|"
            "reasoning billed|thinking billed|reasoning is billed|thinking is billed|"
            "hidden reasoning|reasoning counted|reasoning counts|chain of thought|"
            "thinking counts|reasoning token|thinking token|reasoning output|bill thinking|"
            "bill reasoning|billed for thinking|billed for reasoning|charge for thinking|"
            "charge for reasoning"),
    Term("cold start", "cold start", "How long the first request waits when no replica runs.",
        "How long is a cold start, and after how long without traffic does it come?",
        takes=("duration",), needs=(("duration",),), lower=("duration",), with_it=("time",),
        words="cold start|cold starts|spin up|spin up time|warm up|warmup|scale up time|"
            "scale from zero|autoscale|autoscaling|boot time|cold boot|provisioning time|"
            "ramp up|time to provision|scales to zero|scale to zero|scale up takes|lead time|"
            "spin up takes|after idle|from idle|replicas take|to scale up|minutes to scale|"
            "scale up|startup time|start up time|to spin up|starts cold|from cold|lead times"),
    Term("retention", "retention", "How long prompts and answers are kept.",
        "For how many days are prompts and answers kept, and by whom are they read?",
        takes=("duration",), needs=(("duration",),), side="none is best", lower=("duration",),
        yields=True,
        words="retention|zero retention|data retention|zdr|zero data retention|logging|logs|"
            "logs kept|logs are kept|logs retained|retain|retains|retained|"
            "prompts are stored|prompts stored|store prompts|stores prompts|stored for|"
            "deleted after|delete after|kept for|not logged|log prompts|prompt logging|"
            "abuse monitoring|delete|deleted|purged|keep logs|store your prompts|"
            "store your data|keep your data|store any|keep prompts|store no"),
    Term("training on data", "training on data",
        "Whether prompts and answers go into somebody's training.",
        "Are our prompts and answers used for training, unless the contract says no?",
        side="none is best",
        words="train on|training on|trained on|training on data|no training|train our models|"
            "used for training|use your data|for training|training opt out|"
            "improve our models|train models on|train with your|to train|train any"),
    Term("data residency", "data residency",
        "Where prompts and answers may be stored and worked on.",
        "In which countries are prompts and answers worked on and stored, and by whom?",
        conditions=("region",),
        words="data residency|data stays|data never leaves|data resides|residency|data leaves|"
            "leave the eu|leaves the eu|data sovereignty"),
    Term("deprecation", "model deprecation",
        "How long the model stays, and how early its end is told.",
        "How many months before its end is a model's deprecation told?",
        takes=("duration", "date"), needs=(("duration", "date"),), side="buyer",
        higher=("duration", "date"),
        words="deprecation|deprecated|sunset|deprecate|end of life|retire|retired|retirement|"
            "after release|after launch|from launch|after ga|models are supported|retires|"
            "model retirement|phased out|eol|discontinued|discontinue|sunsetting|deprecating|"
            "before a model is removed|removing a model"),
    Term("payment", "payment", "When it is paid: before, or so many days after the bill.",
        "How many days after its date is a bill due, and is anything paid before?",
        takes=("duration",), higher=("duration",), yields=True,
        words="net 15|net 30|net 45|net 60|net 90|prepaid|prepay|upfront|up front|invoice|"
            "invoiced|payment|postpaid|net 7|net 10|prepayment|deposit|credit card|"
            "late payment|late payments|overdue|due at signing|due on signing|at signing|"
            "due upfront|billed in arrears|in arrears|"
            "billed monthly|billed annually|billed hourly|billed per second|"
            "billed per minute|billed by the second|billed by the hour|billed by the minute|"
            "arrears|payable|billed quarterly|billed yearly|paid monthly|paid annually|due in"),
    Term("fee", "fee", "What is paid beside the tokens: to set up, for the platform, for egress.",
        "How much, once or a month?",
        takes=("$", *_PERIODS, "$/token", "share"), needs=(("$", *_PERIODS, "$/token", "share"),),
        side="vendor", lower=("$", *_PERIODS, "share"), inputs=(("$/month", "fee_per_month"),),
        with_it=("usd/tok",), yields=True, paid=True,
        words="setup fee|set up fee|onboarding fee|implementation fee|platform fee|fee|fees|"
            "support fee|egress|egress fee|one time|one off|setup cost|setup costs|"
            "minimum charge|base fee|monthly fee|data transfer|per seat|per request fee|"
            "onboarding|integration fee|license fee"),
    Term("evals", "evals", "What was measured of the quality that is served, and by whom.",
        "Which evaluation, run by whom, at the precision that serves us, with which result?",
        takes=("share", "count"), needs=(("share", "count"),), bare="count", side="buyer",
        with_it=("%",),
        words="eval|evals|benchmark score|gpqa|mmlu|swe bench|humaneval|verifier|livecodebench|"
            "aime|terminal bench|vendor verifier|k2 vendor verifier|mmlu pro|gpqa diamond|"
            "math 500|gsm8k|bfcl|tau bench|tau2 bench|mmmu|lm eval|ruler|longbench|scicode|"
            "hle|humanity's last exam|livebench|arena hard|ifeval|mt bench|"
            "needle in a haystack|niah|simpleqa|aider|aider polyglot|perplexity|"
            "accuracy drop|quality loss|accuracy loss|degradation|quality degradation|"
            "within noise|tool call accuracy|tool call success|schema accuracy|tool calls|"
            "k2vv|similarity|swe bench verified|swe bench pro|evaluation|evaluations|"
            "pass rate|pass at 1|score|scores|aime 2025|aime 25|aime25|aime24|aime 2024|"
            "vendor verifier run|livecodebench v6|tool calling accuracy|tool call|"
            "bf16 baseline|quality parity|benchmark accuracy|accuracy degradation|"
            "quality drop"),
    Term("provisioned units", "provisioned units",
        "Capacity rented by the hour, day or month: $/M holds at full use only.",
        "What does a unit cost an hour, and how many tokens a second does it carry on our mix?",
        takes=(*_UNIT, "rate", "count"), needs=(_UNIT, ("rate",)), bare="count", higher=("rate",),
        lower=_UNIT,
        inputs=(("$/hour", "provisioned_unit_price"), ("$/year", "provisioned_unit_price"),
            ("$/month", "provisioned_unit_price_per_month"),
            ("rate", "provisioned_unit_rate")),
        with_it=("usd/tok", "tok/s", "usd/time", "usd/month", "req/s"), paid=True,
        words="provisioned unit|provisioned units|ptu|ptus|provisioned throughput|model unit|"
            "model units|throughput unit|throughput units|gsu|gsus|scale unit|scale units|"
            "unit day|unit hour|provisioned throughput unit|provisioned throughput units|"
            "capacity unit|capacity units|input unit|output unit|input units|output units|"
            "each unit|one unit|per unit|units are|units cost|unit of capacity|"
            "units of capacity|"
            "inference unit|inference units|unit month"),
    Term("blend ratio", "blend ratio",
        "How many tokens of input a blended price counts for one of output: on another mix it is"
        " another price.",
        "What are the input, cached input and output prices, one by one?", side="vendor"),
    Term("free", "free credits", "What can be tried before it is paid for.",
        "How much can be tried, for how long, and at which limits?",
        takes=("$", "tokens", "duration", "$/month", "tokens/month"), side="buyer",
        higher=("$", "tokens"),
        names=("cache_hit_rate", "input_tokens", "output_tokens", "prefill", "decode"),
        yields=True,
        words="free tier|free credits|free tokens|trial|pilot|free|free of charge|at no cost|"
            "no charge|no extra charge|no extra cost|included at no cost|no additional cost|"
            "complimentary|poc|proof of concept"),
    Term("compliance", "compliance", "What was audited, and by which rules.",
        "Of which date is the report, and may we see it?",
        side="buyer",
        words="soc 2|soc2|hipaa|gdpr|iso 27001|fedramp|soc ii|baa|dpa|soc 2 type ii|"
            "soc 2 type 2|ccpa|pci|hipaa baa|soc2 type ii|soc2 type 2"),
    Term("acceptance", "acceptance of drafted tokens",
        "How much speculative decoding gains, which depends on the prompts.",
        "Which acceptance length, on prompts like ours?",
        takes=("share", "count", "times"), needs=(("share", "count", "times"),), bare="count",
        with_it=("%",),
        words="acceptance length|acceptance rate|accept length|accepted tokens|tokens per step|"
            "acceptance|tokens accepted|tokens per pass|accept rate|mean accepted|"
            "acceptance lengths|acceptance rates|mtp depth|draft tokens|speculative tokens|"
            "num speculative tokens|accepted length|accepted lengths|mean acceptance length|"
            "average acceptance length|mean accepted length|mean accepted tokens|"
            "average accepted length|acceptance len|accept len|each step yields|"
            "tokens per iteration|tokens each step|tokens accepted per step|accepted per step|"
            "tokens accepted per pass|accepted per pass|each pass yields|pass yields|"
            "each forward pass yields|step yields|forward pass yields|accepted tokens per step|"
            "accepted tokens per pass|draft length|draft len|draft depth|drafted tokens|"
            "num draft tokens|speculative num draft tokens|speculative num steps|"
            "accepted draft tokens|tau"),
    Term("support", "support", "Who answers when it is down, and how fast.",
        "Within how many minutes does somebody answer, at night too?",
        takes=("duration",), side="buyer", lower=("duration",), with_it=("time",), yields=True,
        words="slack support|slack channel|account manager|on call|email support|"
            "support response|dedicated support|support included|shared slack|"
            "response within|premium support|enterprise support|technical account manager|"
            "phone support|support engineer|support tickets|support plan|support contract|"
            "support package"),
    Term("queue", "queue", "How long a request may wait before it is worked on.",
        "How long may a request wait, and is the wait in the TTFT that is quoted?",
        takes=("duration", "count"), needs=(("duration", "count"),), bare="count", side="vendor",
        lower=("duration",), with_it=("time",), names=("users",), yields=True,
        words="queue|queue time|queueing|max wait|wait time|waiting time|queuing|queue wait|"
            "queue depth"),
    Term("currency", "currency",
        "What the prices are billed in; compared in dollars, at the rate of the session.",
        "In which currency is it billed, and at which rate, fixed until when?",
        words="currency|billed in|invoiced in|prices in|pricing in|prices are in|pricing is in|"
            "quoted in|all prices in|bill in|invoice in|denominated in"),
    # Kept elsewhere in a quote, and said in other words.
    Term("TPM", "TPM limit", "Tokens a minute beyond which requests are refused.",
        "How many tokens a minute, over which window, and does cached input count?",
        takes=("rate",), needs=(("rate",),), home="claim"),
    Term("RPM", "RPM limit", "Requests a minute beyond which requests are refused.",
        "How many requests a minute, over which window?",
        home="claim"),
    Term("tier", "priority tier",
        "Whose requests go first, at which price and with which service level.",
        "Which tier are the speeds measured on, and which the prices?",
        home="condition"),
    Term("region", "region",
        "Where it runs: latency, residency of data, and often the price depend on it.",
        "In which region was this measured, and where would our traffic run?",
        home="condition"),
), _wrong)
# fmt: on


class Figure(NamedTuple):
    """A figure in a term's words.

    Attributes:
        kind: which kind it is; value: in base units of that kind's unit, for a duration that is
            said in months or years in `unit`.
        text: as it is shown.
        threshold: it says from where on the term holds, and not how much.
        bound: "about", "up to", "at least", "above", where that was said.
    """

    kind: Kind
    value: float
    text: str
    threshold: bool = False
    bound: str = ""


class TermReading(NamedTuple):
    """What the words of a term mean.

    Attributes:
        name, words: as the quote has them.
        amounts: the figures; none where the words cannot be read without a guess.
        shown: what was understood, in a few words.
        ask: the question that is left, or nothing.
        none: it is said that there is no such term.
    """

    name: str
    words: str
    amounts: tuple[Figure, ...] = ()
    shown: str = ""
    ask: str = ""
    none: bool = False

    @property
    def title(self) -> str:
        """What people call it; a term that the table does not know goes by its own name."""
        known = TERMS.get(self.name)
        return known.title if known is not None else " ".join(self.name.split())

    def figure(self, *kinds: Kind, threshold: bool = False) -> Figure | None:
        """The figure of one of these kinds, or None."""
        for amount in self.amounts:
            if amount.kind in kinds and amount.threshold == threshold:
                return amount
        return None

    def value(self, kind: Kind, *, threshold: bool = False) -> float | None:
        """The value of a kind in base units, or None."""
        found = self.figure(kind, threshold=threshold)
        return found.value if found else None


# --- The words of terms: commitments, discounts, credits and the like, as data.


# What two words of a term's lists make together, and does not mean it.
_NOT_HELD = frozenset(("kept for", "good to", "open to", "kept to", "stand to", "over quota"))


def composed(term: Term) -> str:
    """What the words of a term's two lists make together, with "|" between."""
    known = set(term.words.split("|")) | _NOT_HELD
    ways = itertools.product(*[each.split("|") for each in term.composed])
    return "|".join([text for text in map(" ".join, ways) if text not in known])


def described() -> str:
    """The table of `docs/terms.md`: what each term means to a buyer, and what is asked."""
    rows = [("term", "what it means to a buyer", "what is asked")]
    rows += [(term.title, term.means, term.ask) for term in TERMS.values()]
    head, *others = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([head, "|---|---|---|", *others])
