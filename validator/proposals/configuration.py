"""The configuration that `init` proposes: what differs from the defaults, and what people may set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from validator import HOME
from validator.discover.environment import UNMARKED
from validator.discover.identity import normalise
from validator.globs.paths import literal
from validator.judge.baseline import NAME as BASELINE
from validator.model import Overlay
from validator.proposals.quoting import quoted, told
from validator.report.visible import counted, number

_LISTED = 20  # directories
_EXAMPLE = 150  # characters
_KEY = 1000  # characters; YAML takes a few more in a key of one line
_ASIDE = frozenset({"tests", "testdata", "example", "examples", "sample", "samples", "docs", "hack"})

_HEAD = f"""\
# What Mergegate checks here, and how: {HOME}#configuration-mergegateyaml
# Lines such as `#fail-on: error` set nothing; without the # they do.
"""

_VOTED = """\
# The address under which Argo CD and Flux objects name directories that are here; git tells none.
"""

_STRANGER = """\
# Argo CD and Flux objects name directories that are here under an address that git does not tell. Set it if
# it is this repository's, as in a fork or a mirror.
"""

_TAIL = f"""\
# The least severe finding that fails a check: error, warning or note.
#fail-on: error

# Findings of today may stay: `mergegate baseline write` records them, and this lets them pass.
#baseline: {BASELINE}
"""


def configuration_text(overlays: Sequence[Overlay], voted: str | None, stranger: str | None) -> str:
    """The text of `.mergegate.yaml`.

    `voted` is the address of the repository that its entry points tell, as nobody else tells one;
    `stranger` is one that they tell where git or a CI tell others.
    """
    blocks = (_HEAD, *_repository(voted, stranger), *_environments(overlays), *_exclude(overlays), _TAIL)
    return "\n".join(blocks)


def _repository(voted: str | None, stranger: str | None) -> Iterator[str]:
    """The address, set if that is how it is, and else for people to decide."""
    named, sign = (voted, "") if voted is not None else (stranger, "#")
    address = quoted(f"https://{named}")
    if named is None or address is None or normalise(f"https://{named}") != named:
        return
    about = _VOTED if voted is not None else _STRANGER
    yield f"{about}{sign}repository:\n{sign}- {address}\n"


def _environments(overlays: Sequence[Overlay]) -> Iterator[str]:
    """What the repository tells of environments, and what nothing tells."""
    lines = ["# Rules are stricter in production. `mergegate overlays` says what decides for each overlay."]
    by_environment: dict[str, list[Overlay]] = defaultdict(list)
    for overlay in overlays:
        if not _is_unmarked(overlay):
            by_environment[overlay.environment].append(overlay)
    for name in sorted(by_environment):
        first, count = by_environment[name][0], len(by_environment[name])
        example = told(f"{first.path} ({first.environment_from})")
        example = example if len(example) <= _EXAMPLE else f"{example[:_EXAMPLE]}…"
        lines.append(f"# - {told(name)}: {counted(count, 'overlay')}, such as {example}")
    unmarked = [one for one in overlays if _is_unmarked(one)]
    if unmarked:
        lines += _unmarked(unmarked, {one.path for one in overlays if not _is_unmarked(one)})
    yield "\n".join(lines) + "\n"


def _is_unmarked(overlay: Overlay) -> bool:
    return overlay.environment_from.startswith(UNMARKED)


def _unmarked(unmarked: Sequence[Overlay], marked: Collection[str]) -> Iterator[str]:
    """Entries that say of overlays what nothing else does, with what holds for them now."""
    environment = unmarked[0].environment
    name = quoted(environment)
    count, paths = len(unmarked), {one.path for one in unmarked} - set(marked)
    yield f"# - {told(environment)}, as nothing marks them: {counted(count, 'overlay')}"
    yield "# Where that is wrong, say so. The first match wins; all names but production mean milder rules."
    groups = [(_glob(path), members) for path, members in together(paths, marked)]
    entries = [
        f"#  {glob}: {name}" + (f"  # {counted(members, 'overlay')}" if members > 1 else "")
        for glob, members in groups
        if glob is not None
    ]
    if entries and name is not None:
        yield "#environments:"
        yield from entries[:_LISTED]
    if len(groups) > len(entries[:_LISTED]):
        more = len(groups) - len(entries[:_LISTED])
        yield f"# … and {number(more)} more, which `mergegate overlays` lists."


def _glob(path: str) -> str | None:
    """What means a path as a key of YAML, None if nothing can."""
    glob = quoted(literal(path))
    return glob if glob is not None and len(glob) <= _KEY else None


def together(paths: Iterable[str], others: Iterable[str]) -> list[tuple[str, int]]:
    """Directories that hold the paths and none of the others, as few as will do, and how many paths each has.

    A path that has one of the others below it is in none.
    """
    taken = {above for other in others for above in _and_above(other)}
    groups: dict[str, list[str]] = defaultdict(list)
    for path in sorted(paths):
        highest = next((above for above in _and_above(path) if above not in taken), None)
        if highest is not None:
            groups[highest].append(path)
    return sorted((_common(members), len(members)) for members in groups.values())


def _and_above(path: str) -> Iterator[str]:
    """The directories above a path, the highest first, and the path itself."""
    parts = path.split("/")
    return ("/".join(parts[:end]) for end in range(1, len(parts) + 1))


def _common(paths: Sequence[str]) -> str:
    """The lowest directory that holds all of them, or is the only one."""
    return [
        above for above in _and_above(paths[0]) if all(f"{one}/".startswith(f"{above}/") for one in paths)
    ][-1]


def _exclude(overlays: Sequence[Overlay]) -> Iterator[str]:
    """Directories whose names say that nobody deploys them, where nothing says that somebody does."""
    aside = {one.path: place for one in overlays if (place := _aside(one)) is not None}
    taken = {above for one in overlays if one.path not in aside for above in _and_above(one.path)}
    places = sorted({place for place in aside.values() if place not in taken})
    globs = [glob for place in places if (glob := _glob(place)) is not None]
    if globs and taken:
        lines = [f"#- {glob}" for glob in globs[:_LISTED]]
        yield (
            "\n".join(
                ["# Nothing says that anybody deploys these, so they may be left out:", "#exclude:", *lines]
            )
            + "\n"
        )


def _aside(overlay: Overlay) -> str | None:
    """The directory aside that holds an overlay which no entry point names."""
    if overlay.named_by or overlay.loose:
        return None
    return next((above for above in _and_above(overlay.path) if above.rpartition("/")[2] in _ASIDE), None)
