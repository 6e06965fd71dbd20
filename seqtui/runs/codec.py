"""Events to JSON lines and back.

JSON knows no NaN and no infinity: such a number is written as null and its name is listed under
`"nonfinite"`. Reading restores it as NaN. Unknown events and unknown keys are passed over, so that a run
written by a later version still opens.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from numbers import Integral
from typing import Any

from seqtui.runs import events
from seqtui.runs.events import Event

EVENT_CLASSES: Mapping[str, type[Event]] = {
    cls.event: cls
    for cls in (
        events.Started,
        events.EpochEnded,
        events.Paused,
        events.Resumed,
        events.Checkpointed,
        events.Stopped,
        events.Failed,
        events.Finished,
        events.Heartbeat,
        events.Gap,
    )
}

_INT64 = 2**63


class CodecError(ValueError):
    """A line that is no event: not JSON, or a known event with a key missing or of the wrong type."""


def to_json(event: Event) -> str:
    """One line of JSON, without the newline.

    Raises:
        TypeError: Where a field holds what JSON cannot.
    """
    nonfinite: list[str] = []
    record: dict[str, Any] = {"event": event.event}
    for name in _names(event):
        record[name] = _finite(name, getattr(event, name), nonfinite)
    if nonfinite:
        record["nonfinite"] = list(dict.fromkeys(nonfinite))
    return json.dumps(record, allow_nan=False)


def from_json(line: str | bytes) -> Event | None:
    """The event on one line; None for an event that this version does not know.

    Raises:
        CodecError: The line is damaged.
    """
    try:
        record = json.loads(line.decode() if isinstance(line, bytes) else line)
    except (ValueError, RecursionError) as error:
        raise CodecError(f"not JSON: {error}") from None
    if not isinstance(record, dict) or not isinstance(record.get("event"), str):
        raise CodecError("not an object with an event")
    cls = EVENT_CLASSES.get(record["event"])
    if cls is None:
        return None
    nonfinite = record.get("nonfinite")
    if isinstance(nonfinite, list):
        # Only what is null can have been NaN: a metric may bear a field's name ("seconds").
        gone = {name: math.nan for name in record if record[name] is None and name in nonfinite}
        record = {**record, **gone}
    arguments = {
        each.name: _read(each, record.get(each.name))
        for each in fields(cls)
        if each.name in record or _required(each)
    }
    return cls(**arguments)


def _names(event: Event) -> list[str]:
    return [each.name for each in fields(event)]


def _finite(name: str, value: Any, nonfinite: list[str]) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _finite(str(key), each, nonfinite) for key, each in value.items()}
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, Integral):  # numpy's integers too, which json does not know
        return int(value)
    number = float(value)
    if math.isfinite(number):
        return number
    nonfinite.append(name)
    return None


def _required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _read(field: Field[Any], value: Any) -> Any:
    try:
        return _READERS[str(field.type)](value)
    except (TypeError, ValueError, OverflowError):
        raise CodecError(f"{field.name} is {value!r:.60}") from None


def _float(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    return float(value)


def _int(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not -_INT64 <= value < _INT64:
        raise TypeError
    return value


def _str(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _optional_int(value: Any) -> int | None:
    return None if value is None else _int(value)


def _metrics(value: Any) -> Mapping[str, float]:
    if not isinstance(value, dict):
        raise TypeError
    return {name: math.nan if number is None else _float(number) for name, number in value.items()}


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "float": _float,
    "int": _int,
    "str": _str,
    "int | None": _optional_int,
    "Mapping[str, float]": _metrics,
}
