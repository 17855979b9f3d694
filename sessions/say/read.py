"""One text while it is read: its sentences, what each says, and what binds the whole quote."""

from __future__ import annotations

import datetime
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise, takewhile
from typing import Literal, NamedTuple, TypeVar

from formulas.quantity import Refused
from sessions.catalogue.machines import no_gpu, own_chip
from sessions.claims.conditions import Conditions
from sessions.claims.telling import show_claim, show_condition
from sessions.document.keep import ANOTHER
from sessions.document.session import Ambiguous, Claim, Entry, Quote, Unreadable
from sessions.say.blocks import Block
from sessions.say.capacity import capacity
from sessions.say.carried import DEPLOYMENT, Carried, Elsewhere, apart, over_gpus, plain, with_gpus
from sessions.say.claims import by_the_gap, loaded, of_all, of_one, resolve, whose, windows
from sessions.say.compared import compared, of_a_list, take_off
from sessions.say.dates import date_of, holds_until
from sessions.say.denied import barred, besides, cannot, denied, for_example, spoken_of
from sessions.say.drafts import yields
from sessions.say.fragments import answered, completed, load_of_all
from sessions.say.head import RATES, TIMES, Head, is_plain
from sessions.say.heads import heads_of
from sessions.say.limits import limit_them
from sessions.say.money import exchange
from sessions.say.nodes import of_its_gpus
from sessions.say.outcome import Found, condition_entry
from sessions.say.patterns import OF_THEM, atoms_of
from sessions.say.pieces import Atom, Part, Span, SpanKind, spans_of
from sessions.say.points import Before, said_before
from sessions.say.price_pages import Page, blended_at, joined
from sessions.say.promises import promised
from sessions.say.scopes import Item, read_facts, scope
from sessions.say.sharing import unpaired
from sessions.say.speakers import answers, heading, said_of_others, turns
from sessions.say.terms import with_terms
from sessions.say.tokens import Token, spaced, tokens_of, under_headers
from sessions.say.units import other_than_tokens
from sessions.say.vocabulary import chips

# Left over beside no amount, these say nothing that could be missed.
_FIGURES = (*RATES, *TIMES, "usd", "usd/tok", "usd/time", "usd/gpu/time", "usd/month", "bare")
_FELT = (*RATES, *TIMES)
_SMALL = frozenset(("filler", "mark", "sep", "all", "approx"))
_JOINING = frozenset(("filler", "mark", "all", "approx"))
_ASKING = spaced("can could would will is are does do what which how should may")
_PAY = spaced("pay paying pays")
_TODAY = spaced("today now currently presently")
_PLACES = spaced("engine hardware model")
_NO_GPUS = "input tokens per GPU: say the prefill rate of the whole replica"
_BEATING = spaced("beat beats beating outperform outperforms outperforming than over vs")
_MISSES = spaced("uncached noncached miss misses")
_OF_ONE_USER = "artificial analysis"
_REQUESTS = spaced("confirm verify clarify")


class Said(NamedTuple):
    """A line as read: the quote, and what each part of the line was read as."""

    quote: Quote
    spans: tuple[Span, ...]


@dataclass(slots=True)
class _Sentence:
    """Claims and questions of one sentence, each with what binds it, and what binds them all."""

    claims: list[tuple[Claim, Item]]
    asked: list[tuple[Ambiguous, Item]]
    shared: dict[str, Entry | str]
    trailing: dict[str, Entry | str] = field(default_factory=dict)
    bracketed: bool = False
    listed: bool = False

    def items(self) -> list[Item]:
        """What stands for its claims, and for its questions after them."""
        return [item for _, item in (*self.claims, *self.asked)]

    def every(self) -> list[dict[str, Entry | str]]:
        """What is stated of each of them."""
        return [{**self.shared, **item.bound} for item in self.items()]

    def figures(self) -> set[str]:
        """What they are figures of."""
        asked = [id for ask, _ in self.asked for id in ask.readings]
        return {*[claim.metric for claim, _ in self.claims], *asked}


@dataclass(slots=True)
class _Aside:
    """A sentence of conditions alone: the parts that say them, and whether it heads what follows
    or is said of the sentence before.
    """

    parts: list[tuple[Part, dict[str, Entry | str]]]
    way: Literal["", "on", "back"] = ""

    def stated(self) -> dict[str, Entry | str]:
        """All that it states."""
        return {name: value for _, said in self.parts for name, value in said.items()}


class Reader:
    """One text while it is being read: what was found so far, and which tokens say it."""

    def __init__(
        self,
        text: str,
        providers: tuple[str, ...],
        hardware: tuple[str, ...],
        currency: Mapping[str, Entry],
        today: datetime.date | None,
        less: Decimal | None = None,
    ) -> None:
        self.text = text
        self.tokens = tokens_of(text)
        self.providers, self.chips = providers, chips(hardware)
        self.currency, self.today = currency, today
        self.provider, self.round = "", 0
        self.page = Page()
        self.date: datetime.date | None = None
        self.valid_until: datetime.date | None = None
        self.other, self.rival = "", 0
        self.begins = self.ends = 0
        self.earlier = Before()
        self.parts: list[Part] = []
        self.small: set[int] = set()
        self.sentences: list[_Sentence] = []
        # Sentences with figures and those of conditions alone, as they were said.
        self.order: list[_Sentence | _Aside] = []
        self.refused: list[Unreadable] = []
        self.terms: dict[str, str] = {}
        self.blocks: list[Block] = []
        # Whether prices of a list were said, and what is taken off them where those are the offer.
        self.listed, self.less = False, less

    def around(self, blocks: list[Block]) -> Said:
        """Read what stands around tables and prints, and put those in their places."""
        if blocks:
            self.blocks = blocks
            _to_whole_words(self.tokens, blocks)
            self.tokens = _without(self.tokens, blocks)
        return self.read()

    def read(self) -> Said:
        """Read every sentence, and settle what binds the whole quote."""
        waiting = [*self.blocks]
        lines = joined(self.tokens, under_headers(self.tokens))
        for number, (first, end, row) in enumerate(completed(self.tokens, lines, self.chips)):
            while waiting and waiting[0].start < self.tokens[first].start:
                self._block(waiting.pop(0))
            start = self._heading(first, end, begins=number == 0)
            others = turns(self.text, self.tokens, start, end, self.providers, self.chips)
            self._sentence(start, others[0] if others else end, row)
            for begins, stop in pairwise([*others, end]):
                self._sentence(self._heading(begins, stop, begins=False), stop)
        for block in waiting:
            self._block(block)
        lone = len(self.sentences) <= 1
        self._choose()
        self._bind_where_said()
        conditions = self._settle_alone()
        claims: list[Claim] = []
        ambiguous: list[Ambiguous] = []
        items: list[Item] = []
        carried, elsewhere = Carried(), self._elsewhere()
        for place, sentence in enumerate(self.order):
            if isinstance(sentence, _Aside):
                carried.heard([said for _, said in sentence.parts])
                continue
            if lone:
                conditions = {**conditions, **sentence.shared}
            more = {} if lone else sentence.shared
            every = sentence.every()
            for (claim, item), stated in zip(sentence.claims, every, strict=False):
                own = {**_but(carried.over(stated), conditions), **more, **item.bound}
                own = {**own, **_single(item, {**conditions, **own})}
                own = {**elsewhere.over({**conditions, **own}, claim.metric, place), **own}
                claims += self._of_its_gpus(claim._replace(conditions=own), item, conditions)
            for (asked, item), stated in zip(
                sentence.asked, every[len(sentence.claims) :], strict=True
            ):
                own = {**_but(carried.over(stated), conditions), **more, **item.bound}
                own = {**own, **_single(item, {**conditions, **own})}
                figure = asked.readings[0] if asked.readings else ""
                own = {**elsewhere.over({**conditions, **own}, figure, place), **own}
                told = self._answered(item, {**conditions, **own})
                told = told or _of_the_box(item, {**conditions, **own})
                if told is not None:
                    made = told._replace(conditions=own, said=asked.text)
                    claims += self._of_its_gpus(made, item, conditions)
                else:
                    ambiguous.append(_with_conditions(asked, own))
                    items.append(item)
            carried.heard(every)
        for asked, item in list(zip(ambiguous, items, strict=True)):
            told = self._by_the_gap(item, {**conditions, **asked.conditions}, claims, conditions)
            if told is not None:
                claims.append(told._replace(conditions=asked.conditions, said=asked.text))
                ambiguous = [each for each in ambiguous if each is not asked]
        if not lone:
            conditions = {**conditions, **_of_every_one(claims)}
            claims = [c._replace(conditions=_but(c.conditions, conditions)) for c in claims]
        level = promised(self.text, self.tokens, self.parts, claims, ambiguous)
        if level is not None:
            claims.append(level[0])
            self.parts.append(level[1])
        if not claims and not ambiguous and (found := self._capacity(conditions)):
            claims = [found]
            conditions = {name: conditions[name] for name in conditions if name != found.metric}
        claims = [
            (_of_a_box if c.metric == "node_price_per_month" else _on_its_gpus)(c, conditions)
            for c in claims
        ]
        ambiguous = [_on_its_gpus(asked, conditions) for asked in ambiguous]
        conditions = {**conditions, **with_gpus(conditions)}
        conditions = {**conditions, **over_gpus(conditions)}
        claims = [c._replace(conditions=_but(c.conditions, conditions)) for c in claims]
        ambiguous = [a._replace(conditions=_but(a.conditions, conditions)) for a in ambiguous]
        chip = own_chip(self.provider)
        if chip and claims and "hardware" not in conditions:
            claims = [c._replace(conditions={"hardware": chip, **c.conditions}) for c in claims]
            if all(c.conditions["hardware"] == chip for c in claims):
                conditions = {**conditions, "hardware": chip}
                claims = [c._replace(conditions=_but(c.conditions, conditions)) for c in claims]
        spans = self._spans()
        quote = Quote(
            provider=self.provider,
            claims=blended_at(claims, self.terms.get("blend ratio", "")),
            conditions=conditions,
            terms=self.terms,
            ambiguous=tuple(ambiguous),
            refused=tuple(self.refused),
            unread=tuple([self.text[s.start : s.end] for s in spans if s.kind == "unread"]),
            said=self.text,
            round=self.round,
            date=self.date,
            valid_until=self.valid_until,
        )
        return Said(quote, spans)

    def _answered(self, item: Item, conditions: dict[str, Entry | str]) -> Claim | None:
        """The claim that a question is not, where what it holds at answers it, or who tells it
        tells speeds of one user alone.
        """
        if item.found is None:
            return None
        if _OF_ONE_USER in self.text.casefold():
            return self._decided(item, of_one(item.found).claim)
        return self._decided(item, whose(item.found, {**conditions, **over_gpus(conditions)}).claim)

    def _by_the_gap(
        self, item: Item, own: Conditions, claims: list[Claim], all_have: Conditions
    ) -> Claim | None:
        """The claim that a question is not, where the time between two tokens says whose they are:
        with 20 ms of it, 50 tok/s are of one user, 800 of all.
        """
        gaps = [
            claim.value.value
            for claim in claims
            if claim.metric in ("tpot", "itl")
            and claim.statistic in ("", "mean", "p50")
            and _at_one(own, {**all_have, **claim.conditions})
        ]
        if item.found is None or not gaps or max(gaps) > 1.5 * min(gaps):
            return None
        return self._decided(item, by_the_gap(item.found, gaps[0]).claim)

    def _decided(self, item: Item, claim: Claim | None) -> Claim | None:
        """A claim in the place of a question, shown so."""
        if claim is not None and item.part is not None:
            item.part.kind, item.part.ids = "claim", (claim.metric,)
            item.part.shown = show_claim(claim)
        return claim

    def _spans(self) -> tuple[Span, ...]:
        spans = spans_of(self.tokens, self.parts, self.small)
        if not self.blocks:
            return spans
        more = [span for block in self.blocks for span in block.spans(self.text)]
        taken = sorted([each for block in self.blocks for each in block.ranges])
        return tuple(sorted([*_outside(self.text, spans, taken), *more]))

    def _block(self, block: Block) -> None:
        """Keep what a table or a print says, as one sentence says it."""
        if block.provider and self.provider.casefold() not in ("", block.provider.casefold()):
            self.refused.append(Unreadable(block.provider, ANOTHER))
            return
        if self.other:
            why = f"said of {self.other}: enter it as a quote of its own"
            said = [claim.said for point in block.points for claim, _ in point.claims]
            self.refused += [Unreadable(words, why) for words in said[:1]]
            return
        self.provider = self.provider or block.provider
        every = [
            {**point.conditions, **own}
            for point in block.points
            for _, own in (*point.claims, *point.asked)
        ]
        shared = {
            name: value
            for name, value in (every[0] if every else {}).items()
            if all(name in each and plain(each[name]) == plain(value) for each in every)
        }
        sentence = _Sentence([], [], shared)
        for point in block.points:
            stated = {k: v for k, v in point.conditions.items() if k not in shared}
            for claim, own in point.claims:
                bound = {**stated, **{k: v for k, v in own.items() if k not in shared}}
                sentence.claims.append((claim, Item(0, 1, bound=bound)))
            for asked, own in point.asked:
                bound = {**stated, **{k: v for k, v in own.items() if k not in shared}}
                sentence.asked.append((asked, Item(0, 1, bound=bound)))
        self.refused += block.refused
        if every:
            self.sentences.append(sentence)
            self.order.append(sentence)
        else:
            self.order += [_Aside([(Part("refused", []), p.conditions)]) for p in block.points]

    def _of_its_gpus(self, claim: Claim, item: Item, conditions: Conditions) -> list[Claim]:
        """A claim that is said of one node or one GPU, as it is held, and shown so."""
        if item.found is None:
            return [claim]
        made = of_its_gpus(claim, item.found.head, {**conditions, **claim.conditions})
        if made is None and item.part is not None:
            self.parts.remove(item.part)
            self._refuse(item.part, _NO_GPUS)
            return []
        if made is not None and made.value != claim.value and item.part is not None:
            item.part.ids = (made.metric,)
            item.part.shown = f"{show_claim(made)} ({made.value.origin})"
        return [made] if made is not None else []

    def _capacity(self, conditions: Conditions) -> Claim | None:
        """What a text of conditions alone claims, shown as the claim that it is."""
        found = capacity(self.tokens, self.parts, conditions)
        if found is None:
            return None
        claim, part = found
        others = {name: conditions[name] for name in part.ids if name != claim.metric}
        shown = [show_claim(claim), *[show_condition(name, said) for name, said in others.items()]]
        part.kind, part.ids, part.shown = "claim", (claim.metric,), " ".join(shown)
        return claim._replace(said=part.said(self.text, self.tokens))

    def _heading(self, first: int, end: int, *, begins: bool) -> int:
        """Take a provider's name from the front of a sentence. Returns where the rest begins."""
        found = heading(self.text, self.tokens, first, end, self.providers, self.chips)
        if found is None:
            return first
        self.rival = answers(self.tokens, found, end)
        if self.rival:
            return first
        inside = list(range(found.first, found.last))
        own = not found.name or found.name.casefold() == self.provider.casefold()
        if own and self.sentences and found.round not in (0, self.round):
            self.other = f"round {found.round}"
            self._refuse(Part("refused", inside), "another round: enter it as a quote of its own")
        elif own or (not self.provider and (begins or found.known or not self.sentences)):
            self.provider, self.other = self.provider or found.name, ""
            self.round = self.round or found.round
            if found.day is not None:
                self.date = date_of(found.day, self.today)
            self.parts.append(Part("provider", inside, self._speaking()))
        elif found.known or self.text[self.tokens[found.first].start].isupper():
            self.other = found.name
            self._refuse(Part("refused", inside), ANOTHER)
        else:
            return first
        return found.last

    def _speaking(self) -> str:
        """Who speaks, in which round and when, as the line shows it."""
        told = [self.provider, f"round {self.round}" if self.round else ""]
        told.append(self.date.isoformat() if self.date else "")
        return ", ".join([part for part in told if part])

    def _sentence(self, first: int, end: int, row: int = 0) -> None:
        self.begins, self.ends = first, end
        if end - first == 1 and self.tokens[first].kind == "sign":
            return  # a lone sign says nothing: a page of rules costs no more than its length
        atoms = atoms_of(self.tokens, first, end, self.chips)
        exchange(atoms, self.tokens, self.text, self.currency)
        atoms = with_terms(atoms, self.tokens)
        heads = heads_of(atoms, self.earlier)
        if self.sentences and not any(head.amount.klass in _FELT for head in heads):
            load_of_all(atoms, heads, self.tokens)
        before = self.earlier
        self.earlier = said_before(atoms, heads, before) if heads else before
        for head in heads:
            head.versus = head.versus or first <= head.amount.first < self.rival
        said_of_others(atoms, heads, self.tokens, self.provider)
        compared(atoms, heads, before.heads)
        self._of_a_list(atoms, heads)
        self._paid_today(heads, first, end)
        unpaired(heads, row)
        limit_them(atoms, heads, self.tokens)
        self.page.heard(atoms, heads, self.tokens)
        self.page.price(heads, self.currency)
        founds = {head.at: resolve(head) for head in heads}
        if any("aggregate_tps" in found.readings for found in founds.values()):
            of_all(founds.values(), on_gpus=_on_gpus(atoms))
        loaded(
            founds.values(),
            arriving=any("arrival" in dict(atom.facts) for atom in atoms) or self._beside_a_print(),
        )
        windows(founds.values(), [token.low for token in self.tokens[first:end]])
        why = f"said of {self.other}: enter it as a quote of its own" if self.other else ""
        if heads and self._asks(first, end) and not answered(self.tokens, first, end):
            why = "asked, not claimed"
        for found in founds.values():
            if why and found.kind in ("claim", "ambiguous", "condition", "term"):
                found.kind, found.reason = "refused", why
            other = self._counts_other(atoms, found.head)
            if other and found.kind in ("claim", "ambiguous"):
                found.kind, found.reason = "refused", f"a price of {other}, none of tokens"
        topic, closed, other = frozenset[str](), (0, 0), ""
        told = any(found.kind in ("claim", "ambiguous") for found in founds.values())
        stated = any(found.kind == "condition" for found in founds.values())
        if not (why or told) and (stated or any(atom.facts for atom in atoms)):
            words = [token.low for token in self.tokens[first:end]]
            if not heads and cannot(words):
                why = "said of what does not run: no condition of what is offered"
                topic = spoken_of([token.low for token in self.tokens[end:]])
            elif besides(words):
                other = "said of what is not offered here: no condition of the figures"
                for found in founds.values():
                    if found.kind == "condition":
                        found.kind, found.reason = "refused", other
        if told:
            closed = barred([token.low for token in self.tokens[first:end]])
        taken = {id(atom) for head in heads for atom in head.own}
        items: list[Item] = []
        sentence = _Sentence([], [], {})
        for index, atom in enumerate(atoms):
            made = founds.get(index)
            if made is not None:
                self._found(made, index, items, atoms, sentence)
            elif (
                closed[0] <= atom.first - first
                and atom.last - first <= closed[1]
                and (atom.kind == "cond" and self._bars(atom, atoms))
            ):
                part = Part("refused", list(range(atom.first, atom.last)))
                self._refuse(part, "said of what does not run: no condition of what is offered")
            elif topic and atom.facts and topic.issuperset([name for name, _ in atom.facts]):
                self._stated(atom, index, items)
            elif atom.kind in ("cond", "term") and (why or denied(atoms, index)):
                part = Part("refused", list(range(atom.first, atom.last)))
                self._refuse(part, why or 'said with "not": what is denied is no condition')
            elif atom.kind == "cond" and for_example(atoms, index):
                inside = list(range(atom.first, atom.last))
                self._refuse(Part("refused", inside), "an example, no condition of the figures")
            elif atom.kind == "cond" and other:
                self._refuse(Part("refused", list(range(atom.first, atom.last))), other)
            elif atom.kind == "cond" and self._compared(atoms, index):
                inside = list(range(atom.first, atom.last))
                self._refuse(Part("refused", inside), "compared with, no condition of the figures")
            elif atom.kind == "cond":
                self._stated(atom, index, items)
            elif atom.kind == "term":
                part = Part("term", list(range(atom.first, atom.last)))
                self._term(atom.word, part, index, items)
            elif id(atom) not in taken and self._missed(atom, heads):
                missed = (("cache_hit_rate", "0%"),)
                self._stated(Atom("cond", atom.first, atom.last, facts=missed), index, items)
            elif atom.word == "single" and not heads and len(atoms) > 1:
                lone = Atom("cond", atom.first, atom.last, facts=(("concurrency", "1"),))
                self._stated(lone, index, items)
            elif id(atom) not in taken:
                self._left_over(atom)
        scoped = scope(items, atoms)
        for item, reason in scoped.clashes:
            self._clash(item, reason)
        if sentence.claims or sentence.asked:
            sentence.shared, sentence.trailing = scoped.shared, scoped.trailing
            last = max([item.last for item in items if item.found is not None], default=0)
            sentence.bracketed = ")" in [token.text for token in self.tokens[end - 2 : end]]
            sentence.bracketed |= any(atom.kind == "all" for atom in atoms[last:])
            sentence.listed = first > 0 and self.tokens[first - 1].text == ";"
            self.sentences.append(sentence)
            self.order.append(sentence)
        elif items:
            parts = [(item.part, item.conditions) for item in items if item.part is not None]
            self.order.append(_Aside(parts, _way(self.tokens[first:end])))

    def _bars(self, atom: Atom, atoms: list[Atom]) -> bool:
        """Whether something else is stated behind what cannot be run: that is what is denied."""
        names = {name for name, _ in atom.facts}
        later = {name for each in atoms if each.first >= atom.last for name, _ in each.facts}
        return not names.isdisjoint(later)

    def _of_a_list(self, atoms: list[Atom], heads: list[Head]) -> None:
        """Prices of the vendor's own list are no offer, unless nothing else is."""
        for head in of_a_list(atoms, heads, first=self.less == 0):
            self.listed = True
            if self.less is not None:
                take_off(head, self.less)

    def _paid_today(self, heads: list[Head], first: int, end: int) -> None:
        """`you pay $0.40/M today` is what somebody else asks; `you pay $0.40/M` is an offer."""
        said = [token.low for token in self.tokens[first:end]]
        paid = next((i for i, low in enumerate(said) if low in _PAY), -1)
        if paid < 0 or not any(low in _TODAY for low in said):
            return
        after = [head for head in heads if head.amount.first > first + paid]
        if after:
            after[0].versus = True

    def _missed(self, atom: Atom, heads: list[Head]) -> bool:
        """Whether words say that nothing was cached, of a figure that is no price: `on a miss`."""
        if (atom.kind, atom.word) != ("counts", "fresh"):
            return False
        said = [token.low for token in self.tokens[atom.first : atom.last]]
        after = self.tokens[atom.last] if atom.last < self.ends else None
        if after is not None and (after.kind == "number" or after.low in ("the", "its", "our")):
            return False  # "if p95 misses 3 s"
        priced = any(head.amount.klass.startswith("usd") for head in heads)
        return not priced and not _MISSES.isdisjoint(said)

    def _counts_other(self, atoms: list[Atom], head: Head) -> str:
        """What a price is of that is counted by the million and is no token: `emails`."""
        if not head.amount.klass.startswith("usd"):
            return ""
        after = max([atoms[head.at].last, *[atom.last for atom in head.own]])
        return other_than_tokens(self.tokens, after)

    def _asks(self, first: int, end: int) -> bool:
        """Whether the sentence is a question of the buyer's, such as "can you do $0.25/M?"."""
        if [t.low for t in self.tokens[first : first + 2] if t.low in _REQUESTS]:
            return True
        if self.tokens[end - 1].text != "?":
            return False
        words = [t.low for t in self.tokens[first:end] if t.kind == "word"]
        return bool(words) and words[0] in _ASKING

    def _found(
        self,
        found: Found,
        index: int,
        items: list[Item],
        atoms: list[Atom],
        sentence: _Sentence,
    ) -> None:
        """Keep what was made of one amount, and note which tokens say it."""
        tokens = [i for atom in found.head.own for i in range(atom.first, atom.last)]
        part = Part("unread", self._closed(sorted(tokens)), main=found.head.amount.first)
        words = part.said(self.text, self.tokens)
        claim = found.claim
        if (
            claim is not None
            and found.kind == "claim"
            and (_joins_group(claim, items, atoms, index) or _heads_all(claim, items, atoms, index))
        ):
            found.kind, found.conditions = "condition", {"cache_hit_rate": claim.value}
        if claim is not None and found.kind == "claim" and self._caps_a_run(claim, words):
            found.kind = "condition"
            found.conditions = {"concurrency": condition_entry("concurrency", claim.value.text)}
        if found.kind == "unread" and "users" in found.head.names and self._beside_a_print():
            number = found.head.amount.number
            found.kind = "condition"
            found.conditions = {"concurrency": condition_entry("concurrency", number)}
        if found.kind == "claim" and claim is not None:
            item = Item(index, index + 1, found, part=self._part(part, "claim"))
            found.conditions = {**found.conditions, **_paired(found.head)}
            part.ids = (claim.metric,) if claim.metric else ()
            part.shown = show_claim(claim) if claim.metric else f"{words}: {claim.note}"
            if claim.value.origin:
                part.shown += f" ({claim.value.origin})"
            item.bound = self._named(found.conditions)
            sentence.claims.append((claim._replace(said=words), item))
            items.append(item)
        elif found.kind == "ambiguous":
            item = Item(index, index + 1, found, part=self._part(part, "ambiguous"))
            found.conditions = {**found.conditions, **_paired(found.head)}
            part.shown, part.ids = found.reason, found.readings
            question = f"{words}: {found.reason}"
            asked = Ambiguous(words, found.value, found.unit, found.readings, question)
            item.bound = self._named(found.conditions)
            sentence.asked.append((asked, item))
            items.append(item)
        elif found.kind == "condition" and found.head.paired:
            self._part(part, "condition").shown = "of the figures beside it, one each"
        elif found.kind == "condition":
            self._condition(part, index, items, found.conditions)
        elif found.kind == "term":
            self._term(found.term, part, index, items)
        elif found.kind == "refused" and not self._unfinished(found):
            self._refuse(part, found.reason)
            if found.head.amount.klass in _FIGURES and not found.head.versus:
                items.append(Item(index, index + 1, found, part=part, lost=True))
        else:
            self.parts.append(part)
            if found.kind == "unread" and is_plain(found.head):
                items.append(Item(index, index + 1, found, part=part, lost=True))

    def _caps_a_run(self, claim: Claim, words: str) -> bool:
        """Whether `max-concurrency 16` is what a benchmark was run at, and no capacity: where a
        tool's option says it, or stands beside what a tool printed.
        """
        low = words.casefold()
        capped = "max-" in low or ("max" in low and self._beside_a_print())
        return claim.metric == "concurrency" and capped

    def _beside_a_print(self) -> bool:
        return any(block.says for block in self.blocks)

    def _compared(self, atoms: list[Atom], index: int) -> bool:
        """Whether a condition is what something is compared with: `no loss vs BF16`, `3x faster
        than vLLM`, `twice the throughput of SGLang`.
        """
        first, here = atoms[index].first, index
        if atoms[index].word == OF_THEM:
            return False  # "you need 8 of them"
        before = [token.low for token in self.tokens[max(0, first - 2) : first]]
        while index and atoms[index - 1].kind in ("filler", "approx"):
            index -= 1
        last = atoms[index - 1] if index else None
        if last is None:
            return False
        if not _PLACES.isdisjoint([name for name, _ in atoms[here].facts]):
            # "40 tok/s/user vs 25 on vLLM"
            index = here - 1
            figure = False
            while index and atoms[index].kind in ("filler", "mark", "amount", "name", "scope"):
                figure = figure or atoms[index].kind == "amount"
                index -= 1
            if atoms[index].kind == "versus" and figure:
                return True
        if before[-1] == "over" and any(name == "gpus" for name, _ in atoms[here].facts):
            return False  # "helix parallelism over 64 GB200"
        than = last.kind in ("than", "bound") and before[-1] in ("than", "of")
        return last.kind == "versus" or than or before[-1] in _BEATING

    def _named(self, conditions: dict[str, Entry | str]) -> dict[str, Entry | str]:
        """Conditions that an amount has of its own, with the accelerator's proper name."""
        return {
            name: self.chips.one.get(value, value) if isinstance(value, str) else value
            for name, value in conditions.items()
        }

    def _unfinished(self, found: Found) -> bool:
        """Whether somebody is still typing the unit: `40 tok/s/u` at the end of the text."""
        amount = found.head.amount
        return (
            amount.unfinished
            and amount.last == len(self.tokens)
            and (self.tokens[-1].end == len(self.text))
        )

    def _closed(self, inside: list[int]) -> list[int]:
        """The tokens with the bracket that closes, or opens, what is among them."""
        before, after = inside[0] - 1, inside[-1] + 1
        signs = [t.text for t in self.tokens[inside[0] : after]]
        if signs.count("(") > signs.count(")") and [
            t.text for t in self.tokens[after : after + 1]
        ] == [")"]:
            return [*inside, after]
        if signs.count(")") > signs.count("(") and before >= 0 and self.tokens[before].text == "(":
            return [before, *inside]
        return inside

    def _part(self, part: Part, kind: SpanKind) -> Part:
        part.kind = kind
        self.parts.append(part)
        return part

    def _stated(self, atom: Atom, index: int, items: list[Item]) -> None:
        part = Part("condition", list(range(atom.first, atom.last)))
        try:
            stated = read_facts(atom.facts)
        except Refused as refused:
            self._refuse(part, str(refused))
            return
        self._condition(part, index, items, stated)

    def _condition(
        self, part: Part, index: int, items: list[Item], stated: dict[str, Entry | str]
    ) -> None:
        part.ids = tuple(stated)
        part.shown = " ".join([show_condition(name, value) for name, value in stated.items()])
        items.append(Item(index, index + 1, conditions=stated, part=self._part(part, "condition")))

    def _term(self, name: str, part: Part, index: int, items: list[Item]) -> None:
        said = [self.tokens[i] for i in part.tokens]
        stated = yields(said, self.tokens[self.begins : self.ends]) if name == "acceptance" else {}
        if stated:
            items.append(Item(index, index + 1, conditions=stated, part=part))
        words = part.said(self.text, self.tokens)
        before = self.terms.get(name)
        self.terms[name] = f"{before}; {words}" if before else words
        part.shown, part.ids = f"{name}: {words}", (name,)
        if name == "price hold":
            until = holds_until(
                self.tokens, part.tokens[0], part.tokens[-1] + 1, self.date or self.today
            )
            self.valid_until = self.valid_until or until
            part.shown += f" (to {until.isoformat()})" if until else ""
        self._part(part, "term")

    def _refuse(self, part: Part, reason: str) -> None:
        self._part(part, "refused").shown = reason
        self.refused.append(Unreadable(part.said(self.text, self.tokens), reason))

    def _clash(self, item: Item, reason: str) -> None:
        """What one place says twice holds neither way, and is shown as refused."""
        part = item.part
        if part is None or part.kind == "refused":
            return
        part.kind, part.shown, part.ids = "refused", reason, ()
        self.refused.append(Unreadable(part.said(self.text, self.tokens), reason))

    def _left_over(self, atom: Atom) -> None:
        """A piece that no amount took: unread, unless it says nothing."""
        inside = range(atom.first, atom.last)
        generic = (atom.kind == "name" and atom.word in ("price", "per_million")) or (
            atom.kind == "scope" and atom.word in ("node", "all", "replica")
        )
        if atom.kind in _SMALL or generic:
            if atom.kind in _JOINING:
                self.small.update(inside)
            return
        self.parts.append(Part("unread", list(inside)))

    def _asides(self) -> list[_Aside]:
        return [each for each in self.order if isinstance(each, _Aside)]

    def _several_deployments(self) -> bool:
        """Whether the text names two models, machines or tiers of a service."""
        said: dict[str, set[str]] = {}
        every = [conditions for aside in self._asides() for _, conditions in aside.parts]
        for sentence in self.sentences:
            every += [sentence.shared, *[item.bound for item in sentence.items()]]
        for conditions in every:
            for name in ("model", "hardware", "tier"):
                if name in conditions:
                    said.setdefault(name, set()).add(plain(conditions[name]))
        return any(len(values) > 1 for values in said.values())

    def _loads_alone(self) -> dict[str, set[str]]:
        """The values that conditions have in sentences without a claim."""
        stated: dict[str, set[str]] = {}
        for aside in self._asides():
            for _, conditions in aside.parts:
                for name, value in conditions.items():
                    stated.setdefault(name, set()).add(plain(value))
        return stated

    def _choose(self) -> None:
        """`on H200 or on B200? - On B200`: the answer says which of two it is."""
        for sentence, after in pairwise(self.order):
            if not isinstance(sentence, _Sentence) or not isinstance(after, _Aside):
                continue
            said = after.stated()
            for conditions in (sentence.shared, *[item.bound for item in sentence.items()]):
                for name in _PLACES & conditions.keys() & said.keys():
                    either, one = conditions[name], said[name]
                    if isinstance(either, str) and one in either.split(" or "):
                        conditions[name] = one

    def _bind_where_said(self) -> None:
        """Of two loads without a claim beside them, one that heads what follows holds for that up
        to the next, and one that speaks of what was said holds for that: `c=16:`, `that was at 8`.
        """
        stated = self._loads_alone()
        several = {name for name in stated if len(stated[name]) > 1 and name not in DEPLOYMENT}
        for place, aside in enumerate(self.order) if several else ():
            if not isinstance(aside, _Aside) or not aside.way:
                continue
            near = self.order[place + 1 :] if aside.way == "on" else self.order[:place][::-1]
            for name in several & aside.stated().keys():
                bound = takewhile(lambda s, n=name: not _states(s, n), near)  # type: ignore[misc]
                told = [each for each in bound if isinstance(each, _Sentence)]
                for sentence in told if aside.way == "on" else told[:1]:
                    for item in sentence.items():
                        if name not in sentence.shared:
                            item.bound.setdefault(name, aside.stated()[name])
                if told:
                    aside.parts = [
                        (part, {n: said[n] for n in said if n != name})
                        for part, said in aside.parts
                    ]

    def _settle_alone(self) -> dict[str, Entry | str]:
        """Conditions of sentences without a claim bind the whole quote, unless two disagree, or a
        claim is of another deployment.
        """
        stated = self._loads_alone()
        lone = [self.sentences[0].shared] if len(self.sentences) == 1 else []
        for conditions in lone:
            for name, value in conditions.items():
                stated.setdefault(name, set()).add(plain(value))
        several = self._several_deployments()
        every = [said for sentence in self.sentences for said in sentence.every()]
        settled: dict[str, Entry | str] = {}
        for aside in self._asides():
            others = several and any(apart(aside.stated(), said) for said in every)
            for part, conditions in aside.parts:
                for name, value in conditions.items():
                    if several and (name in DEPLOYMENT or others):
                        continue  # it holds on from where it was said, or for what it is said of
                    if len(stated[name]) == 1:
                        settled[name] = value
                    elif name not in DEPLOYMENT:
                        reason = (
                            f"two values of {name.replace('_', ' ')}: which one is it for what?"
                        )
                        self._clash(Item(0, 0, part=part), reason)
        return settled

    def _elsewhere(self) -> Elsewhere:
        """What is said anywhere in the text, for the claims that lack it."""
        found = Elsewhere()
        before = set[str]()
        loads = dict[str, list[set[str]]]()
        for place, each in enumerate(self.order):
            if isinstance(each, _Aside):
                found.aside(each.stated(), place)
                continue
            figures, every = each.figures(), each.every()
            told = [said for figure in figures for said in loads.get(figure, ())]
            points = bool(told) and all(said - each.trailing.keys() for said in told)
            if figures & before and (each.bracketed or (each.listed and points)):
                # What closes a list of points is of all of them.
                lone = [_single(item, each.trailing) for item in each.items()]
                every_one = {**lone[-1], **each.trailing}
                found.aside(every_one if points else _of(each.trailing, DEPLOYMENT), place)
            found.beside(every, each.trailing, figures, place)
            before |= figures
            for figure in figures:
                loads.setdefault(figure, []).extend(
                    [{name for name in said if name not in DEPLOYMENT} for said in every]
                )
        return found


def _states(each: _Sentence | _Aside, name: str) -> bool:
    return isinstance(each, _Aside) and name in each.stated()


def _of(conditions: Conditions, names: Collection[str]) -> dict[str, Entry | str]:
    return {name: value for name, value in conditions.items() if name in names}


_THOSE = spaced("that that's this these those")
_IS = spaced("is was were are that's all at with on")


def _way(tokens: Sequence[Token]) -> Literal["", "on", "back"]:
    """Whether conditions alone head what follows, or are said of what was said before."""
    if tokens[-1].text in (":", "-"):
        return "on"
    words = [token.low for token in tokens if token.kind == "word"]
    pairs = pairwise(words[:_FAR])
    return "back" if any(one in _THOSE and two in _IS for one, two in pairs) else ""


_FAR = 6


def _to_whole_words(tokens: list[Token], blocks: list[Block]) -> None:
    """Let tables and prints cover the whole of the words that they begin and end in."""
    starts = [token.start for token in tokens]
    last = 0
    for block in sorted(blocks, key=lambda each: each.start):
        covered: list[tuple[int, int]] = []
        for first, end in sorted(block.ranges):
            before, after = bisect_right(starts, first) - 1, bisect_left(starts, end) - 1
            if before >= 0 and tokens[before].end > first:
                first = tokens[before].start
            if after >= 0:
                end = max(end, tokens[after].end)
            first, last = max(first, last), max(end, last)
            covered.append((first, max(first, end)))
        block.ranges[:] = covered


def _without(tokens: list[Token], blocks: list[Block]) -> list[Token]:
    """The tokens with the end of a line for each that a table or a print has."""
    ranges = sorted([each for block in blocks for each in block.ranges])
    found: list[Token] = []
    place = 0
    for token in tokens:
        while place < len(ranges) and ranges[place][1] <= token.start:
            place += 1
        inside = place < len(ranges) and ranges[place][0] <= token.start
        found.append(token._replace(text="\n", low="\n", kind="line") if inside else token)
    return found


def _outside(text: str, spans: tuple[Span, ...], taken: list[tuple[int, int]]) -> Iterator[Span]:
    """The spans without what tables and prints cover; what stands on both sides is in two parts."""
    place = 0
    for span in spans:
        while place < len(taken) and taken[place][1] <= span.start:
            place += 1
        at, shown, near = span.start, span.shown, place
        while near < len(taken) and taken[near][0] < span.end:
            first, end = taken[near]
            if text[at:first].strip():
                stop = at + len(text[at:first].rstrip())
                yield span._replace(start=at, end=stop, shown=shown)
                shown = ""
            at, near = max(at, end), near + 1
        at += len(text[at : span.end]) - len(text[at : span.end].lstrip())
        if at < span.end:
            yield span._replace(start=at, shown=shown)


def _of_every_one(claims: list[Claim]) -> dict[str, Entry | str]:
    """What all claims of a text have of one deployment, which is then the whole quote's."""
    first = claims[0].conditions if claims else {}
    return {
        name: value
        for name, value in first.items()
        if name in DEPLOYMENT and all(each.conditions.get(name) == value for each in claims)
    }


def _at_one(these: Conditions, those: Conditions) -> bool:
    """Whether nothing is said of both that tells one from the other."""
    return all(plain(value) == plain(those.get(name, value)) for name, value in these.items())


def _but(conditions: Conditions, all_have: Conditions) -> dict[str, Entry | str]:
    """Conditions without those that the whole quote has."""
    return {name: value for name, value in conditions.items() if all_have.get(name) != value}


_OfAModel = TypeVar("_OfAModel", Claim, Ambiguous)


def _on_its_gpus(said: _OfAModel, all_have: Conditions) -> _OfAModel:
    """What is said, with the GPUs that its own tensor parallel is of."""
    gpus = with_gpus({**all_have, **said.conditions})
    load = over_gpus({**all_have, **said.conditions, **gpus})
    more = {**gpus, **load}
    return said._replace(conditions={**said.conditions, **more}) if more else said


def _of_a_box(rent: Claim, all_have: Conditions) -> Claim:
    """The rent of a box, which has all of its GPUs, however many a replica is of."""
    gpus = {name: all_have[name] for name in ("gpus",) if name in all_have}
    return rent._replace(conditions={**gpus, **rent.conditions})


def _on_gpus(atoms: list[Atom]) -> bool:
    """Whether a GPU of the catalogue is named, and no machine that is faster for one stream."""
    named = {value for atom in atoms for name, value in atom.facts if name == "hardware"}
    return bool(named) and not any(no_gpu(name) for name in named)


def _paired(head: Head) -> dict[str, Entry | str]:
    """The load that a figure of a list has in another list."""
    name, number = head.load
    return {name: condition_entry(name, number)} if name else {}


def _single(item: Item, stated: dict[str, Entry | str]) -> dict[str, Entry | str]:
    """`single stream`: one in flight, where no other number is said."""
    single = item.found is not None and item.found.head.single
    if not single or "concurrency" in stated or "concurrency" in item.bound:
        return {}
    return {"concurrency": condition_entry("concurrency", "1")}


def _of_the_box(item: Item, stated: Conditions) -> Claim | None:
    """`one box, 8x H200, for $26/hour`: no GPU costs as much, so that it is the rent of all."""
    gpus, found = stated.get("gpus"), item.found
    if found is None or found.readings != ("gpu_price",) or not isinstance(gpus, Entry):
        return None
    head = found.head
    whole = head.amount.klass == "usd/time" and found.value * 3600 >= _NO_GPU_COSTS
    if not whole or not 1 < gpus.value <= _BOX or head.scope:
        return None
    head.scope = "node"
    claim = resolve(head).claim
    if claim is not None and item.part is not None:
        item.part.kind, item.part.ids = "claim", (claim.metric,)
        item.part.shown = show_claim(claim)
    return claim


# Dollars an hour that no single GPU is let for.
_NO_GPU_COSTS = 20.0
_BOX = 8


def _with_conditions(asked: Ambiguous, conditions: dict[str, Entry | str]) -> Ambiguous:
    """A question that was said with conditions of its own keeps and names them."""
    if not conditions:
        return asked
    at = ", ".join([show_condition(name, value) for name, value in conditions.items()])
    return asked._replace(question=f"{asked.question} (said at {at})", conditions=conditions)


def _heads_all(claim: Claim, items: list[Item], atoms: list[Atom], index: int) -> bool:
    """Whether a hit rate stands before a colon, as what the figures after it are for."""
    if claim.metric != "cache_hit_rate" or items or claim.bound != "typical":
        return False
    rest = [atom for atom in atoms[index + 1 :] if atom.kind not in ("filler", "name")]
    return bool(rest) and rest[0].word == ":" and any(atom.kind == "amount" for atom in rest)


def _joins_group(claim: Claim, items: list[Item], atoms: list[Atom], index: int) -> bool:
    """Whether a hit rate goes on a list of conditions: `at c=64, 80k context, 85% cache hits`."""
    if claim.metric != "cache_hit_rate" or not items or claim.bound != "typical":
        return False
    before = items[-1]
    signs = [atom.word for atom in atoms[before.first : index] if atom.kind == "sep"]
    if before.found is not None and signs.count("(") > signs.count(")"):
        # "$0.29/M (blended, 85% hit rate)"
        return True
    between = atoms[before.last : index]
    return before.found is None and all(
        a.kind in ("sep", "filler", "name", "counts") for a in between
    )
