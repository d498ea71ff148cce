"""Which addresses mean this repository: one spelling for all of them, and a vote where nobody says.

Argo CD itself compares more strictly (util/git NormalizeGitURL); a person who reads two spellings of one
address does not, so neither do we.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from urllib.parse import unquote

_SCHEME = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?P<rest>.*)", re.S)
_SCP = re.compile(r"(?:[^@/]*@)?(?P<host>[^/:@]+):(?P<path>(?!//).*)", re.S)
_PORTS = ("22", "443", "80", "7999")  # of ssh, https, http, and of Bitbucket's ssh
_HOSTS = {  # ssh over the port of https
    "ssh.github.com": "github.com",
    "altssh.gitlab.com": "gitlab.com",
    "altssh.bitbucket.org": "bitbucket.org",
    "ssh.dev.azure.com": "dev.azure.com",
    "vs-ssh.visualstudio.com": "dev.azure.com",
}


_CI_VARIABLES = ("CI_PROJECT_URL", "CI_REPOSITORY_URL", "BUILD_REPOSITORY_URI", "BITBUCKET_GIT_HTTP_ORIGIN")
_GITHUB = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY")
VARIABLES = (*_CI_VARIABLES, *_GITHUB)  # of CIs, that tell where this repository is


def normalise(url: object) -> str | None:
    """An address as "host/path", or None for what is no address (a template, a local path, no text).

    Case, scheme, user, usual ports, `.git` and slashes at the end do not matter, nor do the two spellings
    of a path at Azure DevOps and Bitbucket Server.
    """
    return _normalised(url) if isinstance(url, str) else None


@lru_cache(maxsize=1000)  # a repository has a few, and names them often
def _normalised(url: str) -> str | None:
    if len(url) > 2000 or "{{" in url or "${" in url:
        return None
    text = unquote(url).strip().lower()
    match = _SCHEME.fullmatch(text)
    if match:
        if match["scheme"] == "file":
            return None
        authority, _, path = match["rest"].partition("/")
        host, _, port = authority.rpartition("@")[2].partition(":")
        host = host if port in ("", *_PORTS) else f"{host}:{port}"
    else:
        scp = _SCP.fullmatch(text)
        host, _, path = (scp["host"], ":", scp["path"]) if scp else text.rpartition("@")[2].partition("/")
    path = re.split(r"[?#]", path)[0].strip("/").removesuffix(".git").strip("/")
    if not path or not re.fullmatch(r"[a-z0-9._:\[\]-]+", host) or not _is_host(host):
        return None
    return _canonical(_HOSTS.get(host, host), path)


def _is_host(host: str) -> bool:
    return host not in (".", "..") and ("." in host or ":" in host or "-" in host or host.isalnum())


def _canonical(host: str, path: str) -> str:
    segments = [segment for segment in path.split("/") if segment]
    if host.endswith(".visualstudio.com"):
        segments.insert(0, host.removesuffix(".visualstudio.com"))
        host = "dev.azure.com"
    if host == "dev.azure.com":
        segments = segments[1:] if segments[0] == "v3" else segments
        segments = [s for s in segments if s != "defaultcollection"]
        if "_git" in segments:
            place = segments.index("_git")
            project = (
                segments[1:place] or segments[place + 1 : place + 2]
            )  # named once if it is the repository's
            segments = [*segments[:1], *project, *segments[place + 1 :]]
    elif len(segments) > 2 and segments[-3] == "scm":
        del segments[-3]
    return "/".join([host, *segments])


def vote(named: Iterable[tuple[str | None, str]], exists: Callable[[str], bool]) -> str | None:
    """The address that most entry points name together with a directory that exists; None if none stands out.

    `named` holds normalised addresses and directories. One directory counts once for an address, and the
    root, which every repository has, does not count. At least half of an address's directories must exist:
    a path like "base" exists in many repositories.
    """
    paths: dict[str, set[str]] = {}
    for url, path in named:
        if url is not None and path not in (".", ""):
            paths.setdefault(url, set()).add(path)
    scores = []
    for url, directories in paths.items():
        existing = sum(1 for path in directories if exists(path))
        if existing and existing * 2 >= len(directories):
            scores.append((existing, url))
    scores.sort(reverse=True)
    if not scores or (len(scores) > 1 and scores[0][0] == scores[1][0]):
        return None
    return scores[0][1]


def known_addresses(given: Iterable[str]) -> tuple[str, ...]:
    """The normalised addresses of this repository: those given, and what a CI's variables tell; sorted."""
    known = [*given, *_from_environment()]
    return tuple(sorted({url for url in map(normalise, known) if url is not None}))


def _from_environment() -> list[str]:
    """The addresses that a CI's variables tell."""
    found = [os.environ[name] for name in _CI_VARIABLES if os.environ.get(name)]
    server, name = map(os.environ.get, _GITHUB)
    return [*found, f"{server}/{name}"] if server and name else found
