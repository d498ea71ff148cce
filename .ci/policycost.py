"""What the policies cost: compiling them, 200 overlays of 50 resources, each rule alone, and how cost grows.

`python .ci/policycost.py` on a machine that does nothing else; the objects are those of the rules' pages and
of fixtures/, repeated under other names. Prints milliseconds as OPA measures them, without its start.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml

from validator.config import Config
from validator.evaluate.catalogue import Catalogue, load
from validator.evaluate.conftest import Conftest
from validator.evaluate.selection import policies_of, policy_data, select
from validator.tools.find import require

ROOT = Path(__file__).resolve().parents[1]
SIZES = (100, 1000, 10_000)


def main() -> None:
    catalogue = load()
    everything = tuple(r.id for r in catalogue.rules.values() if r.id in catalogue.paths)
    objects = list(_objects(catalogue))
    with tempfile.TemporaryDirectory() as name:
        run = _Run(catalogue, Path(name))
        fifty = _repeated(objects, 50)
        compile_ms, both = run.ms(everything, fifty)
        print(
            f"{len(everything)} rules: compiling {compile_ms:.0f} ms; "
            f"50 resources, both scopes, {both:.1f} ms"
        )
        print(f"200 overlays of 50 resources, a process a scope: {run.many(everything, objects, 200):.0f} ms")
        for size in SIZES:
            print(
                f"{size:6} resources in one overlay: {run.ms(everything, _repeated(objects, size))[1]:.0f} ms"
            )
        if "--rules" in sys.argv:
            alone = {rule: run.ms((rule,), _repeated(objects, 1000))[1] for rule in everything}
            for rule in sorted(alone, key=lambda rule: -alone[rule])[:10]:
                print(f"{alone[rule]:8.1f} ms for 1,000 resources: {rule}")


class _Run:
    def __init__(self, catalogue: Catalogue, folder: Path) -> None:
        self._catalogue = catalogue
        self._folder = folder
        self._opa = require("opa").path

    def ms(self, rules: tuple[str, ...], objects: list[Any]) -> tuple[float, float]:
        """The dearer compiling, and evaluating the objects alone and as an overlay; the best of three."""
        found = []
        for scope, document in _documents(objects, "o").items():
            mine = tuple(rule for rule in rules if self._catalogue.rules[rule].scope == scope)
            runs = [self._eval(mine, document) for _ in range(3)] if mine else [(0.0, 0.0)]
            found.append((min(run[0] for run in runs), min(run[1] for run in runs)))
        return max(one[0] for one in found), sum(one[1] for one in found)

    def many(self, rules: tuple[str, ...], objects: list[Any], count: int) -> float:
        """The engine over so many overlays of 50 resources, from its start to its end, in milliseconds."""
        selection = select(self._catalogue, Config(), rules, ())
        tool = require("conftest")
        engine = Conftest(
            binary=tool.path,
            version=tool.version,
            scratch=self._folder,
            policies=policies_of(self._catalogue, selection.wanted),
            data=self._data(rules),
        )
        made = [_documents(_repeated(objects, 50, number), f"o{number}") for number in range(count)]
        began = time.monotonic()
        for scope in ("resource", "overlay"):
            engine.evaluate([json.dumps(documents[scope]).encode() for documents in made], {scope})
        return (time.monotonic() - began) * 1000

    def _data(self, rules: tuple[str, ...]) -> Any:
        return policy_data(self._catalogue, Config(), select(self._catalogue, Config(), rules, ()), ())

    def _eval(self, rules: tuple[str, ...], document: Any) -> tuple[float, float]:
        (self._folder / "input.json").write_text(json.dumps(document))
        (self._folder / "config.json").write_text(json.dumps(self._data(rules)))
        words = [
            str(self._opa),
            "eval",
            "--metrics",
            "--format",
            "json",
            "-i",
            str(self._folder / "input.json"),
        ]
        words += [word for file in self._catalogue.files_of(set(rules)) for word in ("-d", str(file))]
        words += ["-d", str(self._folder / "config.json"), "count(data.mergegate.deny)"]
        out = subprocess.run(words, check=True, capture_output=True).stdout
        metrics = json.loads(out)["metrics"]
        compiling = metrics["timer_rego_module_parse_ns"] + metrics["timer_rego_module_compile_ns"]
        return compiling / 1e6, metrics["timer_rego_query_eval_ns"] / 1e6


def _documents(objects: list[Any], overlay: str) -> dict[str, Any]:
    """What an engine sees of objects, by scope."""
    about = {"path": overlay, "environment": "production"}
    return {
        "resource": {"mergegate": {"scope": "resource"}, "resources": objects},
        "overlay": {"mergegate": {"scope": "overlay", "overlay": about}, "resources": objects},
    }


def _objects(catalogue: Catalogue) -> Any:
    texts = [rule.example for rule in catalogue.rules.values() if rule.example]
    texts += [f.read_text("utf-8", "replace") for f in sorted((ROOT / "fixtures").rglob("*.yaml"))]
    for text in texts:
        try:
            bodies = list(yaml.safe_load_all(text))
        except yaml.YAMLError:
            continue
        for body in bodies:
            if isinstance(body, dict) and {"apiVersion", "kind", "metadata"} <= body.keys():
                yield json.loads(json.dumps(body, default=str))


def _repeated(objects: list[Any], count: int, first: int = 0) -> list[Any]:
    """So many objects, each under a name of its own."""
    made = []
    for number in range(count):
        body = objects[(first * 7 + number) % len(objects)]
        if isinstance(body["metadata"], dict):
            body = {
                **body,
                "metadata": {**body["metadata"], "name": f"{body['metadata'].get('name')}-{number}"},
            }
        made.append(body)
    return made


main()
