"""The terms of a quote, as one table: what each means to a buyer, which figures it may carry, and
what is asked for where the words carry none.

The words stay the truth in the file; `sessions.term_words` reads what they mean.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

# What a figure of a term may be. A month is a unit of its own: how many hours it has is an input.
Kind = Literal[
    "$",
    "$/month",
    "$/year",
    "$/hour",
    "$/token",
    "$/token/time",
    "share",
    "times",
    "duration",
    "date",
    "tokens",
    "tokens/month",
    "rate",
    "count",
    "GPUs",
]
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
        name: its key in a quote; title: what people call it.
        means: what it is to a buyer, in one sentence.
        takes: the kinds of figure that it may carry; none for words only.
        needs: groups of kinds; of each, one figure must be said, else `ask` is asked.
        ask: the question.
        bare: what a number without a unit counts, where it can only be one thing.
        home: where a quote keeps it.
    """

    name: str
    title: str
    means: str
    takes: tuple[Kind, ...] = ()
    needs: tuple[tuple[Kind, ...], ...] = ()
    ask: str = ""
    bare: Kind | Literal[""] = ""
    home: Home = "term"


_PERIODS: tuple[Kind, ...] = ("$/month", "$/year")
_UNIT: tuple[Kind, ...] = ("$/hour", "$/month", "$/year")

TERMS: dict[str, Term] = {
    term.name: term
    for term in (
        # What limits the traffic.
        Term(
            "TPM",
            "TPM limit",
            "Tokens a minute beyond which requests are refused.",
            ("rate",),
            (("rate",),),
            "How many tokens a minute, over which window, and does cached input count?",
            home="claim",
        ),
        Term(
            "RPM",
            "RPM limit",
            "Requests a minute beyond which requests are refused.",
            (),
            (),
            "How many requests a minute, over which window?",
            home="claim",
        ),
        Term(
            "provisioned units",
            "provisioned units",
            "Capacity rented by the hour, day or month: $/M holds at full use only.",
            (*_UNIT, "rate", "count"),
            (_UNIT, ("rate",)),
            "What does a unit cost an hour, and how many tokens a second does it carry on our mix?",
            "count",
        ),
        Term(
            "tier",
            "priority tier",
            "Whose requests go first, at which price and with which service level.",
            ask="Which tier are the speeds measured on, and which the prices?",
            home="condition",
        ),
        Term(
            "region",
            "region",
            "Where it runs: latency, residency of data, and often the price depend on it.",
            ask="In which region was this measured, and where would our traffic run?",
            home="condition",
        ),
        Term(
            "output cap",
            "output cap",
            "The longest answer that is given; longer ones break off.",
            ("tokens",),
            (("tokens",),),
            "How many tokens may an answer have?",
            "tokens",
        ),
        Term(
            "cold start",
            "cold start",
            "How long the first request waits when no replica runs.",
            ("duration",),
            (("duration",),),
            "How long is a cold start, and after how long without traffic does it come?",
        ),
        Term(
            "queue",
            "queue",
            "How long a request may wait before it is worked on.",
            ("duration", "count"),
            (("duration", "count"),),
            "How long may a request wait, and is the wait in the TTFT that is quoted?",
            "count",
        ),
        # What it costs.
        Term(
            "commitment",
            "minimum commitment",
            "What is paid even when the traffic does not come.",
            (*_PERIODS, "GPUs", "tokens/month", "duration", "share"),
            ((*_PERIODS, "GPUs", "tokens/month"),),
            "How much a month, for how long, and what happens to what is not used?",
        ),
        Term(
            "discount",
            "discount",
            "What is taken off the list price, and under which condition.",
            ("share", *_PERIODS, "tokens/month"),
            (("share",),),
            "How many per cent, off which prices, from which volume on?",
        ),
        Term(
            "overage",
            "overage",
            "The price above the committed volume.",
            ("$/token", "share", "times", "tokens/month"),
            (("$/token", "share", "times"),),
            "What does a million tokens cost above the committed volume?",
        ),
        Term(
            "cache write",
            "cache write",
            "What input costs that is put into the cache, where that is dearer than plain input.",
            ("$/token", "times"),
            (("$/token", "times"),),
            "What does a million tokens cost that are written to the cache?",
        ),
        Term(
            "storage",
            "cache storage",
            "Rent for what the cache keeps, whether or not it is read.",
            ("$/token/time", "tokens", "duration"),
            (("$/token/time",),),
            "What does it cost to keep a million tokens in the cache for an hour?",
        ),
        Term(
            "surcharge",
            "long-context surcharge",
            "A higher price for requests beyond a length.",
            ("times", "share", "$/token", "tokens"),
            (("times", "share", "$/token"), ("tokens",)),
            "How many times the price, beyond how many tokens, and for the whole request?",
            "tokens",
        ),
        Term(
            "reasoning tokens",
            "reasoning tokens",
            "Whether thinking that nobody sees is billed as output.",
            ("$/token", "tokens"),
            (),
            "Are reasoning tokens billed as output, and how many come with a request like ours?",
        ),
        Term(
            "fee",
            "fee",
            "What is paid beside the tokens: to set up, for the platform, for egress.",
            ("$", *_PERIODS, "$/token", "share"),
            (("$", *_PERIODS, "$/token", "share"),),
            "How much, once or a month?",
        ),
        Term(
            "free",
            "free credits",
            "What can be tried before it is paid for.",
            ("$", "tokens", "duration", "$/month", "tokens/month"),
            (),
            "How much can be tried, for how long, and at which limits?",
        ),
        # What is cached.
        Term(
            "cache TTL",
            "cache TTL",
            "How long a prefix is kept: a turn that comes later pays for fresh input.",
            ("duration",),
            (("duration",),),
            "How long is a prefix kept after its last use, and is that guaranteed?",
        ),
        Term(
            "minimum prefix",
            "minimum prefix",
            "The shortest prefix that is cached: shorter ones are billed as fresh input.",
            ("tokens",),
            (("tokens",),),
            "How many tokens must a prefix have to be cached?",
            "tokens",
        ),
        # What holds, and for how long.
        Term(
            "term",
            "contract term",
            "How long the contract binds both sides.",
            ("duration",),
            (("duration",),),
            "For how many months, and how does one get out?",
        ),
        Term(
            "price hold",
            "price hold",
            "How long the price stays as it is quoted.",
            ("duration", "date"),
            (("duration", "date"),),
            "Until which day does the price hold, and what may it become then?",
        ),
        Term(
            "SLA credits",
            "SLA credits",
            "What comes back when the service level is missed.",
            ("share", "$", "times"),
            (("share", "$", "times"),),
            "Which share of the month's bill comes back, below which uptime, and what is down?",
        ),
        Term(
            "outage",
            "what counts as down",
            "From when on an endpoint is down: slow answers and refusals may not count.",
            ("share", "duration"),
            (("share", "duration"),),
            "From which error rate, over how many minutes, is it down? Do slow answers count?",
        ),
        Term(
            "currency",
            "currency",
            "What the prices are billed in; compared in dollars, at the rate of the session.",
            (),
            (),
            "In which currency is it billed, and at which rate, fixed until when?",
        ),
        Term(
            "payment",
            "payment",
            "When it is paid: before, or so many days after the bill.",
            ("duration",),
            (),
            "How many days after its date is a bill due, and is anything paid before?",
        ),
        Term(
            "support",
            "support",
            "Who answers when it is down, and how fast.",
            ("duration",),
            (),
            "Within how many minutes does somebody answer, at night too?",
        ),
        # What is served, and what becomes of the data.
        Term(
            "deprecation",
            "model deprecation",
            "How long the model stays, and how early its end is told.",
            ("duration", "date"),
            (("duration", "date"),),
            "How many months before its end is a model's deprecation told?",
        ),
        Term(
            "retention",
            "retention",
            "How long prompts and answers are kept.",
            ("duration",),
            (("duration",),),
            "For how many days are prompts and answers kept, and by whom are they read?",
        ),
        Term(
            "data residency",
            "data residency",
            "Where prompts and answers may be stored and worked on.",
            (),
            (),
            "In which countries are prompts and answers worked on and stored, and by whom?",
        ),
        Term(
            "training on data",
            "training on data",
            "Whether prompts and answers go into somebody's training.",
            (),
            (),
            "Are our prompts and answers used for training, unless the contract says no?",
        ),
        Term(
            "compliance",
            "compliance",
            "What was audited, and by which rules.",
            ask="Of which date is the report, and may we see it?",
        ),
        Term(
            "evals",
            "evals",
            "What was measured of the quality that is served, and by whom.",
            ("share", "count"),
            (("share", "count"),),
            "Which evaluation, run by whom, at the precision that serves us, with which result?",
            "count",
        ),
        Term(
            "acceptance",
            "acceptance of drafted tokens",
            "How much speculative decoding gains, which depends on the prompts.",
            ("share", "count", "times"),
            (("share", "count", "times"),),
            "Which acceptance length, on prompts like ours?",
            "count",
        ),
    )
}


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
