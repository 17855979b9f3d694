"""`napkin accuracy`: a table of measured rows held against the calibrated napkin."""

from __future__ import annotations

import contextlib
import csv
import json
import math
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from textwrap import wrap
from typing import IO, Any

from sessions.files.problems import BadDocument, whole_file
from sessions.files.safe_text import visible
from sessions.measured.accuracy import Accuracy, Held, Score, Tally, accuracy
from sessions.measured.rows import METRIC_IDS, Asker, Group, Row, each_row

Answer = dict[str, Any]
_OF_METRIC = ("napkin_ms", "measured_ms", "ratio", "flag")
FIELDS = (
    "line", "id", "model", "system", "engine", "group", "batch_stated",
    *[f"{metric}_{field}" for metric in METRIC_IDS for field in _OF_METRIC],
    "reason",
)  # fmt: skip
_TITLES = {"tpot": "TPOT", "ttft": "TTFT"}
_OTHER: dict[str, Group] = {"agg_larger": "large", "disagg": "disagg"}
_NAME = 30  # columns for a name
_WIDTH = 80
_MOST_NAMES = 40  # of models or systems in the text; all are in the JSON
_MOST_REASONS = 8


def run(path: str, out: str | None, *, as_json: bool, verdicts: bool = False) -> int:
    """Print how far the napkin is from a table's rows. Returns the exit status."""
    try:
        found = _counted(path, out)
        answer = as_answer(found)
        if verdicts:
            from sessions.measured.verdicts import verdicts_of

            answer["verdicts"] = verdicts_of(each_row(path))
    except BadDocument as bad:
        print(bad, file=sys.stderr)
        return 2
    if as_json:
        print(json.dumps(answer, ensure_ascii=False, allow_nan=False, separators=(",", ":")))
    else:
        print("\n".join([visible(line) for line in text(answer, out)]))
    return 0


def _counted(path: str, out: str | None) -> Accuracy:
    if out is None:
        return accuracy(each_row(path), Asker())
    if not out.lower().endswith(".csv") and (os.path.isfile(out) or not os.path.exists(out)):
        raise whole_file(out, "its name does not end in .csv", fix="name it FILE.csv")
    if os.path.exists(out) and os.path.exists(path) and os.path.samefile(out, path):
        raise whole_file(out, "that is the table itself", fix="name another file")
    rows = each_row(path)
    first = next(rows)  # a table that is refused leaves the file as it was
    try:
        with _replacing(out) as file:
            return accuracy(chain((first,), rows), Asker(), _writer(file))
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise whole_file(out, f"it cannot be written: {reason}") from None


@contextlib.contextmanager
def _replacing(path: str) -> Iterator[IO[str]]:
    """A file that takes the place of another once it is whole: a table that breaks off half way
    leaves the other as it was. What is no regular file, such as /dev/stdout, is written to.
    """
    target = os.path.realpath(path)
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "w", encoding="utf-8", newline="") as file:
            yield file
        return
    descriptor, part = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".napkin-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            yield file
        os.umask(mask := os.umask(0o77))
        os.chmod(part, os.stat(target).st_mode if os.path.exists(target) else 0o666 & ~mask)
        os.replace(part, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(part)
        raise


def _writer(file: IO[str]) -> Callable[[Row, Sequence[Held]], None]:
    lines = csv.writer(file, lineterminator="\n")
    lines.writerow(FIELDS)

    def write(row: Row, metrics: Sequence[Held]) -> None:
        said = (row.id, row.model, row.system, row.engine)
        stated = "yes" if row.pool.batch_stated else "no"
        by_metric = {each.metric: each for each in metrics}
        cells = [
            cell
            for metric in METRIC_IDS
            for cell in (_cells(by_metric[metric]) if metric in by_metric else [""] * 4)
        ]
        reasons = dict.fromkeys([each.answer.reason for each in metrics if each.answer.reason])
        reason = _plain("; ".join(reasons))
        lines.writerow((row.line, *map(_plain, said), row.group, stated, *cells, reason))

    return write


def _cells(held: Held) -> list[str]:
    napkin, measured = held.answer.napkin, held.row.time(held.metric)
    return [
        "" if napkin is None else f"{napkin * 1000:.6g}",
        "" if math.isnan(measured) else f"{measured * 1000:.6g}",
        "" if held.ratio is None else f"{held.ratio:.6g}",
        held.flag,
    ]


def _plain(text: str) -> str:
    """Outside text in a cell: a spreadsheet takes what begins so for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


# --- as data


def as_answer(found: Accuracy) -> Answer:
    """The figures in the shape that scripts hold on to; what has no value has no key."""
    answer: Answer = {"assumptions": Asker().assumptions}
    answer |= {metric: score(found.score("small", metric)) for metric in METRIC_IDS}
    answer["by_model"] = _by(found.models)
    answer["by_system"] = _by(found.systems)
    answer["by_engine"] = _by(found.engines)
    answer["other"] = {
        name: {metric: score(found.score(group, metric)) for metric in METRIC_IDS}
        for name, group in _OTHER.items()
    }
    answer["batch_not_stated"] = {
        name: found.unstated[group]
        for name, group in (("agg", "small"), *_OTHER.items())
        if found.unstated[group]
    }
    reasons = found.reasons.most_common()
    answer["not_answered"] = [{"reason": reason, "metrics": count} for reason, count in reasons]
    return answer


def score(found: Score) -> Answer:
    """A score without what has no value."""
    figures = {id: value for id, value in found._asdict().items() if value is not None}
    return {
        id: value if isinstance(value, int) else round(value, 6) for id, value in figures.items()
    }


def _by(tallies: dict[Any, Tally]) -> Answer:
    answer: Answer = {}
    for (name, metric), tally in sorted(tallies.items(), key=lambda each: each[0]):
        answer.setdefault(name, {})[metric] = score(tally.score())
    return answer


# --- as text


def text(answer: Answer, out: str | None = None) -> list[str]:
    """An answer in lines for a terminal of 80 columns."""
    lines = ["napkin / measured; rows that are not answered count as misses"]
    for metric in METRIC_IDS:
        lines += ["", _head(f"{_TITLES[metric]}, up to 16 GPUs")]
        lines.append(_line("all", answer[metric]))
        for of in ("by_model", "by_system", "by_engine"):
            lines.append("")
            named = answer[of]
            for name in [*named][:_MOST_NAMES]:
                if metric in named[name]:
                    lines.append(_line(name.rpartition("/")[2] or "(no name)", named[name][metric]))
            if len(named) > _MOST_NAMES:
                lines.append(f"  ... and {len(named) - _MOST_NAMES} more, in --json")
    lines += ["", _head("The others")]
    for name, words in (("agg_larger", "more than 16 GPUs"), ("disagg", "disaggregated")):
        for metric in METRIC_IDS:
            lines.append(_line(f"{words}, {_TITLES[metric]}", answer["other"][name][metric]))
    lines += _notes(answer)
    if "verdicts" in answer:
        from sessions.measured.verdicts import text as verdicts_text

        lines += ["", *verdicts_text(answer["verdicts"])]
    if out:
        lines += ["", f"One line per row in {out}."]
    return lines


def _notes(answer: Answer) -> list[str]:
    lines: list[str] = []
    unstated = sum(answer["batch_not_stated"].values())
    if unstated:
        lines.append("")
        lines += wrap(
            f"{unstated:,} rows do not state their batch; they are held at one request in flight,"
            " so that the napkin says the least that they can take.",
            _WIDTH,
        )
    reasons = answer["not_answered"]
    if reasons:
        lines += ["", "Not answered:"]
        for each in reasons[:_MOST_REASONS]:
            lines += wrap(
                f"{each['metrics']:,} x {each['reason']}",
                _WIDTH,
                initial_indent="  ",
                subsequent_indent="    ",
            )
        if len(reasons) > _MOST_REASONS:
            lines.append(f"  ... and {len(reasons) - _MOST_REASONS} more reasons, in --json")
    return lines


def _head(title: str) -> str:
    return f"{title:<{_NAME}}{'rows':>7}{'answered':>10}{'2x':>8}{'10x':>8}{'error':>8}{'bias':>7}"


def _line(name: str, figures: Answer) -> str:
    if len(name) > _NAME - 3:
        name = name[: _NAME - 4] + "…"
    line = f"  {name:<{_NAME - 2}}{figures['rows']:>7,}{figures['answered']:>10,}"
    for id in ("within_2x", "within_10x", "median_error"):
        line += f"{figures[id]:>8.1%}" if id in figures else f"{'-':>8}"
    return line + (f"{figures['bias']:>7.2f}" if "bias" in figures else f"{'-':>7}")
