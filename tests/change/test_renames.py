"""A prefix or suffix renames an object, which stays the same; another name in the source makes another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cache.caching import DEPLOYMENT, ROLE, Program, committed, write

Files = Mapping[str, str]
RULES = ("pod-image-mutable-tag", "rbac-wildcard-verbs", "overlay-build-failed")
WORDS = (*(word for rule in RULES for word in ("--select", rule)), "--no-cache", "--base", "HEAD")


def files(east: str = "", west: str = "", base: str = "", web: str = DEPLOYMENT) -> dict[str, str]:
    """Two overlays of one base, with something more in each kustomization."""
    return {
        "base/web.yaml": web,
        "base/role.yaml": ROLE,
        "base/kustomization.yaml": f"resources: [web.yaml, role.yaml]\n{base}",
        "east/kustomization.yaml": f"resources: [../base]\n{east}",
        "west/kustomization.yaml": f"resources: [../base]\n{west}",
    }


def states(program: Program, root: Path) -> dict[str, dict[str, list[str]]]:
    """By state and rule, the overlays that findings are in."""
    ended = program.check(root, *WORDS)
    assert ended.code in (0, 1), ended
    found: dict[str, dict[str, list[str]]] = {}
    for finding in json.loads(ended.out)["findings"]:
        found.setdefault(finding["state"], {}).setdefault(finding["rule"], []).extend(finding["overlays"])
    return {state: {rule: sorted(where) for rule, where in rules.items()} for state, rules in found.items()}


CASES: Mapping[str, tuple[Files, Files]] = {
    "a prefix comes": (files(), files(east="namePrefix: a-\n")),
    "a suffix comes": (files(), files(east="nameSuffix: -a\n")),
    "a namespace comes": (files(), files(east="namespace: a\n")),
    "a namespace becomes another one": (files(east="namespace: a\n"), files(east="namespace: b\n")),
    "with a namespace a prefix": (files(), files(east="namespace: a\nnamePrefix: a-\n")),
    "both come": (files(), files(east="namePrefix: a-\nnameSuffix: -b\n")),
    "a prefix goes": (files(east="namePrefix: a-\n"), files()),
    "a prefix becomes another one": (files(east="namePrefix: a-\n"), files(east="namePrefix: b-\n")),
    "a prefix becomes a suffix": (files(east="namePrefix: a-\n"), files(east="nameSuffix: -a\n")),
    "of the base": (files(), files(base="namePrefix: a-\n")),
    "of the base and of an overlay": (files(), files(base="namePrefix: a-\n", west="nameSuffix: -z\n")),
    "another one in each overlay": (files(), files(east="namePrefix: e-\n", west="namePrefix: w-\n")),
    "overlays swap theirs": (
        files(east="namePrefix: e-\n", west="namePrefix: w-\n"),
        files(east="namePrefix: w-\n", west="namePrefix: e-\n"),
    ),
    "with a new directory name": (
        files(east="namePrefix: e-\n"),
        {name.replace("east", "south"): text for name, text in files(east="namePrefix: s-\n").items()},
    ),
    "a name that a patch gave before": (
        files(east="namePrefix: e-\n", base="commonAnnotations: {a: b}\n"),
        files(east="namePrefix: f-\n", base="commonAnnotations: {a: c}\n"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_prefix_or_suffix_introduces_nothing(case: str, program: Program, tmp_path: Path) -> None:
    before, after = CASES[case]
    root = committed(tmp_path / "repository", before)
    for name in before.keys() - after.keys():
        (root / name).unlink()
    write(root, after)
    assert set(states(program, root)) == {"known"}


def test_another_name_in_the_source_is_another_object(program: Program, tmp_path: Path) -> None:
    root = committed(tmp_path / "repository", files())
    write(root, files(web=DEPLOYMENT.replace("name: web\nspec", "name: cow\nspec")))
    found = states(program, root)
    assert found["new"] == found["fixed"] == {"pod-image-mutable-tag": ["east", "west"]}
    assert found["known"] == {"rbac-wildcard-verbs": ["east", "west"]}


def test_a_second_object_beside_a_renamed_one_is_new(program: Program, tmp_path: Path) -> None:
    root = committed(tmp_path / "repository", files())
    more = ROLE.replace("name: all", "name: more")
    write(root, files(east="namePrefix: a-\n") | {"base/role.yaml": f"{ROLE}---\n{more}"})
    found = states(program, root)
    assert found == {
        "new": {"rbac-wildcard-verbs": ["east", "west"]},
        "known": {"pod-image-mutable-tag": ["east", "west"], "rbac-wildcard-verbs": ["east", "west"]},
    }


def role(name: str, namespace: str, resource: str) -> str:
    """A Role that may do everything to something."""
    return (
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\n"
        f"metadata: {{name: {name}, namespace: {namespace}}}\n"
        f'rules:\n- {{apiGroups: [""], resources: [{resource}], verbs: ["*"]}}\n'
    )


@pytest.mark.parametrize(
    "after",
    [
        {"role.yaml": role("web", "kube-system", "secrets")},
        {"role.yaml": role("web", "kube-system", "pods")},
        {"role.yaml": role("other", "a", "pods")},
    ],
)
def test_another_object_in_the_source_is_new(after: Files, program: Program, tmp_path: Path) -> None:
    before = {"one/kustomization.yaml": "resources: [role.yaml]\n", "one/role.yaml": role("web", "a", "pods")}
    root = committed(tmp_path / "repository", before)
    write(root, {f"one/{name}": text for name, text in after.items()})
    assert states(program, root)["new"] == {"rbac-wildcard-verbs": ["one"]}
