"""How the napkin fares against measured rows, as text."""

from __future__ import annotations

from sessions.answers.accuracy import Fared
from sessions.export.text.layout import NARROW, wrapped
from sessions.measured.accuracy import Score
from sessions.measured.rows import METRIC_IDS
from sessions.measured.verdicts import OUTCOMES, Figures

_NAME = 30  # columns for a name
_MOST_NAMES = 40  # of models or systems; all are in the JSON
_MOST_REASONS = 8


def accuracy(found: Fared) -> list[str]:
    """Each metric by model, system and engine; the other groups; what was not answered."""
    lines = ["napkin / measured; rows that are not answered count as misses"]
    for metric, whole in zip(METRIC_IDS, (found.tpot, found.ttft), strict=True):
        lines += ["", _head(f"{metric.upper()}, up to 16 GPUs"), _line("all", whole)]
        for named in (found.by_model, found.by_system, found.by_engine):
            lines.append("")
            for name, scores in [*named.items()][:_MOST_NAMES]:
                if metric in scores:
                    lines.append(_line(name.rpartition("/")[2] or "(no name)", scores[metric]))
            if len(named) > _MOST_NAMES:
                lines.append(f"  ... and {len(named) - _MOST_NAMES} more, in --json")
    lines += ["", _head("The others")]
    for name, words in (("agg_larger", "more than 16 GPUs"), ("disagg", "disaggregated")):
        for metric in METRIC_IDS:
            lines.append(_line(f"{words}, {metric.upper()}", found.other[name][metric]))
    lines += _notes(found)
    return lines if found.verdicts is None else [*lines, "", *verdicts(found.verdicts)]


def _notes(found: Fared) -> list[str]:
    lines: list[str] = []
    unstated = sum(found.batch_not_stated.values())
    if unstated:
        words = (
            f"{unstated:,} rows do not state their batch; they are held at one request in flight,"
            " so that the napkin says the least that they can take."
        )
        lines += ["", *wrapped(words, width=NARROW)]
    reasons = found.not_answered
    if reasons:
        lines += ["", "Not answered:"]
        for each in reasons[:_MOST_REASONS]:
            lines += wrapped(f"{each.metrics:,} x {each.reason}", "  ", "    ", NARROW)
        if len(reasons) > _MOST_REASONS:
            lines.append(f"  ... and {len(reasons) - _MOST_REASONS} more reasons, in --json")
    return lines


def _head(title: str) -> str:
    return f"{title:<{_NAME}}{'rows':>7}{'answered':>10}{'2x':>8}{'10x':>8}{'error':>8}{'bias':>7}"


def _line(name: str, score: Score) -> str:
    if len(name) > _NAME - 3:
        name = name[: _NAME - 4] + "…"
    shares = (score.within_2x, score.within_10x, score.median_error)
    cells = ["-" if share is None else f"{share:.1%}" for share in shares]
    bias = "-" if score.bias is None else f"{score.bias:.2f}"
    told = "".join([f"{cell:>8}" for cell in cells])
    return f"  {name:<{_NAME - 2}}{score.rows:>7,}{score.answered:>10,}{told}{bias:>7}"


def verdicts(figures: Figures) -> list[str]:
    """How often a verdict on the rows as quotes was right."""
    lines = ["Verdicts on the rows as quotes, up to 16 GPUs; caught is 10x off or beyond the"]
    lines += ["ceiling. On true figures (x1) what is caught is a false alarm."]
    for metric in METRIC_IDS:
        heads = "".join([f"{name:>12}" for name in OUTCOMES])
        lines += ["", f"{metric.upper()} x{'rows':>9}{heads}"]
        for factor, shares in figures[metric].items():
            cells = "".join([f"{shares[id]:>12.2%}" if id in shares else "" for id in OUTCOMES])
            lines.append(f"  x{factor:<5}{shares['rows']:>7,}{cells}")
    return lines
