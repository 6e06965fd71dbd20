"""renderer.py: one worker, the latest request wins, and nothing stops it."""

from threading import Event, current_thread

from seqtui.tui.widgets.renderer import Renderer


def test_the_latest_request_of_an_owner_wins_and_no_owner_starves():
    renderer, busy, free, done, ran = Renderer(), Event(), Event(), Event(), []

    def first():
        busy.set()
        free.wait(30)
        ran.append("first")

    renderer.request("chart", first)
    assert busy.wait(30)
    renderer.request("chart", lambda: ran.append("old"))
    renderer.request("other", lambda: ran.append("other"))
    renderer.request("chart", lambda: ran.append("new"))
    renderer.request("last", done.set)
    free.set()
    assert done.wait(30)
    assert ran == ["first", "new", "other"]


def test_a_drawing_that_fails_does_not_end_all_drawing(caplog):
    renderer, done, threads = Renderer(), Event(), []
    renderer.request("broken", lambda: 1 / 0)
    renderer.request("whole", lambda: (threads.append(current_thread()), done.set()))
    assert done.wait(30)
    assert threads[0].name == "seqtui-render"
    assert threads[0].daemon
    assert "A chart could not be drawn." in caplog.text


def test_what_is_dropped_is_not_drawn():
    renderer, busy, free, done, ran = Renderer(), Event(), Event(), Event(), []
    renderer.request("busy", lambda: (busy.set(), free.wait(30)))
    assert busy.wait(30)
    renderer.request("gone", lambda: ran.append("gone"))
    renderer.drop("gone")
    renderer.request("last", done.set)
    free.set()
    assert done.wait(30)
    assert ran == []
