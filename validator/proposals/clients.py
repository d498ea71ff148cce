"""The workflow, the hooks and the job that run Mergegate elsewhere: the samples that the README shows."""

from __future__ import annotations

import re

from validator import HOME, __version__
from validator.errors import UsageError
from validator.proposals.quoting import quoted

WORKFLOW = ".github/workflows/mergegate.yml"
HOOKS = ".pre-commit-config.yaml"
JOBS = ".gitlab-ci.yml"
MAIN = "main"  # the branch of which nothing else is known
_NAME = HOME.removeprefix("https://github.com/")
_GLOB = re.compile(r"[+!]")  # signs of GitHub's patterns that a branch's name may hold
_NO_BRANCH = re.compile(  # https://git-scm.com/docs/git-check-ref-format; GitHub takes ${{ for an expression
    r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|\$\{\{|^[-/.]|/\.|[/.]$|\.lock(?:/|$)|^@?$"
)

_WORKFLOW = f"""\
name: Mergegate
on:
  pull_request:
  merge_group:
  push:
    branches: [@BRANCH@]
permissions:
  contents: read
jobs:
  mergegate:
    runs-on: ubuntu-latest
    permissions:
      contents: read
      security-events: write # code scanning
      actions: read # code scanning, in private repositories
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          fetch-depth: 0 # what a change is held against
          persist-credentials: false
      - uses: {_NAME}@v{__version__} # better: the commit of that release
"""

# What `pre-commit install` sets: by itself no hook but that of commits.
_TYPES = "default_install_hook_types: [pre-commit, pre-merge-commit, pre-push]\n"
_HOOKS = f"""\
{_TYPES}repos:
- repo: {HOME}
  rev: v{__version__}
  hooks:
  - id: mergegate        # what a commit introduces
  - id: mergegate-all    # every overlay
    stages: [pre-push]
  - id: mergegate-tools  # installs kustomize and conftest; it runs on request alone
"""

_JOB = f"""\
include:
- remote: https://raw.githubusercontent.com/{_NAME}/v{__version__}/gitlab/mergegate.yml
"""


def workflow(branch: str = MAIN) -> str:
    """The workflow, for pushes to a branch; raises UsageError for a name that no workflow can hold.

    The patterns: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet.
    """
    name = quoted(_GLOB.sub(r"\\\g<0>", branch))
    if name is None or _NO_BRANCH.search(branch):
        raise UsageError(f"{branch!r} is no branch that a workflow can name; --branch names another")
    return _WORKFLOW.replace("@BRANCH@", name)


def hooks() -> str:
    """The file of pre-commit."""
    return _HOOKS


def hooks_entry() -> str:
    """What such a file needs below its `repos`."""
    return _HOOKS.removeprefix(f"{_TYPES}repos:\n")


def job() -> str:
    """What GitLab's file has to include."""
    return _JOB
