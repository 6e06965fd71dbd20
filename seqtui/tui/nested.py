"""Forms within forms: an object's or a wrapped layer's own arguments, made from the catalogue alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from seqtui.errors import SeqtuiError
from seqtui.recipe.catalogue import FAMILIES, catalogue
from seqtui.recipe.edits import new_layer
from seqtui.recipe.forms import format_value
from seqtui.recipe.values import Arguments, LayerSpec, Obj
from seqtui.tui.fields import Field, Form, argument_field, named

if TYPE_CHECKING:
    from seqtui.recipe.catalogue import Argument, Kind, Named
    from seqtui.recipe.values import Recipe, Value
    from seqtui.tui.fields import Texts

HEAD = "which"
"""Name of the first field, which says what kind of thing the value is."""
_NONE = "None"
_NUMBER = "a plain number"
_PLAIN = "number"
_RATE = 0.001


def nested_form(form: Form, field: Field, texts: Texts) -> Form:
    """The form of one field's value.

    Args:
        form: Where the field stands.
        field: One that `opens`.
        texts: What stands in the fields of `form`; what cannot be read begins as the default.
    """
    within = _Within(form, field, texts)
    start = within.start()
    return Form(
        title=f"{form.title}: {field.label}",
        fields=within.fields(start),
        apply=within.apply,
        submit="keep",
        row=form.row,
        path=(*form.path, field.name),
        fields_of=within.fields_of,
        text_of=within.text_of,
    )


class _Within:
    """One nested form's meaning: texts to fields, to the value's text, to the recipe."""

    def __init__(self, form: Form, field: Field, texts: Texts) -> None:
        assert field.argument is not None  # noqa: S101  # `field.opens` says so
        self._form = form
        self._field = field
        self._texts = texts
        self._argument: Argument = field.argument
        self._layer = self._argument.value.control == "layer"
        self._family = str(self._argument.value.family)

    def start(self) -> Value:
        """The value that the field holds now, or its default, or what a new one would be."""
        typed = self._texts.get(self._field.name, "").strip() or self._field.default or ""
        for text in (typed, self._field.text, self._field.default or ""):
            try:
                return self._field.parse(text)
            except SeqtuiError:
                continue
        return self._argument.start

    def fields(self, value: Value) -> tuple[Field, ...]:
        """The head and the arguments of what `value` is."""
        name, given = _name_of(value), value.arguments if isinstance(value, (LayerSpec, Obj)) else Arguments()
        if self._is_number(value):
            return (self._head(_NUMBER), self._number(value))
        return (self._head(name), *(self._fields_of(name, given) if name != _NONE else ()))

    def fields_of(self, texts: Texts) -> tuple[Field, ...] | None:
        """The fields that go with the head; None while that is no name."""
        name = self._chosen(texts)
        if name == _NUMBER:
            return self.fields(self._argument.start or self._argument.default or _RATE)
        if name == _NONE:
            return (self._head(name),)
        try:
            item = self._item(name)
        except SeqtuiError:
            return None
        starts = Arguments({one.name: one.start for one in item.arguments if one.required})
        return (self._head(name), *self._fields_of(name, self._new(name) if self._layer else starts))

    def text_of(self, texts: Texts) -> str:
        """The value as it is typed in the field.

        Raises:
            SeqtuiError: A text is no value of its argument; `key` names the field.
        """
        name = self._chosen(texts)
        if name == _NONE:
            return _NONE
        if name == _NUMBER:
            return format_value(_parsed(self._number(None), texts.get(_PLAIN, "")))
        try:
            item = self._item(name)
        except SeqtuiError as error:
            raise named(error, HEAD) from error
        given: dict[str, Value] = {}
        for field in self._fields_of(name, Arguments()):
            text = texts.get(field.name, "").strip()
            if field.default is None or text not in {"", field.default}:
                given[field.name] = _parsed(field, text)
        if self._layer:
            return format_value(LayerSpec(item.name, Arguments(given)))
        return format_value(Obj(name, Arguments(given))) if given else name

    def _chosen(self, texts: Texts) -> str:
        return texts[HEAD].strip() or _bare(self._field.default) or _NONE

    def apply(self, texts: Texts) -> Recipe:
        """The recipe with the value in its place; see `Form.apply`."""
        text = self.text_of(texts)
        try:
            return self._form.apply({**self._texts, self._field.name: text})
        except SeqtuiError as error:
            if error.key == self._field.name:
                raise named(error, HEAD) from error
        # Another field of the outer form cannot be taken as it stands; that is told there.
        before = {field.name: field.text for field in self._form.fields}
        return self._form.apply({**before, self._field.name: text})

    def _is_number(self, value: Value) -> bool:
        return self._argument.value.control == "float" and not isinstance(value, (Obj, str))

    def _head(self, name: str) -> Field:
        fixed = self._argument.required or self._argument.value.control == "float"
        default = None if fixed else _bare(self._field.default)
        return Field(
            name=HEAD,
            label="kind" if self._layer else FAMILIES[self._family],
            text=name,
            default=default,
            control="text" if self._layer else "choice",
            choices=self._names(),
            summary=self._summary(name),
            parse=str.strip,
        )

    def _summary(self, name: str) -> str:
        try:
            return self._item(name).summary
        except SeqtuiError:
            return self._argument.summary

    def _names(self) -> tuple[str, ...]:
        found = catalogue()
        if self._layer:
            start = self._argument.start
            begin = start.kind if isinstance(start, LayerSpec) else ""
            if begin in {one.name for one in found.inner}:
                return tuple(one.name for one in found.inner)
            group = found.get(begin).group if begin else ""
            kinds = [one for one in found.kinds if not one.carries_code]
            names = [one.name for one in sorted(kinds, key=lambda one: one.group != group)]
        else:
            names = [one.name for one in found.family(self._family)]
        before = [_NUMBER] if self._argument.value.control == "float" else []
        after = [_NONE] if self._argument.value.optional else []
        return (*before, *names, *after)

    def _item(self, name: str) -> Kind | Named:
        return catalogue().get(name) if self._layer else catalogue().named(self._family, name)

    def _new(self, name: str) -> Arguments:
        kind = catalogue().get(name)
        if kind in catalogue().inner:
            return Arguments({one.name: one.start for one in kind.arguments if one.required})
        return new_layer(name).arguments

    def _fields_of(self, name: str, given: Arguments) -> tuple[Field, ...]:
        arguments = sorted(self._item(name).arguments, key=lambda one: not one.required)
        return tuple(
            argument_field(one, format_value(given[one.name]) if one.name in given else "", catalogue())
            for one in arguments
        )

    def _number(self, value: Value) -> Field:
        plain = replace(self._argument, value=replace(self._argument.value, family=None))
        field = argument_field(plain, "" if value is None else format_value(value), catalogue())
        return replace(field, name=_PLAIN, label=self._field.label)


def _name_of(value: Value) -> str:
    if isinstance(value, LayerSpec):
        return value.kind
    return value.name if isinstance(value, Obj) else _NONE if value is None else str(value)


def _bare(text: str | None) -> str:
    """The name in `name(arguments)`."""
    return (text or "").partition("(")[0]


def _parsed(field: Field, text: str) -> Value:
    try:
        return field.parse(text)
    except SeqtuiError as error:
        raise named(error, field.name) from error
