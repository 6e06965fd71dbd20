"""What a form edits, as values: one field a line, made from the catalogue or from the settings' table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from seqtui.errors import SeqtuiError
from seqtui.recipe import edits
from seqtui.recipe.catalogue import FAMILIES
from seqtui.recipe.forms import format_value, parse_value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from seqtui.recipe.catalogue import Argument, Catalogue, Kind
    from seqtui.recipe.values import LayerSpec, Recipe, Value

Control = Literal["text", "choice", "flag"]


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a form.

    Attributes:
        name: Argument or dotted recipe key.
        label: Shown before the value.
        text: Its value now, as typed.
        default: What an empty field stands for; None where it must be filled in.
        control: "text" is typed; "choice" and "flag" are chosen with left and right.
        choices: What can be chosen, or what is proposed while typing.
        summary: A line of help.
        parse: Text to value; raises SeqtuiError.
        argument: What it edits, where that is an argument of the catalogue.
    """

    name: str
    label: str
    text: str
    default: str | None
    control: Control
    choices: tuple[str, ...]
    summary: str
    parse: Callable[[str], Value]
    argument: Argument | None = None

    @property
    def shown(self) -> str:
        """The value that holds: typed, or the default."""
        return self.text or self.default or ""

    @property
    def opens(self) -> bool:
        """Whether its value has arguments of its own, for a form within the form."""
        kind = self.argument.value if self.argument is not None else None
        return kind is not None and (kind.control == "layer" or kind.family in FAMILIES)

    def differs(self, text: str) -> bool:
        """Whether a text is another value than the default; than the text it had, where it has none."""
        text = text.strip()
        if self.default is None:
            return text != self.text.strip()
        return text not in {"", self.default}


Texts = dict[str, str]
"""What stands in the fields: name to text, "" for the default."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its fields, and what they make of the recipe.

    Attributes:
        title: The heading.
        fields: In order.
        apply: Texts to the edited recipe; raises SeqtuiError with `key` set to the field's name.
        submit: What Enter does, for the lower border.
        row: Stack row whose shapes show whether Keras agrees; None where there is none.
        path: Names of the fields that lead here, in a form within a form.
        fields_of: What the fields are when the texts are these, where that depends on them; None keeps them.
        text_of: What the form's value reads as in the field that it was opened from.
    """

    title: str
    fields: tuple[Field, ...]
    apply: Callable[[Texts], Recipe]
    submit: str
    row: int | None = None
    path: tuple[str, ...] = ()
    fields_of: Callable[[Texts], tuple[Field, ...] | None] | None = None
    text_of: Callable[[Texts], str] | None = None


def named(error: SeqtuiError, name: str) -> SeqtuiError:
    """The same error, told of a field."""
    return SeqtuiError(error.title, error.cause, error.remedy, layer=error.layer, key=name)


def limits(argument: Argument) -> str:
    """The limits of a number in words."""
    low, high = argument.value.minimum, argument.value.maximum
    if low is not None and high is not None:
        return f"between {low:g} and {high:g}"
    if low is not None:
        return f"at least {low:g}"
    return f"at most {high:g}" if high is not None else ""


def choices_of(argument: Argument, catalogue: Catalogue) -> tuple[str, ...]:
    """What an argument may be, as typed: its own choices, or the names of its family."""
    kind = argument.value
    if kind.control == "flag":
        found = ["true", "false"]
    elif kind.family and kind.control == "object":
        found = [one.name for one in catalogue.family(kind.family)]
    else:
        found = [format_value(choice) for choice in kind.choices]
    if kind.optional and kind.control in {"choice", "flag", "object"}:
        found.append("None")
    return tuple(dict.fromkeys(found))


def argument_field(argument: Argument, text: str, catalogue: Catalogue) -> Field:
    """The field of one argument.

    Args:
        argument: From the catalogue.
        text: Its value as typed; "" where the default holds.
        catalogue: For the names of a family.
    """
    control: Control = "text"
    if argument.value.control in {"choice", "flag"}:
        control = "flag" if argument.value.control == "flag" else "choice"
    summary = argument.summary
    if limit := limits(argument):
        summary = f"{summary} ({limit})"
    return Field(
        name=argument.name,
        label=argument.name,
        text=text,
        default=None if argument.required else format_value(argument.default),
        control=control,
        choices=choices_of(argument, catalogue),
        summary=summary,
        parse=partial(parse_value, argument),
        argument=argument,
    )


def layer_fields(kind: Kind, spec: LayerSpec, catalogue: Catalogue) -> tuple[Field, ...]:
    """One field for each argument of a layer, what has no default first."""
    fields = []
    for argument in sorted(kind.arguments, key=lambda one: not one.required):
        text = format_value(spec.arguments[argument.name]) if argument.name in spec.arguments else ""
        fields.append(argument_field(argument, text, catalogue))
    return tuple(fields)


def apply_layer(recipe: Recipe, position: int, fields: tuple[Field, ...], texts: Mapping[str, str]) -> Recipe:
    """Sets a layer's arguments to what the fields say; empty ones go back to Keras's default.

    Raises:
        SeqtuiError: A text is no value of its argument; `key` names the field.
    """
    for field in fields:
        text = texts.get(field.name, field.text).strip()
        if text == field.text.strip():
            continue
        if not text or text == field.default:
            if field.default is None:
                raise SeqtuiError(
                    f"{field.label} is needed.", "Keras has no default for it.", field.summary, key=field.name
                )
            recipe = edits.reset_argument(recipe, position, field.name)
            continue
        try:
            value = field.parse(text)
        except SeqtuiError as error:
            raise named(error, field.name) from error
        recipe = edits.set_argument(recipe, position, field.name, value)
    return recipe


def describe_changes(fields: tuple[Field, ...], texts: Mapping[str, str]) -> str:
    """What changed, for undo: `units 64 → 32`, or how many where there are several."""
    changed = [
        (field.label, field.shown, texts[field.name] or field.default or "")
        for field in fields
        if field.name in texts and texts[field.name].strip() != field.text
    ]
    if not changed:
        return ""
    if len(changed) > 2:
        return f"{len(changed)} changes"
    return ", ".join(f"{label} {before or '-'} → {after or '-'}" for label, before, after in changed)
