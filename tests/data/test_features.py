import numpy as np

from seqtui.data.features import encode
from seqtui.data.table import Column, category, number

TRAIN, HELD = np.arange(6), np.arange(6, 9)


def test_gaps_take_the_median_of_the_training_rows():
    column = number("age", np.array([1, 2, np.nan, 3, 4, 10, 500, np.nan, 600]))
    encoded = encode(column, TRAIN, HELD)
    assert encoded.train[:, 0].tolist() == [1, 2, 3, 3, 4, 10]
    assert encoded.held[:, 0].tolist() == [500, 3, 600]
    assert encoded.notes == ("age: 2 gaps filled with the median of the training rows, 3.",)


def test_gaps_of_a_boolean_take_its_commonest_value():
    values = np.array([1, 1, 1, 0, np.nan, 1, 0, 0, np.nan])
    encoded = encode(Column("member", "boolean", values, ("no", "yes")), TRAIN, HELD)
    assert encoded.train[4, 0] == encoded.held[2, 0] == 1
    assert encoded.notes[0].endswith("the commonest value of the training rows, yes.")


def test_a_boolean_half_yes_half_no_never_gets_a_half():
    values = np.array([1, 0, 1, 0, np.nan, np.nan, 1, 1, 1])
    encoded = encode(Column("member", "boolean", values, ("no", "yes")), TRAIN, HELD)
    assert set(encoded.train[:, 0]) <= {0.0, 1.0}


def test_categories_of_training_rows_become_features_and_gaps_one_more():
    column = category("plan", ["pro", "basic", "", "pro", "team", "pro", "basic", "gold", ""])
    encoded = encode(column, TRAIN, HELD)
    assert encoded.names == ("plan=basic", "plan=pro", "plan=team", "plan=missing")
    assert encoded.train[2].tolist() == [0, 0, 0, 1]
    assert encoded.held.tolist() == [[1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1]]
    assert "plan: 2 gaps kept as a category of their own." in encoded.notes
    assert "plan: 1 validation row with a value unseen in training rows." in encoded.notes


def test_gaps_in_validation_rows_alone_make_no_feature():
    column = category("plan", ["pro", "basic", "pro", "pro", "basic", "pro", "basic", "", ""])
    encoded = encode(column, TRAIN, HELD)
    assert encoded.names == ("plan=basic", "plan=pro")
    assert encoded.held.tolist() == [[1, 0], [0, 0], [0, 0]]


def test_of_very_many_categories_the_commonest_are_kept():
    words = [f"w{index:02d}" for index in range(60)]
    column = category("word", [*words[:50], *words[50:], *words[10:]])
    encoded = encode(column, np.arange(110), np.arange(0))
    assert len(encoded.names) == 50
    assert "word=w59" in encoded.names
    assert "word=w00" not in encoded.names


def left_out(column, **more):
    return encode(column, TRAIN, HELD, **more).left_out


def test_what_is_left_out_and_why():
    nine = np.arange(9)
    gone = np.full(9, np.nan)
    assert "no value" in left_out(number("a", gone))
    assert "no value" in left_out(number("a", np.where(nine < 6, np.nan, nine)))
    assert "same value" in left_out(number("a", np.where(nine < 6, 4.0, nine)))
    assert "same value" in left_out(category("a", ["x"] * 6 + ["y"] * 3))
    assert left_out(category("a", ["x", ""] * 4 + ["y"])) == ""
    assert "dates" in left_out(Column("a", "date", np.ones(9)))
    assert "identifier" in left_out(Column("a", "text", np.ones(9)))
    assert "lists" in left_out(Column("a", "nested", np.ones(9)))


def test_row_numbers_and_identifiers_are_left_out_unless_asked_for():
    rng = np.random.default_rng(0)
    train, held = np.split(rng.permutation(40), [30])

    def reason(name, values, **more):
        return encode(number(name, values), train, held, **more).left_out

    shuffled = rng.permutation(40) * 7.0
    assert "row number" in reason("whatever", np.arange(40) + 1.0)
    assert "identifier" in reason("customer_id", shuffled)
    assert "identifier" in reason("PassengerId", shuffled)
    assert reason("distance", shuffled) == ""
    assert reason("customer_id", np.where(shuffled > 50, 3.0, shuffled)) == ""
    assert reason("customer_id", shuffled, asked_for=True) == ""


def test_left_out_is_noted_with_the_columns_name():
    assert encode(Column("joined", "date", np.ones(9)), TRAIN, HELD).notes == (
        "joined: left out, it holds dates.",
    )
