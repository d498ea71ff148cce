"""What discovery finds in a repository, for those who hold two states of it against each other."""

from __future__ import annotations

import io
import re
from pathlib import Path

from validator.init import Beginning, begin
from validator.model import Form
from validator.options import Options
from validator.progress import Progress
from validator.proposals.proposal import Standing, Wanted
from validator.report.write import create_files
from validator.surveyor import surveying

ALL = Wanted(github=True, pre_commit=True, gitlab=True, branch="main")
Found = set[tuple[str, Form, str]]


def found_in(root: Path) -> Found:
    """The overlays of a repository with their environments."""
    progress = Progress(io.StringIO())
    with surveying(Options(path=root), progress) as survey:
        survey.run(progress, lazy=True)
        return {(one.path, one.form, one.environment) for one in survey.overlays}


def written(root: Path, wanted: Wanted = ALL) -> Beginning:
    """What is proposed for a repository; the new files are in it then."""
    beginning = begin(root, wanted, Progress(io.StringIO()))
    new = {one.file: one.text for one in beginning.proposals if one.standing is Standing.NEW}
    create_files(beginning.root, new)
    return beginning


def switched_on(text: str, key: str) -> str:
    """A configuration with a key that it only suggests."""
    pattern = rf"^#{key}:(?:.*\n)(?:^#(?:  \S|- ).*\n)*"
    assert re.search(pattern, text, re.M), (key, text)
    return re.sub(pattern, lambda part: re.sub(r"^#", "", part[0], flags=re.M), text, flags=re.M)
