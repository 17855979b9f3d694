"""What holds for every text: phrasings with words dropped, swapped, shouted, wrapped and pasted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sessions.document.session import Entry
from sessions.say import Said, read_line
from tests.sessions.say.test_say import EVERY, covered

RATES = {"EUR": Entry("$1.08", 1.08)}
# What other programs put in the place of plain signs, and what stands in no phrase.
STRAY = [
    *"\u00a0\u2009–—\u2212\u2011“’½\u200b|`*_{}\"'#$€¥%.,;:/-",
    "\n",
    "\t",
    "\uff10",
    "\uff19",
    "🙂",
]


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A phrasing with up to four things done to it."""
    text = draw(st.sampled_from(EVERY))
    for _ in range(draw(st.integers(0, 4))):
        words = text.split(" ")
        at = draw(st.integers(0, len(words) - 1))
        match draw(st.integers(0, 6)):
            case 0:
                words = [*words[:at], *words[at + 1 :]]
            case 1:
                words = draw(st.permutations(words))
            case 2:
                words = [*words[:at], *draw(st.sampled_from(EVERY)).split(" "), *words[at:]]
            case 3:
                words = [word.upper() for word in words]
            case 4:
                words = [word.lower() for word in words]
            case 5:
                return text.replace(" ", draw(st.sampled_from(["\n", "\u00a0", "  ", "\t"])))
            case _:
                place = draw(st.integers(0, len(text)))
                words = [text[:place] + draw(st.sampled_from(STRAY)) + text[place:]]
        text = " ".join(words)
    return text


def whole(text: str, said: Said) -> None:
    """Check that nothing of a text was dropped, and that spans and quote say the same."""
    covered(text, said)
    quote = said.quote
    shown = [span.kind for span in said.spans if span.shown]
    assert shown.count("claim") == len(quote.claims)
    assert shown.count("ambiguous") == len(quote.ambiguous)
    assert shown.count("refused") == len(quote.refused)
    unread = [text[span.start : span.end] for span in said.spans if span.kind == "unread"]
    assert unread == list(quote.unread)


@given(mutated())
def test_a_phrasing_that_was_tampered_with_is_still_read_whole(text: str) -> None:
    whole(text, read_line(text, providers=("Acme",), currency=RATES))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    whole(text, read_line(text))


@given(st.sampled_from(EVERY), st.sampled_from(["\u00a0", "\u2009", "\u202f"]))
def test_a_space_of_another_kind_changes_no_figure(text: str, space: str) -> None:
    plain = read_line(text).quote
    other = read_line(text.replace(" ", space)).quote
    figures = [(claim.metric, claim.value.value) for claim in plain.claims]
    assert [(claim.metric, claim.value.value) for claim in other.claims] == figures


@given(st.sampled_from(EVERY))
def test_wide_signs_and_digits_read_as_plain_ones(text: str) -> None:
    wide = "".join([chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text])
    plain, other = read_line(text).quote, read_line(wide).quote
    assert [claim.value for claim in other.claims] == [claim.value for claim in plain.claims]
    assert other.terms.keys() == plain.terms.keys()
