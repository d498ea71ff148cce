"""Text that Markdown shows as it is: hostile names cannot end a fence, a cell of a table, a tag or code."""

from __future__ import annotations

import re
from collections.abc import Sequence

from validator.report.visible import visible

_HARMLESS = re.compile(r"[A-Za-z0-9./:@_,=+→()#-]+(?: [A-Za-z0-9./:@_,=+→()#-]+)*")
_MENTIONS = "@#"  # @somebody, #12
_MARKUP = re.compile(r":(?=/)|(?<=www)\.|[^A-Za-z0-9 /:;.,()=+\-\u0080-\U0010ffff]")  # also what makes links


def code(text: str, limit: int | None = None) -> str:
    """A name in a line of Markdown; with signs that could be markup they become references to characters."""
    shown = visible(text, limit)
    if _HARMLESS.fullmatch(shown):
        return f"`{shown}`"
    return html_code(shown)


def html_code(text: str, limit: int | None = None) -> str:
    """A name within a block of HTML, such as a summary."""
    return f"<code>{plain(visible(text, limit))}</code>"


def plain(text: str) -> str:
    """Text with references to characters in place of signs that could be markup.

    Hosts look for who is mentioned once these are resolved: a space of no width parts the sign from the name.
    """
    return _MARKUP.sub(_referred, text)


def _referred(match: re.Match[str]) -> str:
    char = match.group()
    return f"&#{ord(char)};{'&#8203;' if char in _MENTIONS else ''}"


def fence(lines: Sequence[str], language: str) -> str:
    """Lines in a fence that none of them can end (https://github.github.com/gfm/#fenced-code-blocks)."""
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    marks = "`" * max(3, longest + 1)
    return "\n".join([f"{marks}{language}", *lines, marks])


def units(text: str) -> int:
    """How long hosts take a text to be: in UTF-16, as their clients count."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2
