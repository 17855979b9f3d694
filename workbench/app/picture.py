"""A picture of the workbench, without a terminal:
`python -m workbench.app.picture OUT.svg [WIDTHxHEIGHT]`.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from sessions.export.picture import alone
from workbench.app.app import NapkinApp, opening
from workbench.state.state import read

SIZE = (120, 40)
SAID = "Dorado: $0.28/M, 40 tok/s/user, TTFT 0.1 s at c=16 on 8xB200 fp4"


async def picture(size: tuple[int, int] = SIZE, said: str = SAID, formula: str = "ttft") -> str:
    """The screen with the example, a formula worked out, and a quote being said, as SVG."""
    app = NapkinApp(opening(None))
    app.workbench.pictures.load()
    async with app.run_test(size=size) as pilot:
        while app.screen is not app.workbench:
            await pilot.pause()
        app.workbench.desk.change(lambda state: read(state, formula))
        line = app.workbench.say_line
        line.value = said
        line.cursor_blink = False
        line.action_end()
        await pilot.pause()
        await pilot.pause()
        return alone(app.export_screenshot(title="napkin"))


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
