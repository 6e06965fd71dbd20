"""The compiled loop on hand-built models: what a bad batch looks like, and what it leaves untouched."""

import numpy as np
import pytest

from seqtui.engine import ensure_loaded

BATCH = 10


@pytest.fixture
def loop():
    """A train function over ten batches of a model that cannot learn, so that a bad batch spoils no other."""

    def make(x, y, loss="mean_squared_error", metrics=("mae",), batches=10):
        ensure_loaded()
        import keras

        from seqtui.engine.feed import Feed
        from seqtui.engine.stepping import TrainFunction

        layer = keras.layers.Dense(1, kernel_initializer="ones", trainable=False)
        model = keras.Sequential([keras.Input((2,)), layer])
        model.compile("sgd", loss, metrics=list(metrics))
        model._symbolic_build(data_batch=(x[:1], y[:1]))
        model.reset_metrics()
        train = TrainFunction(model, Feed(x, y, BATCH))
        train.steps = batches
        return model, train

    return make


@pytest.fixture
def arrays():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(100, 2)).astype("float32")
    return x, (x.sum(axis=1, keepdims=True) + 1).astype("float32")  # a loss of 1 in every batch


@pytest.mark.filterwarnings("ignore:The model does not have any trainable weights")
class TestPoints:
    def test_a_bad_batch_is_one_point_and_no_decay(self, loop, arrays):
        x, y = arrays
        y[40:50] += 1e4
        model, train = loop(x, y)
        train(None)
        losses = [point.values[0] for point in train.points]
        assert [point.step for point in train.points] == list(range(1, 11))
        assert losses[4] > 1e7
        np.testing.assert_allclose(losses[:4] + losses[5:], 1.0, rtol=1e-3)
        # Keras's own mean over the epoch counts it, as it should.
        assert float(model.get_metrics_result()["loss"]) > 1e6

    @pytest.mark.parametrize("bad", [np.nan, np.inf])
    def test_what_is_not_finite_shows_at_its_step_alone(self, loop, arrays, bad):
        x, y = arrays
        y[45] = bad
        _, train = loop(x, y)
        train.every = 100
        train(None)
        assert [point.step for point in train.points] == [4, 5, 10]
        before, at, after = [point.values for point in train.points]
        assert not np.isfinite(at[0])
        np.testing.assert_allclose([before, after], 1.0, rtol=1e-3)

    def test_a_point_is_the_mean_of_its_batches(self, loop, arrays):
        x, y = arrays
        y += np.repeat(np.arange(10, dtype="float32"), 10)[:, None]
        _, train = loop(x, y)
        train.every = 4
        train(None)
        assert [point.step for point in train.points] == [4, 8, 10]
        np.testing.assert_allclose([point.values[1] for point in train.points], [2.5, 6.5, 9.5], rtol=1e-3)

    def test_calls_of_any_size_come_to_the_same_metrics_bit_for_bit(self, loop, arrays):
        x, y = arrays
        y *= np.random.default_rng(2).normal(size=y.shape).astype("float32")
        results = []
        for sizes in ([10], [1] * 10, [3, 4, 3]):
            model, train = loop(x, y, metrics=("mae", "r2_score", "cosine_similarity"))
            for train.steps in sizes:
                train(None)
            results.append({name: float(value) for name, value in model.get_metrics_result().items()})
        assert results[0] == results[1] == results[2]

    def test_no_call_goes_past_the_end_of_the_epoch(self, loop, arrays):
        _, train = loop(*arrays, batches=7)
        train(None)
        train(None)
        assert (train.position, train.ran) == (10, 3)
        logs = train(None)
        assert train.ran == 0
        assert train.points == ()
        assert set(logs) == {"loss", "mae"}


def test_the_order_depends_on_seed_and_epoch_alone():
    ensure_loaded()
    from seqtui.engine.feed import shuffled

    orders = {(seed, epoch): tuple(shuffled(50, seed, epoch)) for seed in (0, 1) for epoch in (0, 1)}
    assert len(set(orders.values())) == 4
    assert tuple(shuffled(50, 1, 1)) == orders[1, 1]
    assert all(sorted(order) == list(range(50)) for order in orders.values())
