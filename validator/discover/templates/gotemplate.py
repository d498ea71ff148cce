"""Parses Go's text/template (https://pkg.go.dev/text/template) as far as ApplicationSets use it.

What is valid Go but not read here is "undecided"; what Go's parser refuses is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from validator.discover.templates.gotokens import Tokens, constant, split
from validator.discover.templates.problems import RefusedError, UndecidedError

_DEPTH = 60
_LENGTH = 100_000


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant: text, number, true, false, nil."""

    value: Any


@dataclass(frozen=True, slots=True)
class Path:
    """Fields of something: of dot (`of` is None), a variable, or a pipeline in parentheses."""

    of: Variable | Pipeline | None
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variable:
    """`$name`; `$` is what the template was given."""

    name: str


@dataclass(frozen=True, slots=True)
class Function:
    """A function's name."""

    name: str


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Commands joined by `|`; each is a list of operands. `declares` names the variables it sets."""

    commands: tuple[tuple[Operand, ...], ...]
    declares: tuple[str, ...] = ()
    assigns: bool = False  # `=`, not `:=`


Operand = Literal | Path | Variable | Function | Pipeline


@dataclass(frozen=True, slots=True)
class Block:
    """`if`, `with` or `range` with its two bodies."""

    keyword: str
    pipeline: Pipeline
    body: tuple[Node, ...]
    otherwise: tuple[Node, ...]


Node = str | Pipeline | Block

_KEYWORDS = {"if", "with", "range", "else", "end", "define", "template", "block", "break", "continue"}
_CONSTANTS = {"true": True, "false": False, "nil": None}


def parse(text: str, functions: Callable[[str], bool]) -> tuple[Node, ...]:
    """The nodes of a template; `functions` tells which names are functions.

    Raises RefusedError where Go's parser fails, UndecidedError for what is not read here.
    """
    if len(text) > _LENGTH:
        raise UndecidedError("a template of more than 100,000 characters is not read")
    parser = _Parser(split(text), functions)
    nodes = parser.nodes(0)
    if parser.ending:
        raise RefusedError(f"unexpected {{{{{parser.ending}}}}}")
    return nodes


class _Parser:
    """Builds nodes from the parts of a template."""

    def __init__(self, parts: list[str | Tokens], functions: Callable[[str], bool]) -> None:
        self._parts = parts
        self._at = 0
        self._functions = functions
        self._tokens: Tokens = []
        self._variables = ["$"]
        self.ending = ""  # the keyword at which `nodes` stopped: end, else, or "" for the template's end

    def nodes(self, depth: int) -> tuple[Node, ...]:
        if depth > _DEPTH:
            raise UndecidedError("a template nested too deeply")
        found: list[Node] = []
        while self._at < len(self._parts):
            part = self._parts[self._at]
            self._at += 1
            if isinstance(part, str):
                found.append(part)
                continue
            self._tokens = [*part]
            self._skip_space()
            word = self._keyword()
            if word in ("end", "else"):
                self.ending = word
                return tuple(found)
            if word in ("if", "with", "range"):
                found.append(self._block(word, depth))
            elif word:
                raise UndecidedError(f"{{{{{word}}}}} is not read")
            else:
                found.append(self._pipeline(depth, declare=True))
                self._finish()
        self.ending = ""
        return tuple(found)

    def _block(self, keyword: str, depth: int) -> Block:
        known = len(self._variables)
        pipeline = self._pipeline(depth, declare=True, many=keyword == "range")
        self._finish()
        body = self.nodes(depth + 1)
        otherwise: tuple[Node, ...] = ()
        if self.ending == "else":
            self._skip_space()
            chained = self._keyword()
            if chained and (chained != keyword or chained == "range"):
                raise RefusedError(f"unexpected {{{{else {chained}}}}}")
            if chained:
                otherwise = (self._block(chained, depth + 1),)  # its end is ours
                del self._variables[known:]
                return Block(keyword, pipeline, body, otherwise)
            self._finish()
            otherwise = self.nodes(depth + 1)
        if self.ending != "end":
            raise RefusedError(f"{{{{{keyword}}}}} has no end")
        self._skip_space()
        self._finish()
        del self._variables[known:]
        return Block(keyword, pipeline, body, otherwise)

    # ---- one action ----------------------------------------------------------------------------

    def _peek(self) -> tuple[str, str]:
        return self._tokens[0] if self._tokens else ("end", "")

    def _skip_space(self) -> bool:
        spaced = self._peek()[0] == "space"
        if spaced:
            del self._tokens[0]
        return spaced

    def _keyword(self) -> str:
        kind, text = self._peek()
        if kind != "word" or text not in _KEYWORDS:
            return ""
        del self._tokens[0]
        return text

    def _finish(self) -> None:
        if self._tokens:
            raise RefusedError(f"unexpected {self._peek()[1]!r} in a template")

    def _pipeline(self, depth: int, *, declare: bool = False, many: bool = False) -> Pipeline:
        if depth > _DEPTH:
            raise UndecidedError("a template nested too deeply")
        self._skip_space()
        declares, assigns = self._declaration(many) if declare else ((), False)
        commands = [self._command(depth)]
        while self._peek()[1] == "|":
            del self._tokens[0]
            commands.append(self._command(depth))
        if any(not command for command in commands):
            raise RefusedError("a pipeline lacks a command")
        if any(isinstance(command[0], Literal) for command in commands[1:]):
            raise RefusedError("a constant stands where a pipeline needs a function")
        if not assigns:
            self._variables.extend(declares)
        return Pipeline(tuple(commands), declares, assigns)

    def _declaration(self, many: bool) -> tuple[tuple[str, ...], bool]:
        """The variables before `:=` or `=`; nothing is consumed if there is neither."""
        solid = [token for token in self._tokens if token[0] != "space"]
        count = 3 if many and len(solid) > 3 and solid[1][1] == "," else 1
        names = tuple(token[1] for token in solid[:count:2])
        if len(solid) <= count or solid[count][1] not in (":=", "=") or not all(n[:1] == "$" for n in names):
            return (), False
        while self._tokens.pop(0)[1] != solid[count][1]:
            pass
        assigns = solid[count][1] == "="
        if assigns and any(name not in self._variables for name in names):
            raise RefusedError(f"undefined variable in {', '.join(names)}")
        return names, assigns

    def _command(self, depth: int) -> tuple[Operand, ...]:
        operands: list[Operand] = []
        while True:
            self._skip_space()
            if self._peek()[0] == "end" or self._peek()[1] in ("|", ")"):
                return tuple(operands)
            operands.append(self._operand(depth))
            if self._peek()[0] not in ("space", "end") and self._peek()[1] not in ("|", ")"):
                raise RefusedError(f"unexpected {self._peek()[1]!r} after an operand")

    def _operand(self, depth: int) -> Operand:
        kind, text = self._tokens.pop(0)
        if kind == "field":
            return Path(None, (text[1:], *self._fields()))
        if kind == "dot":
            return Path(None, ())
        if kind == "variable":
            if text not in self._variables:
                raise RefusedError(f"undefined variable {text}")
            fields = self._fields()
            return Path(Variable(text), fields) if fields else Variable(text)
        if text == "(":
            inner = self._pipeline(depth + 1)
            if self._peek()[1] != ")":
                raise RefusedError("unclosed parenthesis in a template")
            del self._tokens[0]
            fields = self._fields()
            return Path(inner, fields) if fields else inner
        if kind == "word":
            return self._word(text)
        return Literal(constant(kind, text))

    def _word(self, text: str) -> Operand:
        if text in _CONSTANTS:
            return Literal(_CONSTANTS[text])
        if text in _KEYWORDS or not self._functions(text):
            raise RefusedError(f'function "{text}" not defined')
        return Function(text)

    def _fields(self) -> tuple[str, ...]:
        found: list[str] = []
        while self._peek()[0] == "field":
            found.append(self._tokens.pop(0)[1][1:])
        return tuple(found)
