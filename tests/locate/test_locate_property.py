"""Random trees, built by the real kustomize: the merge is the render, and a named line decides its value."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.locate.blaming import MARK, Blame, UnbuildableError, leaves, marked, render, write
from tests.locate.trees import trees

_KEYS = ("name", "containerPort", "port", "protocol", "mountPath", "ip")
EXAMPLES = int(os.environ.get("MERGEGATE_EXAMPLES", "40"))


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize="MERGEGATE_EXAMPLES" not in os.environ,  # many examples are for new ones
)
@given(files=trees(), choice=st.randoms(use_true_random=False))
def test_the_merge_is_the_render_and_the_line_decides(
    kustomize_binary: Path, files: dict[str, str], choice: Any
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        write(root, files)
        try:
            blame = Blame.of(kustomize_binary, root)
        except UnbuildableError:
            assume(False)
        assert blame.unproven() == []
        _assert_decides(blame, choice)


def _assert_decides(blame: Blame, choice: Any) -> None:
    """Change one value at the line that is named: it must change in what is built."""
    found = [
        (body, path)
        for body in blame.documents
        for path, value in leaves(body)
        if value not in ({}, [], None) and path[-1] != "app.kubernetes.io/managed-by"
    ]
    body, path = choice.choice(found)
    place = blame.locator().places(blame.overlay, [(body, path)])[0]
    if place.location is None or not marked(blame.root, place):
        return
    try:
        after = render(blame.kustomize, blame.root, blame.overlay.path)
    except UnbuildableError:
        return
    assert json.dumps(after, sort_keys=True) != json.dumps(blame.documents, sort_keys=True), (path, place)
    twin = [
        other for other in after if other["kind"] == body["kind"] and other["metadata"] == body["metadata"]
    ]
    in_list = any(isinstance(part, int) for part in path)
    if len(twin) == 1 and not (in_list and path[-1] in _KEYS):  # by another key it is another element
        assert dict(leaves(twin[0])).get(path) != dict(leaves(body))[path], (path, place)
    if body["kind"] != "Secret" and MARK in (blame.root / place.location.file).read_text("utf-8"):
        assert MARK in json.dumps(after), (path, place)
