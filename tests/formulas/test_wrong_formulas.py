"""A formula that cannot be right is refused where it is declared; the message names both sides."""

from __future__ import annotations

import pytest

from formulas.algebra import LONGEST, BadFormula, parse
from formulas.book import BOOK, Book
from formulas.declare import Topic

# What is written, the unit that it is declared in, and what the message must name.
WRONG: dict[str, tuple[str, str, list[str]]] = {
    "a lost /request": (
        "s", "prompt_tokens / prefill_rate",
        ["second", "prompt_tokens / prefill_rate", "second/request"],
    ),
    "a lost /GPU": ("$/hour", "gpu_price * 8", ["USD/second", "gpu_price * 8", "USD/GPU/second"]),
    "a lost /token": (
        "KB/token", "num_layers * kv_lora_rank * bytes_per_kv_value", ["byte/token", "byte"],
    ),
    "a param that was forgotten": (
        "MB", "3 * hidden_size * moe_intermediate_size * bytes_per_param", ["byte/param"],
    ),
    "a sum of time and bytes": (
        "ms", "fixed_overhead + kv_read_bytes",
        ["sum", "fixed_overhead", "second", "kv_read_bytes", "byte"],
    ),
    "a sum of tokens and tokens per request": (
        "token", "tokens_in_pass + fresh_tokens", ["tokens_in_pass", "token/request"],
    ),
    "a sum with a plain number": ("ms", "pass_time + 1", ["pass_time", "second", "a plain number"]),
    "a difference of dollars and a rate of dollars": (
        "$/month", "api_price_per_month - node_price_per_hour",
        ["difference", "USD/month", "USD/second"],
    ),
    "a month taken for hours": (
        "$/month", "node_price_per_hour * 730", ["USD/month", "USD/second"],
    ),
    "a maximum of unlike things": (
        "ms", "max(memory_time, weight_bytes)", ["max", "memory_time", "weight_bytes", "byte"],
    ),
    "a minimum of unlike things": ("", "min(concurrency, 4)", ["min", "request", "a plain number"]),
    "an exponent in tokens": (
        "", "2 ** tokens_in_pass", ["exponent", "tokens_in_pass", "token", "a plain number"],
    ),
    "an exponent in seconds": ("", "(1 - mbu) ** pass_time", ["exponent", "pass_time", "second"]),
    "a power of seconds that is not known": (
        "s", "pass_time ** overlap_factor", ["power", "pass_time", "second", "overlap_factor"],
    ),
    "a root of bytes": ("GB", "weight_bytes ** 0.5", ["power", "weight_bytes", "byte", "0.5"]),
    "a square of seconds as seconds": ("s", "ttft ** 2", ["second", "second^2"]),
    "a ceiling of seconds": ("s", "ceiling(ttft)", ["ceiling", "ttft", "second", "count"]),
    "a floor of bytes": ("GB", "floor(weight_bytes)", ["floor", "weight_bytes", "byte", "count"]),
    "a ceiling of a rate": ("tok/s", "ceiling(processed_tps)", ["ceiling", "token/second"]),
    "a ceiling of square GPUs": ("", "ceiling(gpus_per_node * gpus_per_node)", ["GPU^2", "count"]),
    "the wrong declared unit": ("GB", "ttft + itl", ["byte", "ttft + itl", "second"]),
    "a plain number declared in GPUs": ("GPU", "num_layers * 2", ["GPU", "a plain number"]),
    "a GPU declared as a plain number": ("", "gpus_per_node + gpus_per_node", ["plain", "GPU"]),
    "bits for bytes": ("GB", "8 Gbit", ["'Gbit'", "not a unit", "formulas/units.py", "8 Gbit"]),
    "a declared unit of nobody": ("W", "itl", ["wrong: 'W' is not a unit", "formulas/units.py"]),
    "a unit in the wrong place": ("s", "24 hour/day", ["second", "a plain number"]),
    "an unknown name": ("GB", "weigth_bytes", ["unknown", "'weigth_bytes'"]),
    "a unit word that is not one of the four": ("GB", "2 * byte", ["unknown", "'byte'"]),
    "a logarithm": ("", "log(num_layers)", ["'log(num_layers)'", "not allowed"]),
    "a square root": ("", "sqrt(num_layers)", ["'sqrt(num_layers)'", "not allowed"]),
    "a maximum of one": ("ms", "max(pass_time)", ["'max(pass_time)'", "not allowed"]),
    "a maximum of three": ("ms", "max(pass_time, itl, tpot)", ["not allowed"]),
    "a ceiling of two": ("GPU", "ceiling(gpus_to_load, gpus_to_load)", ["not allowed"]),
    "a named argument": ("GPU", "ceiling(x=gpus_to_load)", ["not allowed"]),
    "a starred argument": ("ms", "max(*pass_time)", ["not allowed"]),
    "a comparison": ("", "num_layers < hidden_size", ["'num_layers < hidden_size'", "not allowed"]),
    "a choice": ("ms", "itl if mbu else tpot", ["not allowed"]),
    "an and": ("ms", "itl and tpot", ["not allowed"]),
    "a sign": ("ms", "-itl", ["'-itl'", "not allowed"]),
    "a whole division": ("", "num_layers // 2", ["'num_layers // 2'", "not allowed"]),
    "a remainder": ("", "num_layers % 2", ["not allowed"]),
    "an attribute": ("ms", "itl.__class__", ["'itl.__class__'", "not allowed"]),
    "an item": ("ms", "itl[0]", ["not allowed"]),
    "a call of anything": ("ms", "__import__('os').system('true')", ["not allowed"]),
    "a lambda": ("ms", "lambda: itl", ["'lambda: itl'", "not allowed"]),
    "an f-string": ("ms", "f'{itl}'", ["not allowed"]),
    "a string": ("ms", "'itl'", ["not allowed"]),
    "a truth": ("", "True", ["'True'", "not allowed"]),
    "nothing": ("ms", "None", ["'None'", "not allowed"]),
    "an imaginary number": ("", "1j", ["'1j'", "not allowed"]),
    "an infinite number": ("", "1e999", ["not allowed"]),
    "a whole number beyond all floats": ("", "9" * 400, ["not algebra"]),
    "a list": ("ms", "[itl]", ["not allowed"]),
    "a comprehension": ("ms", "[x for x in itl]", ["not allowed"]),
    "an assignment": ("ms", "(x := itl)", ["not allowed"]),
    "two formulas": ("ms", "itl; tpot", ["not algebra", "itl; tpot"]),
    "two names": ("ms", "itl tpot", ["not algebra", "itl tpot"]),
    "an open bracket": ("ms", "(itl", ["not algebra"]),
    "nothing at all": ("ms", "", ["not algebra"]),
    "a NUL": ("ms", "itl\0", ["not algebra"]),
    "a tower of powers": ("", "9 ** 9 ** 9 ** 9", ["exponent", "9", "100"]),
    "a huge power": ("", "num_layers ** 1000000", ["exponent", "1000000", "100"]),
    "a huge power of a unit": ("s", "ttft ** 10000000000", ["exponent", "100"]),
    "a text too long": ("ms", "itl" + " + itl" * 200, [f"longer than {LONGEST}"]),
    "a nest 10,000 deep": ("ms", "(" * 10_000 + "itl" + ")" * 10_000, [f"longer than {LONGEST}"]),
    "a nest as deep as fits": ("ms", "(" * 247 + "itl" + ")" * 247, ["not algebra"]),
    "signs as deep as fit": ("ms", "-" * 490 + "itl", []),
    "calls as deep as fit": ("GPU", "ceiling(" * 54 + "itl" + ")" * 54, ["ceiling"]),
}  # fmt: skip


def declare(unit: str, text: str) -> None:
    """Add one formula to the whole book, under a name of its own."""
    topic = Topic("Wrong", "0")
    topic.formula(f"wrong = {text}", unit, "wrong", section="0", example="1", why="A test.")
    Book((*BOOK.topics, topic))


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_formula_is_refused_where_it_is_declared(what: str) -> None:
    unit, text, named = WRONG[what]
    with pytest.raises(BadFormula) as refused:
        declare(unit, text)
    for part in named:
        assert part in str(refused.value)
    assert len(str(refused.value)) < 3 * LONGEST


def test_there_are_enough_wrong_ones() -> None:
    assert len(WRONG) >= 25


RIGHT: dict[str, tuple[str, str]] = {
    "a zero in a maximum": ("GB", "max(0, kv_budget)"),
    "a zero in a sum": ("GB", "kv_budget - 0"),
    "nothing but zero": ("GB", "0"),
    "two zeroes": ("GB", "max(0, 0)"),
    "a zero times something": ("GB", "0 * weight_bytes"),
    "a whole power of a unit": ("", "ttft ** 2 / (itl * tpot)"),
    "the power nothing": ("", "ttft ** 0"),
    "an exponent without unit": ("", "(1 - mbu) ** (tokens_in_pass / token)"),
    "a plain ceiling": ("", "ceiling(num_layers / 2)"),
    "a ceiling of GPUs": ("GPU", "ceiling(gpus_per_node / 3)"),
    "a floor of requests": ("request", "floor(concurrency / 2)"),
    "a constant with its unit": ("s", "ttft + 3 ms"),
    "words that only carry a unit": ("s", "prompt_tokens * request / prefill_rate"),
}


@pytest.mark.parametrize("what", RIGHT)
def test_a_right_one_is_not_refused(what: str) -> None:
    declare(*RIGHT[what])


def test_none_of_the_book_s_own_is_refused() -> None:
    again = Book(BOOK.topics)
    assert again.formulas() == BOOK.formulas()
    assert len(again.formulas()) >= 80


def test_a_unit_left_out_that_the_table_does_not_have_is_refused_by_the_id_of_its_row() -> None:
    with pytest.raises(BadFormula, match=r"power: 'W' is not a unit of .* formulas/units\.py"):
        Topic("Wrong", "0").given(
            "power", "s", "power", "How much it draws.", place="bill", example="1", implied="W"
        )


def test_a_variable_declared_twice_is_refused() -> None:
    topic = Topic("Wrong", "0")
    topic.given("ttft", "s", "TTFT", "Again.", place="packet", example="1 s")
    with pytest.raises(BadFormula, match="ttft is declared twice"):
        Book((*BOOK.topics, topic))


def test_a_formula_for_nothing_declared_is_refused() -> None:
    topic = Topic("Wrong", "0")
    topic.route("nobody_knows = ttft", section="0", why="A test.")
    with pytest.raises(BadFormula, match="nobody_knows is not declared"):
        Book((*BOOK.topics, topic))


def test_a_route_of_another_unit_than_its_variable_is_refused() -> None:
    topic = Topic("Wrong", "0")
    topic.route("ttft = weight_bytes", section="0", why="A test.")
    with pytest.raises(BadFormula, match=r"ttft .*\(second\).*weight_bytes is byte"):
        Book((*BOOK.topics, topic))


@pytest.mark.parametrize("equation", ["ttft", "ttft=itl", "ttft =", ""])
def test_a_row_that_is_no_equation_is_refused(equation: str) -> None:
    with pytest.raises(BadFormula, match="not algebra"):
        Topic("Wrong", "0").route(equation, section="0", why="A test.")


def test_a_refusal_shows_what_was_written() -> None:
    with pytest.raises(BadFormula, match=r"fixed_overhead \+ kv_read_bytes \* 2"):
        declare("ms", "fixed_overhead + kv_read_bytes * 2")


def test_parsing_runs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BadFormula):
        parse("print('run')")
    assert capsys.readouterr().out == ""
