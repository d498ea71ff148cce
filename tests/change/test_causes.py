"""An overlay that did not build before: what the change may have caused is new, all else is known."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cache.caching import DEPLOYMENT, ROLE, Program, committed, write
from tests.change.test_renames import states

Files = Mapping[str, str]
IMAGE, VERBS = "pod-image-mutable-tag", "rbac-wildcard-verbs"
PATCH = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
      - name: web
        image: registry.example/web:1.2.3
"""


def files(kustomization: str, **more: str) -> dict[str, str]:
    return {
        "app/kustomization.yaml": kustomization,
        "app/web.yaml": DEPLOYMENT,
        "app/role.yaml": ROLE,
        "other/kustomization.yaml": "resources: [a.yaml]\n",
        "other/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: b}\n",
        **{name.replace("__", "/").replace("_yaml", ".yaml"): text for name, text in more.items()},
    }


GOOD = "resources:\n- web.yaml\n- role.yaml\n"
CASES: Mapping[str, tuple[Files, Files, Mapping[str, list[str]]]] = {
    "a misspelt resource": (
        files(GOOD.replace("web.yaml", "wbe.yaml")),
        files(GOOD),
        {"new": [IMAGE], "known": [VERBS]},  # the entry is a line that led there
    ),
    "a misspelt field": (
        files(f"{GOOD}namePrefx: a-\n"),
        files(f"{GOOD}namePrefix: a-\n"),
        {"new": [IMAGE, VERBS]},
    ),
    "a resource that was not there": (files(f"{GOOD}- none.yaml\n"), files(GOOD), {"known": [IMAGE, VERBS]}),
    "a file that was missing": (
        {name: text for name, text in files(GOOD).items() if name != "app/web.yaml"},
        files(GOOD),
        {"new": [IMAGE], "known": [VERBS]},
    ),
    "an added patch, whatever it takes away": (
        files(f"{GOOD}- none.yaml\n"),
        files(f"{GOOD}patches:\n- path: less.yaml\n", app__less_yaml=PATCH),
        {"new": [VERBS]},
    ),
    "conflict markers": (
        files(f"{GOOD}<<<<<<< HEAD\n=======\n>>>>>>> other\n"),
        files(GOOD),
        {"known": [IMAGE, VERBS]},
    ),
    "conflict markers around what stays": (
        files("resources:\n- web.yaml\n<<<<<<< HEAD\n- role.yaml\n=======\n>>>>>>> other\n"),
        files(GOOD),
        {"known": [IMAGE, VERBS]},
    ),
    "conflict markers around what went": (
        files(f"{GOOD}<<<<<<< HEAD\nnamespace: a\n=======\n>>>>>>> other\n"),
        files(GOOD),
        {"new": [IMAGE, VERBS]},
    ),
    "a patch that went with its mistake": (
        files(
            f"{GOOD}patches:\n- path: patch.yaml\n", app__patch_yaml=PATCH.replace("name: web}", "name: wbe}")
        ),
        files(GOOD),
        {"new": [IMAGE, VERBS]},
    ),
    "a patch that is not named any more because it is not there": (
        files(f"{GOOD}patches:\n- path: none.yaml\n"),
        files(f"{GOOD}patches: []\n"),
        {"new": [IMAGE, VERBS]},  # `patches:` had an effect, for all that is known
    ),
    "a broken manifest": (
        files(GOOD, app__role_yaml=ROLE.replace("rules:", "rules: [")),
        files(GOOD),
        {"new": [IMAGE, VERBS]},
    ),
    "a comment beside the mistake": (
        files(f"{GOOD}- none.yaml\n# then\n"),
        files(f"{GOOD}# now\n"),
        {"known": [IMAGE, VERBS]},
    ),
    "something new with the mended": (
        files("resources:\n- role.yaml\n- none.yaml\n"),
        files("resources:\n- role.yaml\n- web.yaml\n"),
        {"new": [IMAGE], "known": [VERBS]},
    ),
    "a remote base that is one no more": (
        files(f"{GOOD}- https://git.example/a/b.git//c?ref=v1\n"),
        files(GOOD),
        {"new": [IMAGE, VERBS]},  # nobody knows what it brought
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_mended(case: str, program: Program, tmp_path: Path) -> None:
    before, after, wanted = CASES[case]
    root = committed(tmp_path / "repository", before)
    for name in before.keys() - after.keys():
        (root / name).unlink()
    write(root, after)
    found = states(program, root)
    found.get("fixed", {}).pop("overlay-build-failed", None)
    found.get("fixed", {}).pop("overlay-remote-refused", None)
    assert {state: sorted(rules) for state, rules in found.items() if rules} == wanted
