"""Builtin generators and transformers that are configured as objects of their own, in files or inline.

After kustomize 5.8 (api/internal/builtins). Other plugins start programs and are never built.
"""

from __future__ import annotations

from collections.abc import Iterator

from validator.locate import replacements
from validator.locate.documents import Documents
from validator.locate.fieldspecs import FieldSpec, read_specs
from validator.locate.generators import Generator
from validator.locate.images import Images
from validator.locate.node import MAP, Node, value
from validator.locate.patches import merge_of, patch_of
from validator.locate.reading import flag, member, text_of, texts_of
from validator.locate.state import Stage
from validator.locate.transformers import Affix, Metadata, Namespace, Replicas
from validator.model import Role

_GENERATED = {"ConfigMapGenerator": "ConfigMap", "SecretGenerator": "Secret"}


def generator_of(config: Node, documents: Documents, directory: str) -> Generator | None:
    """The generator that an object configures; None if it is none of kustomize's own."""
    kind = _GENERATED.get(config.string("kind"))
    if kind is None or config.string("apiVersion") != "builtin":
        return None
    options = member(config, "options")
    return Generator(
        kind=kind,
        entry=config,
        name=config.find("metadata", "name"),
        namespace=config.find("metadata", "namespace"),
        options=(options,) if options is not None else (),
        directory=directory,
        documents=documents,
    )


def stages_of(config: Node, documents: Documents, directory: str) -> Iterator[tuple[Role, Stage]]:
    """The steps that an object configures; none if it is no transformer of kustomize's own."""
    if config.string("apiVersion") != "builtin":
        return
    kind = config.string("kind")
    if kind in ("PatchTransformer", "PatchJson6902Transformer"):
        patch = patch_of(config, documents, directory, keeps_id=kind == "PatchTransformer")
        if patch is not None:
            yield Role.PATCH, patch
    elif kind == "PatchStrategicMergeTransformer":
        for node in (*texts_of(member(config, "paths")), *texts_of(member(config, "patches"))):
            yield Role.PATCH, merge_of(node, documents, directory)
    elif kind == "ReplacementTransformer":
        found = member(config, "replacements")
        for replacement in replacements.read(found) if found is not None else ():
            yield Role.TRANSFORMER, replacement
    else:
        for stage in _simple(kind, config, _specs(config)):
            yield Role.TRANSFORMER, stage


def _simple(kind: str, config: Node, specs: tuple[FieldSpec, ...]) -> Iterator[Stage]:
    affix = member(config, "prefix" if kind == "PrefixTransformer" else "suffix")
    pairs = member(config, "labels" if kind == "LabelTransformer" else "annotations")
    replica, image = member(config, "replica"), member(config, "imageTag")
    if kind in ("PrefixTransformer", "SuffixTransformer") and affix is not None:
        yield Affix(text=affix, is_prefix=kind == "PrefixTransformer", specs=specs)
    elif kind in ("LabelTransformer", "AnnotationsTransformer") and pairs is not None and pairs.kind == MAP:
        yield Metadata(pairs=pairs, lists=(), specs=specs)
    elif kind == "NamespaceTransformer":
        namespace = config.find("metadata", "namespace")
        if namespace is not None and namespace.text:
            yield Namespace(
                namespace=namespace,
                specs=specs,
                unset_only=flag(config, "unsetOnly"),
                subjects=text_of(config, "setRoleBindingSubjects") or "defaultOnly",
            )
    elif kind == "ReplicaCountTransformer" and (count := member(replica, "count")) is not None:
        yield Replicas(name=text_of(replica, "name"), count=count, specs=specs)
    elif kind == "ImageTagTransformer" and image is not None:
        yield Images.read(image, specs)


def _specs(config: Node) -> tuple[FieldSpec, ...]:
    found = member(config, "fieldSpecs")
    return read_specs(value(found)) if found is not None else ()
