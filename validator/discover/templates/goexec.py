"""Runs parsed templates over parameters, as text/template does with data from JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from validator.discover.templates.gofunctions import FUNCTIONS, is_function
from validator.discover.templates.gotemplate import (
    Block,
    Function,
    Literal,
    Node,
    Operand,
    Pipeline,
    Variable,
    parse,
)
from validator.discover.templates.govalues import LONGEST, MISSING, is_true, show, to_json
from validator.discover.templates.problems import RefusedError, UndecidedError, Unknown

_STEPS = 50_000


def render(
    text: str,
    parameters: Mapping[str, Any],
    *,
    strict: bool = False,
    others: str | None = None,
    structured: bool = False,
) -> str:
    """The text that a template gives.

    `strict` is missingkey=error. `others` says that there are further parameters, unknown ones, and why.
    `structured` says that the result is read as YAML, so that toYaml may write it in another style.
    Raises RefusedError and UndecidedError.
    """
    if "{{" not in text:
        return text
    nodes = parse(text, is_function)
    run = _Run(parameters, strict=strict, others=others, structured=structured)
    run.nodes(nodes, parameters)
    return "".join(run.out)


class _Run:
    """One execution."""

    def __init__(
        self, parameters: Mapping[str, Any], *, strict: bool, others: str | None, structured: bool
    ) -> None:
        self._parameters = parameters
        self._strict = strict
        self._others = others
        self._structured = structured
        self._variables: list[tuple[str, Any]] = [("$", parameters)]
        self._steps = 0
        self._length = 0
        self.out: list[str] = []

    def nodes(self, nodes: tuple[Node, ...], dot: Any) -> None:
        for node in nodes:
            self._steps += 1
            if self._steps > _STEPS:
                raise UndecidedError("a template of too many steps is not read")
            if isinstance(node, str):
                self._write(node)
            elif isinstance(node, Block):
                self._block(node, dot)
            else:
                value = self._pipeline(node, dot)
                if not node.declares:
                    self._write(show(value, "<no value>"))

    def _write(self, text: str) -> None:
        self._length += len(text)
        if self._length > LONGEST:
            raise UndecidedError("a text too long to be read")
        self.out.append(text)

    def _block(self, block: Block, dot: Any) -> None:
        known = len(self._variables)
        value = self._pipeline(block.pipeline, dot)
        if isinstance(value, Unknown):
            raise UndecidedError(value.reason)
        if block.keyword == "range":
            self._range(block, value, dot)
        elif is_true(value):
            self.nodes(block.body, value if block.keyword == "with" else dot)
        else:
            self.nodes(block.otherwise, dot)
        del self._variables[known:]

    def _range(self, block: Block, value: Any, dot: Any) -> None:
        if isinstance(value, dict):
            items = [(key, value[key]) for key in sorted(value)]
        elif isinstance(value, list):
            items = list(enumerate(value))
        elif isinstance(value, int) and not isinstance(value, bool) and value <= _STEPS:
            items = [(number, number) for number in range(value)]
        elif value is None or value is MISSING:
            items = []
        else:
            raise RefusedError("range over something that is no list or map")
        if not items:
            self.nodes(block.otherwise, dot)
        known = len(self._variables)
        for key, item in items:
            names = block.pipeline.declares
            if block.pipeline.assigns:
                raise UndecidedError("assignment in a range is not read")
            self._variables += zip(names, (key, item) if len(names) == 2 else (item,), strict=False)
            self.nodes(block.body, item)
            del self._variables[known:]

    # ---- values --------------------------------------------------------------------------------

    def _pipeline(self, pipeline: Pipeline, dot: Any) -> Any:
        value: tuple[Any, ...] = ()
        for command in pipeline.commands:
            value = (self._command(command, dot, value),)
        result = MISSING if value[0] is None else value[0]
        if pipeline.assigns:
            self._assign(pipeline.declares[0], result)
        elif len(pipeline.declares) == 1:
            self._variables.append((pipeline.declares[0], result))
        return result

    def _assign(self, name: str, value: Any) -> None:
        for index in range(len(self._variables) - 1, -1, -1):
            if self._variables[index][0] == name:
                self._variables[index] = (name, value)
                return

    def _command(self, command: tuple[Operand, ...], dot: Any, piped: tuple[Any, ...]) -> Any:
        first = command[0]
        if isinstance(first, Function):
            return self._call(first.name, command[1:], dot, piped)
        if len(command) > 1 or piped:
            raise RefusedError("arguments for something that is no function")
        if isinstance(first, Literal) and first.value is None:
            raise RefusedError("nil is not a command")
        return self._operand(first, dot)

    def _call(self, name: str, operands: tuple[Operand, ...], dot: Any, piped: tuple[Any, ...]) -> Any:
        self._steps += 1
        if self._steps > _STEPS:
            raise UndecidedError("a template of too many steps is not read")
        if name in ("and", "or"):
            return self._logic(name, operands, dot, piped)
        arguments = [*(self._operand(operand, dot) for operand in operands), *piped]
        if name == "toYaml":
            return self._to_yaml(arguments)
        signature = FUNCTIONS.get(name)
        if signature is None:
            raise UndecidedError(f"the template function {name} is not read")
        return signature.apply(name, arguments)

    def _logic(self, name: str, operands: tuple[Operand, ...], dot: Any, piped: tuple[Any, ...]) -> Any:
        if not operands and not piped:
            raise RefusedError(f"wrong number of arguments for {name}")
        value: Any = None
        for operand in operands:
            value = self._operand(operand, dot)
            if isinstance(value, Unknown):
                raise UndecidedError(value.reason)
            if is_true(value) is (name == "or"):
                return value
        return piped[0] if piped else value

    def _to_yaml(self, arguments: list[Any]) -> str:
        if len(arguments) != 1:
            raise RefusedError("wrong number of arguments for toYaml")
        if not self._structured:
            raise UndecidedError("toYaml in a plain field is not read")
        return to_json(None if arguments[0] is MISSING else arguments[0])

    def _operand(self, operand: Operand, dot: Any) -> Any:
        if isinstance(operand, Literal):
            return operand.value
        if isinstance(operand, Pipeline):
            return self._pipeline(operand, dot)
        if isinstance(operand, Variable):
            return self._variable(operand.name)
        if isinstance(operand, Function):
            return self._call(operand.name, (), dot, ())
        value = dot if operand.of is None else self._operand(operand.of, dot)
        for field in operand.fields:
            value = self._field(value, field)
        return value

    def _variable(self, name: str) -> Any:
        for known, value in reversed(self._variables):
            if known == name:
                return value
        raise RefusedError(f"undefined variable {name}")

    def _field(self, value: Any, name: str) -> Any:
        if isinstance(value, Unknown):
            raise UndecidedError(value.reason)
        if isinstance(value, Mapping):
            if name in value:
                return value[name]
            if self._others is not None and value is self._parameters:
                raise UndecidedError(self._others)
        elif value is not MISSING:
            raise RefusedError(f"can't evaluate field {name}")
        if self._strict:
            raise RefusedError(f'map has no entry for key "{name}"')
        return MISSING
