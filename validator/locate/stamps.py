"""`buildMetadata`: the label and the annotations by which kustomize tells about its own build.

After kustomize 5.8 (api/types/buildmetadata.go). What they say is not modelled: whatever it is, it comes
from the line that asks for it.
"""

from __future__ import annotations

from validator.locate.node import MAP, SCALAR, Node, assign
from validator.locate.reading import member, texts_of
from validator.locate.scalars import ANY
from validator.locate.state import Placer, State

_STAMPS = {
    "managedByLabel": ("labels", "app.kubernetes.io/managed-by"),
    "originAnnotations": ("annotations", "config.kubernetes.io/origin"),
    "transformerAnnotations": ("annotations", "alpha.config.kubernetes.io/transformations"),
}


def stamp(state: State, root: Node, placer: Placer) -> None:
    """Give every resource what the kustomization of the whole build asks for."""
    for asked in texts_of(member(root, "buildMetadata")):
        if asked.text not in _STAMPS:
            continue
        place = placer(asked)
        field, name = _STAMPS[asked.text]
        for resource in state.resources:
            found = resource.metadata.fields.get(field)
            if found is None or found.kind != MAP:
                found = Node(MAP, place.writer, mark=place.mark)
                resource.metadata.fields[field] = found
            made = Node(SCALAR, place.writer, tag=ANY, mark=place.mark)
            if name in found.fields:
                assign(found.fields[name], made)
            else:
                found.fields[name] = made
