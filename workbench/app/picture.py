"""A picture of the workbench, without a terminal:
`python -m workbench.app.picture OUT.svg [WIDTHxHEIGHT]`.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from sessions.document.clock import now
from sessions.files import write as atomic
from workbench.app.app import NapkinApp, opening

SIZE = (120, 40)
SAID = "Dorado: $0.28/M, 40 tok/s/user, TTFT 0.1 s at c=16 on 8xB200 fp4"


async def picture(size: tuple[int, int] = SIZE, said: str = SAID, formula: str = "ttft") -> str:
    """The screen with the example, a formula worked out, and a quote being said, as SVG."""
    app = NapkinApp(opening(None))
    app.workbench.pictures.load()
    async with app.run_test(size=size) as pilot:
        while app.screen is not app.workbench:
            await pilot.pause()
        app.workbench.state = app.workbench.state._replace(formula=formula)
        line = app.workbench.say_line
        line.value = said
        line.cursor_blink = False
        line.action_end()
        await pilot.pause()
        await pilot.pause()
        return alone(app.export_screenshot(title="napkin"))


def alone(svg: str) -> str:
    """The picture without the web fonts that it would fetch; a reader's own monospace will do."""
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)


def save(svg: str, folders: Iterable[Path] | None = None) -> Path:
    """Write a picture into the first folder that can be written to: the current one, or the
    person's documents. It has the time for its name, and never takes the place of another.
    Raises OSError.
    """
    if folders is None:
        from platformdirs import user_documents_path

        folders = (Path.cwd(), user_documents_path())
    name = f"napkin-{now():%Y-%m-%d-%H%M}"
    problem = OSError("there is no folder to write to")
    for folder in folders:
        try:
            return _save_in(folder, name, svg.encode("utf-8"))
        except OSError as refused:
            problem = refused
    raise problem


def _save_in(folder: Path, name: str, data: bytes) -> Path:
    """Take a name that was free, then put the whole picture there in one step."""
    for number in itertools.count(1):
        path = folder / (f"{name}.svg" if number == 1 else f"{name}-{number}.svg")
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
            break
        except FileExistsError:
            continue
    try:
        atomic.write(path, data)
    except atomic.NotSaved as problem:
        path.unlink(missing_ok=True)
        raise OSError(str(problem)) from problem
    return path


def main(arguments: list[str]) -> int:
    """Write the picture. Returns the exit status."""
    if not 1 <= len(arguments) <= 2:
        print("usage: python -m workbench.app.picture OUT.svg [WIDTHxHEIGHT]", file=sys.stderr)
        return 2
    width, _, height = (arguments[1] if len(arguments) == 2 else "120x40").partition("x")
    svg = asyncio.run(picture((int(width), int(height))))
    Path(arguments[0]).write_text(svg, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
