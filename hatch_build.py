"""What PyPI shows is the README, its links led to the repository at the tag of the release."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"(!?)(\[[^\]]*\])\((?!https?:|#)([^)\s]+)\)")


class CustomMetadataHook(MetadataHookInterface):
    """Fills in `readme`, which pyproject.toml calls dynamic for this."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add the text: relative links lead nowhere on a page that is not the repository's."""
        home, tag = metadata["urls"]["Homepage"], f"v{metadata['version']}"

        def absolute(link: re.Match[str]) -> str:
            view = "raw" if link[1] else "blob"  # of a picture its bytes
            return f"{link[1]}{link[2]}({home}/{view}/{tag}/{link[3]})"

        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": _LINK.sub(absolute, text)}
