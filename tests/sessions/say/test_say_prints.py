"""What tools print and tables hold, read: each text with everything that is made of it."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from sessions.say import read_line
from tests.sessions.heard import lines_of

HERE = Path(__file__).parent


def cases(name: str) -> list[tuple[str, list[str]]]:
    """Texts, parted by %%, each with what is made of it after a line with =>."""
    found: list[tuple[str, list[str]]] = []
    for part in (HERE / name).read_text(encoding="utf-8").split("\n%%\n"):
        text, _, expected = part.partition("\n=>\n")
        found.append((text.strip("\n"), expected.strip("\n").splitlines()))
    return found


CASES = cases("prints.txt")


def heard(text: str) -> list[str]:
    """What is made of a text, one to a line."""
    return [line.replace("\n", "\\n") for line in lines_of(read_line(text).quote)]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:50] for text, _ in CASES])
def test_a_print_or_a_table_is_read_as_what_it_is(text: str, expected: list[str]) -> None:
    assert heard(text) == expected


@pytest.mark.parametrize("text", [text for text, _ in CASES], ids=[t[:50] for t, _ in CASES])
def test_every_character_of_a_print_is_in_one_span(text: str) -> None:
    said = read_line(text)
    end = 0
    for span in said.spans:
        assert span.start >= end
        assert not text[end : span.start].strip()
        end = span.end
    assert not text[end:].strip()
    words = [claim.said for claim in said.quote.claims]
    words += [each.text for each in said.quote.ambiguous]
    words += [each.text for each in said.quote.refused]
    assert all(each and each in text for each in words)


def test_a_page_of_a_table_is_read_in_linear_time() -> None:
    def page(rows: int) -> str:
        lines = [f"| {i} | {100 + i} | {90 - i / 10:.1f} |" for i in range(1, rows)]
        return "\n".join(["| Concurrency | TTFT (ms) | tok/s/user |", "|---|---|---|", *lines])

    spent = []
    for rows in (60, 240):
        text = page(rows)
        read_line(text)
        start = time.perf_counter()
        said = read_line(text)
        spent.append(time.perf_counter() - start)
        assert len(said.quote.claims) == 2 * (rows - 1)
    assert spent[1] < 40 * spent[0]


def cut(text: str, chance: random.Random) -> str:
    """A text as somebody may paste it: without its end, in another order, with a slip in it."""
    lines = text.split("\n")
    match chance.randrange(4):
        case 0:
            return text[: chance.randrange(len(text) + 1)]
        case 1:
            chance.shuffle(lines)
            return "\n".join(lines)
        case 2:
            at = chance.randrange(max(1, len(text)))
            return text[:at] + chance.choice("|:=(){}\t,>\n0 9%$é\u3000") + text[at + 1 :]
        case _:
            return chance.choice((" ", " | ", "\r\n", "; ")).join(lines)


def test_a_print_that_is_pasted_badly_is_read_without_a_fault() -> None:
    chance = random.Random(13)
    for _ in range(150):
        text = cut(chance.choice(CASES)[0], chance)
        said, end = read_line(text), 0
        for span in said.spans:
            assert span.start >= end, text
            assert not text[end : span.start].strip(), text
            end = span.end
        assert not text[end:].strip(), text
        assert all(claim.said and claim.said in text for claim in said.quote.claims), text
