import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqtui.data import text


@given(
    st.lists(
        st.lists(
            st.sampled_from(["", "1", "a b", "x,y", 'say "hi"', "two\nlines", '"']), min_size=3, max_size=3
        )
    ),
    st.integers(1, 60),
)
def test_even_tables_are_seen_as_even_whatever_the_size_of_a_chunk(cells, chunk):
    target = io.StringIO(newline="")
    csv.writer(target).writerows([["p", "q", "r"], *cells])
    data = target.getvalue().encode()
    before, text._CHUNK = text._CHUNK, chunk
    try:
        assert text.is_even(data, ",", 3)
        assert not text.is_even(data, ",", 2)
    finally:
        text._CHUNK = before


@pytest.mark.parametrize(
    "data",
    [
        b"a,b\n1,2\n3\n",
        b"a,b\n1\n3,4\n",
        b"a,b\n1,2,3\n4,5\n",
        b'a,b\n"1,2\n3,4\n',
        b"a,b\n1,2\n3",
        b"a,b,c\n",
    ],
)
def test_uneven_tables_are_not_even(data):
    for chunk in (1, 5, 1000):
        before, text._CHUNK = text._CHUNK, chunk
        try:
            assert not text.is_even(data, ",", 2)
        finally:
            text._CHUNK = before


def test_numbers_in_the_first_line_mean_that_there_is_no_header():
    assert text.layout(b"a,b\n1,2\n", "f.csv").header
    assert text.layout(b"a,b\nc,d\n", "f.csv").header
    assert not text.layout(b"1.5,b\n2.5,c\n", "f.csv").header


def test_a_comma_in_decimals_or_text_does_not_hide_the_real_delimiter():
    assert text.layout(b"a;b\n1,5;2,5\n3,5;4,5\n", "f.csv").delimiter == ";"
    assert text.layout(b'a,b\n"x; y",2\nz,3\n', "f.csv").delimiter == ","
