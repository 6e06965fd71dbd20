"""Names of the built-in sets, for those who list them and must not wait for numpy."""

GENERATED: tuple[str, ...] = ("lesson", "circle", "xor", "gauss", "spiral")
TARGETS = {
    **dict.fromkeys(GENERATED, "colour"),
    "lesson": "answer",
    "iris": "species",
    "penguins": "species",
    "wine": "cultivar",
    "breast_cancer": "diagnosis",
    "digits": "digit",
}
BUILT_IN: tuple[str, ...] = tuple(TARGETS)


def own_target(name: str) -> str | None:
    """The column that a built-in set is about; None for anything else."""
    return TARGETS.get(name)
