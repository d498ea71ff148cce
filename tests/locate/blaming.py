"""Builds small trees with the real kustomize and asks who set what it printed."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml12

from validator.locate.locator import Locator
from validator.model import FieldPath, Form, Overlay
from validator.places import Place
from validator.snapshot.disk import Disk
from validator.tree.tree import Tree

MARK = "zqx7w"  # valid in a name, a tag, a label; in none of the trees


class UnbuildableError(Exception):
    """kustomize refuses the tree."""


def overlay(path: str, form: Form = Form.KUSTOMIZATION, include: tuple[str, ...] = ()) -> Overlay:
    return Overlay(
        path=path, form=form, environment="production", environment_from="", leaf=True, include=include
    )


def render(kustomize: Path, root: Path, path: str) -> list[dict[str, Any]]:
    """What kustomize prints, parsed."""
    words = [kustomize, "build", "--load-restrictor", "LoadRestrictionsNone", path]
    done = subprocess.run(words, cwd=root, capture_output=True, timeout=60)
    if done.returncode:
        raise UnbuildableError(done.stderr.decode())
    return parsed(done.stdout.decode())


def parsed(text: str) -> list[dict[str, Any]]:
    return [yaml12.parse_yaml(part) for part in re.split(r"^---\n", text, flags=re.M) if part.strip()]


def write(root: Path, files: Mapping[str, str]) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode())


def leaves(node: Any, path: FieldPath = ()) -> Iterator[tuple[FieldPath, Any]]:
    """Every scalar and empty collection, with its path."""
    if isinstance(node, (dict, list)) and node:
        for key, child in node.items() if isinstance(node, dict) else enumerate(node):
            yield from leaves(child, (*path, key))
    else:
        yield path, node


def dotted(text: str) -> FieldPath:
    """A path as the tables write it: `spec.containers.0.image`, with `|` for dots inside a key."""
    return tuple(int(part) if part.isdigit() else part.replace("|", ".") for part in text.split("."))


@dataclass
class Blame:
    """One rendered overlay and the places of its values."""

    root: Path
    kustomize: Path
    overlay: Overlay
    documents: list[dict[str, Any]]

    @classmethod
    def of(cls, kustomize: Path, root: Path, path: str = "o") -> Blame:
        return cls(root, kustomize, overlay(path), render(kustomize, root, path))

    def find(self, resource: str, documents: list[dict[str, Any]] | None = None) -> dict[str, Any]:
        """The rendered `Kind/name`, or `Kind/namespace/name`."""
        kind, *names = resource.split("/")
        for body in self.documents if documents is None else documents:
            metadata = body["metadata"]
            known = (
                [metadata["name"]] if len(names) == 1 else [metadata.get("namespace", ""), metadata["name"]]
            )
            if body["kind"] == kind and known == names:
                return body
        raise LookupError(f"{resource} among {[(b['kind'], b['metadata']) for b in self.documents]}")

    def locator(self) -> Locator:
        files = [str(p.relative_to(self.root)) for p in self.root.rglob("*") if p.is_file()]
        return Locator(Tree(Disk(self.root, files)))

    def place(self, resource: str, path: str) -> Place:
        return self.locator().places(self.overlay, [(self.find(resource), dotted(path))])[0]

    def where(self, resource: str, path: str) -> str | None:
        """`file:line` of a proven place, None for anything else."""
        place = self.place(resource, path)
        if place.location is None or not place.proven:
            return None
        return f"{place.location.file}:{place.location.line}"

    def unproven(self) -> list[str]:
        """The scalars that are not explained, but for what no line says."""
        wanted = [(body, path) for body in self.documents for path, _ in leaves(body)]
        places = self.locator().places(self.overlay, wanted)
        return [
            f"{body['kind']}/{body['metadata']['name']} {'.'.join(map(str, path))}"
            for (body, path), place in zip(wanted, places, strict=True)
            if not place.proven
            and not (place.location is None and path in (("kind",), ("apiVersion",), ("type",)))
        ]


def text_at(root: Path, place: Place) -> str:
    """The characters of a place's region, which must lie on one line."""
    assert place.location is not None
    where = place.location
    line = (root / where.file).read_text("utf-8-sig").split("\n")[where.line - 1]
    return line[where.column - 1 : where.end_column - 1]


def marked(root: Path, place: Place) -> bool:
    """Change the scalar at a place in its own characters; False if that cannot be done."""
    text, where = text_at(root, place), place.location
    assert where is not None
    if not text or where.end_line != where.line or text[0] in "{[|>&*!":
        return False
    if re.fullmatch(r"\d+", text):
        new = str(int(text) + 7013)
    elif text in ("true", "false"):
        new = {"true": "false", "false": "true"}[text]
    else:
        new = text[:-1] + MARK + text[-1] if text[0] in "\"'" else text + MARK
    path = root / where.file
    lines = path.read_text("utf-8").split("\n")
    line = lines[where.line - 1]
    lines[where.line - 1] = line[: where.column - 1] + new + line[where.end_column - 1 :]
    path.write_text("\n".join(lines), "utf-8")
    return True
