"""The command group: commands are imported when they are called, and without one the app opens."""

from __future__ import annotations

import importlib

import click
from click.shell_completion import CompletionItem

from seqtui import __version__

# In the order in which `--help` shows them.
COMMANDS = (
    *("train", "inspect", "trace", "data", "presets", "layers", "export"),
    *("practice", "questions", "doctor", "bench"),
)
DEFAULT = "open"
_OWN_OPTIONS = ("--help", "-h", "--version")


class LateGroup(click.Group):
    """A group whose commands are modules of this package, each with a `command`.

    So `seqtui --version` loads nothing but click, and the first frame waits for no other command.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """The commands to show; the default one needs no name."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's
        """The command of that name, imported now."""
        if cmd_name not in (*COMMANDS, DEFAULT):
            return None
        command = importlib.import_module(f"seqtui.cli.{cmd_name}_command").command
        return command if isinstance(command, click.Command) else None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Puts the default command in front of what names none: `seqtui`, `seqtui my.csv --target y`."""
        if not args and ctx.resilient_parsing:  # the shell asks what may come first
            return super().parse_args(ctx, args)
        if not args or args[0] not in (*COMMANDS, *_OWN_OPTIONS):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands by name, without importing them for their help, and everything that can be opened."""
        from seqtui.cli.completion import source  # noqa: PLC0415  # for the shell alone

        names = [CompletionItem(name, help="command") for name in COMMANDS if name.startswith(incomplete)]
        if incomplete.startswith("-"):
            own = [CompletionItem(name) for name in _OWN_OPTIONS if name.startswith(incomplete)]
            return [*own, CompletionItem("--target", help="column to predict")]
        opened = source(ctx, self.params[0], incomplete)
        return [*names, *(one for one in opened if one.type != "file" or not names)]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Both ways to call it."""
        formatter.write_usage(ctx.command_path, "[SOURCE] [--target COLUMN]")
        formatter.write_usage(ctx.command_path, "COMMAND [ARGUMENTS]…", prefix="       ")


@click.group(
    cls=LateGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done, 2 wrong usage, 3 bad input, 4 training failed, 130 interrupted and saved.",
)
@click.version_option(__version__, prog_name="seqtui", message="%(prog)s %(version)s")
def seqtui() -> None:
    """Learn, build, train and understand Keras Sequential models in a terminal.

    Without a command it opens the app: on SOURCE, or on what was open last. SOURCE is a recipe (.toml),
    a preset's name, a run's id, or a data file (.csv, .tsv, .parquet, .npz), for which a recipe is
    proposed.
    """
