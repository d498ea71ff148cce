"""The program as it is installed, and what a run of it gave."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MERGEGATE = Path(sys.executable).with_name("mergegate")


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str

    @property
    def report(self) -> Any:
        return json.loads(self.out)

    @property
    def rules(self) -> list[str]:
        return sorted({finding["rule"] for finding in self.report["findings"]})


Command = Callable[..., Run]
