"""What is said on a call, read: each phrasing with everything that is made of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from formulas.book import BOOK
from sessions.claims.conditions import quantities
from sessions.claims.metrics import METRICS
from sessions.document.session import Entry
from sessions.say import LONGEST, Said, read_line
from sessions.say.carried import plain
from tests.sessions.heard import lines_of

HERE = Path(__file__).parent


def phrasings(name: str) -> list[tuple[str, list[str]]]:
    """Phrasings and what is made of them, from one of the tables beside this file."""
    found: list[tuple[str, list[str]]] = []
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("> "):
            found.append((line[2:].replace("\\n", "\n"), []))
        elif line.startswith("  "):
            found[-1][1].append(line[2:])
    return found


READ = phrasings("phrasings_read.txt")
ASKED = phrasings("phrasings_asked.txt")
WORDS = phrasings("phrasings_words.txt")
MONEY = phrasings("phrasings_money.txt")
EVERY = [text for text, _ in (*READ, *ASKED, *WORDS, *MONEY)]
LINE = "Acme: $0.28/M, 40 tok/s/user, TTFT 1.2 s at c=64 on 8xB200 FP4"


def heard(text: str) -> list[str]:
    """What is made of a text, line breaks within shown as the tables write them."""
    return [line.replace("\n", "\\n") for line in lines_of(read_line(text).quote)]


# ------------------------------------------------------------------------------------------------
# the tables


@pytest.mark.parametrize(("text", "expected"), READ, ids=[text[:60] for text, _ in READ])
def test_what_can_be_read_is_read(text: str, expected: list[str]) -> None:
    assert heard(text) == expected


@pytest.mark.parametrize(("text", "expected"), WORDS, ids=[text[:60] for text, _ in WORDS])
def test_layouts_engines_loads_and_lists_are_read_or_left_open(
    text: str, expected: list[str]
) -> None:
    assert heard(text) == expected


@pytest.mark.parametrize(("text", "expected"), MONEY, ids=[text[:60] for text, _ in MONEY])
def test_prices_limits_and_shares_are_read_or_left_open(text: str, expected: list[str]) -> None:
    assert heard(text) == expected


@pytest.mark.parametrize(("text", "expected"), ASKED, ids=[text[:60] for text, _ in ASKED])
def test_what_cannot_be_read_safely_is_asked_or_refused(text: str, expected: list[str]) -> None:
    assert heard(text) == expected
    assert any(line.startswith(("asked ", "refused ")) for line in expected)


def test_many_phrasings_are_asked_or_refused_and_none_stands_twice() -> None:
    assert len(EVERY) == len(set(EVERY)) >= 1_119
    # A third, as the tables stood when they were full; more that can be read need no more of these.
    assert len(ASKED) >= 373


# ------------------------------------------------------------------------------------------------
# what holds for every text


def test_what_is_made_of_a_text_stands_in_the_text() -> None:
    for text in EVERY:
        quote = read_line(text).quote
        said = [claim.said for claim in quote.claims] + [one.text for one in quote.ambiguous]
        said += [one.text for one in quote.refused] + [*quote.unread]
        assert quote.said == text
        assert all(words and words in text for words in said), text


def test_every_figure_reads_back_from_its_own_text() -> None:
    for text in EVERY:
        quote = read_line(text).quote
        for claim in quote.claims:
            for entry in (claim.value, claim.high):
                if entry is not None and claim.metric:
                    variable = METRICS[claim.metric].of
                    assert variable.read(entry.text).value == entry.value, text
        for conditions in (quote.conditions, *[claim.conditions for claim in quote.claims]):
            for name, value in conditions.items():
                if isinstance(value, Entry):
                    read = BOOK.variables[quantities()[name]].read(value.text).value
                    assert read == pytest.approx(value.value, rel=1e-8), text


def test_every_character_belongs_to_one_span() -> None:
    for text in EVERY:
        covered(text, read_line(text))


def covered(text: str, said: Said) -> None:
    """Check that the spans stand in order, do not overlap, and leave out only white space."""
    end = 0
    for span in said.spans:
        assert end <= span.start < span.end <= len(text)
        assert not text[end : span.start].strip()
        end = span.end
    assert not text[end:].strip()


def test_spans_and_quote_say_the_same() -> None:
    for text in EVERY:
        said = read_line(text)
        kinds = [(span.kind, span.ids) for span in said.spans if span.shown]
        quote = said.quote
        claims = [(claim.metric,) if claim.metric else () for claim in quote.claims]
        assert sorted(ids for kind, ids in kinds if kind == "claim") == sorted(claims)
        asked = [one.readings for one in quote.ambiguous]
        assert sorted(ids for kind, ids in kinds if kind == "ambiguous") == sorted(asked)
        assert sum(kind == "refused" for kind, _ in kinds) == len(quote.refused)
        unread = tuple(text[span.start : span.end] for span in said.spans if span.kind == "unread")
        assert unread == quote.unread


def documented(heading: str) -> list[str]:
    """What the page on the say line gives as examples below a heading, those with a figure."""
    page = (HERE.parents[2] / "docs" / "say-line.md").read_text(encoding="utf-8")
    part = page.split(f"## {heading}\n")[1].split("\n## ")[0]
    found = [text for text in re.findall(r"`([^`\n]+)`", part) if re.search(r"[0-9]", text)]
    return [text for text in found if "_" not in text]


def test_the_examples_of_the_page_are_read_or_asked_as_it_says() -> None:
    for text in documented("What can be said"):
        quote = read_line(text).quote
        assert (quote.refused, quote.ambiguous, quote.unread) == ((), (), ()), text
        assert quote.claims or quote.conditions, text
    for text in documented("What is asked about or refused"):
        quote = read_line(text).quote
        assert quote.refused or quote.ambiguous or quote.terms, text


# ------------------------------------------------------------------------------------------------
# what is shown


def shown(text: str) -> list[tuple[str, str]]:
    """The kind and the canonical reading of each span that is no filler."""
    return [(span.kind, span.shown) for span in read_line(text).spans if span.kind != "filler"]


def test_the_line_is_echoed_part_by_part() -> None:
    assert shown(LINE) == [
        ("provider", "Acme"),
        ("claim", "$/M processed $0.28"),
        ("claim", "tok/s/user 40"),
        ("claim", "TTFT 1.2 s"),
        ("condition", "64 in flight"),
        ("condition", "8x B200"),
        ("condition", "fp4"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TTFT p95 under 1.2 s", "TTFT p95 <= 1.2 s"),
        ("about 40 tok/s/user", "tok/s/user ~40"),
        ("30-40 tok/s/user", "tok/s/user 30 to 40"),
        ("at least $0.28/M", "$/M processed >= $0.28"),
        ("600 RPM", "requests limit 10 request/s"),
        ("99.9% uptime SLA", "uptime SLA 99.9%"),
        ("$46/hr for the box", "node rent $33,580/month"),
        ("fp8 KV", "fp8 KV"),
        ("TP8", "TP8"),
        ("no MTP", "speculation off"),
        ("80k context", "80K context"),
        ("32k tok/s", "output tokens, or all processed tokens, input included?"),
        ("TTFT 1,5 s", "a decimal comma; write 1.5"),
        ("12-month commit", "commitment: 12-month commit"),
        ("3x faster", "3x faster: relative: to what, and in which figure?"),
    ],
)
def test_each_reading_is_shown_in_one_short_text(text: str, expected: str) -> None:
    assert [words for _, words in shown(text)] == [expected]


def test_what_is_said_in_two_places_is_shown_once() -> None:
    spans = read_line("$0.95/$4.00 (in/out)").spans
    assert [(s.kind, s.shown, s.ids) for s in spans if s.kind != "filler"] == [
        ("claim", "$/M input $0.95", ("input_price",)),
        ("claim", "$/M output $4", ("output_price",)),
        ("claim", "", ("input_price",)),
        ("claim", "", ("output_price",)),
    ]


# ------------------------------------------------------------------------------------------------
# while somebody is typing


def test_what_was_read_stays_while_the_rest_is_typed() -> None:
    claims: list[tuple[str, ...]] = []
    for end in range(len(LINE) + 1):
        quote = read_line(LINE[:end]).quote
        metrics = tuple(claim.metric for claim in quote.claims)
        if not claims or claims[-1] != metrics:
            claims.append(metrics)
    price, speed = "price_per_processed_token", "per_stream_tps"
    # "40 tok/s/us" is no claim of 40 tokens a microsecond, and "tok/s/u" is one per user already.
    assert claims[0] == ()
    assert claims[-1] == (price, speed, "ttft")
    assert set(claims) == {(), (price,), (price, speed), (price, speed, "ttft")}


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("TTF", ("TTF",)),
        ("Acme: $0.28/M, 40 t", ("40 t",)),
        ("Acme: $0.28/M, 40 tok", ("40 tok",)),
        ("Acme: $0.28/M, 40 tok/s/use", ("40 tok/s/use",)),
        ("$0.28/M at c=", ("c",)),
        ("$0.28/M on 8xB20", ("8xB20",)),
        ("$0.28/M FP", ("FP",)),
    ],
)
def test_an_unfinished_tail_is_unread(text: str, unread: tuple[str, ...]) -> None:
    quote = read_line(text).quote
    assert quote.unread == unread
    assert quote.refused == ()


def test_a_unit_that_is_none_is_refused_unless_it_is_still_being_typed() -> None:
    assert read_line("40 tok/s/se").quote.unread == ("40 tok/s/se",)
    assert "'se' is not a unit" in read_line("40 tok/s/se, $0.28/M").quote.refused[0].reason
    assert "'seat' is not a unit" in read_line("$5/seat").quote.refused[0].reason


# ------------------------------------------------------------------------------------------------
# who speaks


@pytest.mark.parametrize(
    ("text", "provider"),
    [
        ("Gamma: $0.28/M", "Gamma"),
        ("acme: $0.28/M", "ACME"),
        ("Gamma - $0.28/M", "Gamma"),
        ("together ai: $0.28/M", "together ai"),
        ("Quote from Gamma: $0.28/M", "Gamma"),
        ("Gamma (Kimi K2.6): $0.28/M", "Gamma"),
        ("acme says $0.28/M", "ACME"),
        ("beta AI 40 tok/s/user", "Beta AI"),
        ("$0.28/M", ""),
        ("TTFT: 1.2 s", ""),
        ("Price: $0.28/M", ""),
        ("Kimi K2.6: $0.28/M", ""),
        ("tok/s/user: 40", ""),
        ("c: 64", ""),
        ("http://acme.example: $0.28/M", ""),
        ("we had a long call about this and that and then they said: $0.28/M", ""),
    ],
)
def test_the_name_before_the_colon_speaks(text: str, provider: str) -> None:
    assert read_line(text, providers=("ACME", "Beta AI")).quote.provider == provider


def test_the_first_provider_stands_for_every_line() -> None:
    quote = read_line("Acme: $0.28/M\n40 tok/s/user\nAcme: TTFT 1.2 s").quote
    assert quote.provider == "Acme"
    assert len(quote.claims) == 3


def test_a_second_provider_is_refused_with_what_it_says() -> None:
    quote = read_line(
        "Acme: $0.28/M\nBeta: $0.30/M, TTFT 1.2 s on 8xH200\nAcme: 40 tok/s/user"
    ).quote
    assert [claim.metric for claim in quote.claims] == [
        "price_per_processed_token",
        "per_stream_tps",
    ]
    assert [one.text for one in quote.refused] == ["Beta", "$0.30/M", "TTFT 1.2 s", "8xH200"]
    assert quote.conditions == {}


# ------------------------------------------------------------------------------------------------
# price strings of routers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'Acme: {"prompt":"0.00000095","completion":"0.000004","input_cache_read":"1.6e-7"}',
            [
                "provider Acme",
                "claim input_price $0.95/Mtok",
                "claim output_price $4/Mtok",
                "claim cached_input_price $0.16/Mtok",
            ],
        ),
        (
            '{"id": "k2.6", "pricing": {"prompt": 9.5e-7, "request": "0", "image": "0.002"',
            [
                "claim input_price $0.95/Mtok",
                "term image: 0.002",
                "unread id",
                "unread k2.6",
            ],
        ),
        (
            '{"input_mtok": 0.95, "output_mtok": 4}',
            ["claim input_price $0.95/Mtok", "claim output_price $4/Mtok"],
        ),
        # Nobody asks a dollar for a token.
        ('{"prompt": 0.95}', ["claim input_price $0.95/Mtok"]),
        (
            '{"input_cost_per_token": 0.95}',
            [
                'refused "input_cost_per_token": 0.95: that would be $950,000 per million tokens:'
                " per how many is it?"
            ],
        ),
        (
            '{"prompt": "0"}',
            ['refused "prompt": "0": 0 stands where a router knows no price: ask for it'],
        ),
        (
            '{"prompt": "-1"}',
            ['refused "prompt": "-1": no price: routers write -1 where it varies'],
        ),
        ('{"prompt": 9e999999}', ['refused "prompt": 9e999999: not a number']),
        ('{"prompt": 1.2.3}', ['refused "prompt": 1.2.3: not a number']),
    ],
)
def test_price_strings_are_read_per_token_and_per_million(text: str, expected: list[str]) -> None:
    said = read_line(text)
    assert lines_of(said.quote) == expected
    covered(text, said)


# ------------------------------------------------------------------------------------------------
# the rest


def test_hardware_of_the_catalogue_has_its_title_and_more_can_be_known() -> None:
    # A board has eight.
    board = read_line("hgx b200").quote.conditions
    assert {name: plain(value) for name, value in board.items()} == {
        "hardware": "b200",
        "gpus": "8",
    }
    assert read_line("on 4x foo9").quote.conditions == {}
    # Whatever stands where a machine would is one, in capitals.
    assert read_line("on 4x Foo9").quote.conditions["hardware"] == "Foo9"
    more = read_line("on 4x foo9", hardware=("Foo9",)).quote.conditions
    assert more["hardware"] == "Foo9"


def test_what_is_asked_has_its_value_in_base_units() -> None:
    asked = [
        read_line(text).quote.ambiguous[0] for text in ("latency 300 ms", "32k tok/s", "$46/h")
    ]
    assert [(one.value, one.unit) for one in asked] == [
        (0.3, "s"),
        (32_000.0, "tok/s"),
        (46 / 3600, "$/s"),
    ]


def test_a_question_names_the_conditions_that_only_it_was_said_with() -> None:
    quote = read_line("32k tok/s at c=64. TTFT 1.2 s at c=1.").quote
    assert quote.conditions == {}
    assert quote.ambiguous[0].question.endswith("(said at 64 in flight)")


def test_a_text_that_is_too_long_is_read_from_its_beginning() -> None:
    text = "Acme: $0.28/M. " + "and so on " * 3_000 + "40 tok/s/user"
    said = read_line(text)
    covered(text, said)
    assert [claim.metric for claim in said.quote.claims] == ["price_per_processed_token"]
    assert "characters" in said.quote.refused[-1].reason
    assert said.spans[-1].kind == "refused"
    assert len(text) > LONGEST
    whole = "9" * (LONGEST + 1)
    covered(whole, read_line(whole))
    assert read_line(whole).quote.claims == ()


def test_nothing_said_is_nothing_heard() -> None:
    for text in ("", " ", "\n\n\t"):
        assert lines_of(read_line(text).quote) == []
        assert read_line(text).spans == ()
