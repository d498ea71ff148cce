"""Whether to colour: a terminal that does not refuse it. https://no-color.org, https://force-color.org."""

from __future__ import annotations

import os
import shutil
from typing import TextIO


def wants_color(stream: TextIO) -> bool:
    """Whether output to the stream is coloured."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def width() -> int:
    """Columns of the terminal; 100 where there is none."""
    return shutil.get_terminal_size(fallback=(100, 24)).columns
