"""Sentences of the main screen, made from values."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text

from seqtui.recipe import fixes
from seqtui.recipe.values import Obj
from seqtui.tui.rows import short_value, sizes
from seqtui.tui.widgets.status import fixed, seconds_words, short_metric

if TYPE_CHECKING:
    from seqtui.data.dataset import Dataset
    from seqtui.engine.state import TrainingState
    from seqtui.errors import SeqtuiError
    from seqtui.recipe.flow import LayerFlow
    from seqtui.recipe.values import FitSpec, Recipe
    from seqtui.runs.record import RecordView
    from seqtui.tui.desk import RunDesk
    from seqtui.tui.glyphs import Glyphs
    from seqtui.tui.session import Session


_WIDE = 100
_LEFT = len("  59 min 59 s left")  # kept free for it, so that no metric comes and goes with the time left


def detail(session: Session, row: int, glyphs: Glyphs, loading: str) -> Text:
    """What the focused row means; Keras's reason and remedy where it is refused."""
    position = session.layer_at(row)
    if position is None:
        return Text(
            data_sentence(session) if row == 0 else training_sentence(session.recipe, session.dataset)
        )
    spec = session.recipe.layers[position]
    found = session.layer_flow(position)
    lead = f"{position + 1} {spec.kind}: "
    if found is None:
        if session.data_error is not None:
            return Text(lead + "its shapes wait for the data, which could not be read.")
        return Text(lead + (loading or "its shapes are being asked of Keras."), style="dim")
    if found.error is not None:
        text = Text()
        text.append(f"{glyphs.failed} {lead}{found.error.message}".rstrip(), style="bold")
        text.append(f" {found.error.remedy}")
        if found.error.fix is not None:
            text.append(f" R: {fixes.words(found.error.fix)}.", style="bold")
        return text
    first = session.error.layer if session.error else 0
    sentences = {
        "blocked": f"waits for {f'layer {first}' if first else 'the input'}. It is kept as it is.",
        "disabled": "switched off: its input goes on as it came. - switches it on.",
    }
    return Text(lead + (sentences.get(found.state) or _ok_sentence(found, glyphs)))


def _ok_sentence(found: LayerFlow, glyphs: Glyphs) -> str:
    words = found.formula or (f"{found.params:,} parameters" if found.params else "no parameters")
    words = words.replace(" x ", f" {glyphs.times} ").rstrip(".") + "."
    if found.input_shape is not None and found.output_shape is not None:
        words += f" {sizes(found.input_shape, glyphs)} {glyphs.arrow} {sizes(found.output_shape, glyphs)}."
    return words


def data_sentence(session: Session) -> str:
    """The data row's sentence: what the rows are, or why there are none."""
    recipe, dataset = session.recipe, session.dataset
    if session.data_error is not None:
        return told(session.data_error)
    if recipe.data is None:
        return "No data set yet: Enter chooses one. Training needs it; shapes need it or an input shape."
    if dataset is None:
        return f"{recipe.data.source}: being read."
    return rows_sentence(dataset)


def rows_sentence(dataset: Dataset) -> str:
    """How many rows there are, what the target is, and what reading them involved."""
    words = {"binary": "2 classes", "multiclass": f"{len(dataset.class_names)} classes"}.get(
        dataset.task, "a number to predict"
    )
    names = f" ({', '.join(dataset.class_names)})" if 0 < len(dataset.class_names) <= 4 else ""
    rows = f"{len(dataset.x_train):,} rows to train on, {len(dataset.x_val):,} to validate"
    return " ".join([f"{rows}; target {dataset.target}: {words}{names}.", *dataset.notes])


def training_sentence(recipe: Recipe, dataset: Dataset | None) -> str:
    """The training row's sentence: what one epoch is."""
    loss = recipe.compile.loss
    metrics = ", ".join(one.name if isinstance(one, Obj) else one for one in recipe.compile.metrics)
    words = f"loss {loss.name if isinstance(loss, Obj) else loss}" + (
        f", metrics {metrics}" if metrics else ""
    )
    if dataset is not None:
        steps = -(-len(dataset.x_train) // recipe.fit.batch_size)
        words += f"; one epoch is {steps:,} steps"
    if recipe.fit.early_stopping is not None:
        told = " ".join(f"{name} {short_value(value)}" for name, value in recipe.fit.early_stopping.items())
        words += f"; stops early ({told})"
    return f"{words}; {'; '.join([*_besides(recipe.fit), f'seed {recipe.fit.seed}'])}."


def _besides(fit: FitSpec) -> list[str]:
    """What else a run depends on, where it is not as usual."""
    found = []
    if fit.reduce_lr_on_plateau is not None:
        found.append("learning rate falls on a plateau")
    if fit.class_weight is not None:
        weights = fit.class_weight
        told = "balanced" if isinstance(weights, str) else ", ".join(f"{a} {b:g}" for a, b in weights.items())
        found.append(f"class weights {told}")
    found += [fit.precision] if fit.precision != "float32" else []
    return [*found, f"on {fit.device}"] if fit.device != "auto" else found


def latest(view: RecordView, *, live: bool) -> tuple[tuple[str, str], ...]:
    """(name, value) of every metric; `*` marks the best epoch so far.

    A live run tells its newest step for training metrics; one that has ended tells its last epoch.
    """
    found: dict[str, str] = {}
    for name, values in view.values.items():
        if len(values) and (live or not view.epochs):
            found[short_metric(name)] = fixed(name, float(values[-1]))
    if view.epochs:
        last = view.epochs[-1]
        for name in sorted(last.metrics, key=partial(_place_of, tuple(view.values))):
            value = last.metrics[name]
            if name.startswith("val_") or not live:
                best = view.best(name)
                star = "*" if best is not None and best.epoch == last.epoch and len(view.epochs) > 1 else " "
                found[short_metric(name)] = fixed(name, value) + star
    return tuple(found.items())


def _place_of(order: tuple[str, ...], name: str) -> tuple[bool, int]:
    """Training metrics first, each kind in the recipe's order."""
    bare = name.removeprefix("val_")
    return name.startswith("val_"), order.index(bare) if bare in order else len(order)


def progress(desk: RunDesk, waiting: str, width: int) -> Text:
    """The run's line: epoch, metrics, time left; the step within the epoch where there is room or a pause."""
    if desk.queued:
        return Text(f"Queued: {waiting}", style="bold")
    if desk.starting:
        return Text("Training starts…")
    view, state = desk.view, desk.state
    if view is None:
        return Text("")
    if view.status == "failed" and not view.steps.size:
        return Text("No step was trained.", style="dim")
    text = Text(no_wrap=True, overflow="ellipsis")
    text.append(_place(state, view, steps=width >= _WIDE))
    live = state is not None and state.phase in {"running", "paused", "stopping"}
    tail = Text(f"  earlier run, {view.status}", style="dim") if state is None else _pace(state)
    room = width - 2 - text.cell_len
    kept, room = _fitting(latest(view, live=live), room - max(tail.cell_len, _LEFT if live else 0))
    running = state is not None and state.phase == "running"
    for name, value in kept:
        # Four times a second the line is sent whole, and each change of colour costs as much as five cells.
        text.append(f"  {name} ", style="" if running else "dim")
        text.append(value)
    text.append_text(tail)
    if state is not None and running and state.steps_per_second:
        speed = f"  {state.steps_per_second:,.0f} steps/s"
        text.append(speed if len(speed) <= room else "")
    return text


def _fitting(metrics: tuple[tuple[str, str], ...], room: int) -> tuple[tuple[tuple[str, str], ...], int]:
    """The metrics that have room, losses and validation before the others, and what room they leave."""
    kept: set[str] = set()
    for name, value in sorted(
        metrics, key=lambda pair: ("loss" not in pair[0], not pair[0].startswith("val_"))
    ):
        size = len(name) + len(value) + 3
        if size <= room:
            kept.add(name)
            room -= size
    return tuple(pair for pair in metrics if pair[0] in kept), room


def _pace(state: TrainingState) -> Text:
    """Time left while it runs, else what it does; an end is told by the words below."""
    if state.phase in {"finished", "failed", "stopped"}:
        return Text()
    if state.phase != "running":
        return Text(f"  {state.phase}", style="bold")
    return Text(f"  {seconds_words(state.seconds_left)} left" if state.seconds_left is not None else "")


def _place(state: TrainingState | None, view: RecordView, *, steps: bool) -> str:
    """Epoch and step, each as wide as it will ever be."""
    if state is None:
        return f"epoch {view.epochs[-1].epoch}/{view.planned_epochs}" if view.epochs else ""
    # After early stopping the state stands at an epoch that never began.
    epoch = view.epochs[-1].epoch if state.phase == "finished" and view.epochs else state.epoch
    words = f"epoch {epoch:>{len(str(state.epochs))}}/{state.epochs}"
    if state.phase == "paused" or (steps and state.phase == "running"):
        step = max(0, state.step - (state.epoch - 1) * state.steps_per_epoch)
        words += f" {step:>{len(str(state.steps_per_epoch))}}/{state.steps_per_epoch}"
    return words


_PAUSED = "Paused: {runs.pause} goes on, {runs.step} one step, {runs.epoch} one epoch, {runs.stop} stops."
_ELSEWHERE = "Under way in another process, or was until a moment ago; followed here."
_T_DOES = {
    "continue": "{runs.train} continues.",
    "train on": "{runs.train} trains on.",
    "train": "{runs.train} trains anew.",
}


def before_training(session: Session) -> str:
    """What must be done before anything can be trained, as `keys.spelled` reads it; "" where nothing must."""
    if session.recipe.data is None:
        return "Choose some data in the Data row first: {layers.edit} opens it."
    if not any(spec.enabled for spec in session.recipe.layers):
        return "Add a layer first: {layers.add_after} opens the palette."
    if session.error is not None and not session.flow_pending:
        return f"Layer {session.error.layer} must fit first: its row says how."
    return ""


def outcome(desk: RunDesk, train: str) -> Text:
    """The run in words: why it failed, what it learned, and what to press next, as `keys.spelled` reads it.

    Args:
        desk: The run.
        train: What the footer calls `t` now.
    """
    state = desk.state
    error = desk.error or (state.error if state is not None else None)
    if error is not None:
        return failure(error.title, error.cause, error.remedy)
    if desk.view is None:
        return Text("")
    words = desk.view.epochs[-1].observation if desk.view.epochs else ""
    phase = state.phase if state is not None else desk.view.status
    then = _T_DOES.get(train, "")
    lead = {
        "starting": "Preparing the run: data, model, files.",
        "compiling": "Keras builds the model and TensorFlow traces the first step: a second or two.",
        "paused": _PAUSED,
        "finished": f"{_ending(desk)} {_came_of_it(desk.view)}{then}",
        "interrupted": f"Interrupted. {then}",
        "stopped": f"Stopped and kept. {then}",
    }.get(phase, "")
    if state is None and phase in {"running", "paused"}:
        lead = _ELSEWHERE
    return Text(f"{lead} {words}".strip())


def _came_of_it(view: RecordView) -> str:
    """What the model can do at the end, where a share of right answers says it."""
    if not view.epochs:
        return ""
    last = view.epochs[-1].metrics
    for name, rows in (("val_", "unseen rows"), ("", "training rows")):
        for metric, value in last.items():
            if metric.startswith(name) and short_metric(metric) == f"{name}acc" and math.isfinite(value):
                return f"Right on {100 * value:.1f} % of {rows}. "
    return ""


def _ending(desk: RunDesk) -> str:
    """Finished, or why it ended before its last epoch."""
    view = desk.view
    if view is None or not view.epochs or view.epochs[-1].epoch >= view.planned_epochs:
        return "Finished."
    found = desk.recipe.fit.early_stopping if desk.recipe is not None else None
    monitor = found.get("monitor", "val_loss") if found is not None else "the monitored metric"
    return f"Stopped early after epoch {view.epochs[-1].epoch}: {monitor} no longer improved."


def told(error: SeqtuiError) -> str:
    """A failure in one line: title, cause, remedy."""
    return failure(error.title, error.cause, error.remedy).plain


def failure(title: str, cause: str, remedy: str) -> Text:
    """A failure in one paragraph: title, cause, remedy."""
    text = Text()
    text.append(title.rstrip(".") + ".", style="bold")
    text.append(f" {cause} {remedy}")
    return text
