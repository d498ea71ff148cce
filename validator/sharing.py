"""What falls to a shard of a run, what it hands over, and how a merge of all shards repeats the run."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import validator
from validator.cache.salt import code
from validator.digests import digest
from validator.errors import MergegateError, UsageError
from validator.limits import Limits
from validator.model import ToolVersions
from validator.options import Options
from validator.shards.parcel import Parcel, parcel_of, readable
from validator.shards.roles import Giving, Merging
from validator.shards.share import MOST
from validator.snapshot.checkout import root_of

if TYPE_CHECKING:
    from validator.inspect import Part
    from validator.judge.baseline import Entries
    from validator.model import Overlay
    from validator.shards.share import Shard
    from validator.start import Start


_NONE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shards:
    """What all shards of one run hand over. `run` is what each of them says of it."""

    run: Mapping[str, Any]
    parcel: Parcel

    @property
    def merging(self) -> Merging:
        """What the merge of them begins with; raises MergegateError."""
        with readable("their run"):
            run, engine = self.run, self.run["engine"]
            tools = ToolVersions(
                kustomize=run["kustomize"], engine=engine["name"], engine_version=engine["version"]
            )
            return Merging(parcel=self.parcel, tools=tools, state=run["state"])

    def options(self, path: Path | None, **others: Any) -> Options:
        """What the shards were asked for, of the repository at a path, or around the current directory.

        Raises MergegateError.
        """
        root = root_of(path)
        with readable("their options"):
            asked = self.run["options"]
            config, baseline = asked["config"], asked["baseline"]
            return Options(
                path=path,
                config=None if config is None else root / config,
                baseline=None if baseline is None else root / baseline,
                policies=tuple(root / folder for folder in asked["policies"]),
                base=self.run["base"] if asked["is_change"] else None,
                staged=asked["staged"],
                uses_baseline=asked["uses_baseline"],
                select=tuple(asked["select"]),
                ignore=tuple(asked["ignore"]),
                allow_remote=asked["allow_remote"],
                limits=Limits(seconds=asked["seconds"], memory=asked["memory"]),
                fail_on=asked["fail_on"],
                **others,
            )


def share_of(shard: Shard | None, parts: Sequence[Part], pairs: Mapping[str, str] = _NONE) -> Sequence[Part]:
    """The parts with the overlays of a shard alone; without one, as they are.

    Of a change the first part is what was before it, and `pairs` gives by path after it the path before it:
    an overlay before and after the change goes to one shard.
    """
    if shard is None:
        return parts
    names = {before: after for after, before in pairs.items()}

    def name(part: Part, overlay: Overlay) -> str:
        return names.get(overlay.path, overlay.path) if part is parts[0] else overlay.path

    sizes: dict[str, int] = {}
    for part in parts:
        for one in part.overlays:
            size = sum(map(part.survey.tree.size, part.survey.files_of(one)))
            sizes[name(part, one)] = sizes.get(name(part, one), 0) + size
    mine = shard.share(sizes)
    return [
        replace(part, overlays=tuple(one for one in part.overlays if name(part, one) in mine))
        for part in parts
    ]


def state_of(parts: Sequence[Part], entries: Entries) -> str:
    """A name for all that a run is about: every overlay of its states, what judges them, and the baseline."""
    about = [
        [
            part.rules,
            *((*one.build_key, part.survey.key_of(one)) for one in part.overlays),
            part.survey.unresolved,
        ]
        for part in parts
    ]
    waivers = [part.ruling.waivers for part in parts]
    return digest([about, waivers, sorted(map(str, entries.items()))])


def handed_over(begun: Start, tools: ToolVersions) -> Mapping[str, Any]:
    """What a shard's JSON report says beside the result: JSON values."""
    role = begun.role
    assert isinstance(role, Giving), "who hands over is a shard"
    run = {**_run(begun, tools), "state": role.state}
    return {"number": role.shard.number, "of": role.shard.of, "run": run, "parcel": role.parcel.text()}


def _run(begun: Start, tools: ToolVersions) -> dict[str, Any]:
    options, root = begun.options, begun.checkout.root
    asked = {
        "config": options.config and _relative(options.config, root),
        "baseline": options.baseline and _relative(options.baseline, root),
        "policies": [_relative(folder, root) for folder in options.policies],
        "is_change": options.base is not None,
        "staged": options.staged,
        "uses_baseline": options.uses_baseline,
        "select": list(options.select),
        "ignore": list(options.ignore),
        "allow_remote": options.allow_remote,
        "seconds": options.limits.seconds,
        "memory": options.limits.memory,
        "fail_on": options.fail_on,
    }
    return {
        "mergegate": validator.__version__,
        "code": code(),
        "kustomize": tools.kustomize,
        "engine": {"name": tools.engine, "version": tools.engine_version},
        "base": begun.commit,
        "options": asked,
    }


def _relative(path: Path, root: Path) -> str:
    return os.path.relpath(os.path.realpath(path), root).replace(os.sep, "/")


def read(files: Sequence[Path]) -> Shards:
    """What the JSON reports of all shards of one run hold.

    Raises MergegateError if one is missing, or is of another run, and UsageError for what is none.
    """
    found: dict[int, tuple[Path, Mapping[str, Any]]] = {}
    for file in files:
        one = _shard(file)
        number = one["number"]
        if number in found:
            raise UsageError(f"{found[number][0]} and {file} are both shard {number}/{one['of']}")
        found[number] = (file, one)
    first, shown = next(iter(found.values()))
    for file, other in found.values():
        _demand_same(first, shown, file, other)
    missing = [number for number in range(1, shown["of"] + 1) if number not in found]
    if missing:
        what = "shard" if len(missing) == 1 else "shards"
        names = ", ".join(f"{number}/{shown['of']}" for number in missing[:10])
        more = f" and {len(missing) - 10} more" if len(missing) > 10 else ""
        raise MergegateError(f"{what} {names}{more} missing: what nobody reports of is not checked")
    if shown["run"].get("code") != code():
        raise MergegateError(f"{first} was made by another mergegate than this one ({validator.__version__})")
    whole = Parcel()
    for file, shard in found.values():
        whole.add(_parcel(file, shard))
    return Shards(run=shown["run"], parcel=whole)


def _shard(file: Path) -> Mapping[str, Any]:
    """What a report says of its shard: number, of, run, and the parcel, which is not looked into."""
    try:
        report = json.loads(file.read_bytes())
    except OSError as error:
        raise MergegateError(f"cannot read {file}: {error.strerror or error}") from error
    except ValueError as error:
        raise MergegateError(f"{file} is no JSON, or was cut off") from error
    shard = report.get("shard") if isinstance(report, dict) else None
    if not isinstance(shard, dict):
        raise UsageError(
            f"{file} is no JSON report of a shard, as `mergegate check --shard 1/2 --format json` makes it"
        )
    wanted = {"number": int, "of": int, "run": dict, "parcel": str}
    is_whole = all(type(shard.get(name)) is kind for name, kind in wanted.items())
    if not is_whole or not 1 <= shard["number"] <= shard["of"] <= MOST:
        raise MergegateError(f"{file} holds a shard that cannot be read")
    return shard


def _demand_same(first: Path, shown: Mapping[str, Any], file: Path, other: Mapping[str, Any]) -> None:
    """Raise MergegateError for two shards of different runs."""
    if other["of"] != shown["of"]:
        raise MergegateError(f"{first} is one of {shown['of']} shards, and {file} one of {other['of']}")
    if other["run"] == shown["run"]:
        return
    what = sorted(key for key in shown["run"] if shown["run"][key] != other["run"].get(key))
    raise MergegateError(f"{first} and {file} are of different runs: they differ in {', '.join(what)}")


def _parcel(file: Path, shard: Mapping[str, Any]) -> Parcel:
    try:
        return parcel_of(shard["parcel"])
    except (ValueError, RecursionError) as error:
        raise MergegateError(f"{file} holds a shard that cannot be read") from error
