"""The tables of commands that belong to one mode alone: Practice and Trace."""

from __future__ import annotations

from seqtui.tui.command import Command


def practice() -> tuple[Command, ...]:
    """Practice: the menu, a question, after the answer, an exercise."""
    letters = tuple(
        Command(f"question.choose_{letter}", "question", (letter, str(number)), f"choose {letter}",
                f"Choose option {letter.upper()}; pressed again, it is handed in.", palette=False)
        for number, letter in enumerate("abcde", 1)
    )  # fmt: skip
    ratings = (
        ("again", "You did not know it: it comes back at once."),
        ("hard", "You knew it with trouble."),
        ("good", "You knew it."),
        ("easy", "You knew it at once."),
    )
    return (
        Command("practice.start", "practice", ("enter",), "begin", "Begin what the cursor is on.", 1,
                palette=False),
        *letters,
        Command("question.submit", "submit", ("enter",), "submit", "Hand the answer in.", 1, palette=False),
        Command("question.hint", "question", ("h",), "hint", "Show a hint; the answer then counts as hard.",
                2, palette=False),
        Command("question.solution", "question", ("s",), "solution",
                "Show the solution; the question comes back soon.", 3, palette=False),
        Command("question.dont_know", "question", ("i",), "I don't know",
                "See the answer; the question comes back soon.", 4, palette=False),
        Command("question.next", "answered", ("enter",), "next", "Take the marked rating and go on.", 1,
                palette=False),
        *(Command(f"question.{name}", "answered", (str(number),), name, f"Rate it {name} and go on: {words}",
                  palette=False)
          for number, (name, words) in enumerate(ratings, 1)),
        Command("question.undo", "taken_back", ("u",), "undo", "Take the last answer back and give it again.",
                7, palette=False),
        Command("question.open_model", "problem", ("o",), "see it in Build",
                "Open this question's model in Build; Practice keeps the question.", 6, palette=False),
        Command("exercise.hand_in", "exercise", ("H",), "hand in",
                "Hand in the model that an exercise asked for.", 1, palette=False),
        Command("practice.close", "page", ("enter",), "back", "Back to the menu.", 1, palette=False),
        Command("practice.again", "page", ("r",), "missed ones again", "Ask once more what you missed.", 2,
                palette=False),
        Command("practice.go_on", "everywhere", (), "go on", "Go on with the practice that was left."),
        Command("practice.begin", "everywhere", (), "practice session",
                "Ten questions: what is due, then new skills."),
        Command("practice.review", "everywhere", (), "review queue", "What is due for review, nothing else."),
        Command("practice.drill", "everywhere", (), "drill a skill", "Up to ten questions of one skill."),
        Command("practice.quiz", "everywhere", (), "quiz on this model",
                "Three questions on the model that is open."),
        Command("practice.challenge", "everywhere", (), "timed challenge",
                "Five problems by the clock, a badge where all are right."),
        Command("practice.exam", "everywhere", (), "exam", "Ten questions without help, and a verdict."),
        Command("practice.progress", "everywhere", (), "practice progress",
                "What is due, what is known, what is weakest, and the time spent."),
    )  # fmt: skip


def trace() -> tuple[Command, ...]:
    """Trace: stages, values, the map, probes."""
    return (
        Command("trace.before", "stages", ("left",), "sample", "Trace the sample before.", 8, palette=False),
        Command("trace.after", "stages", ("right",), "next", "Trace the next sample.", palette=False),
        Command("trace.next_sample", "trace", ("n",), "next sample", "Trace the next sample.", 13),
        Command("trace.sample_before", "trace", ("N",), "sample before", "Trace the sample before."),
        Command("trace.left", "values", ("left",), "value", "Look at the value before.", 8, palette=False),
        Command("trace.right", "values", ("right",), "next value", "Look at the next value.", palette=False),
        Command("trace.channel_after", "values", ("]",), "channel", "Look at the next channel.", 16),
        Command("trace.channel_before", "values", ("[",), "channel before", "Look at the channel before."),
        Command("trace.more", "values", ("+", "="), "more", "What if: a step more of this input value.", 11),
        Command("trace.less", "values", ("-",), "less", "What if: a step less of this input value.", 11),
        Command(
            "trace.paint",
            "values",
            ("v",),
            "paint",
            "What if: this input value at its greatest, or at its least again.",
            10,
        ),
        Command(
            "trace.deeper",
            "trace",
            ("enter",),
            "deeper",
            "Go into the stage, a value's sum, a term of it, a mistake; on an input value: change it.",
            9,
        ),
        Command(
            "trace.plane_left",
            "plane",
            ("left",),
            "walk",
            "What if: a little further left.",
            8,
            palette=False,
        ),
        Command(
            "trace.plane_right",
            "plane",
            ("right",),
            "walk right",
            "What if: a little further right.",
            palette=False,
        ),
        Command(
            "trace.plane_up", "plane", ("up", "k"), "walk up", "What if: a little further up.", palette=False
        ),
        Command(
            "trace.plane_down",
            "plane",
            ("down", "j"),
            "walk down",
            "What if: a little further down.",
            palette=False,
        ),
        Command(
            "trace.plane_home",
            "plane",
            ("g", "home"),
            "back",
            "Go back to the sample itself.",
            11,
            palette=False,
        ),
        Command(
            "trace.plane_nearest",
            "plane",
            ("G", "end"),
            "nearest",
            "Trace the sample nearest to this place on the map.",
            10,
            palette=False,
        ),
        Command(
            "trace.metric_before",
            "training",
            ("left",),
            "metric",
            "Draw the metric before.",
            8,
            palette=False,
        ),
        Command(
            "trace.metric_after",
            "training",
            ("right",),
            "next metric",
            "Draw each metric alone, one after the other, or all.",
            palette=False,
        ),
        Command(
            "trace.page_before", "probes", ("left",), "pages", "Turn to the page before.", 8, palette=False
        ),
        Command(
            "trace.page_after", "probes", ("right",), "next page", "Turn to the next page.", palette=False
        ),
        Command(
            "trace.mistake",
            "trace",
            ("m",),
            "mistakes",
            "Trace the next sample that is classed wrong, the most confident first.",
            12,
        ),
        Command(
            "trace.any_mistake",
            "trace",
            ("M",),
            "any mistake",
            "Trace a sample at random that is classed wrong.",
        ),
        Command("trace.hold", "trace", ("h",), "hold", "Hold this sample beside the next, or let it go.", 13),
        Command(
            "trace.probes",
            "trace",
            ("p",),
            "probes",
            "Measure weights, outputs, gradients, dead units, classes and mistakes.",
            14,
        ),
        Command(
            "trace.training",
            "trace",
            ("c",),
            "training",
            "Look at the training: its curves, its epochs, what they mean.",
            14,
        ),
        Command(
            "trace.untrained",
            "trace",
            ("b",),
            "before",
            "Show beside it what the same sample gave before training.",
            15,
        ),
        Command("trace.reset", "trace", ("r",), "reset", "Take the sample's own values again.", 17),
        Command(
            "trace.training_mode",
            "trace",
            ("d",),
            "as in training",
            "Have layers behave as in training (Dropout on), or as in use again.",
            18,
        ),
        Command(
            "trace.shapes",
            "trace",
            ("s",),
            "shapes",
            "Tell shapes as Keras writes them, or as rows x features.",
            19,
        ),
    )
