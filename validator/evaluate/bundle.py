"""The policies as an OPA bundle for a server, and the name by which both sides know that they have the same.

The format: https://www.openpolicyagent.org/docs/management-bundles#bundle-file-format
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Mapping
from typing import Any

import validator
from validator.evaluate.builtin import builtin_policies
from validator.evaluate.catalogue import Catalogue, Policy

# What documents of the engine need is all that a server gets. `main` and `mergegate_ahead` are conftest's.
_LEFT_OUT = frozenset({"main", "mergegate_ahead"})
_ROOTS = ("mergegate", "mergegate_bundle", "mergegate_config", "mergegate_server", "policies", "system/log")
_SHORT = 16  # hexadecimal digits of a name


def policies_name(catalogue: Catalogue) -> str:
    """The name of the policies: of their texts, wherever they lie. A server with another one has others."""
    return _name(_texts(catalogue))


def bundle(catalogue: Catalogue, data: Mapping[str, Any]) -> bytes:
    """The bundle, a .tar.gz; the same for the same policies and data."""
    texts = _texts(catalogue)
    policies = _name(texts)
    about = {"mergegate_bundle": {"policies": policies, "mergegate": validator.__version__}}
    written = json.dumps({**data, **about}, indent=2, sort_keys=True).encode()
    revision = f"{policies}-{_name({'data.json': written})}"
    manifest = {"revision": revision, "roots": list(_ROOTS), "rego_version": 1}
    files = {"data.json": written, **texts, ".manifest": json.dumps(manifest, sort_keys=True).encode()}
    return _archive(files)


def _texts(catalogue: Catalogue) -> dict[str, bytes]:
    found = {}
    for policy in catalogue.policies:
        if policy.package not in _LEFT_OUT:
            text = policy.file.read_bytes()
            found[_path(policy, text)] = text
    return found


def _path(policy: Policy, text: bytes) -> str:
    """Where a policy is in the bundle, which does not depend on where the checkout is."""
    if policy.is_builtin:
        return policy.file.relative_to(builtin_policies()).as_posix()
    folder = policy.package.replace(".", "/")
    return f"custom/{folder}/{hashlib.sha256(text).hexdigest()[:_SHORT]}/{policy.file.name}"


def _name(texts: Mapping[str, bytes]) -> str:
    whole = hashlib.sha256()
    for path, text in sorted(texts.items()):
        whole.update(f"{path}\0{hashlib.sha256(text).hexdigest()}\0".encode())
    return whole.hexdigest()[:_SHORT]


def _archive(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    # No name and no time, of the archive or of what is in it.
    with (
        gzip.GzipFile(filename="", mode="wb", fileobj=packed, mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.USTAR_FORMAT) as archive,
    ):
        for path, text in sorted(files.items()):
            entry = tarfile.TarInfo(f"/{path}")
            entry.size, entry.mode = len(text), 0o644
            archive.addfile(entry, io.BytesIO(text))
    return packed.getvalue()
