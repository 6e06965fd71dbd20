"""Makes the README's screenshots: the real app, driven by keys through a run of a preset's model.

python tests/screenshot.py build assets/screenshot.svg
python tests/screenshot.py trace assets/trace.svg
"""

import asyncio
import os
import re
import sys
import tempfile
from pathlib import Path

SIZE = (130, 40)
SECONDS = 120
SHOTS = {"build": "breast_cancer", "trace": "spiral"}


async def shoot(shot: str) -> str:
    from seqtui import terminal
    from seqtui.sources import open_source
    from seqtui.tui.app import SeqtuiApp
    from seqtui.tui.launcher import start

    app = SeqtuiApp(start(open_source(SHOTS[shot]), terminal.profile(), train=True))
    async with app.run_test(size=SIZE) as pilot:
        async with asyncio.timeout(SECONDS):
            while app.desk.phase != "finished":
                await pilot.pause(0.1)
            if shot == "trace":
                await _to_a_sum(app, pilot)
            else:
                await pilot.press("down", "down")
        await pilot.pause(1)
        # Without the fonts that it would fetch from elsewhere: any monospaced one will do.
        return re.sub(r"@font-face \{.*?\}\s*", "", app.export_screenshot(title="seqtui"), flags=re.DOTALL)


async def _to_a_sum(app, pilot) -> None:
    """Trace: the model's answer to a sample, the sum behind it, and the map of the answers."""
    await pilot.press("2")
    tracing = app.groups["trace"].tracing
    while tracing.current is None or not tracing.current.trace.stages:
        await pilot.pause(0.1)
    await pilot.press(*["down"] * 5, "enter")


def main() -> None:
    if len(sys.argv) != 3 or sys.argv[1] not in SHOTS:
        sys.exit(__doc__)
    os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", LC_ALL="C.UTF-8")
    with tempfile.TemporaryDirectory() as home:
        os.environ["SEQTUI_HOME"] = home
        Path(sys.argv[2]).write_text(asyncio.run(shoot(sys.argv[1])), encoding="utf-8")


if __name__ == "__main__":
    main()
