"""Run as a module: an event loop that does nothing, beside the measured one.

What it stalls is the machine's doing: other programs, or too few cores. It ends with its standard input.
"""

from __future__ import annotations

import asyncio
import sys

from seqtui.tui.stalls import watch


async def main() -> None:
    """Records its stalls where `SEQTUI_STALL_LOG` says."""
    recorder = watch()
    await asyncio.to_thread(sys.stdin.read)
    if recorder is not None:
        recorder.stop()


if __name__ == "__main__":
    asyncio.run(main())
