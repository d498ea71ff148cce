"""Which overlays deploy Helm charts: their pods are in no render, and a report must say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from validator.model import Build, Overlay

_LEFT_OUT = "Helm charts"


def with_charts(built: Build) -> Overlay:
    """The overlay of a build, its charts among what is left out."""
    overlay = built.overlay
    if any(_is_chart(resource.body) for resource in built.resources):
        return replace(overlay, left_out=tuple(sorted({*overlay.left_out, _LEFT_OUT})))
    return overlay


def _is_chart(body: Mapping[str, Any]) -> bool:
    """Whether an object has a chart installed: Flux's HelmRelease, an Application with `chart`."""
    group, kind = str(body.get("apiVersion")).partition("/")[0], body.get("kind")
    if group == "helm.toolkit.fluxcd.io":
        return kind == "HelmRelease"
    return group == "argoproj.io" and any("chart" in source for source in _sources(body))


def _sources(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    spec = body.get("spec")
    if isinstance(spec, Mapping) and body.get("kind") == "ApplicationSet":
        template = spec.get("template")
        spec = template.get("spec") if isinstance(template, Mapping) else None
    if isinstance(spec, Mapping):
        several = spec.get("sources")
        for source in (spec.get("source"), *(several if isinstance(several, list) else ())):
            if isinstance(source, Mapping):
                yield source
