"""Makes the README's screenshot: the real app, driven by keys through a run of the lesson's model.

python tests/screenshot.py assets/screenshot.svg
"""

import asyncio
import os
import re
import sys
import tempfile
from pathlib import Path

SIZE = (130, 40)
SECONDS = 120


async def shoot() -> str:
    from seqtui import terminal
    from seqtui.sources import open_source
    from seqtui.tui.app import SeqtuiApp
    from seqtui.tui.launcher import start

    app = SeqtuiApp(start(open_source("breast_cancer"), terminal.profile(), train=True))
    async with app.run_test(size=SIZE) as pilot:
        async with asyncio.timeout(SECONDS):
            while app.desk.phase != "finished":
                await pilot.pause(0.1)
        await pilot.press("down", "down")
        await pilot.pause(1)
        # Without the fonts that it would fetch from elsewhere: any monospaced one will do.
        return re.sub(r"@font-face \{.*?\}\s*", "", app.export_screenshot(title="seqtui"), flags=re.DOTALL)


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", LC_ALL="C.UTF-8")
    with tempfile.TemporaryDirectory() as home:
        os.environ["SEQTUI_HOME"] = home
        Path(sys.argv[1]).write_text(asyncio.run(shoot()), encoding="utf-8")


if __name__ == "__main__":
    main()
