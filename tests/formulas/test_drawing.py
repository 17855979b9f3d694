"""What is drawn is what the author wrote, with the user's own values, and nothing runs over."""

import math
import re
import subprocess
import sys
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formulas.algebra import BadFormula, names, parse
from formulas.book import BOOK
from formulas.chain import one
from formulas.declare import Formula, Variable
from formulas.drawing import NARROWEST, draw
from formulas.drawing_setting import Marks
from formulas.pint_units import substituted_value
from formulas.quantity import read
from formulas.working import MOST_DIGITS, Working, block, block_spans, shown

FORMULAS = BOOK.formulas()
every_formula = pytest.mark.parametrize("formula", FORMULAS, ids=lambda f: f"{f.target}: {f.text}")


def written(text: str, target: str = "below_ridge") -> Formula:
    """A formula that stands in no topic."""
    return Formula(target, text, parse(text), section="", why="")


def usual(variable: Variable) -> float:
    """The example of a variable, in base units."""
    return variable.read(re.split(r", or | or ", variable.example)[0]).value


def values(formula: Formula) -> dict[str, float]:
    """A usual value for every variable of a formula."""
    return {id: usual(BOOK.variables[id]) for id in names(formula.tree)}


def line(text: str, target: str, inputs: dict[str, float] | None = None) -> str:
    """The symbolic side of a formula on one line, or with `inputs` the side with values."""
    working = draw(written(text, target), "napkin", inputs or {}, one_line=True, width=500)
    (only,) = working.substituted if inputs else working.symbolic
    return only


def rows(text: str) -> tuple[str, ...]:
    """A picture in a test, as lines."""
    return tuple(text.strip("\n").splitlines())


# ------------------------------------------------------------------------------- the whole book


@every_formula
def test_nothing_is_wider_than_asked(formula: Formula) -> None:
    for width, ascii, one_line in product((NARROWEST, 38, 60, 100), (False, True), (False, True)):
        for inputs in (values(formula), {}):
            working = draw(formula, "napkin", inputs, width=width, ascii=ascii, one_line=one_line)
            drawn = block(working)
            assert max(map(len, drawn)) <= width
            assert all(row == row.rstrip() for row in drawn)
            assert not re.search("[\ue000-\uf8ff\U000f0000-\U0010ffff↪]", "\n".join(drawn))


@every_formula
def test_ascii_mode_is_ascii(formula: Formula) -> None:
    zeros = dict.fromkeys(names(formula.tree), 0.0)
    for inputs, one_line in product((values(formula), zeros, {}), (False, True)):
        working = draw(formula, "napkin", inputs, ascii=True, one_line=one_line, width=60)
        assert "\n".join(block(working)).isascii()
        assert working.result.isascii()


@every_formula
def test_every_variable_is_found_where_it_stands(formula: Formula) -> None:
    inputs = values(formula)
    symbols = {id: BOOK.variables[id].symbol for id in inputs}
    for width, one_line in product((NARROWEST, 38, 100), (False, True)):
        working = draw(formula, "napkin", inputs, width=width, one_line=one_line)
        pictures = (
            (working.symbolic_picture, symbols),
            (working.substituted_picture, shown(formula, inputs)),
        )
        for picture, texts in pictures:
            found = dict.fromkeys(inputs, "")
            for row, column, length, id in picture.spans:
                found[id] += picture.lines[row][column : column + length].replace(" ", "")
            for id, text in texts.items():
                assert found[id] == text.replace(" ", "") * list(names(formula.tree)).count(id)
        drawn, spans = block(working), block_spans(working)
        assert {span.id for span in spans} == set(inputs)
        for row, column, length, id in spans:
            piece = drawn[row][column : column + length]
            assert len(piece) == length
            assert any(piece in texts[id] for _, texts in pictures)


@every_formula
def test_the_result_is_pints_and_the_chains(formula: Formula) -> None:
    inputs = values(formula)
    working = draw(formula, "napkin", inputs)
    assert working.value == substituted_value(formula, inputs)
    assert working.value == pytest.approx(one(formula, inputs), rel=1e-12)
    assert working.result == BOOK.variables[formula.target].show(working.value or 0.0)
    assert block(working)[-1].endswith(f"= {working.result}")


@every_formula
def test_tex_is_well_formed(formula: Formula) -> None:
    working = draw(formula, "napkin", values(formula))
    for tex in (working.latex, working.latex_substituted):
        check_tex(tex)
        assert tex.startswith(r"\text{")


def check_tex(tex: str) -> None:
    """Braces close, fences pair, fractions have both parts, and no sign of TeX's stands bare."""
    depth = 0
    bare = re.sub(r"\\[$%&#_{}]", "", tex)
    for character in bare:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0, tex
    assert depth == 0, tex
    assert not re.search(r"[$%&#]", bare), tex
    assert bare.count(r"\left") == bare.count(r"\right"), tex
    for place in re.finditer(r"\\frac", bare):
        rest = bare[place.end() :]
        for _ in range(2):
            assert rest.startswith("{"), tex
            rest = rest[group_end(rest) :]
    commands = set(re.findall(r"\\([a-z]+)", bare))
    assert commands <= {
        *("text", "frac", "times", "left", "right", "max", "min"),
        *("lfloor", "rfloor", "lceil", "rceil"),
    }


def group_end(tex: str) -> int:
    """Where the group that starts `tex` ends."""
    depth = 0
    for index, character in enumerate(tex):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth == 0:
            return index + 1
    raise AssertionError(tex)


# ------------------------------------------------------------------ the author's order and grouping


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("2 * (1 - mbu)", "2 × (1 − MBU)"),
        ("mbu - mbu + mfu", "MBU − MBU + MFU"),
        ("1 - mbu / mfu", "1 − MBU / MFU"),
        ("0 - mbu", "0 − MBU"),
        ("1 * mbu * 1", "1 × MBU × 1"),
        ("mbu - (mfu - decode_mbu)", "MBU − (MFU − decode MBU)"),
        ("mbu + (mfu + decode_mbu)", "MBU + (MFU + decode MBU)"),
        ("mbu * (mfu * decode_mbu)", "MBU × (MFU × decode MBU)"),
        ("mbu / mfu * decode_mbu", "(MBU / MFU) × decode MBU"),
        ("mbu * (mfu / decode_mbu)", "MBU × (MFU / decode MBU)"),
        ("mbu / (mfu * decode_mbu)", "MBU / (MFU × decode MBU)"),
        ("mbu / mfu / decode_mbu", "(MBU / MFU) / decode MBU"),
        ("mbu / (mfu / decode_mbu)", "MBU / (MFU / decode MBU)"),
        ("mbu * 2 * mfu", "MBU × 2 × MFU"),
        ("0.5 + mbu", "0.5 + MBU"),
        ("mbu ** 2 ** mfu", "MBU^(2^MFU)"),
        ("(mbu ** 2) ** mfu", "(MBU^2)^MFU"),
        ("mbu ** (mfu / 2)", "MBU^(MFU / 2)"),
        ("mbu / mfu ** 2", "MBU / MFU^2"),
        ("(mbu / mfu) ** 2", "(MBU / MFU)^2"),
        ("decode_mbu ** 2", "(decode MBU)^2"),
        ("max(mbu, 0)", "max(MBU, 0)"),
        ("max(0, mbu - mfu)", "max(0, MBU − MFU)"),
        ("min(mfu, mfu)", "min(MFU, MFU)"),
        ("ceiling(mbu + 1) * 2", "⌈MBU + 1⌉ × 2"),
        ("floor(mbu) / 2", "⌊MBU⌋ / 2"),
        ("monthly_tokens / (monthly_tokens / 2)", "tokens per month / (tokens per month / 2)"),
    ],
)
def test_order_and_grouping_are_the_authors(text: str, drawn: str) -> None:
    assert line(text, "below_ridge") == drawn


def test_a_quotient_of_two_dimensions_stays_where_the_author_put_it() -> None:
    working = draw(written("1 - mbu / mfu * (2 + mbu)"), "napkin", {}, width=100)
    assert working.symbolic == rows(
        """
     MBU
1 − ───── × (2 + MBU)
     MFU
"""
    )


def test_words_are_not_split_and_no_index_is_made_of_them() -> None:
    assert line("fresh_tokens_p50 * request", "tokens_in_pass") == "fresh tokens p50 × 1 request"


def test_a_unit_word_is_one_of_itself_and_two_of_them_are_one_ratio() -> None:
    tpot = draw(BOOK.routes["tpot"][0], "napkin", {}, one_line=True)
    assert tpot.symbolic == ("(1 token/request) / (tok/s per user)",)


def test_a_stated_number_is_written_as_values_are() -> None:
    year = draw(BOOK.routes["node_price_per_year"][0], "napkin", {})
    assert year.symbolic == ("node price per hour × 8,760 hour/year",)


# ------------------------------------------------------------------------------------- brackets

SIZES = {"weight_bytes": 5e11, "kv_budget": -4.4e10}


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("weight_bytes ** 2 / weight_bytes", "(500 GB)^2 / 500 GB"),
        ("kv_budget - kv_budget", "-44 GB − (-44 GB)"),
        ("weight_bytes + kv_budget * 2", "500 GB + (-44 GB × 2)"),
        ("2 * kv_budget", "2 × (-44 GB)"),
        ("kv_budget * 2", "-44 GB × 2"),
        ("max(0, kv_budget)", "max(0, -44 GB)"),
        ("weight_bytes * weight_bytes / kv_budget", "500 GB × 500 GB / (-44 GB)"),
    ],
)
def test_a_value_is_bracketed_where_it_would_be_misread(text: str, drawn: str) -> None:
    assert line(text, "kv_budget", SIZES) == drawn


def test_a_power_of_a_value_with_a_unit_is_bracketed_in_two_dimensions_and_in_tex() -> None:
    square = written("weight_bytes ** 2 / weight_bytes", "kv_budget")
    working = draw(square, "napkin", SIZES)
    assert working.substituted == rows(
        """
         2
 (500 GB)
───────────
  500 GB
"""
    )
    assert r"{\left( \text{500 GB} \right)}^{2}" in working.latex_substituted


def test_a_value_with_a_slash_is_bracketed_beside_a_slash_only() -> None:
    inputs = {"measured_aggregate_tps": 390.0, "active_bytes_per_token": 1.6e10}
    inputs["replica_bandwidth"] = 6.4e13
    achieved = draw(BOOK.routes["achieved_mbu"][0], "measured", inputs, one_line=True)
    assert achieved.substituted == ("(390 tok/s × 16 GB/token) / (64 TB/s)",)


def test_a_comma_in_a_symbol_is_not_one_of_the_formula() -> None:
    text = "sla_ttft * overlap_factor"  # `TTFT, at most` is a symbol with a comma
    scaled = draw(Formula("ttft", text, parse(text), "9", "a test"), "napkin", {})
    assert scaled.symbolic == ("(TTFT, at most) × overlap",)


# --------------------------------------------------------------------------------- whole blocks


def test_ttft_is_worked_out_in_three_steps() -> None:
    inputs = {"fresh_tokens_p50": 9400.0, "concurrency": 16.0, "prefill_rate": 78e3}
    working = draw(BOOK.routes["ttft"][0], "napkin", inputs)
    assert block(working) == rows(
        """
        fresh tokens p50 × in flight
TTFT = ──────────────────────────────
                prefill rate
        9,400 token/request × 16 request
     = ──────────────────────────────────
                   78K tok/s
     = 1.928 s
"""
    )
    assert working.symbol == "TTFT"
    assert block_spans(working)[0] == (0, 8, 16, "fresh_tokens_p50")
    assert block(draw(BOOK.routes["ttft"][0], "napkin", inputs, ascii=True, one_line=True)) == rows(
        """
TTFT = fresh tokens p50 * in flight / prefill rate
     = 9,400 token/request * 16 request / (78K tok/s)
     = 1.928 s
"""
    )


def test_a_ceiling_has_its_corners_at_the_top_and_a_floor_at_the_foot() -> None:
    load = draw(BOOK.routes["gpus_to_load"][0], "napkin", {}, width=60)
    assert load.symbolic == rows(
        """
⎡ weight bytes ⎤
⎢──────────────⎥
⎢  GPU memory  ⎥
"""
    )
    per_node = draw(BOOK.routes["replicas_per_node"][0], "napkin", {}, width=60)
    assert per_node.symbolic == rows(
        """
⎢  GPUs per node   ⎥
⎢──────────────────⎥
⎣ GPUs per replica ⎦
"""
    )
    in_ascii = draw(BOOK.routes["gpus_to_load"][0], "napkin", {}, width=60, ascii=True)
    assert in_ascii.symbolic == rows(
        """
       / weight bytes \\
ceiling|--------------|
       \\  GPU memory  /
"""
    )


def test_the_unique_experts_are_drawn_with_a_raised_exponent() -> None:
    experts = BOOK.routes["expected_unique_experts"][0]
    inputs = {"routed_experts": 384.0, "experts_per_token": 8.0, "tokens_in_pass": 16.0}
    assert draw(experts, "napkin", inputs).substituted == rows(
        """
      ⎛               16 token / 1 token⎞
      ⎜    ⎛      8  ⎞                  ⎟
384 × ⎜1 − ⎜1 − ─────⎟                  ⎟
      ⎝    ⎝     384 ⎠                  ⎠
"""
    )


def test_a_long_symbol_stands_above_and_a_long_line_breaks_at_its_outer_operators() -> None:
    price = BOOK.routes["blended_price"][0]
    assert block(draw(price, "napkin", {}, width=60))[:4] == rows(
        """
blended list price
  = (fresh tokens × input price
        + cached tokens × cached input price
        + output tokens × output price) / tokens per request
"""
    )
    assert draw(BOOK.routes["tokens_per_request"][0], "napkin", {}, width=38).symbolic == (
        "fresh tokens + cached tokens",
        "+ output tokens",
    )


def test_words_are_broken_only_where_no_operator_is_in_reach() -> None:
    marks = Marks()
    picture = marks.wrapped(marks.mark("a symbol of many words", "x"), 10)
    assert picture.lines == ("a symbol", "  of many", "  words")
    assert [span.id for span in picture.spans] == ["x"] * 3
    assert marks.wrapped(marks.mark("unbreakable", "x"), 8).lines == ("unbreaka", "  ble")


def test_a_value_passed_on_is_not_said_twice() -> None:
    working = draw(BOOK.routes["itl"][0], "napkin", {"pass_time": 9.2e-3})
    assert block(working) == (
        "inter-token latency = pass time",
        "                    = 9.2 ms",
    )
    assert working.latex_substituted == r"\text{inter-token latency} = \text{9.2 ms}"


def test_the_line_with_values_can_be_left_out() -> None:
    ridge = BOOK.routes["ridge_intensity"][0]
    working = draw(ridge, "napkin", values(ridge), substitute=False, one_line=True)
    assert working.substituted == ()
    assert block(working) == ("ridge = GPU compute / GPU bandwidth", "      = 1,250 FLOP/byte")


# ------------------------------------------------------------------------------ where there is none


def test_a_division_by_zero_is_a_dash_with_its_reason() -> None:
    ttft = BOOK.routes["ttft"][0]
    inputs = {"fresh_tokens_p50": 9400.0, "concurrency": 16.0, "prefill_rate": 0.0}
    working = draw(ttft, "napkin", inputs)
    assert working.value is None
    assert working.result == "— (division by zero: prefill rate is 0)"
    assert "0 tok/s" in "".join(working.substituted)
    assert draw(ttft, "napkin", inputs, ascii=True).result.startswith("- (division by zero")
    hit = BOOK.routes["cache_hit_rate"][0]
    none = draw(hit, "napkin", {"fresh_tokens": 0.0, "cached_tokens": 0.0})
    assert none.result == "— (division by zero: fresh tokens + cached tokens is 0)"


@pytest.mark.parametrize("missing", [{}, {"prefill_rate": math.nan}, {"prefill_rate": math.inf}])
def test_a_missing_value_is_a_dash_with_its_name(missing: dict[str, float]) -> None:
    inputs = {"fresh_tokens_p50": 9400.0, "concurrency": 16.0, **missing}
    working = draw(BOOK.routes["ttft"][0], "napkin", inputs)
    assert (working.value, working.substituted) == (None, ())
    assert working.result == "— (needs prefill rate)"


def test_a_result_without_limit_is_a_dash_with_its_reason() -> None:
    working = draw(
        BOOK.routes["node_memory"][0], "napkin", {"gpu_memory": 1e200, "gpus_per_node": 1e200}
    )
    assert working.result.startswith("— (a result without limit")


def test_a_lost_request_is_not_drawn() -> None:
    lost = written("fresh_tokens_p50 / prefill_rate", "ttft")
    with pytest.raises(BadFormula):
        draw(lost, "napkin", {"fresh_tokens_p50": 9400.0, "prefill_rate": 78e3})


# ------------------------------------------------------------------------------------- the digits


@given(
    st.sampled_from(list(BOOK.variables.values())),
    st.one_of(st.floats(-9, 12).map(lambda x: 10.0**x), st.integers(0, 2_000_000).map(float)),
    st.booleans(),
    st.integers(4, MOST_DIGITS),
)
def test_what_is_shown_reads_back_as_what_was_shown(
    variable: Variable, number: float, negative: bool, digits: int
) -> None:
    value = (-number if negative else number) * variable.unit.factor
    text = variable.show(value, digits)
    again = read(text, variable.unit).value
    assert math.isclose(again, value, rel_tol=0.5000001 * 10.0 ** (1 - digits))
    # Shown once more it says the same, though perhaps 31,620 for 31.62K.
    once_more = read(variable.show(again, digits), variable.unit).value
    assert math.isclose(once_more, again, rel_tol=1e-12)


def test_operands_get_more_digits_where_the_result_would_not_follow_from_them() -> None:
    savings = BOOK.routes["savings_per_month"][0]
    inputs = {"api_price_per_month": 1_848_117.0, "hybrid_price_per_month": 1_847_311.0}
    # At four digits: $1.848M - $1.847M, which would be $1,000.
    assert shown(savings, inputs) == {
        "api_price_per_month": "$1.848117M/month",
        "hybrid_price_per_month": "$1.847311M/month",
    }
    assert draw(savings, "napkin", inputs).result == "$806/month"
    texts = shown(BOOK.routes["prefill_rate"][0], {"prefill_ceiling": 1.25e6, "mfu": 0.0624})
    assert texts == {"prefill_ceiling": "1.25M tok/s", "mfu": "6.24%"}


@given(st.sampled_from(FORMULAS), st.data())
def test_whoever_reckons_with_what_is_shown_arrives_at_what_is_shown(
    formula: Formula, data: st.DataObject
) -> None:
    factors = {id: BOOK.variables[id].unit.factor for id in names(formula.tree)}
    inputs = {id: data.draw(st.floats(0.01, 1e6)) * factor for id, factor in factors.items()}
    texts = shown(formula, inputs)
    again = one(formula, {id: read(t, BOOK.variables[id].unit).value for id, t in texts.items()})
    target, result = BOOK.variables[formula.target], one(formula, inputs)
    if result is None or again is None:
        return
    follows = read(target.show(again), target.unit) == read(target.show(result), target.unit)
    assert follows or texts == {id: BOOK.variables[id].show(inputs[id], 7) for id in inputs}


# --------------------------------------------------------------------------------- hostile text


def test_no_text_reaches_sympys_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("text reached SymPy's parser")

    monkeypatch.setattr("sympy.parsing.sympy_parser.parse_expr", refuse)
    monkeypatch.setattr("sympy.parsing.sympy_parser.eval_expr", refuse)
    for number, formula in enumerate(FORMULAS):
        # A title that no drawing has seen before: SymPy keeps what it has parsed.
        odd = Formula(formula.target, f"{number}", formula.tree, section="__import__('os')", why="")
        draw(odd, "napkin", values(formula), width=37)


def test_the_working_needs_neither_sympy_nor_pint() -> None:
    code = "import sys, formulas.working; print({'sympy', 'pint'} & {*sys.modules})"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"


def test_a_drawing_is_the_same_the_second_time() -> None:
    first: list[Working] = [draw(f, "napkin", values(f)) for f in FORMULAS]
    assert [draw(f, "napkin", values(f)) for f in FORMULAS] == first
