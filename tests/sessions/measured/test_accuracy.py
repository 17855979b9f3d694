"""How far the napkin is from measured rows, against sums by hand and the real table."""

from __future__ import annotations

from pathlib import Path

import pytest

from sessions.export.text.accuracy import verdicts
from sessions.measured.accuracy import Accuracy, Score, accuracy
from sessions.measured.asking import Asker
from sessions.measured.rows import METRIC_IDS, each_row, read_rows
from sessions.measured.verdicts import FACTORS, judged, quoted, verdicts_of
from tests.sessions.measured.test_measured import one, table


def napkin(folder: Path) -> float:
    """What the napkin says of the plain row's TPOT, in milliseconds."""
    found = Asker().answers(one(folder))["tpot"].napkin
    assert found is not None
    return found * 1000


def test_shares_are_over_all_rows_and_medians_over_the_answered(tmp_path: Path) -> None:
    at = napkin(tmp_path)
    # napkin / measured: 1, 1.5, 0.4, 20; a fifth that nothing is known of; and a larger one.
    rows = [{"silicon_tpot_ms": f"{at / ratio!r}"} for ratio in (1, 1.5, 0.4, 20)]
    rows += [{"system": "h20"}, {"tp_size": "32"}, {"mode": "disagg"}]
    found = accuracy(each_row(table(tmp_path, *rows)))
    small = found.score("small", "tpot")
    assert (small.rows, small.answered) == (5, 4)
    assert small.within_2x == pytest.approx(2 / 5)
    assert small.within_10x == pytest.approx(3 / 5)
    assert small.median_error == pytest.approx((0.5 + 0.6) / 2)
    assert small.bias == pytest.approx((1 + 1.5) / 2)
    assert [found.score(group, "tpot").rows for group in ("large", "disagg")] == [1, 1]
    assert found.reasons == {"'h20' is not an accelerator of the catalogue": 2}


def test_exactly_twice_is_not_within_2x() -> None:
    assert Score.of([2.0, 0.5, 1.99]).within_2x == pytest.approx(1 / 3)


def test_a_group_without_rows_has_no_figures() -> None:
    assert Score.of([]) == (0, 0, None, None, None, None)
    nothing = Score.of([], 3)
    assert (nothing.rows, nothing.within_2x, nothing.bias) == (3, 0, None)


def test_every_metric_is_judged_true_and_falsified(tmp_path: Path) -> None:
    at = napkin(tmp_path)
    rows = read_rows(table(tmp_path, {"silicon_tpot_ms": f"{at!r}"}, {"system": "h20"}))
    found = verdicts_of(rows)
    assert set(found) == set(METRIC_IDS)
    for factor in FACTORS:
        shares = found["tpot"][f"{factor:g}"]
        assert shares["rows"] == 2
        assert shares["not-judged"] == 0.5  # the one on an accelerator that is not known
    assert found["tpot"]["1"]["plausible"] == 0.5
    assert found["tpot"]["20"]["10x-off"] == found["tpot"]["0.05"]["caught"] == 0.5
    # Twice as slow is so on another layout, which a row does not say.
    assert found["tpot"]["2"]["2x-off"] + found["tpot"]["2"]["plausible"] == 0.5
    assert max(map(len, verdicts(found))) <= 80


def test_a_quote_of_a_row_is_held_against_what_the_row_is(tmp_path: Path) -> None:
    row = one(tmp_path, batch_size="16")
    verdict = judged(row, Asker())["tpot", 1.0]
    assert verdict is not None
    assert verdict.napkin == pytest.approx(Asker().answers(row)["tpot"].napkin)
    assert not verdict.assumed
    assert quoted(one(tmp_path, precision="banana"), Asker()) is None


@pytest.fixture(scope="module")
def real(shared_data: Path) -> Accuracy:
    return accuracy(each_row(str(shared_data / "measured" / "serving.csv")))


def test_all_rows_of_the_real_table_are_answered(real: Accuracy) -> None:
    counted = [real.score(group, metric) for group, metric in real.groups]  # type: ignore[arg-type]
    assert [score.rows for score in counted] == [score.answered for score in counted]
    assert [score.rows for score in counted] == [1616, 1616, 144, 144, 942, 942]


def test_the_napkin_holds_its_bars_on_the_real_table(real: Accuracy) -> None:
    tpot, ttft = real.score("small", "tpot"), real.score("small", "ttft")
    assert (tpot.within_2x or 0) >= 0.95
    assert (tpot.within_10x or 0) >= 0.995
    assert (tpot.median_error or 1) <= 0.2
    assert 0.9 <= (tpot.bias or 0) <= 1.1
    assert (ttft.within_2x or 0) >= 0.75
    assert (ttft.within_10x or 0) >= 0.97


def test_verdicts_hold_their_bars_on_the_real_table(shared_data: Path) -> None:
    rows = read_rows(str(shared_data / "measured" / "serving.csv"))
    small = [row for row in rows if row.group == "small"]
    found = verdicts_of(small, factors=(1, 0.1, 10, 20))
    tpot, ttft = found["tpot"], found["ttft"]
    assert tpot["1"]["caught"] <= 0.005
    assert ttft["1"]["caught"] <= 0.03
    assert tpot["0.1"]["caught"] >= 0.92
    assert tpot["20"]["10x-off"] >= 0.97
    assert max(tpot["0.1"]["plausible"], tpot["10"]["plausible"]) <= 0.01


def test_the_shipped_set_is_what_the_script_fits(shared_data: Path) -> None:
    np = pytest.importorskip("numpy")
    pytest.importorskip("scipy")
    from fixtures.calibrate import Rows, entries_of, fit, rounded
    from sessions.catalogue.catalogue import find

    path = str(shared_data / "measured" / "serving.csv")
    rows = Rows([row for row in read_rows(path) if row.group == "small"])
    constants = rounded(fit(rows, np.ones(len(rows.rows), bool)))
    shipped = find("assumptions", "calibrated")
    for table_name in ("dense", "moe", "sglang"):
        for id, entry in entries_of(constants, (table_name,)).items():
            known = {**shipped.entries, **shipped.by_kind.get(table_name, {})}
            assert known[id].value == pytest.approx(entry.value), id
