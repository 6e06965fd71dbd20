"""What the tests of Trace mode share: going there, waiting for the worker, and what can be seen."""


async def entered(seen):
    """Goes from Build to Trace, until a sample is traced and what the model says of it is told."""
    await seen.shapes()
    await seen.press("2")
    await seen.shows("0 Input")
    await seen.shows("predicted")


class Traced:
    """Trace mode of a driven app."""

    def __init__(self, seen):
        self.seen = seen
        self.desk = seen.app.groups["trace"].tracing

    @property
    def stages(self):
        return self.desk.stages

    @property
    def over(self):
        """Whether a dialog lies over the panes."""
        return self.seen.app.screen is not self.seen.app.mode_screen

    async def enter(self):
        """From Build, until the sample is traced."""
        await self.seen.shapes()
        await self.seen.press("2")
        await self.seen.until(lambda: self.stages, "the trace")
        await self.settled()

    async def settled(self):
        """Until every answer has come and the map has the size that the screen has."""
        pane = self.seen.app.mode_screen.query_one("#plane")

        def calm():
            desk = self.desk
            return (
                not desk.pending
                and not desk.probing
                and desk.plane == pane.wanted()
                and (
                    desk.seen is None
                    or (desk.seen.wanted.at, desk.seen.wanted.place) == (desk.at, desk.place)
                )
            )

        await self.seen.until(calm, "the worker's answer")

    async def press(self, *keys):
        """Presses keys one by one, each once the one before is answered."""
        for key in keys:
            await self.seen.press(key)
            await self.settled()

    async def trained(self):
        """Trains, until the run has ended and its last weights are traced."""
        app = self.seen.app
        await self.seen.press("t")
        await self.seen.until(lambda: app.desk.training is not None, "the run")
        await self.seen.until(app.desk.training.done.is_set, "its end")
        await self.seen.until(lambda: self.desk.current.step == app.desk.state.step, "the newest weights")

    def cells(self):
        """Everything that can be seen: characters and how they are drawn."""
        strips = self.seen.app.screen._compositor.render_strips()
        return [[(one.text, one.style) for one in strip] for strip in strips]
