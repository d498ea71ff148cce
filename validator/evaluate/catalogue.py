"""The catalogue of rules, read from the METADATA of the policies.

The format: https://www.openpolicyagent.org/docs/policy-language#metadata.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from validator.errors import UsageError
from validator.evaluate.builtin import builtin_policies
from validator.model import Rule, Severity
from validator.own_rules import OWN_RULES
from validator.parameters import FORMATS, misfit

_PACKAGE = re.compile(r"^package\s+([\w.]+)\s*(?:#.*)?$", re.M)
_LIBRARIES = "policies.lib."
_LIBRARY = re.compile(r"\bdata\.policies\.lib\.(\w+)")
_OURS = re.compile(r"policies\.(\w+)\.(\w+)")
_METADATA = re.compile(r"^# METADATA\n((?:#.*\n)+)(?=package\s)", re.M)
_PLAIN = re.compile(r"^[ \t]*(deny|violation|warn)(_\w+)?\b(?=[ \[(])", re.M)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C it reads the catalogue ten times as fast
SCOPES = ("resource", "overlay", "repository")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainPolicies:
    """The user's policies in conftest's own form: deny, violation and warn rules that see one resource."""

    files: tuple[Path, ...]
    namespaces: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One file in our form: a rule, or a library where `rule` is None."""

    file: Path
    package: str
    rule: Rule | None
    is_builtin: bool  # whether it comes with the package
    uses: frozenset[str]  # the names of the libraries in its text; "*" is any

    @property
    def library(self) -> str | None:
        """The name by which others refer to it, if it is a library that comes with the package."""
        is_library = self.is_builtin and self.package.startswith(_LIBRARIES)
        return self.package.removeprefix(_LIBRARIES) if is_library else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All rules by id, the policies that hold them, and the user's plain ones, if there are any."""

    rules: Mapping[str, Rule]
    policies: tuple[Policy, ...]  # without tests
    plain: PlainPolicies | None

    @property
    def paths(self) -> Mapping[str, str]:
        """By id of a rule, where the engine finds it, such as secrets.secret_plaintext."""
        return {one.rule.id: one.package.removeprefix("policies.") for one in self.policies if one.rule}

    def files_of(self, wanted: AbstractSet[str]) -> tuple[Path, ...]:
        """The files of some rules and the libraries that they use: what an engine has to compile for them."""
        libraries = {one.library: one for one in self.policies if one.library is not None}
        reached: set[Path] = set()
        waiting = [one for one in self.policies if self._is_root(one, wanted)]
        while waiting:
            one = waiting.pop()
            if one.file not in reached:
                reached.add(one.file)
                waiting += libraries.values() if "*" in one.uses else _known(libraries, one.uses)
        return tuple(one.file for one in self.policies if one.file in reached)

    def _is_root(self, policy: Policy, wanted: AbstractSet[str]) -> bool:
        """Whether a policy is compiled though no other one uses it: the query, and what the user wrote."""
        return policy.rule.id in wanted if policy.rule else policy.library is None

    @property
    def is_builtin(self) -> bool:
        """Whether nothing of the user's is in it."""
        return self.plain is None and all(one.is_builtin for one in self.policies)

    @property
    def builtin(self) -> frozenset[str]:
        """The ids of the rules that come with the package."""
        own = {one.rule.id for one in self.policies if one.rule and one.is_builtin}
        return frozenset(own | {rule.id for rule in OWN_RULES})

    def ids(self, scope: str) -> list[str]:
        """The rules of a scope, sorted."""
        return sorted(one.rule.id for one in self.policies if one.rule and one.rule.scope == scope)


def _known(libraries: Mapping[str, Policy], names: Iterable[str]) -> Iterator[Policy]:
    return (libraries[name] for name in names if name in libraries)


def load(user: Iterable[Path] = ()) -> Catalogue:
    """Read the built-in policies and the user's directories; raises UsageError for what is no policy."""
    ours = builtin_policies()
    policies = [_policy(file, _text(file), is_builtin=True) for file in _files(ours)]
    plain_files: list[Path] = []
    plain_rules: list[Rule] = []
    namespaces: set[str] = set()
    for folder in user:
        for file in _files(folder.absolute()):  # the engine runs elsewhere
            text = _text(file)
            package = _package(file, text)
            if package.startswith("policies."):
                policies.append(_policy(file, text, is_builtin=False))
                continue
            plain_files.append(file)
            found = _plain_rules(package, text)
            plain_rules += found
            namespaces.update([package] if found else [])
    if plain_files and not namespaces:
        raise UsageError(f"no deny, violation or warn rule in the policies of {plain_files[0].parent}")
    plain = PlainPolicies(files=tuple(plain_files), namespaces=tuple(sorted(namespaces)))
    return Catalogue(
        rules=_by_id(policies) | {rule.id: rule for rule in plain_rules},
        policies=tuple(policies),
        plain=plain if plain_files else None,
    )


def _files(folder: Path) -> list[Path]:
    found = sorted(file for file in folder.rglob("*.rego") if not file.name.endswith("_test.rego"))
    if not found:
        raise UsageError(f"no policies (*.rego) in {folder}")
    return found


def _policy(file: Path, text: str, *, is_builtin: bool) -> Policy:
    package = _package(file, text)
    rule = _rule(file, text, package)
    if rule is None and not is_builtin and _PLAIN.search(text):
        raise UsageError(
            f"{file}: package {package} is neither policies.<family>.<rule> nor outside policies"
        )
    return Policy(
        file=file,
        package=package,
        rule=rule,
        is_builtin=is_builtin,
        # The user's may refer to libraries in any way that Rego has.
        uses=frozenset(_LIBRARY.findall(text)) if is_builtin else frozenset({"*"}),
    )


def _by_id(policies: Iterable[Policy]) -> dict[str, Rule]:
    rules = {rule.id: rule for rule in OWN_RULES}
    for one in policies:
        if one.rule is not None and one.rule.id in rules:
            raise UsageError(f"{one.file}: there is a rule {one.rule.id} already")
        if one.rule is not None:
            rules[one.rule.id] = one.rule
    return rules


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
