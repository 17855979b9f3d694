"""From text to plain data, with limits before anything is parsed.

A file is small or it is no session: a text that is too long, too deep or too dotted is refused
before tomli sees it, because some of those take minutes.
"""

from typing import Any

import tomli

from sessions.mistakes import TOKEN, Mistake

MOST_BYTES = 8 << 20  # 500 quotes of 20 claims take one, with notes and words of each four
MOST_LINES = 200_000
LONGEST_LINE = 20_000
DEEPEST = 32  # brackets in brackets
MOST_DOTS = 32  # in one key

_KEEP_OUTSIDE = "keep logs and load tests outside the session"


def parse(text: str, file: str) -> dict[str, Any]:
    """Read TOML whose CRLF are LF by now.

    Raises BadDocument for a text beyond the limits, or one that is no TOML.
    """
    mistake = _too_much(text) or _too_nested(text)
    if mistake is None:
        try:
            return tomli.loads(text)
        except tomli.TOMLDecodeError as error:
            from sessions.wording import reworded

            mistake = reworded(text, error.pos, error.msg)
        except (RecursionError, MemoryError):
            mistake = Mistake(0, "too deeply nested to be read", "plain tables", "split it")
        except ValueError:
            from sessions.wording import too_many_digits

            mistake = too_many_digits(text)
    # What says mistakes is imported when there is one: most files have none.
    from sessions.problems import BadDocument
    from sessions.wording import told

    raise BadDocument([told(text, file, mistake)])


def _too_much(text: str) -> Mistake | None:
    if len(text) > MOST_BYTES:
        return Mistake(0, f"longer than {MOST_BYTES:,} bytes", "a session file", _KEEP_OUTSIDE)
    if text.count("\n") > MOST_LINES:
        return Mistake(0, f"more than {MOST_LINES:,} lines", "a session file", _KEEP_OUTSIDE)
    start = 0
    while len(text) - start > LONGEST_LINE:
        end = text.find("\n", start) + 1 or len(text)
        if end - start > LONGEST_LINE:
            expected = f"lines of at most {LONGEST_LINE:,} characters"
            return Mistake(start, "a line that is too long", expected, "break it into lines")
        start = end
    return None


def _too_nested(text: str) -> Mistake | None:
    depth = dots = 0
    for token in TOKEN.finditer(text):
        sign = token[1]
        if sign is None:
            continue
        if sign == ".":
            dots += 1
            if dots > MOST_DOTS:
                expected = "a key such as packet.fresh_tokens"
                reason = f"a key of more than {MOST_DOTS} dots"
                return Mistake(token.start(), reason, expected, "delete the line")
            continue
        dots = 0
        if sign in "[{":
            depth += 1
            if depth > DEEPEST:
                reason = f"nested more than {DEEPEST} deep"
                return Mistake(token.start(), reason, "plain tables and lists", "delete it")
        elif sign in "]}":
            depth = max(0, depth - 1)
    return None
