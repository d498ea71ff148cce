"""Prints the lines of policies that no test reaches; reads `opa test --coverage --format=json` from stdin."""

import json
import sys


def uncovered(report: dict) -> list[str]:
    """The places as "file:line" or "file:first-last", each once."""
    places = {
        (name, part["start"]["row"], part["end"]["row"])
        for name, file in report.get("files", {}).items()
        for part in file.get("not_covered", [])
    }
    return [
        f"{name}:{first}: no test reaches this"
        if first == last
        else f"{name}:{first}-{last}: no test reaches this"
        for name, first, last in sorted(places)
    ]


if __name__ == "__main__":
    sys.stderr.writelines(f"{line}\n" for line in uncovered(json.load(sys.stdin)))
