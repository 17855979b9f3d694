"""What the say line offers can be read by the say line: every offer, every completion."""

from __future__ import annotations

import pytest

from sessions.catalogue.catalogue import shelf
from sessions.claims.conditions import quantities
from sessions.claims.metrics import METRICS
from sessions.say import read_line
from sessions.say.patterns import atoms_of
from sessions.say.suggestions import (
    GROUPS,
    Offer,
    completable,
    completion,
    finds,
    offers,
    put_in,
    word_before,
)
from sessions.say.tokens import tokens_of
from sessions.say.vocabulary import STATS, TIERS, chips

PROVIDERS = ("Borealis", "Acme")
OFFERS = offers(PROVIDERS)


def of(group: str) -> list[Offer]:
    return [offer for offer in OFFERS if offer.group == group]


@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: offer.key)
def test_every_example_is_read_back_as_what_it_stands_for(offer: Offer) -> None:
    quote = read_line(offer.example, providers=PROVIDERS).quote
    assert (*quote.unread, *quote.refused, *quote.ambiguous) == ()
    claims = [(claim.metric, claim.statistic) for claim in quote.claims]
    name, _, value = offer.id.partition("=")
    match offer.group:
        case "provider":
            assert quote.provider == offer.id
        case "metric":
            assert claims == [(offer.id, "")]
        case "statistic":
            assert claims == [("ttft", offer.id)]
        case "hardware":
            assert quote.conditions["hardware"] == offer.id
        case "bound":
            assert [claim.bound == "typical" for claim in quote.claims] == [False]
        case _:
            implied = {
                "request_rate": ["arrival"],
                "tokens_per_pass": ["speculative"],
                "tensor_parallel": ["gpus"],
            }
            assert [*quote.conditions] == [name, *implied.get(name, [])]
            if name in ("kv", "region", "tier", "speculative"):
                assert quote.conditions[name] == value


def test_everything_that_can_be_judged_is_offered_once() -> None:
    assert len({offer.key for offer in OFFERS}) == len(OFFERS)
    conditions = {offer.id.partition("=")[0] for offer in of("condition")}
    others = set(METRICS) - {offer.id for offer in of("metric")}
    assert others <= conditions, "a metric that is not offered is a condition"
    assert {*quantities()} - {"cache_hit_rate"} <= conditions
    assert {"speculative", "region", "tier", "tensor_parallel"} <= conditions
    assert [offer.id for offer in of("statistic")] == [*STATS]
    assert [offer.id for offer in of("provider")] == [*PROVIDERS]
    assert {offer.id for offer in of("hardware")} == {i.title for i in shelf("hardware").values()}
    assert len(of("precision")) > len(TIERS.split("|"))
    assert {offer.group for offer in OFFERS} == {*GROUPS}


def unread(line: str) -> bool:
    tokens = tokens_of(line)
    return any(atom.kind == "unread" for atom in atoms_of(tokens, 0, len(tokens), chips(())))


def test_a_completion_is_a_piece_of_the_vocabulary_before_a_figure_or_after_it() -> None:
    found = completable()
    assert len(found) > 1000
    lines = ("{}", "5 {}", "{} 5 s")
    lost = [t for t in found if all(unread(line.format(t)) for line in lines)]
    assert lost == []
    assert unread("throughputt"), "what is no word of it would be found"


@pytest.mark.parametrize(
    ("typed", "rest"),
    [
        ("a", "cme:"),
        ("BO", "realis:"),
        ("Acme", ":"),
        ("Acme: 40 tok", "/s/user"),
        ("Acme: 40 tok/s", "/user"),
        ("Acme: TT", "FT"),
        ("Acme: tt", "ft"),
        ("time to f", "irst token"),
        ("cache h", "it"),
        ("on 8xB", "200"),
        ("on 8xb", "200"),
        ("5 con", "text"),
        ("aggr", "egate"),
        ("", ""),
        ("TTFT", ""),
        ("Acme: ", ""),
        ("40 tok/s/user", ""),
        ("in", ""),
        ("on 8xB200", ""),
        ("nothing like this", ""),
        ("$0.28/M", ""),
    ],
)
def test_a_line_is_completed_where_it_is_clear_how_it_goes_on(typed: str, rest: str) -> None:
    assert completion(typed, ("Acme", "Borealis")) == rest


def test_who_is_named_first_is_completed_first() -> None:
    assert completion("c", ("Cirrus", "Calder")) == "irrus:"
    assert completion("c", ("Calder", "Cirrus")) == "alder:"


def pick(key: str) -> Offer:
    return next(offer for offer in OFFERS if offer.key == key)


@pytest.mark.parametrize(
    ("line", "key", "text", "selected"),
    [
        ("", "provider:Acme", "Acme: ", ""),
        ("Acme: ", "metric:ttft", "Acme: TTFT 1.9 s", "1.9"),
        ("Acme: 40 tok/s/user", "metric:ttft", "Acme: 40 tok/s/user, TTFT 1.9 s", "1.9"),
        ("Acme: tt", "metric:ttft", "Acme: TTFT 1.9 s", "1.9"),
        ("TTFT 1 s at", "condition:concurrency", "TTFT 1 s at 16 in flight ", "16"),
        ("TTFT", "statistic:p95", "TTFT p95 ", ""),
        ("TTFT 9 s, pric", "metric:input_price", "TTFT 9 s, $0.95/M input", "0.95"),
        ("on", "hardware:B200", "on 8xB200 ", ""),
    ],
)
def test_an_offer_is_put_where_the_cursor_is(line: str, key: str, text: str, selected: str) -> None:
    put, (start, end) = put_in(line, len(line), pick(key))
    assert (put, put[start:end]) == (text, selected)
    assert end == len(put) or selected


def test_an_offer_in_the_middle_keeps_what_follows() -> None:
    put, (start, end) = put_in("TTFT  at c=16", 5, pick("statistic:p95"))
    assert (put, start, end) == ("TTFT p95 at c=16", 8, 8)


def test_offers_are_found_by_the_beginnings_of_words() -> None:
    found = [offer.key for offer in OFFERS if finds(offer, "first tok")]
    assert found == ["metric:ttft"]
    assert [offer.key for offer in OFFERS if finds(offer, "tt")] == ["metric:ttft"]
    assert word_before("Acme: cache h") == "h"


@pytest.mark.parametrize("line", ["Acme: 40 ", "40 tok/s/user", "TTFT 1 s at", "on 8xB", "TTFT"])
def test_a_word_that_says_something_already_was_not_begun(line: str) -> None:
    assert word_before(line) == ""
