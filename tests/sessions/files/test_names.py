"""Names as people write them."""

import pytest

from sessions.files.names import alike, finds, letters, nearest, plain


@pytest.mark.parametrize(
    ("one", "other"),
    [("Kimi-K2.6", "kimi k2.6"), (" H200_SXM ", "h200 sxm"), ("qwen3 32B", "Qwen3-32b")],
)
def test_case_spaces_and_dashes_make_no_other_name(one: str, other: str) -> None:
    assert plain(one) == plain(other)


def test_a_version_is_part_of_a_name() -> None:
    assert plain("Kimi K2.6") != plain("Kimi K26")
    assert letters("Z.AI") == letters("z-ai")


def test_the_nearest_name_is_found_and_no_other() -> None:
    known = ("fresh_tokens", "cached_tokens", "concurrency")
    assert nearest("fresh token", known) == "fresh_tokens"
    assert nearest("zzz", known) == ""
    assert nearest("", ()) == ""
    assert alike("tokens", known, most=2, least=0.5) == ["fresh_tokens", "cached_tokens"]
    # A name of a megabyte is compared by its beginning.
    assert nearest("concurrency" * 100_000, known) == ""


def test_spelling_is_what_a_caller_says() -> None:
    known = ("Llama 3.1 8B", "Llama-3.1-8B")
    assert alike("llama 3.1 8b", known, most=1, least=0.9, by=str.lower) == ["Llama 3.1 8B"]


def test_a_query_finds_what_has_all_its_words() -> None:
    assert finds("kimi 2.6", "Kimi K2.6", "kimi-k2.6")
    assert finds("", "anything")
    assert not finds("kimi 2.7", "Kimi K2.6")
