"""What the result for an overlay rests on, as one key: equal keys, equal renders, findings and lines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from validator.digests import digest

if TYPE_CHECKING:
    from validator.model import Form, Overlay
    from validator.tree.tree import Tree


def content_key(
    tree: Tree, build: tuple[str, Form, tuple[str, ...]], files: Iterable[str], problems: str
) -> str:
    """A name for all that a build reads: `files`, and what stands in its way. `build` is an overlay's key."""
    path, form, include = build
    contents = [(file, tree.store.identity(file), _is_extra(tree, file)) for file in files]
    return digest(["build", path, form.value, include, contents, problems])


def overlay_key(overlay: Overlay, content: str) -> str:
    """A name for all that the rules see of an overlay, and for the lines where its findings stand."""
    from validator.model import Form

    named = [(by.file, by.line) for by in overlay.named_by] if overlay.form is Form.HELM else []
    return digest(["overlay", content, overlay.environment, overlay.patches, overlay.deployers, named])


def ruling_key(configuration: str, policies: Any, chosen: Any, ignored: Any) -> str:
    """A name for what says which rules run: the configuration's text, the user's policies, the options."""
    return digest([configuration, policies, chosen, ignored])


def _is_extra(tree: Tree, file: str) -> bool:
    """Whether a file is read although it is not in the repository: a secret in it is no secret in Git."""
    return file not in tree.files and not tree.is_committed(file)
