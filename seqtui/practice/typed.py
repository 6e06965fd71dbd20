"""What is no answer yet in code typed for a gap: names that nothing has, and what only running would tell."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from seqtui.errors import SeqtuiError
from seqtui.practice.question import GAP
from seqtui.recipe.catalogue import Argument, Kind, catalogue

_READ = (
    ast.expr_context, ast.operator, ast.unaryop, ast.Expression, ast.Module, ast.Expr, ast.Assign,
    ast.Constant, ast.Name, ast.Attribute, ast.Call, ast.keyword, ast.Tuple, ast.List, ast.UnaryOp, ast.BinOp,
)  # fmt: skip
_ONLY_READ = "What stands in the gap is only read, never run: write the value itself."
_NEVER = {"eval", "exec", "open", "__import__", "compile", "globals", "locals", "getattr", "input"}


def problem(code: str, text: str, known: str) -> str:
    """Why what is typed into a gap is no answer, as a sentence that says what to write; "" where it is one.

    Args:
        code: With the gap.
        text: What is typed; in the code it is Python.
        known: The code with the right answer: whatever it is made of may be typed.
    """
    tree, right = ast.parse(code.replace(GAP, text)), ast.parse(known)
    if {type(one) for one in ast.walk(tree) if not isinstance(one, _READ)} - {*map(type, ast.walk(right))}:
        return _ONLY_READ
    names = {one.id for one in ast.walk(right) if isinstance(one, ast.Name)}
    for name, used in _names(tree):
        misspelt = _layer_like(name) not in {"", name}
        if name in names or (used and name not in _NEVER and not misspelt):
            continue
        return _unknown(code, text, name, used=used)
    return ""


def _names(tree: ast.Module) -> Iterator[tuple[str, bool]]:
    """Names that are read, each with whether it is called, or has something taken from it."""
    holders = {
        id(one.func if isinstance(one, ast.Call) else one.value)
        for one in ast.walk(tree)
        if isinstance(one, (ast.Call, ast.Attribute))
    }
    made = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    for one in ast.walk(tree):
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load) and one.id not in made:
            yield one.id, id(one) in holders


def _layer_like(name: str) -> str:
    """The layer of that name, whatever its capitals; "" for none."""
    return next((one.name for one in catalogue().kinds if one.name.lower() == name.lower()), "")


def _unknown(code: str, text: str, name: str, *, used: bool) -> str:
    """What to write instead of a name that nothing has."""
    layer = _layer_like(name)
    if used and layer:
        return f"Nothing is named {name}: Python tells capitals from small letters. Write {layer}."
    if used:
        return _ONLY_READ
    return f"`{name}` alone is a Python variable here, and there is none. {_instead(code, text, name)}"


def _instead(code: str, text: str, name: str) -> str:
    """How a bare name is to be written."""
    kind, is_value = _place(code)
    found, layer = _fitting(kind, name), _layer_like(name)
    if is_value or "=" in text:
        said = f'Text stands in quotes: "{name}".'
    elif found is not None:
        said = f'Write the argument: {found.name}="{name}".'
    elif kind is not None and any(one.name == name for one in kind.arguments):
        said = f"An argument has a value: {name}=..."
    elif layer:
        said = f"A layer is made by a call: layers.{layer}(...)."
    else:
        said = f'Write the argument with its name, and text in quotes: name="{name}".'
    return said


def _place(code: str) -> tuple[Kind | None, bool]:
    """The layer in whose brackets the gap stands, and whether the gap is an argument's value."""
    # Behind named arguments Python takes no bare gap, but a named one.
    for text in (code, code.replace(GAP, f"{GAP}={GAP}")):
        try:
            tree = ast.parse(text)
        except SyntaxError:
            continue
        for one in ast.walk(tree):
            if isinstance(one, ast.Call):
                values = [(value, False) for value in one.args]
                values += [(key.value, key.arg != GAP) for key in one.keywords]
                for value, named in values:
                    if isinstance(value, ast.Name) and value.id == GAP:
                        return _kind(one.func), named
    return None, False


def _kind(called: ast.expr) -> Kind | None:
    try:
        return catalogue().get(ast.unparse(called).rsplit(".", 1)[-1])
    except SeqtuiError:
        return None


def _fitting(kind: Kind | None, value: str) -> Argument | None:
    """The first argument of a layer that takes such a text."""
    for one in kind.arguments if kind is not None else ():
        family = one.value.family
        texts = {*map(str, one.value.choices)}
        if one.value.control == "object" and family is not None:
            texts |= {item.name for item in catalogue().family(family)}
        if value in texts:
            return one
    return None
