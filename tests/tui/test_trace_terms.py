"""From a number to the number that it is made of, stage by stage, and back."""

from tests.tui.traced import Traced


def product(desk):
    """What the term in focus adds."""
    return desk.terms[desk.term].product


async def test_a_term_is_followed_to_the_value_behind_it_and_back(drive):
    async with drive((120, 40), source="lesson") as seen:
        traced = Traced(seen)
        desk = traced.desk
        await traced.enter()
        await traced.press("G", "enter", "enter")
        last = len(desk.stages) - 1
        assert (desk.at, desk.deep) == (last, True)
        sizes = [abs(one.product) for one in desk.terms]
        assert sizes == sorted(sizes, reverse=True)
        await traced.press("j")
        assert desk.term == 1
        term, began = desk.terms[1], desk.place
        await traced.press("enter")
        assert (desk.at, desk.place, desk.term) == (last - 1, term.place, 0)
        assert float(desk.stage.values[desk.place]) == term.value
        assert "leads back there" in seen.text
        way = [(last, began)]
        while desk.at:
            way.append((desk.at, desk.place))
            expected = desk.terms[0]
            await traced.press("enter")
            assert float(desk.stage.values[desk.place]) == expected.value
        assert not desk.deep
        for at, place in reversed(way):
            await traced.press("escape")
            assert (desk.at, desk.place, desk.deep) == (at, place, True)
        await traced.press("escape")
        assert (desk.at, desk.deep) == (last, False)
        assert seen.app.mode_screen.pane == "values"


async def test_the_cursor_stays_among_the_terms_and_on_the_screen(drive):
    async with drive((80, 24), source="lesson") as seen:
        traced = Traced(seen)
        await traced.enter()
        await traced.press("2", "j", "j", "enter", "enter")
        many = len(traced.desk.terms)
        assert many > 10
        await traced.press("k")
        assert traced.desk.term == 0
        await traced.press("G")
        assert traced.desk.term == many - 1
        assert f"term {many} of {many}, the largest first" in seen.text
        marked = [line for line in seen.lines if " > " in line[:4] or line[:3].endswith(">")]
        assert marked, seen.text
        await traced.press("right")
        assert traced.desk.term == 0


async def test_the_way_back_ends_where_another_stage_is_chosen(drive):
    async with drive((120, 40), source="lesson") as seen:
        traced = Traced(seen)
        await traced.enter()
        await traced.press("G", "enter", "enter", "enter")
        assert traced.desk.trail
        seen.app.mode_screen.focus_pane("stages")
        await traced.press("k")
        assert traced.desk.trail == ()
        assert not traced.desk.deep


async def test_where_there_are_no_terms_keys_say_so(drive, tmp_path):
    path = tmp_path / "upwards.toml"
    path.write_text(
        'input = { shape = [6, 2], dtype = "float32" }\n'
        '[[layers]]\nkind = "Conv1DTranspose"\nfilters = 2\nkernel_size = 2\n'
    )
    async with drive((80, 24), source=str(path)) as seen:
        traced = Traced(seen)
        await traced.enter()
        await traced.press("G", "enter", "enter")
        assert "No sum of a few terms" in seen.text
        await traced.press("j")
        assert "All of it is on the screen." in seen.text
        await traced.press("enter")
        assert "No term adds anything that could be followed." in seen.text
        await traced.press("escape")
        assert not traced.desk.deep


async def test_long_names_leave_the_map_both_its_axes(drive, tmp_path):
    rows = "\n".join(f"{n % 7},{n % 5},{n % 2}" for n in range(60))
    (tmp_path / "work" / "rows.csv").write_text(f"{'wide_' * 12}a,{'tall_' * 12}b,label\n{rows}\n")
    path = tmp_path / "work" / "rows.toml"
    path.write_text(
        '[data]\nsource = "rows.csv"\ntarget = "label"\n'
        '[[layers]]\nkind = "Dense"\nunits = 1\nactivation = "sigmoid"\n'
        '[compile]\noptimizer = "sgd"\nloss = "binary_crossentropy"\n'
    )
    async with drive((120, 40), source=str(path)) as seen:
        traced = Traced(seen)
        await traced.enter()
        await seen.shows("across: w")
        (line,) = (line for line in seen.lines if "across: w" in line)
        assert "up: t" in line
