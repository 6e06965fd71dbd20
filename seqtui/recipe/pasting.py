"""Layers from Python text: calls of layers, `model.add`, a whole `keras.Sequential`, a whole script.

The text is read as a syntax tree and never executed. Either all of its layers are understood, or none is
taken and each thing that was not understood is told with its line.
"""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field

from seqtui.errors import SeqtuiError
from seqtui.recipe.literals import (
    NotRead,
    Scope,
    input_spec,
    layer,
    layer_name,
    looks_like_a_layer,
    plain,
)
from seqtui.recipe.values import InputSpec, LayerSpec

_LONGEST = 200_000
_MOST_PROBLEMS = 5
# Said nothing about when they are left out: they make no difference here.
_SILENT = {"summary", "build", "set_random_seed", "print"}
_MODEL = "model"


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was read.

    Attributes:
        layers: In their order.
        input: Of keras.Input, or of the first layer's `input_shape`; None where neither is given.
        left_out: What else stood there and is not part of a stack, as `model.compile`.
    """

    layers: tuple[LayerSpec, ...]
    input: InputSpec | None = None
    left_out: tuple[str, ...] = ()


def read(text: str) -> Pasted:
    """The layers that Python text writes down.

    Raises:
        SeqtuiError: It is no Python, holds no layer, or some of it is not understood; `cause` names lines.
    """
    if len(text) > _LONGEST:
        raise SeqtuiError(
            "Too much to paste", f"The text has {len(text):,} characters.", "Paste the layers alone."
        )
    reader = _Reader()
    try:
        body, first = _parsed(_without_prompts(text))
        for statement in body:
            reader.take(statement)
        reader.finish()
    except RecursionError:
        raise SeqtuiError(
            "Not pasted", "The text is nested too deeply.", "Paste the layers, one after another."
        ) from None
    return reader.result(first)


def _without_prompts(text: str) -> str:
    """A session copied from documentation, without `>>> ` and its like."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs().split("\n")
    if any(line.startswith(">>>") for line in lines):
        lines = [re.sub(r"^(>>>|\.\.\.) ?", "", line) for line in lines]
    return textwrap.dedent("\n".join(lines))


def _parsed(text: str) -> tuple[list[ast.stmt], int]:
    """The statements, and how many lines were put before them; a list's inside is read as a list."""
    try:
        return _tree(text), 0
    except (SyntaxError, ValueError, MemoryError) as error:
        problem = error
    try:
        return _tree(f"[\n{text.strip().rstrip(',')}\n]"), 1 - _blank_lines(text)
    except (SyntaxError, ValueError, MemoryError):
        line = getattr(problem, "lineno", None) or 1
        said = getattr(problem, "msg", None) or str(problem)
        raise SeqtuiError(
            "This is no Python",
            f"Line {line}: {said}.",
            'Paste whole calls, as layers.Dense(64, activation="relu"), one a line.',
        ) from None


def _tree(text: str) -> list[ast.stmt]:
    with warnings.catch_warnings():
        # An odd backslash in a text is its writer's business, and would be printed over the screen.
        warnings.simplefilter("ignore")
        return ast.parse(text).body


def _blank_lines(text: str) -> int:
    return len(text) - len(text.lstrip("\n")) if text.startswith("\n") else 0


@dataclass(slots=True)
class _Reader:
    """Goes through the statements; problems are gathered, so that all are told at once."""

    scope: Scope = field(default_factory=Scope)
    models: dict[str, list[LayerSpec]] = field(default_factory=dict)
    assigned: list[LayerSpec] = field(default_factory=list)
    problems: list[NotRead] = field(default_factory=list)
    left_out: dict[str, None] = field(default_factory=dict)
    inputs: dict[str, InputSpec] = field(default_factory=dict)

    def take(self, statement: ast.stmt) -> None:
        """Reads one statement."""
        try:
            self._take(statement)
        except NotRead as problem:
            self.problems.append(problem)

    def _take(self, statement: ast.stmt) -> None:
        match statement:
            case ast.Import() | ast.ImportFrom():
                self._import(statement)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self._assign(name, value)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                self._assign(name, value)
            case ast.Expr(value=value):
                self._expression(value)
            case ast.Pass():
                pass
            case _:
                self._leave_out(statement)

    def _import(self, statement: ast.Import | ast.ImportFrom) -> None:
        above = f"{statement.module}." if isinstance(statement, ast.ImportFrom) and statement.module else ""
        for one in statement.names:
            if one.asname or above:
                self.scope.imported[one.asname or one.name] = above + one.name

    def _assign(self, name: str, value: ast.expr) -> None:
        called = layer_name(value.func, self.scope) if isinstance(value, ast.Call) else None
        if called == "Sequential":
            self.models[name] = []
            self._add(name, value)
        elif isinstance(value, ast.Call) and called is not None and called not in {"Input", "InputLayer"}:
            self.scope.known[name] = found = layer(value, self.scope)
            self.assigned.append(found)
        elif called is not None:
            self._add_input(name, value)
        else:
            self._assign_plain(name, value)

    def _assign_plain(self, name: str, value: ast.expr) -> None:
        """A number or list of layers under a name; whatever else it is, it is no part of a stack."""
        if looks_like_a_layer(value, self.scope):
            if not isinstance(value, (ast.List, ast.Tuple)):
                raise NotRead(value, f"{name} is made of layers in a way that is not read.",
                              "Paste the layers, one after another.")  # fmt: skip
            self.models[name] = []
            self._add(name, value)
            return
        try:
            self.scope.known[name] = plain(value, name, self.scope)
        except NotRead:
            self.scope.known.pop(name, None)
            self.left_out[_words(value) or name] = None

    def _expression(self, value: ast.expr) -> None:
        match value:
            case ast.Constant():
                return
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="add"), args=[one], keywords=[]):
                self.models.setdefault(name, [])
                self._add(name, one)
                return
            case ast.Call() if not _meant_as_layer(value.func, self.scope):
                self._leave_out(value)
                return
        self.models.setdefault("", [])
        self._add("", value)

    def _add(self, name: str, value: ast.expr) -> None:
        """Puts all layers of an expression at the end of a model; each one's problem is told."""
        for one in _flat(value, self.scope):
            try:
                self._add_one(name, one)
            except NotRead as problem:
                self.problems.append(problem)

    def _add_one(self, name: str, value: ast.expr) -> None:
        if isinstance(value, ast.Call):
            called = layer_name(value.func, self.scope)
            if called in {"Input", "InputLayer"}:
                self._add_input(name, value)
                return
            self.models[name].append(layer(value, self.scope))
        elif isinstance(value, ast.Name):
            self._add_known(name, value)
        else:
            raise NotRead(value, f"{_shown(value)} is no layer.", "Write each layer as a call of its class.")

    def _add_known(self, model: str, value: ast.Name) -> None:
        name = value.id
        if name in self.models and name != model:
            self.models[model] += self.models.pop(name)
            return
        found = self.scope.known.get(name)
        if name in self.inputs:
            self.inputs[model] = self.inputs[name]
        elif not isinstance(found, LayerSpec):
            raise NotRead(value, f"{name} is not made here.", "Paste the line that makes it, too.")
        elif any(found is one for one in self.models[model]):
            raise NotRead(value, f"{name} stands twice, and would share its weights.", "Write it out twice.")
        else:
            self.models[model].append(found)

    def _add_input(self, name: str, value: ast.expr) -> None:
        assert isinstance(value, ast.Call)  # noqa: S101  # narrows for mypy; callers have looked
        try:
            self.inputs[name] = input_spec(value, self.scope)
        except NotRead as problem:
            self.left_out[f"keras.Input ({problem.reason.rstrip('.')})"] = None

    def _leave_out(self, node: ast.stmt | ast.expr) -> None:
        """What is no layer is left out; what holds layers in a way that is not read is a problem."""
        adds = any(isinstance(one, ast.Attribute) and one.attr == "add" for one in ast.walk(node))
        if adds or looks_like_a_layer(node, self.scope):
            what = {"For": "A for loop", "With": "A with block", "FunctionDef": "A function"}
            said = what.get(type(node).__name__, "This statement")
            raise NotRead(
                node, f"{said} with layers in it is not read.", "Paste the layers, one after another."
            )
        words = _words(node)
        if words and words.rpartition(".")[2] not in _SILENT:
            self.left_out[words] = None
        elif isinstance(node, ast.expr) and not words:
            raise NotRead(node, f"{_shown(node)} is no layer.")

    def finish(self) -> None:
        """Settles which of several models is meant."""
        filled = {name: layers for name, layers in self.models.items() if layers}
        if not filled:
            filled = {"": self.assigned} if self.assigned else {}
        elif "" in filled and len(filled) > 1:
            self.problems.append(
                NotRead(ast.Pass(), "Some layers stand alone, and some in a model.", "Paste one of the two.")
            )
        chosen = _MODEL if _MODEL in filled else next(reversed(filled), "")
        self.left_out |= dict.fromkeys(f"the model {name}" for name in filled if name != chosen)
        self.models = {chosen: filled.get(chosen, [])}

    def result(self, before: int) -> Pasted:
        """What was read.

        Args:
            before: Lines that were put before the text.

        Raises:
            SeqtuiError: There are problems, or there is no layer.
        """
        if self.problems:
            raise _refusal(self.problems, before)
        name, layers = next(iter(self.models.items()))
        if not layers:
            raise SeqtuiError(
                "Not pasted",
                "There is no Keras layer in this text.",
                'Paste calls such as layers.Dense(64, activation="relu"), or a whole keras.Sequential([…]).',
            )
        found = self.inputs.get(name) or next(iter([*self.inputs.values(), *self.scope.inputs]), None)
        return Pasted(tuple(layers), found, tuple(self.left_out))


def _flat(value: ast.expr, scope: Scope) -> Iterator[ast.expr]:
    """The expressions of a list, tuple or Sequential, those inside one another laid flat."""
    if isinstance(value, (ast.List, ast.Tuple)):
        for item in value.elts:
            yield from _flat(item, scope)
    elif isinstance(value, ast.Call) and layer_name(value.func, scope) == "Sequential":
        given = value.args[:1] or [one.value for one in value.keywords if one.arg == "layers"]
        for item in given:
            yield from _flat(item, scope)
    else:
        yield value


def _meant_as_layer(called: ast.expr, scope: Scope) -> bool:
    """Whether a call that stands alone makes a layer, or would if its name were one: `Dens(64)`."""
    parts = scope.path(called)
    return not parts or layer_name(called, scope) is not None or parts[-1][:1].isupper()


def _words(node: ast.AST) -> str:
    """What a statement is about, for telling that it was left out: `model.compile`."""
    for one in ast.walk(node):
        if isinstance(one, ast.Call) and isinstance(one.func, (ast.Name, ast.Attribute)):
            return ast.unparse(one.func)
    return type(node).__name__.lower() if isinstance(node, ast.stmt) else ""


def _shown(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 40 else text[:39] + "…"


def _refusal(problems: list[NotRead], before: int) -> SeqtuiError:
    """All problems in one error, each with its line."""
    ordered = sorted(problems, key=lambda one: one.line)
    told = [f"Line {max(1, one.line - before)}: {one.reason}" for one in ordered[:_MOST_PROBLEMS]]
    if len(ordered) > _MOST_PROBLEMS:
        told.append(f"And {len(ordered) - _MOST_PROBLEMS} more.")
    remedies = list(dict.fromkeys(one.remedy for one in ordered if one.remedy))
    return SeqtuiError(
        "Not pasted" if len(ordered) == 1 else f"Not pasted: {len(ordered)} things are not understood",
        "\n".join(told),
        " ".join(remedies[:2]) or "Correct the text and paste it again; nothing was taken.",
    )
