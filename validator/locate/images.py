"""`images`: new names, tags and digests for the containers of every kind.

After kustomize 5.8 (api/filters/imagetag, api/internal/image).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from validator.locate.fieldspecs import FieldSpec, apply_spec, scalar_like
from validator.locate.node import LIST, SCALAR, Node
from validator.locate.origin import UnmodelledError
from validator.locate.reading import member, text_of
from validator.locate.state import Placer, State
from validator.locate.transformers import overwrite


@dataclass(frozen=True, slots=True, kw_only=True)
class Images:
    """One entry of `images`."""

    name: str
    new_name: Node | None
    new_tag: Node | None
    digest: Node | None
    tag_suffix: Node | None
    specs: tuple[FieldSpec, ...] | None = None

    @classmethod
    def read(cls, entry: Node, specs: tuple[FieldSpec, ...] | None = None) -> Images:
        """What an entry says; empty texts change nothing."""

        def given(name: str) -> Node | None:
            found = member(entry, name)
            return found if found is not None and found.text else None

        return cls(
            name=text_of(entry, "name"),
            new_name=given("newName"),
            new_tag=given("newTag"),
            digest=given("digest"),
            tag_suffix=given("tagSuffix"),
            specs=specs,
        )

    def apply(self, state: State, placer: Placer) -> None:
        """Change matching images in every list of containers and at the configured paths."""
        specs = state.configuration.of("images") if self.specs is None else self.specs
        for resource in state.each():
            if resource.kind == "CustomResourceDefinition":
                continue
            with state.doubt(resource):
                self._walk(resource.root, placer)
                for spec in specs:
                    apply_spec(spec, resource, lambda node: self._set(node, placer))

    def _walk(self, node: Node, placer: Placer) -> None:
        for name, child in node.fields.items():
            if child.kind == SCALAR:
                continue
            self._walk(child, placer)
            if name in ("containers", "initContainers") and child.kind == LIST:
                for element in child.elements:
                    image = element.fields.get("image")
                    if image is not None and image.kind == SCALAR:
                        self._set(image, placer)
        for child in node.elements:
            if child.kind != SCALAR:
                self._walk(child, placer)

    def _set(self, node: Node, placer: Placer) -> None:
        if node.kind != SCALAR:
            raise UnmodelledError("an image that is no scalar")
        if not _image_pattern(self.name).fullmatch(node.text):
            return
        name, tag, digest = split_image(node.text)
        name = self.new_name.text if self.new_name else name
        if self.new_tag or self.digest:
            tag = self.new_tag.text if self.new_tag else ""
            digest = self.digest.text if self.digest else ""
        elif self.tag_suffix:
            tag, digest = tag + self.tag_suffix.text, ""
        text = name + (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")
        source = self.new_tag or self.digest or self.new_name or self.tag_suffix
        if source is not None:
            overwrite(node, scalar_like(placer(source), text))


@lru_cache(maxsize=1024)
def _image_pattern(name: str) -> re.Pattern[str]:
    try:
        return re.compile(f"{name}(:[a-zA-Z0-9_.{{}}-]*)?(@sha256:[a-zA-Z0-9_.{{}}-]*)?")
    except re.error as error:
        raise UnmodelledError("an image name that is no regular expression here") from error


def split_image(image: str) -> tuple[str, str, str]:
    """Name, tag and digest of an image."""
    slash = image.find("/")
    start = slash if slash > 0 else 0
    at, colon = image.find("@", start), image.find(":", start)
    if at < 0 and colon < 0:
        return image, "", ""
    if at >= 0 and (at < colon or colon < 0):
        return image[:at], "", image[at:].removeprefix("@")
    if at >= 0:
        return image[:colon], image[colon + 1 : at], image[at + 1 :]
    return image[:colon], image[colon + 1 :], ""
