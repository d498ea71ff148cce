"""The catalogue of rules, read from the METADATA of the policies.

The format: https://www.openpolicyagent.org/docs/policy-language#metadata.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

import validator
from validator.errors import UsageError
from validator.model import Rule, Severity
from validator.parameters import FORMATS, misfit

_PACKAGE = re.compile(r"^package\s+([\w.]+)\s*(?:#.*)?$", re.M)
_LIBRARY = re.compile(r"\bdata\.policies\.lib\.(\w+)")
_OURS = re.compile(r"policies\.(\w+)\.(\w+)")
_METADATA = re.compile(r"^# METADATA\n((?:#.*\n)+)(?=package\s)", re.M)
_PLAIN = re.compile(r"^[ \t]*(deny|violation|warn)(_\w+)?\b(?=[ \[(])", re.M)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C it reads the catalogue ten times as fast
SCOPES = ("resource", "overlay", "repository")

POLICY_FAILED = Rule(  # the check's own: no policy can say that a policy failed
    id="policy-failed",
    family="graph",
    title="A policy that fails on an object",
    description=(
        "A policy ended in an error when it evaluated an object, so nothing is known about that object. "
        "An object that was not checked never passes."
    ),
    remedy="Mend the policy that the message names, or report it if it is one of Mergegate's own.",
    scope="resource",
    production=Severity.ERROR,
    elsewhere=Severity.ERROR,
    security_severity=None,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainPolicies:
    """The user's policies in conftest's own form: deny, violation and warn rules that see one resource."""

    files: tuple[Path, ...]
    namespaces: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All rules by id, the files they live in, and the user's plain policies, if there are any."""

    rules: Mapping[str, Rule]
    files: tuple[Path, ...]  # without tests
    paths: Mapping[str, str]  # rule id: where the engine finds it, such as secrets.secret_plaintext
    plain: PlainPolicies | None
    builtin: frozenset[str]  # the rules that come with the package
    homes: Mapping[str, Path]  # rule id: its file
    libraries: Mapping[str, Path]  # those that come with the package, by name
    uses: Mapping[Path, frozenset[str]]  # of each file the names of the libraries in its text; "*" is any

    def files_of(self, wanted: Iterable[str]) -> tuple[Path, ...]:
        """The files of some rules and the libraries that they use: what an engine has to compile for them."""
        rules = {self.homes[rule] for rule in self.homes.keys() & set(wanted)}
        optional = {*self.homes.values(), *self.libraries.values()}
        reached: set[Path] = set()
        waiting = [file for file in self.files if file in rules or file not in optional]
        while waiting:
            file = waiting.pop()
            if file not in reached:
                reached.add(file)
                every = "*" in self.uses[file]
                waiting += [lib for name, lib in self.libraries.items() if every or name in self.uses[file]]
        return tuple(file for file in self.files if file in reached)

    def is_builtin(self, rule: str) -> bool:
        """Whether a rule comes with the package."""
        return rule in self.builtin

    def ids(self, scope: str) -> list[str]:
        """The rules of a scope, sorted."""
        return sorted(
            rule.id for rule in self.rules.values() if rule.scope == scope and rule.id in self.paths
        )


def builtin_policies() -> Path:
    """The directory of the policies that come with the package, in a checkout or installed."""
    package = Path(validator.__file__).parent
    installed = package / "policies"
    return installed if installed.is_dir() else package.parent / "policies"


def load(user: Iterable[Path] = ()) -> Catalogue:
    """Read the built-in policies and the user's directories; raises UsageError for what is no policy."""
    rules: dict[str, Rule] = {POLICY_FAILED.id: POLICY_FAILED}
    paths: dict[str, str] = {}
    files: list[Path] = []
    plain_files: list[Path] = []
    namespaces: set[str] = set()
    builtin: set[str] = {POLICY_FAILED.id}
    homes: dict[str, Path] = {}
    libraries: dict[str, Path] = {}
    uses: dict[Path, frozenset[str]] = {}
    for folder in (builtin_policies(), *(path.absolute() for path in user)):  # the engine runs elsewhere
        found = sorted(p for p in folder.rglob("*.rego") if not p.name.endswith("_test.rego"))
        if not found:
            raise UsageError(f"no policies (*.rego) in {folder}")
        for file in found:
            text = _text(file)
            package = _package(file, text)
            if package.startswith("policies.") or folder == builtin_policies():
                files.append(file)
                ours = folder == builtin_policies()  # others may refer to libraries in any way that Rego has
                uses[file] = frozenset(_LIBRARY.findall(text)) if ours else frozenset({"*"})
                if ours and package.startswith("policies.lib."):
                    libraries[package.removeprefix("policies.lib.")] = file
                rule = _rule(file, text, package)
                if rule is None and _PLAIN.search(text) and folder != builtin_policies():
                    raise UsageError(
                        f"{file}: package {package} is neither policies.<family>.<rule> nor outside policies"
                    )
                if rule is not None:
                    _add(rules, rule, file)
                    paths[rule.id] = package.removeprefix("policies.")
                    homes[rule.id] = file
                    if folder == builtin_policies():
                        builtin.add(rule.id)
            else:
                plain_files.append(file)
                for rule in _plain_rules(package, text):
                    namespaces.add(package)
                    rules[rule.id] = rule
    if plain_files and not namespaces:
        raise UsageError(f"no deny, violation or warn rule in the policies of {plain_files[0].parent}")
    plain = (
        PlainPolicies(files=tuple(plain_files), namespaces=tuple(sorted(namespaces))) if plain_files else None
    )
    return Catalogue(
        rules=rules,
        files=tuple(files),
        paths=paths,
        plain=plain,
        builtin=frozenset(builtin),
        homes=homes,
        libraries=libraries,
        uses=uses,
    )


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot read the policy {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file}: not UTF-8: {error.reason}") from error


def _plain_rules(package: str, text: str) -> list[Rule]:
    """The rules of a plain policy; what they mean is known to their author alone."""
    return [
        Rule(
            id=f"{package}.{name}",
            family="custom",
            title=f"{name} of {package}",
            description=f"A policy of this repository: rule {name} in package {package}.",
            remedy="See the policy.",
            scope="plain",
            production=Severity.WARNING if name.startswith("warn") else Severity.ERROR,
            elsewhere=Severity.WARNING if name.startswith("warn") else Severity.ERROR,
            security_severity=None,
        )
        for name in sorted({match[0].strip() for match in _PLAIN.finditer(text)})
    ]


def _package(file: Path, text: str) -> str:
    match = _PACKAGE.search(text)
    if match is None:
        raise UsageError(f"{file}: no package, or one that is not a dotted name")
    return match[1]


def _add(rules: dict[str, Rule], rule: Rule, file: Path) -> None:
    if rule.id in rules:
        raise UsageError(f"{file}: there is a rule {rule.id} already")
    rules[rule.id] = rule


def _rule(file: Path, text: str, package: str) -> Rule | None:
    """The rule of a policy file, or None for a library."""
    named = _OURS.fullmatch(package)
    if named is None or named[1] == "lib":
        return None
    metadata = _metadata(file, text)
    custom = metadata.get("custom", {})
    try:
        severity = custom["severity"]
        return Rule(
            id=named[2].replace("_", "-"),
            family=named[1],
            title=metadata["title"],
            description=metadata["description"].strip(),
            remedy=custom["remedy"].strip(),
            scope=_one_of(SCOPES, custom.get("scope", "resource")),
            production=Severity(severity["production"]),
            elsewhere=Severity(severity["elsewhere"]),
            security_severity=custom.get("security_severity"),
            example=custom.get("example", "").strip(),
            tags=tuple(custom.get("tags", ())),
            related=tuple(_address(entry) for entry in metadata.get("related_resources", ())),
            supersedes=tuple(custom.get("supersedes", ())),
            parameters=_parameters(custom.get("parameters") or {}),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"lacks {error}" if isinstance(error, KeyError) else f"is wrong: {error}"
        raise UsageError(f"{file}: METADATA of the rule {what}") from error


def _parameters(given: Mapping[str, Any]) -> Mapping[str, Any]:
    for name, parameter in given.items():
        if parameter.get("format", "count") not in FORMATS:
            raise ValueError(f"parameter {name} has no format {parameter['format']!r}")
        if misfit(parameter, parameter["default"]):
            raise ValueError(
                f"the default of parameter {name} must be {misfit(parameter, parameter['default'])}"
            )
    return given


def _one_of(allowed: tuple[str, ...], value: str) -> str:
    if value not in allowed:
        raise ValueError(value)
    return value


def _address(entry: Any) -> str:
    return str(entry["ref"]) if isinstance(entry, Mapping) else str(entry)


def _metadata(file: Path, text: str) -> Mapping[str, Any]:
    match = _METADATA.search(text)
    if match is None:
        raise UsageError(f"{file}: a rule needs METADATA on its package")
    body = "\n".join(line[2:] if line.startswith("# ") else line[1:] for line in match[1].splitlines())
    try:
        loaded = yaml.load(body, Loader=_LOADER)  # noqa: S506 - both are safe loaders
    except yaml.YAMLError as error:
        raise UsageError(f"{file}: METADATA is not YAML: {error}") from error
    return loaded if isinstance(loaded, Mapping) else {}
