"""What can be practised: skills with their prerequisites, read from assets/practice/skills.toml."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from seqtui.errors import SeqtuiError
from seqtui.paths import assets_dir


@dataclass(frozen=True, slots=True)
class Skill:
    """One skill.

    Attributes:
        name: Key in the log and on the command line.
        title: For people.
        about: One line.
        needs: Names of the skills to know before.
    """

    name: str
    title: str
    about: str
    needs: tuple[str, ...]


@cache
def skills() -> Mapping[str, Skill]:
    """All skills by name, in the order in which they are best learnt: each after all that it needs."""
    text = (assets_dir() / "practice" / "skills.toml").read_text(encoding="utf-8")
    return {
        name: Skill(name, found["title"], found["about"], tuple(found["needs"]))
        for name, found in tomllib.loads(text).items()
    }


def skill(name: str) -> Skill:
    """The skill of that name.

    Raises:
        SeqtuiError: There is none; the nearest name is proposed.
    """
    found = skills().get(name)
    if found is None:
        near = difflib.get_close_matches(name, skills(), n=1, cutoff=0.5)
        raise SeqtuiError(
            f"Unknown skill {name}",
            f'There is no skill named "{name}".',
            f'Did you mean "{near[0]}"?' if near else f"Skills are: {', '.join(skills())}.",
        )
    return found
