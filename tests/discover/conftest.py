"""Repositories as discovery sees them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
import yaml

from validator.discover.entrypoints import Reading, SourceIndex, read
from validator.discover.repository import Repository
from validator.tree.tree import Tree

Files = Mapping[str, "str | bytes"]
OWN = "git.example.org/team/shop"
URL = f"https://{OWN}.git"


@pytest.fixture
def known(tree: Callable[[Files], Tree]) -> Callable[..., Repository]:
    """Writes files and returns the repository whose address is OWN, or another."""

    def make(files: Files, urls: tuple[str, ...] = (OWN,)) -> Repository:
        return Repository(tree=tree(files), urls=urls)

    return make


@pytest.fixture
def reading() -> Callable[..., Reading]:
    """Reads YAML objects, which may refer to each other, in a repository; one Reading for all."""

    def make(text: str, repository: Repository) -> Reading:
        objects: list[dict[str, Any]] = [body for body in yaml.safe_load_all(text) if body]
        index = SourceIndex.of(objects)
        return Reading.of([read(body, repository, index) for body in objects])

    return make
