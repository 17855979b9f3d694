"""Saving: the smallest edit, all else as it was typed, never over somebody else's work."""

from __future__ import annotations

import datetime
import difflib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from sessions.catalogue.catalogue import EXAMPLE
from sessions.document.session import (
    Ambiguous,
    Claim,
    Entry,
    LoadTest,
    Note,
    Packet,
    Quote,
    Session,
    SetUp,
    Unreadable,
    with_entry,
)
from sessions.files import write as atomic
from sessions.files.edit import Foreign, Splice, spliced
from sessions.files.layout import document, key_text, value_text
from sessions.files.problems import BadDocument
from sessions.store import save as writer
from sessions.store.form import same, tree_of
from sessions.store.load import Loaded, load
from sessions.store.save import REWRITTEN, Conflict, NotSaved, compose, save
from tests.sessions.store.layouts import LAYOUTS, PLAIN


@pytest.fixture
def example(tmp_path: Path) -> Loaded:
    """A copy of the shipped example."""
    path = tmp_path / "deal.toml"
    path.write_bytes(EXAMPLE.read_bytes())
    return load(path)


@pytest.fixture
def plain(tmp_path: Path) -> Loaded:
    """A file with a remark at everything."""
    path = tmp_path / "plain.toml"
    path.write_text(PLAIN, encoding="utf-8")
    return load(path)


def _changes(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that were taken away, and those that came."""
    lines = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    gone = [line[2:] for line in lines if line.startswith("- ")]
    return gone, [line[2:] for line in lines if line.startswith("+ ")]


def _without(quotes: tuple[Quote, ...], place: int) -> tuple[Quote, ...]:
    return quotes[:place] + quotes[place + 1 :]


# ---------------------------------------------------------------------- the smallest edit


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_file_saved_unedited_keeps_every_byte(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    data = b"\xef\xbb\xbf" + LAYOUTS[name].encode()
    path.write_bytes(data)
    loaded = load(path)
    assert save(loaded.session, path, loaded).data == data
    assert path.read_bytes() == data
    elsewhere = tmp_path / "b.toml"
    save(loaded.session, elsewhere, loaded)
    assert elsewhere.read_bytes() == data


def test_the_example_saved_unedited_is_not_even_written(
    example: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic, "write", lambda *_: pytest.fail("written"))
    save(example.session, example.path, example)


def test_every_entry_of_the_example_changes_one_line(example: Loaded) -> None:
    session = example.session
    parts = [("", session.packet.entries), ("", session.bill)]
    parts += [(setup.name, setup.entries) for setup in session.setups]
    count = 0
    for setup, entries in parts:
        for id, entry in entries.items():
            text = f" {entry.text}"
            changed = with_entry(session, id, entry._replace(text=text), setup)
            gone, come = _changes(example.text, compose(changed, example))
            assert len(gone) == 1, id
            assert come == [gone[0].replace(f'"{entry.text}"', f'"{text}"')], id
            count += 1
    assert count >= 30


def test_every_word_of_the_example_changes_one_line(example: Loaded) -> None:
    session = example.session
    setup, quote, test = session.setups[0], session.quotes[0], session.load_tests[0]
    claim = quote.claims[0]

    def with_claim(changed: Claim) -> Session:
        return with_quote(quote._replace(claims=(changed, *quote.claims[1:])))

    def with_quote(changed: Quote) -> Session:
        return session._replace(quotes=(changed, *session.quotes[1:]))

    edits = {
        'title = "new"': session._replace(title="new"),
        'active = "tp4-c8"': session._replace(active="tp4-c8"),
        'objective = "speed"': session._replace(packet=session.packet._replace(objective="speed")),
        'tiers = ["fp8"]': session._replace(packet=session.packet._replace(tiers=("fp8",))),
        'weights = "fp8"': session.with_setup(setup._replace(weights="fp8")),
        'note = "new"': session.with_setup(setup._replace(note="new")),
        'origin = "new"': session._replace(
            load_tests=(test._replace(origin="new"), *session.load_tests[1:])
        ),
        'provider = "new"': with_quote(quote._replace(provider="new")),
        "date = 2027-01-02": with_quote(quote._replace(date=datetime.date(2027, 1, 2))),
        "round = 7": with_quote(quote._replace(round=7)),
        'weights = "fp8" ': with_quote(
            quote._replace(conditions={**quote.conditions, "weights": "fp8"})
        ),
        'metric = "api_price"': with_claim(claim._replace(metric="api_price")),
        'value = "$1/Mtok"': with_claim(
            claim._replace(value=Entry.read("price_per_processed_token", "$1/Mtok"))
        ),
        'text = "new"': session._replace(notes=(session.notes[0]._replace(text="new"),)),
    }
    for line, changed in edits.items():
        gone, come = _changes(example.text, compose(changed, example))
        assert (len(gone), come) == (1, [line.strip()])


def test_the_spelling_beside_an_edit_survives(plain: Loaded) -> None:
    entry = Entry.read("gpus_per_replica", "4 GPU", "ours")
    text = compose(with_entry(plain.session, "gpus_per_replica", entry, "a"), plain)
    assert text == PLAIN.replace('"8 GPU" # c9', '"4 GPU" # c9')


def test_a_new_entry_stands_after_the_one_before_it(plain: Loaded) -> None:
    entry = Entry.read("trough_tps", "110K tok/s", "a guess")
    gone, come = _changes(PLAIN, compose(with_entry(plain.session, "trough_tps", entry), plain))
    assert gone == []
    assert come == ['trough_tps = "110K tok/s"', 'trough_tps = "a guess"']


def test_an_entry_withdrawn_takes_its_origin_with_it(plain: Loaded) -> None:
    gone, come = _changes(PLAIN, compose(with_entry(plain.session, "cached_tokens", None), plain))
    assert gone == ['cached_tokens = "71K token/request"', 'cached_tokens = "the gateway"']
    assert come == []


def test_an_origin_beside_a_value_goes_without_it(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    setup = '[[setup]]\nname = "a"\nmodel = "kimi"\nhardware = "B200"\n'
    test = '[[loadtest]]\nsetup = "a"\nttft = { value = "1 s", origin = "us" } # c1\n'
    path.write_text(setup + test)
    loaded = load(path)
    without = LoadTest("a", {"ttft": Entry.read("ttft", "1 s")})
    text = compose(loaded.session._replace(load_tests=(without,)), loaded)
    assert text == setup + '[[loadtest]]\nsetup = "a"\nttft = "1 s" # c1\n'


def test_a_table_that_says_nothing_any_more_goes(plain: Loaded) -> None:
    quote = plain.session.quotes[0]._replace(conditions={})
    changed = plain.session._replace(quotes=(quote, *plain.session.quotes[1:]))
    gone, come = _changes(PLAIN, compose(changed, plain))
    assert [line for line in gone if line] == [
        "# c15 what one assumes", "[quote.conditions]", 'concurrency = "16 request"',
    ]  # fmt: skip
    assert come == []


def test_a_remark_inside_a_table_keeps_the_table(plain: Loaded) -> None:
    session = with_entry(plain.session, "fresh_tokens", None)
    session = with_entry(session, "cached_tokens", None)
    text = compose(session, plain)
    assert "[packet.origin]\n# c6 all from the gateway\n" in text


# ---------------------------------------------------------------------- quotes and their remarks


def test_a_quote_deleted_takes_its_own_remarks_and_no_others(plain: Loaded) -> None:
    session = plain.session._replace(quotes=_without(plain.session.quotes, 1))
    gone, come = _changes(PLAIN, compose(session, plain))
    assert [line for line in gone if line] == [
        "# c18 about two", "[[quote]]", 'provider = "Two"',
        'mood = "grim" # c19 a key of a person\'s own',
    ]  # fmt: skip
    assert come == []


def test_the_heading_of_a_section_outlives_its_first_quote(plain: Loaded) -> None:
    text = compose(plain.session._replace(quotes=_without(plain.session.quotes, 0)), plain)
    assert "# ------------------------------- c12 the quotes\n# c18 about two\n[[quote]]" in text
    assert "c13" not in text
    assert "c16" not in text


def test_a_quote_moved_takes_its_remarks_along(plain: Loaded) -> None:
    one, two, three = plain.session.quotes
    text = compose(plain.session._replace(quotes=(three, one, two)), plain)
    order = ["c12", "c21", '"Three"', "c13", "c14", "c15", "c16", "c17", "c18", "c19", "c22"]
    places = [text.index(each) for each in order]
    assert places == sorted(places)
    assert sorted(text.splitlines()) == sorted(PLAIN.splitlines())


def test_a_quote_moved_and_changed_is_known_again(plain: Loaded) -> None:
    one, two, three = plain.session.quotes
    session = plain.session._replace(quotes=(two._replace(round=3), one, three))
    text = compose(session, plain)
    assert text.index("# c18 about two") < text.index("# c13 about one")
    assert 'provider = "Two"\nround = 3\nmood = "grim" # c19' in text


def test_a_quote_of_which_only_the_name_is_left_is_known_again(plain: Loaded) -> None:
    one, two, three = plain.session.quotes
    claim = Claim("uptime", Entry.read("sla_uptime", "99%"))
    new = Quote("One", (claim,), one.date, 5, {}, {"a": "b"}, note="n", said="s", judged="source@1")
    text = compose(plain.session._replace(quotes=(two, three, new)), plain)
    assert text.index("c18") < text.index("c21") < text.index("# c13 about one")
    assert '# c13 about one\n[[quote]]\nprovider = "One" # c14\n' in text


def test_a_quote_of_another_name_but_otherwise_the_same_is_known_again(plain: Loaded) -> None:
    one, two, three = plain.session.quotes
    text = compose(plain.session._replace(quotes=(two, one._replace(provider="Uno"), three)), plain)
    assert text.index("c18") < text.index("# c13 about one") < text.index("c21")
    assert 'provider = "Uno" # c14' in text


def test_another_quote_in_the_same_place_is_another_quote(plain: Loaded) -> None:
    other = Quote("Other", (Claim("uptime", Entry.read("sla_uptime", "99%")),))
    text = compose(plain.session._replace(quotes=(other, *plain.session.quotes[1:])), plain)
    assert "c13" not in text
    assert '- c12 the quotes\n[[quote]]\nprovider = "Other"\n' in text


def test_a_new_first_quote_stands_under_the_heading(plain: Loaded) -> None:
    session = plain.session._replace(quotes=(Quote("New"), *plain.session.quotes))
    heading = "- c12 the quotes\n"
    new = '[[quote]]\nprovider = "New"\n\n'
    assert compose(session, plain) == PLAIN.replace(heading, heading + new)


def test_new_conditions_stand_before_the_claims(plain: Loaded) -> None:
    one, two, three = plain.session.quotes
    session = plain.session._replace(quotes=(one, two, three._replace(conditions={"kv": "fp8"})))
    assert compose(session, plain) == PLAIN.replace(
        'provider = "Three"\n', 'provider = "Three"\n\n[quote.conditions]\nkv = "fp8"\n'
    )


def test_the_origin_of_nothing_becomes_the_origin_of_what_is_entered(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text('[packet]\n[packet.origin]\nfresh_tokens = "old" # c1\n')
    loaded = load(path)
    assert len(loaded.cautions) == 1
    entry = Entry.read("fresh_tokens", "13K", "new")
    saved = save(with_entry(loaded.session, "fresh_tokens", entry), path, loaded)
    assert (saved.notice, saved.cautions) == ("", ())
    assert 'fresh_tokens = "new" # c1' in saved.text


def test_of_two_that_are_much_alike_the_right_one_is_deleted(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    quotes = [f'# c{i}\n[[quote]]\nprovider = "A"\nround = {i}\n' for i in (1, 2, 3)]
    path.write_text("\n".join(quotes))
    loaded = load(path)
    for gone in range(3):
        left = [quote for i, quote in enumerate(quotes) if i != gone]
        kept = tuple([quote for i, quote in enumerate(loaded.session.quotes) if i != gone])
        assert compose(loaded.session._replace(quotes=kept), loaded) == "\n".join(left)


def test_a_table_with_only_tables_in_it_gets_no_header() -> None:
    assert document({"mine": {"deep": {"a": 1}}}, {}) == "[mine.deep]\na = 1\n"
    assert document({"mine": {}}, {}) == "[mine]\n"


def test_a_quote_deleted_at_the_end_leaves_no_empty_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text('title = "x"\n\n# one\n[[quote]]\nprovider = "A"\n')
    loaded = load(path)
    assert compose(loaded.session._replace(quotes=()), loaded) == 'title = "x"\n'


def test_a_new_quote_stands_between_its_neighbours(plain: Loaded) -> None:
    new = Quote("New", (Claim("ttft", Entry.read("ttft", "2 s")),))
    one, two, three = plain.session.quotes
    text = compose(plain.session._replace(quotes=(one, new, two, three)), plain)
    gone, come = _changes(PLAIN, text)
    assert gone == []
    assert [line for line in come if line] == [
        "[[quote]]", 'provider = "New"', "[[quote.claim]]", 'metric = "ttft"', 'value = "2 s"',
    ]  # fmt: skip
    assert '\n\n[[quote]]\nprovider = "New"\n' in text
    assert 'value = "2 s"\n\n# c18 about two\n' in text


def test_a_set_up_copied_stands_after_the_others(plain: Loaded) -> None:
    copy = plain.session.setups[0]._replace(name="c")
    session = plain.session._replace(setups=(*plain.session.setups, copy))
    gone, come = _changes(PLAIN, compose(session, plain))
    assert gone == []
    assert come[1:4] == ["[[setup]]", 'name = "c"', 'model = "Kimi K2.6"']


def test_the_last_quote_leaves_no_trace(plain: Loaded) -> None:
    text = compose(plain.session._replace(quotes=()), plain)
    assert "quote]]" not in text
    assert "# c20 free standing" in text
    assert "\n\n\n\n" not in text


def test_a_quote_put_into_an_empty_list_of_quotes(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("schema = 1\nquote = []\n# c1\n")
    loaded = load(path)
    saved = save(loaded.session._replace(quotes=(Quote("Acme"),)), path, loaded)
    assert saved.text == 'schema = 1\n# c1\n\n[[quote]]\nprovider = "Acme"\n'


# ---------------------------------------------------------------------- layouts of other people


def test_unknown_keys_survive_even_a_rewrite(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(LAYOUTS["inline"])
    loaded = load(path)
    saved = save(loaded.session._replace(quotes=loaded.session.quotes[1:]), path, loaded)
    assert saved.notice == REWRITTEN
    assert 'own = "key"' in saved.text
    assert [f"# c{i}" in saved.text for i in (1, 2, 3, 4, 5)] == [True] * 5
    assert "[[setup]]" in saved.text


def test_an_inline_table_of_which_no_pair_stays_is_edited_in_place(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text('quote = [{ provider = "Two", terms = { a = "b" } }] # c1\n')
    loaded = load(path)
    quote = loaded.session.quotes[0]._replace(terms={"c": "d", "e": "f"})
    saved = save(loaded.session._replace(quotes=(quote,)), path, loaded)
    assert saved.notice == ""
    assert saved.text == ('quote = [{ provider = "Two", terms = { c = "d", e = "f" } }] # c1\n')


def test_a_new_line_at_the_place_of_a_new_table_goes_first(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    beside = '[packet.fresh_tokens]\nvalue = "13K" # c1\norigin = "us"\n'
    path.write_text(f'[packet]\ntiers = ["fp4"]\n{beside}')
    loaded = load(path)
    entry = Entry.read("demand_concurrency", "73 request", "the gateway")
    saved = save(with_entry(loaded.session, "demand_concurrency", entry), path, loaded)
    assert saved.notice == ""
    assert saved.text == (
        '[packet]\ntiers = ["fp4"]\ndemand_concurrency = "73 request"\n\n'
        f'[packet.origin]\ndemand_concurrency = "the gateway"\n\n{beside}'
    )


def test_windows_line_ends_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(PLAIN.replace("\n", "\r\n").encode())
    loaded = load(path)
    session = loaded.session._replace(quotes=(*loaded.session.quotes, Quote("New")))
    saved = save(session, path, loaded)
    assert saved.text.count("\n") == saved.text.count("\r\n") > PLAIN.count("\n")


def test_lines_of_a_mixed_file_keep_their_own_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b'schema = 1\r\n# a\n\r\n[packet]\nfresh_tokens = "13K"\r\n')
    loaded = load(path)
    entry = Entry.read("fresh_tokens", "14K")
    saved = save(with_entry(loaded.session, "fresh_tokens", entry), path, loaded)
    assert path.read_bytes() == saved.data
    assert saved.text.startswith("schema = 1\r\n# a\n\r\n[packet]\n")


def test_the_remarks_in_a_list_are_put_above_it(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text('[packet]\ntiers = [ # one\n  "fp4", # two\n] # three\n')
    loaded = load(path)
    packet = loaded.session.packet._replace(tiers=("fp8",))
    text = compose(loaded.session._replace(packet=packet), loaded)
    assert text == '[packet]\n# one\n# two\ntiers = ["fp8"] # three\n'


def test_a_file_without_a_line_feed_at_its_end_keeps_it_so(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text('title = "x" # said')
    loaded = load(path)
    assert compose(loaded.session._replace(title="y"), loaded) == 'title = "y" # said'


# ---------------------------------------------------------------------- new files

FULL = Session(
    title='A "deal"\nin two lines',
    packet=Packet(
        {"fresh_tokens": Entry.read("fresh_tokens", "13K", "the gateway")},
        "price",
        ("fp4",),
        "bursty",
    ),
    bill={"api_price": Entry.read("api_price", "$0.3/Mtok")},
    setups=(
        SetUp(
            "a",
            "Kimi K2.6",
            "B200",
            "fp4",
            "fp8",
            "source@1",
            {"concurrency": Entry.read("concurrency", "16", "said")},
            {"ttft": Entry.read("ttft", "1.5 s", "measured")},
            "a note",
        ),
    ),
    load_tests=(LoadTest("a", {"ttft": Entry.read("ttft", "1 s", "o")}, "ours"),),
    quotes=(
        Quote(
            "Acme",
            (
                Claim(
                    "per_stream_tps",
                    Entry.read("per_stream_tps", "40", "mail"),
                    Entry.read("per_stream_tps", "50"),
                    "p95",
                    "range",
                    "output",
                    True,
                    {"gpus": Entry.read("gpus_per_replica", "8"), "tier": "x"},
                    "said",
                    "n",
                ),
                Claim("", Entry("3 EB", 3e18)),
            ),
            datetime.date(2026, 6, 12),
            2,
            {"hardware": "B200"},
            {"a term": "x", "": "nameless", "é\x1b": "odd"},
            (Ambiguous("32k tok/s", 32e3, "tok/s", ("processed_tps",), "which?"),),
            (Unreadable("1,5 s", "comma"),),
            ("left", "over"),
            "all of it",
            "a note",
            "source@1",
        ),
        Quote(""),
    ),
    notes=(Note("n", datetime.datetime(2026, 6, 9, 1, tzinfo=datetime.UTC)), Note("", None)),
    thresholds=(3.0, 20.0),
    active="a",
)


def test_everything_that_a_session_holds_reads_back(tmp_path: Path) -> None:
    session = FULL._replace(notes=FULL.notes[:1])
    saved = save(session, tmp_path / "a.toml")
    assert saved.session == session
    assert saved.cautions == ()
    assert load(tmp_path / "a.toml").session == session


def test_a_new_file_is_laid_out_for_a_person(tmp_path: Path) -> None:
    quote = Quote("Acme", (Claim("ttft", Entry.read("ttft", "1 s")),))
    packet = Packet({"fresh_tokens": Entry.read("fresh_tokens", "13K", "us")}, "price")
    session = Session("Deal", packet, quotes=(quote,))
    rule = "# " + "-" * 66
    assert save(session, tmp_path / "a.toml").text == (
        f"""\
schema = 1
title = "Deal"

{rule} what the traffic looks like, and what is good enough
[packet]
objective = "price"
fresh_tokens = "13K"

[packet.origin]
fresh_tokens = "us"

{rule} what providers said
[[quote]]
provider = "Acme"

[[quote.claim]]
metric = "ttft"
value = "1 s"
"""
    )


def test_the_example_laid_out_anew_reads_as_the_same(tmp_path: Path) -> None:
    session = load(EXAMPLE).session
    assert save(session, tmp_path / "a.toml").session == session


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.booleans())
def test_any_text_that_is_written_reads_back(text: str, windows: bool) -> None:
    for lines in (True, False):
        written = f"{key_text(text)} = {value_text(text, lines=lines)}\n"
        if windows:
            written = written.replace("\n", "\r\n")
        assert tomli.loads(written) == {text: text}


@pytest.mark.parametrize("text", ["a\r\nb", "\na\n", '"""\n\\', "a\n\x00\x7f\x85\u2028", "\\\n \n"])
def test_odd_texts_of_several_lines_read_back(text: str) -> None:
    assert tomli.loads(f"a = {value_text(text)}") == {"a": text}


def test_two_edits_of_one_place_are_refused() -> None:
    assert spliced("abc", [Splice(1, 2, "x"), Splice(1, 1, "y")]) == "ayxc"
    with pytest.raises(Foreign):
        spliced("abcd", [Splice(0, 3, ""), Splice(2, 4, "")])


def test_a_value_is_compared_as_closely_as_its_text_can_tell() -> None:
    precise = Session(bill={"api_price": Entry.of("api_price", 0.1234567891e-6)})
    assert same(precise, Session(bill={"api_price": Entry.read("api_price", "$0.1234568/Mtok")}))
    other = Session(bill={"api_price": Entry("$0.1234568/Mtok", 2e-7)})
    assert tree_of(other) == tree_of(precise)
    assert not same(precise, other)


# ---------------------------------------------------------------------- what is refused

REFUSED = {
    "a text that the field does not read": Session(bill={"api_price": Entry("cheap", 1.0)}),
    "a value that its text does not say": Session(bill={"api_price": Entry("$1/Mtok", 5.0)}),
    "a model that nobody ships": Session(setups=(SetUp("a", "Kimi K9", "B200"),)),
    "two set-ups of one name": Session(setups=(SetUp("a", "kimi", "B200"),) * 2),
    "an active set-up that is not there": Session(active="b"),
    "half a character": Session(title="\ud800"),
    "a text too long to be read again": Session(title="x" * 30_000),
    "a variable in the wrong place": Session(bill={"ttft": Entry.read("ttft", "1 s")}),
    "a note without text": FULL._replace(notes=(Note(""),)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_not_read_back_is_not_written(name: str, tmp_path: Path, plain: Loaded) -> None:
    path = tmp_path / "new.toml"
    with pytest.raises(NotSaved) as refused:
        save(REFUSED[name], path)
    assert str(path) in str(refused.value)
    assert not path.exists()
    with pytest.raises(NotSaved):
        save(REFUSED[name], plain.path, plain)
    assert plain.path.read_text() == PLAIN
    assert [each.name for each in tmp_path.iterdir() if each.name != "home"] == ["plain.toml"]


def test_a_writer_that_gets_it_wrong_is_found_out(
    plain: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = plain.session._replace(title="other")
    monkeypatch.setattr(writer, "_edited", lambda *_: PLAIN)
    assert save(session, plain.path, plain).notice == REWRITTEN
    plain.path.write_text(PLAIN)
    monkeypatch.setattr(writer, "_anew", lambda *_: PLAIN)
    with pytest.raises(NotSaved, match="does not say the same"):
        save(session, plain.path, plain)
    monkeypatch.setattr(
        writer, "_anew", lambda *_: PLAIN.replace("A deal", "other").replace("mood", "# mood")
    )
    with pytest.raises(NotSaved, match="does not know would be lost"):
        save(session, plain.path, plain)
    assert plain.path.read_text() == PLAIN


# ---------------------------------------------------------------------- somebody else's work


def _same_size_and_time(path: Path) -> None:
    before = path.stat()
    path.write_text(PLAIN.replace("A deal", "B deal"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _older(path: Path) -> None:
    path.write_text(PLAIN + "# more\n")
    os.utime(path, (1, 1))


CHANGES: dict[str, Callable[[Path], object]] = {
    "same size, same time": _same_size_and_time,
    "newer": lambda path: path.write_text(PLAIN + "# more\n"),
    "older": _older,
    "deleted": lambda path: path.unlink(),
    "emptied": lambda path: path.write_text(""),
    "broken": lambda path: path.write_text("= what"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_file_that_changed_meanwhile_is_never_overwritten(name: str, plain: Loaded) -> None:
    CHANGES[name](plain.path)
    found = plain.path.read_bytes() if plain.path.exists() else None
    mine = plain.session._replace(title="mine")
    with pytest.raises(Conflict) as conflict:
        save(mine, plain.path, plain)
    assert (plain.path.read_bytes() if plain.path.exists() else None) == found
    assert conflict.value.mine is mine
    match name:
        case "deleted":
            assert conflict.value.theirs is None
        case "broken":
            assert isinstance(conflict.value.theirs, BadDocument)
        case _:
            assert isinstance(conflict.value.theirs, Loaded)
    # Somebody who has seen both may decide, and gets exactly what was seen replaced.
    saved = save(mine, plain.path, plain, over=conflict.value.digest)
    assert load(plain.path).session == mine == saved.session


def test_a_file_replaced_by_a_folder_is_told_and_left_alone(plain: Loaded) -> None:
    plain.path.unlink()
    plain.path.mkdir()
    with pytest.raises(NotSaved, match="a folder"):
        save(plain.session._replace(title="mine"), plain.path, plain)


def test_a_file_touched_but_not_changed_is_no_conflict(plain: Loaded) -> None:
    os.utime(plain.path, (1, 1))
    save(plain.session._replace(title="mine"), plain.path, plain)


def test_somebody_who_wrote_the_same_is_no_conflict(plain: Loaded) -> None:
    mine = plain.session._replace(title="mine")
    save(mine, plain.path, plain)
    assert save(mine, plain.path, plain).session == mine


def test_a_new_file_is_not_put_over_another(plain: Loaded, tmp_path: Path) -> None:
    for base in (None, plain._replace(path=tmp_path / "elsewhere.toml")):
        with pytest.raises(Conflict):
            save(Session("mine"), plain.path, base)
    assert plain.path.read_text() == PLAIN


def test_a_symbolic_link_is_followed_and_stays_a_link(plain: Loaded, tmp_path: Path) -> None:
    link = tmp_path / "link.toml"
    link.symlink_to(plain.path)
    loaded = load(link)
    save(loaded.session._replace(title="mine"), link, loaded)
    assert link.is_symlink()
    assert load(plain.path).session.title == "mine"


def test_a_home_that_cannot_be_written_to_is_no_hindrance(
    plain: Loaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file" / "state"))
    save(plain.session._replace(title="mine"), plain.path, plain)
    assert load(plain.path).session.title == "mine"


def test_a_save_waits_for_the_one_before_it_and_not_for_ever(
    plain: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "WAIT", 0.05)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with writer._locked(plain.path):
            held.set()
            done.wait(5)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(5)
    try:
        with pytest.raises(NotSaved, match="another napkin is saving it"):
            save(plain.session._replace(title="mine"), plain.path, plain)
    finally:
        done.set()
        thread.join()
    monkeypatch.setattr(writer, "WAIT", 5.0)
    save(plain.session._replace(title="mine"), plain.path, plain)


SAVER = """
import sys
from sessions.store.load import load
from sessions.document.session import Note
from sessions.store.save import Conflict, save
path, name, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
conflicts = 0
for i in range(times):
    while True:
        loaded = load(path)
        note = Note(f"{name} {i}")
        try:
            save(loaded.session._replace(notes=(*loaded.session.notes, note)), path, loaded)
            break
        except Conflict:
            conflicts += 1
print(conflicts)
"""


def _two_savers(path: Path, times: int) -> None:
    path.write_text(PLAIN, encoding="utf-8")
    command = [sys.executable, "-c", SAVER, str(path)]
    both = [
        subprocess.Popen([*command, name, str(times)], stdout=subprocess.PIPE, text=True)
        for name in "ab"
    ]
    for process in both:
        assert process.wait(300) == 0
        if process.stdout:
            process.stdout.close()
    said = [note.text for note in load(path).session.notes]
    assert sorted(said[1:]) == sorted(f"{name} {i}" for name in "ab" for i in range(times))


def test_two_processes_that_save_lose_nothing(tmp_path: Path) -> None:
    _two_savers(tmp_path / "a.toml", 12)


@pytest.mark.soak
def test_two_processes_that_save_for_long_lose_nothing(tmp_path: Path) -> None:
    _two_savers(tmp_path / "a.toml", 300)


def test_a_conflict_is_told_in_a_sentence(plain: Loaded) -> None:
    plain.path.write_text(json.dumps({}))
    with pytest.raises(Conflict, match="was changed by somebody else since it was read"):
        save(Session("x"), plain.path, plain)
