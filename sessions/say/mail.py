"""What stands in a mail and is not said in it: its header, and what it quotes of an earlier one."""

from __future__ import annotations

import re

from sessions.say.blocks import Block, Cell

_WHY = "quoted from an earlier mail, and not said in this one"
_HEADER = re.compile(r"\s*(?:From|To|Cc|Bcc|Sent|Date|Reply-To|Message-ID)\s*:.*", re.IGNORECASE)
# Who it is from may be said before what was pasted: "Acme: From: Dana".
_NAMED = re.compile(r"\s*[^:]{1,60}:\s+(?=From\s*:)", re.IGNORECASE)
_SUBJECT = re.compile(r"\s*(?:Subject|Betreff|Objet)\s*:.*", re.IGNORECASE)
_BEGINS = re.compile(
    r"\s*-{2,}\s*(?:Original Message|Forwarded message|Urspr.*Nachricht)\s*-{2,}\s*"
)
_WROTE = re.compile(
    r"[\s>]*(?:On|Am|Le|El)\b.{4,160}\b(?:wrote|writes|schrieb|écrit|escribió)\s*:\s*"
)
_QUOTED = re.compile(r"\s{0,3}>(?:\s?>)*(?!\s?=)(?:\s.*|\s*|[A-Za-z].*)")
# A bound, and nobody's quotation: "> 40 tok/s/user".
_BOUND = re.compile(r"\s{0,3}>\s?[$€£¥~]?\s?[0-9].*")
_FIGURE = re.compile(
    r"[$€£¥]\s?[0-9]|[0-9]\s?(?:tok|tps|ms\b|s\b|sec|%|req|rps|x\s?[A-Z]|/M|in flight|concurrent)"
    r"|\bc\s?=\s?[0-9]",
    re.IGNORECASE,
)


def mail_of(text: str) -> list[Block]:
    """The header of a mail, and its quotations where it says something itself besides."""
    if ">" not in text and ":" not in text:
        return []
    lines: list[Cell] = []
    start = 0
    for raw in text.splitlines(keepends=True):
        lines.append(Cell(raw.rstrip("\r\n"), start))
        start += len(raw)
    if len(lines) < 2:
        return []
    if name := _NAMED.match(lines[0].text):
        lines[0] = Cell(lines[0].text[name.end() :], name.end())
    blocks = _header(lines)
    quoted: list[bool] = []
    goes_on = False  # whether a quotation stands just before, or was announced there
    for at, line in enumerate(lines):
        quoted.append(_is_quoted(lines, at, goes_on))
        goes_on = quoted[-1] if line.text.strip() else goes_on
    own = any(
        _FIGURE.search(line.text) and not _HEADER.fullmatch(line.text)
        for line, within in zip(lines, quoted, strict=True)
        if not within
    )
    return [*blocks, *_quotations(lines, quoted)] if own and any(quoted) else blocks


def _header(lines: list[Cell]) -> list[Block]:
    """Runs of two and more lines of a header; what its subject is is read."""
    blocks: list[Block] = []
    run: list[Cell] = []
    named = 0
    for line in [*lines, Cell("", 0)]:
        if _HEADER.fullmatch(line.text) or _BEGINS.fullmatch(line.text):
            run.append(line)
            named += 1
        elif _SUBJECT.fullmatch(line.text):
            named += 1
        else:
            if named > 1:
                blocks += [Block(ranges=[(each.start, each.end)]) for each in run]
            run, named = [], 0
    return blocks


def _is_quoted(lines: list[Cell], at: int, goes_on: bool) -> bool:
    text = lines[at].text
    if _WROTE.fullmatch(text):
        return True
    if _BOUND.fullmatch(text) and goes_on:
        return True
    if not _QUOTED.fullmatch(text):
        return False
    beside = [lines[i].text for i in (at - 1, at + 1) if 0 <= i < len(lines)]
    return not _BOUND.fullmatch(text) or any(
        _QUOTED.fullmatch(other) and not _BOUND.fullmatch(other) for other in beside
    )


def _quotations(lines: list[Cell], quoted: list[bool]) -> list[Block]:
    blocks: list[Block] = []
    for at, line in enumerate(lines):
        if not quoted[at] or not line.text.strip():
            continue
        if not blocks or not quoted[at - 1]:
            blocks.append(Block())
        blocks[-1].ranges.append((line.start, line.end))
        if _FIGURE.search(line.text):
            blocks[-1].refuse(line, _WHY)
    return blocks
