"""Which words of a command line are passwords: by the option before them, or by the program."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from validator.masking.harmless import is_harmless
from validator.masking.names import is_sensitive
from validator.model import FieldPath

_OPTION = re.compile(r"--?([A-Za-z][\w.-]+)")
_BARE = re.compile(r"(?i)requirepass|masterauth")  # redis-server reads its configuration from such words
_USER = frozenset({"--login", "--user", "--username", "-U", "-l", "-u"})
_PAIR = frozenset({"--proxy-user", "--user", "-U", "-u"})  # that some programs give user:password
_IDS = re.compile(r"\d*:\d*|[^:]*:(?://.*)?")  # user and group; an address
_SHORT = {  # a password after one letter
    "docker": "-p",
    "helm": "-p",
    "ldapsearch": "-w",
    "mongo": "-p",
    "mongodump": "-p",
    "mongorestore": "-p",
    "mongosh": "-p",
    "oc": "-p",
    "podman": "-p",
    "rabbitmqadmin": "-p",
    "redis-cli": "-a",
    "sqlcmd": "-P",
    "sshpass": "-p",
}
_GLUED = re.compile(r"(?:mysql|mariadb)(?!d)[\w-]*")  # -ppassword
_TAG = re.compile(r"[@:][^/]*$")


def secret_arguments(body: Any, path: FieldPath = ()) -> Iterator[FieldPath]:
    """Where in an object a word of a command line is a password."""
    if isinstance(body, Mapping):
        for key, value in body.items():
            if isinstance(value, list) and _is_line(value):
                program = _program(body, key, value)
                yield from ((*path, key, at) for at in secret_words(value, program))
            yield from secret_arguments(value, (*path, key))
    elif isinstance(body, list):
        for at, value in enumerate(body):
            if isinstance(value, list) and _is_line(value):
                program = _base(value[0])
                yield from ((*path, at, inner) for inner in secret_words(value, program))
            yield from secret_arguments(value, (*path, at))


def _is_line(words: Sequence[Any]) -> bool:
    return len(words) > 0 and any(isinstance(word, str) and word[:1] in "-rRmM" for word in words)


def _program(container: Mapping[Any, Any], field: Any, words: Sequence[Any]) -> str:
    """What starts: without a command what the image is called after, if anything."""
    command = container.get("command")
    if field != "args":
        return _base(words[0])
    if isinstance(command, list) and command:
        return _base(command[0])
    return _base(_TAG.sub("", str(container.get("image", ""))))


def _base(word: Any) -> str:
    return word.rpartition("/")[2] if isinstance(word, str) else ""


def secret_words(words: Sequence[Any], program: str) -> Iterator[int]:
    """Which of the words that a program is started with are passwords, by index."""
    names_user = not _USER.isdisjoint(word for word in words if isinstance(word, str))
    is_glued = any(_GLUED.fullmatch(name) for name in (program, *map(_base, words)))
    for at, word in enumerate(words):
        before = words[at - 1] if at else ""
        if not isinstance(word, (str, int)) or isinstance(word, bool) or not isinstance(before, str):
            continue
        text = str(word)
        takes = _takes_secret(before, program) or (names_user and before == "-p")
        is_named = takes and not text.startswith("-") and not is_harmless(text)
        is_pair = before in _PAIR and ":" in text and not _IDS.fullmatch(text)
        if is_named or is_pair or (is_glued and text.startswith("-p") and not is_harmless(text[2:])):
            yield at


def _takes_secret(option: str, program: str) -> bool:
    named = _OPTION.fullmatch(option)
    if named is not None:
        return is_sensitive(named[1])
    return bool(_BARE.fullmatch(option)) or (option != "" and option == _SHORT.get(program))
