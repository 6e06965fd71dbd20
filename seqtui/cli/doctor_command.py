"""`seqtui doctor`: what this machine has, what is wrong with it, and what to do."""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import click

from seqtui import __version__, config, paths, terminal
from seqtui.cli.output import quiet_native
from seqtui.cli.report import print_json
from seqtui.errors import EXIT_BAD_INPUT, EXIT_DONE, SeqtuiError
from seqtui.tui.keymap import remapped
from seqtui.tui.keys import shown

_PACKAGES = ("tensorflow", "keras", "numpy", "textual", "plotext", "polars")
_DIRECTORIES = {
    "runs": paths.runs_dir,
    "state": paths.state_dir,
    "config": paths.config_dir,
    "cache": paths.cache_dir,
}
_LOW_DISK = 1024**3


@click.command("doctor", short_help="Versions, devices, terminal: what is wrong, what to do.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--keys", "as_keys", is_flag=True, help="Only the commands of the app, with their keys.")
def command(*, as_json: bool, as_keys: bool) -> int:
    """Shows versions, devices, terminal, directories and settings, and says what is wrong and what to do.

    The exit code is 3 where something keeps seqtui from working.
    """
    if as_keys:
        click.echo("\n".join(_key_lines(as_json=as_json)))
        return EXIT_DONE
    problems: list[dict[str, str]] = []
    facts: dict[str, Any] = {
        "versions": _versions(problems),
        "devices": _devices(problems),
        "terminal": _terminal(problems),
        "directories": _directories(problems),
        "settings": _settings(problems),
        "problems": problems,
    }
    if as_json:
        print_json(facts)
    else:
        click.echo("\n".join(_lines(facts)))
    serious = any(each["severity"] == "error" for each in problems)
    return EXIT_BAD_INPUT if serious else EXIT_DONE


def _problem(problems: list[dict[str, str]], severity: str, error: SeqtuiError) -> None:
    told = {"title": error.title, "cause": error.cause, "remedy": error.remedy}
    problems.append({"severity": severity, **told})


def _versions(problems: list[dict[str, str]]) -> dict[str, str | None]:
    found: dict[str, str | None] = {"seqtui": __version__, "python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = None
            missing = SeqtuiError(
                f"{name} is not installed.", f"{sys.executable} cannot find it.", "Install seqtui again."
            )
            _problem(problems, "error", missing)
    return found


def _devices(problems: list[dict[str, str]]) -> list[str]:
    from seqtui import engine  # noqa: PLC0415  # the other facts need no Keras

    try:
        with quiet_native():
            found = engine.devices()
    except SeqtuiError as error:
        _problem(problems, "error", error)
        return []
    names = [f"{each.name}  {each.model}".rstrip() for each in found]
    if shutil.which("nvidia-smi") and not any("GPU" in name.upper() for name in names):
        unseen = SeqtuiError(
            "TensorFlow does not see the GPU.",
            "nvidia-smi is here, but TensorFlow found no CUDA libraries that fit.",
            "Install them with: pip install 'seqtui[gpu]'",
        )
        _problem(problems, "warning", unseen)
    return names


def _terminal(problems: list[dict[str, str]]) -> dict[str, Any]:
    found = terminal.profile()
    if sys.stdin.isatty() and sys.stdout.isatty():  # else there is no terminal here to judge
        try:
            terminal.require()
        except SeqtuiError as error:
            _problem(problems, "warning", error)
    return {
        "term": found.term,
        "colours": found.colour,
        "columns": found.columns,
        "rows": found.rows,
        "unicode": found.unicode,
        "ssh": found.ssh,
    }


def _directories(problems: list[dict[str, str]]) -> dict[str, dict[str, Any]]:
    facts = {}
    for name, where in _DIRECTORIES.items():
        path = where()
        free, reason = _free(path)
        facts[name] = {"path": str(path), "writable": reason is None, "free_bytes": free}
        if reason is not None:
            refused = SeqtuiError(
                f"The {name} directory cannot be written.",
                f"{path}: {reason}.",
                "Make it writable, or set SEQTUI_HOME to a directory that is.",
            )
            _problem(problems, "error", refused)
        elif free < _LOW_DISK:
            full = SeqtuiError(
                f"Little room for {name}.",
                f"{path} has {free / 1024**2:.0f} MB free.",
                "Free some space before a long run, or set SEQTUI_HOME to another disk.",
            )
            _problem(problems, "warning", full)
    return facts


def _settings(problems: list[dict[str, str]]) -> dict[str, Any]:
    """What config.toml says, and what of it is left out."""
    found = config.load()
    _, refused = remapped(found.keys)
    for each in (*found.problems, *refused):
        _problem(problems, "warning", each)
    left_out = {each.key for each in refused}
    return {
        "path": str(config.path()),
        "exists": config.path().exists(),
        "theme": found.theme or None,
        "plain": found.plain,
        "keys": {name: list(keys) for name, keys in found.keys if f"keys.{name}" not in left_out},
    }


def _key_lines(*, as_json: bool) -> list[str]:
    """Every command with its scope and keys, as the settings make them."""
    table, _ = remapped(config.load().keys)
    if as_json:
        rows = [{"name": one.name, "scope": one.scope, "keys": one.keys, "help": one.help} for one in table]
        return [json.dumps(rows, ensure_ascii=False)]
    width = max(len(one.name) for one in table)
    return [f"{one.name:<{width}}  {' '.join(map(shown, one.keys)) or '-':<12}  {one.help}" for one in table]


def _free(path: Path) -> tuple[int, str | None]:
    """Free bytes at a directory that may not exist yet, and why it cannot be written, if so."""
    existing = next(each for each in (path, *path.parents) if each.exists())
    try:
        if not existing.is_dir():
            return 0, f"{existing} is a file"
        with tempfile.TemporaryFile(dir=existing):
            pass
        return shutil.disk_usage(existing).free, None
    except OSError as error:
        return 0, error.strerror or os.strerror(error.errno or 0)


def _lines(facts: Mapping[str, Any]) -> list[str]:
    lines = ["Versions"]
    lines += [f"  {name:<11} {number or 'missing'}" for name, number in facts["versions"].items()]
    lines += ["Devices", *(f"  {name}" for name in facts["devices"])]
    shown = facts["terminal"]
    lines += [
        "Terminal",
        f"  {shown['term'] or 'none'}, {shown['columns']} x {shown['rows']}, colours {shown['colours']}, "
        + ("Unicode" if shown["unicode"] else "ASCII")
        + (", over SSH" if shown["ssh"] else ""),
        "Directories",
    ]
    lines += [
        f"  {name:<11} {each['path']}  ({each['free_bytes'] / 1024**3:.1f} GB free)"
        for name, each in facts["directories"].items()
    ]
    settings = facts["settings"]
    lines += [
        "Settings",
        f"  {settings['path']}" + ("" if settings["exists"] else "  (not there, not needed)"),
    ]
    lines += [f"  {name:<11} {settings[name]}" for name in ("theme", "plain") if settings[name] is not None]
    lines += [f"  {name} = {' '.join(keys)}" for name, keys in settings["keys"].items()]
    lines.append("")
    if not facts["problems"]:
        return [*lines, "Nothing is wrong."]
    for each in facts["problems"]:
        lines += [
            f"{each['severity'].capitalize()}: {each['title']}",
            f"  {each['cause']}",
            f"  {each['remedy']}",
        ]
    return lines
