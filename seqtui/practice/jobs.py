"""What the practice process can do; each job takes and gives plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from seqtui import engine
from seqtui.practice import generators, goals
from seqtui.practice.question import from_json, to_json
from seqtui.recipe.toml import parse

Job = Mapping[str, Any]


def warm(_: Job) -> bool:
    """Loads Keras."""
    engine.ensure_loaded()
    return True


def generate(job: Job) -> dict[str, Any]:
    """A question: "generator", "skill", "difficulty", "seed"."""
    made = generators.by_name(job["generator"]).question(job["skill"], job["difficulty"], job["seed"])
    return to_json(made)


def build(job: Job) -> list[dict[str, Any]]:
    """How a model, "recipe" as TOML, meets the goals of "question"."""
    question = from_json(job["question"])
    return [asdict(one) for one in goals.check(parse(job["recipe"]), question.goals, Path.cwd())]
