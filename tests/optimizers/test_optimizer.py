"""What all optimizers share: hyperparameters, slots, clipping, errors, weights, configurations."""

import copy

import numpy as np
import pytest

from litkeras import optimizers
from litkeras.backend.choices import clip
from litkeras.backend.tape import GradientTape
from litkeras.backend.functions import function
from litkeras.backend.reductions import sum as reduce_sum
from litkeras.backend.tensors import placeholder
from litkeras.backend.variables import Variable
from litkeras.optimizers import (
    SGD,
    Adadelta,
    Adagrad,
    Adam,
    Adamax,
    Ftrl,
    Nadam,
    Optimizer,
    RMSprop,
)
from litkeras.optimizers.schedules import (
    ExponentialDecay,
    InverseTimeDecay,
    PiecewiseConstantDecay,
    PolynomialDecay,
)

ALL = [SGD, RMSprop, Adam, Adagrad, Adadelta, Adamax, Nadam, Ftrl]


def test_hyperparameters_are_attributes():
    optimizer = Adam(0.5)
    assert optimizer.lr is optimizer.learning_rate and float(optimizer.lr) == 0.5
    optimizer.lr = 0.25
    optimizer.beta_1 = 0.5
    assert float(optimizer.learning_rate) == 0.25 and optimizer.get_config()["beta_1"] == 0.5
    assert {"lr", "learning_rate", "beta_2"} <= set(dir(optimizer))
    with pytest.raises(AttributeError, match="'Adam' object has no attribute 'rho'"):
        optimizer.rho  # noqa: B018


def test_hyperparameters_may_be_functions():
    rates = iter([1.0, 2.0])
    w, optimizer = Variable(0.0), SGD(lambda: next(rates))
    optimizer.apply_gradients([(1.0, w)])
    optimizer.apply_gradients([(1.0, w)])
    assert float(w) == -3.0


def test_a_schedule_can_be_assigned_and_replaced():
    w, optimizer = Variable(0.0), SGD(1.0)
    optimizer.apply_gradients([(1.0, w)])
    optimizer.learning_rate = PiecewiseConstantDecay([1], [10.0, 100.0])
    optimizer.apply_gradients([(1.0, w)])  # step 1: 10
    optimizer.apply_gradients([(1.0, w)])  # step 2: 100
    assert float(w) == -111.0


def test_lr_and_decay_keywords():
    w, optimizer = Variable(0.0), SGD(lr=1.0, decay=1.0)
    for _ in range(3):
        optimizer.apply_gradients([(1.0, w)])
    assert float(w) == pytest.approx(-(1 + 1 / 2 + 1 / 3))


SLOTS = {
    SGD: [],
    RMSprop: ["rms"],
    Adam: ["m", "v"],
    Adagrad: ["accumulator"],
    Adadelta: ["accum_grad", "accum_var"],
    Adamax: ["m", "v"],
    Nadam: ["m", "v"],
    Ftrl: ["accumulator", "linear"],
}


@pytest.mark.parametrize("cls", ALL)
def test_slots_are_named_and_ordered_as_in_keras(cls):
    kernel = Variable(np.ones((2, 2)), name="dense/kernel")
    bias = Variable(np.ones(2), name="dense/bias")
    optimizer, name = cls(), cls.__name__
    optimizer.apply_gradients([(np.ones((2, 2)), kernel), (np.ones(2), bias)])
    pairs = [(v, slot) for slot in SLOTS[cls] for v in ("kernel", "bias")]
    if cls is Ftrl:  # the only one that goes variable by variable
        pairs.sort(key=lambda pair: pair[0] == "bias")
    cache = [f"{name}/momentum_cache:0"] if cls is Nadam else []
    expected = [f"{name}/iter:0", *cache, *(f"{name}/dense/{v}/{slot}:0" for v, slot in pairs)]
    assert [w.name for w in optimizer.weights] == expected
    assert optimizer.variables() == optimizer.weights
    assert optimizer.get_slot_names() == SLOTS[cls]
    assert not any(w.trainable for w in optimizer.weights)


@pytest.mark.parametrize("cls", ALL)
def test_weights_carry_the_state_over(cls):
    rng = np.random.default_rng(0)
    gradients = rng.normal(size=(6, 3)).astype("float32")
    once = Variable(np.zeros(3, "float32"))
    optimizer = cls(0.1)
    for g in gradients:
        optimizer.apply_gradients([(g, once)])
    twice, first, second = Variable(np.zeros(3, "float32")), cls(0.1), cls(0.1)
    for g in gradients[:3]:
        first.apply_gradients([(g, twice)])
    second._create_all_weights([twice])
    second.set_weights(first.get_weights())
    for g in gradients[3:]:
        second.apply_gradients([(g, twice)])
    np.testing.assert_allclose(once.numpy(), twice.numpy(), rtol=1e-6)
    assert int(second.iterations) == 6 and isinstance(second.get_weights()[1:], list)


def test_set_weights_says_what_is_wrong():
    optimizer, w = Adam(), Variable([1.0, 2.0])
    with pytest.raises(ValueError, match="length 3.*expecting 0 weights.*first step"):
        optimizer.set_weights([0, np.zeros(2), np.zeros(2)])
    optimizer.apply_gradients([([1.0, 1.0], w)])
    with pytest.raises(ValueError, match=r"Adam/Variable/v:0 of shape \(2,\).*shape \(3,\)"):
        optimizer.set_weights([0, np.zeros(2), np.zeros(3)])


def test_set_weights_takes_those_of_keras_1():
    w = Variable([1.0, 2.0])
    rms = RMSprop()
    rms._create_all_weights([w])
    rms.set_weights([np.array([3.0, 4.0])])
    np.testing.assert_array_equal(rms.get_weights()[1], [3, 4])
    adam = Adam()
    adam._create_all_weights([w])
    adam.set_weights([7, np.ones(2), np.ones(2) * 2, np.ones(2) * 3])
    assert int(adam.iterations) == 7 and adam.get_weights()[2][0] == 2


def test_missing_gradients():
    v, w = Variable(1.0, name="v"), Variable(1.0, name="w")
    with pytest.raises(
        ValueError, match=r"No gradients provided for any variable: \['v:0', 'w:0'\]"
    ):
        SGD().apply_gradients([(None, v), (None, w)])
    with pytest.warns(UserWarning, match=r"do not exist for variables \['v:0'\]"):
        SGD(1.0).apply_gradients([(None, v), (1.0, w)])
    assert float(v) == 1.0 and float(w) == 0.0
    assert SGD().apply_gradients([]) is None


@pytest.mark.parametrize(
    "pairs, error, match",
    [
        (lambda w: [(w, 1.0)], TypeError, "swapped"),
        (lambda w: [1.0], TypeError, r"expected \(gradient, variable\) pairs.*zip"),
        (lambda w: [(1.0, np.ones(2))], TypeError, "received a ndarray"),
        (lambda w: [([1.0, 2.0, 3.0], w)], ValueError, r"shape \(2,\).*shape \(3,\)"),
        (lambda w: [(1, Variable(1, name="n"))], ValueError, "n:0.*int"),
    ],
)
def test_malformed_pairs(pairs, error, match):
    with pytest.raises(error, match=match):
        SGD().apply_gradients(pairs(Variable([1.0, 2.0])))


@pytest.mark.parametrize(
    "make, error, match",
    [
        (
            lambda: SGD(rate=1),
            TypeError,
            "Unexpected keyword argument passed to optimizer SGD: rate",
        ),
        (lambda: SGD(clipnorm=-1), ValueError, "clipnorm >= 0, received -1"),
        (lambda: SGD(decay=-1), ValueError, "decay >= 0"),
        (lambda: SGD(clipnorm=1.0, global_clipnorm=1.0), ValueError, "both clipnorm"),
        (lambda: SGD(momentum=1.5), ValueError, r"between \[0, 1\], received 1.5"),
        (lambda: RMSprop(momentum=-0.5), ValueError, r"between \[0, 1\]"),
        (lambda: SGD("0.1"), TypeError, "expected a number as learning_rate, received '0.1'"),
        (lambda: Adagrad(initial_accumulator_value=-1), ValueError, "non-negative: -1"),
        (lambda: Nadam(ExponentialDecay(1.0, 1, 0.5)), ValueError, "does not support"),
        (lambda: Ftrl(learning_rate_power=0.5), ValueError, "negative or zero. Received: 0.5"),
        (lambda: Ftrl(beta=-1), ValueError, "`beta` needs to be positive or zero"),
    ],
)
def test_wrong_arguments(make, error, match):
    with pytest.raises(error, match=match):
        make()


def test_minimize_needs_a_tape_or_a_function():
    with pytest.raises(ValueError, match="`tape` is required"):
        SGD().minimize(Variable(1.0) * 2, [])
    w = Variable(3.0)
    with GradientTape() as tape:
        loss = w * w
    SGD(0.5).minimize(loss, lambda: [w], tape=tape)
    assert float(w) == 0.0


def test_grad_loss_weighs_the_gradient():
    w = Variable(1.0)
    SGD(1.0).minimize(lambda: 2 * w, [w], grad_loss=10.0)
    assert float(w) == -19.0


def test_clipping(backend):
    g, h = np.array([3.0, 4.0], "float32"), np.array([0.0, 12.0], "float32")

    def stepped(**kw):
        v, w = Variable(np.zeros(2, "float32")), Variable(np.zeros(2, "float32"))
        SGD(1.0, **kw).apply_gradients([(g, v), (h, w)])
        return -v.numpy(), -w.numpy()

    np.testing.assert_allclose(stepped(clipvalue=3.5), [[3, 3.5], [0, 3.5]])
    np.testing.assert_allclose(stepped(clipnorm=10.0), [g, [0, 10]], rtol=1e-6)
    np.testing.assert_allclose(stepped(global_clipnorm=6.5), [g / 2, h / 2], rtol=1e-6)
    np.testing.assert_allclose(stepped(clipnorm=0.0), [[0, 0], [0, 0]])


def test_aggregator_then_clipping_then_transformers():
    w = Variable(0.0)
    optimizer = SGD(
        1.0,
        clipvalue=5.0,
        gradient_aggregator=lambda pairs: [(g * 100, v) for g, v in pairs],
        gradient_transformers=[lambda pairs: [(g + 1, v) for g, v in pairs]],
    )
    optimizer.apply_gradients([(1.0, w)])
    assert float(w) == -6.0
    optimizer.apply_gradients([(1.0, w)], experimental_aggregate_gradients=False)
    assert float(w) == -8.0


def test_constraint_is_applied_after_the_step(backend):
    w = Variable([1.0, 2.0], constraint=lambda w: clip(w, 0.0, None))
    SGD(1.5).apply_gradients([([1.0, 1.0], w)])
    np.testing.assert_array_equal(w.numpy(), [0, 0.5])


def test_a_rule_written_for_keras(backend):
    class Sign(Optimizer):
        def __init__(self, learning_rate=0.1, name="Sign", **kwargs):
            super().__init__(name, **kwargs)
            self._set_hyper("learning_rate", learning_rate)

        def _create_slots(self, var_list):
            for var in var_list:
                self.add_slot(var, "seen")

        def _resource_apply_dense(self, grad, var, apply_state=None):
            self.get_slot(var, "seen").assign_add(grad)
            var.assign_sub(self._decayed_lr(var.dtype) * grad / abs(grad))

    w, x = Variable([1.0, 1.0]), placeholder((2,))
    optimizer = Sign(0.5)
    loss = reduce_sum(w * x)
    function([x], [loss], optimizer.get_updates(loss, [w]))([np.array([3.0, -2.0])])
    np.testing.assert_allclose(w.numpy(), [0.5, 1.5])
    np.testing.assert_allclose(optimizer.get_weights()[1], [3, -2])
    with pytest.raises(NotImplementedError, match="Optimizer must override _update"):
        Optimizer("Nothing").apply_gradients([(1.0, Variable(1.0))])


def test_get_gradients_refuses_a_variable_without_one():
    v, w = Variable(1.0, name="v"), Variable(1.0, name="w")
    with pytest.raises(ValueError, match="'w:0'.*has `None` for gradient"):
        SGD().get_gradients(v * v, [v, w])


@pytest.mark.parametrize("cls", ALL)
def test_config_round_trip(cls):
    optimizer = cls(0.125, clipnorm=2.0, decay=0.5)
    optimizer.apply_gradients([(1.0, Variable(1.0))])
    config = optimizer.get_config()
    assert (
        config["learning_rate"] == 0.125
        and config["name"] == cls.__name__
        and config["clipnorm"] == 2
    )
    assert "clipvalue" not in config
    again = cls.from_config(config)
    assert again.get_config() == config and again.weights == []
    assert type(optimizers.deserialize(optimizers.serialize(optimizer))) is cls


@pytest.mark.parametrize("cls", ALL)
def test_the_configured_numbers_are_short(cls):
    optimizer = cls(0.001)
    before = optimizer.get_config()
    optimizer.apply_gradients([(1.0, Variable(1.0))])
    assert optimizer.get_config() == before


def test_config_with_a_schedule():
    optimizer = Adam(ExponentialDecay(0.1, 10, 0.5))
    again = Adam.from_config(optimizer.get_config())
    assert isinstance(again.learning_rate, ExponentialDecay)
    assert again.get_config() == optimizer.get_config()
    assert SGD.from_config({"lr": 0.5}).get_config()["learning_rate"] == 0.5


@pytest.mark.parametrize("name", ["adam", "Adam", "ADAM"])
def test_get_by_name(name):
    assert type(optimizers.get(name)) is Adam


def test_get():
    for cls in ALL:
        assert type(optimizers.get(cls.__name__.lower())) is cls
    optimizer = SGD()
    assert optimizers.get(optimizer) is optimizer
    got = optimizers.get({"class_name": "rmsprop", "config": {"rho": 0.5}})
    assert got.get_config()["rho"] == 0.5
    with pytest.raises(ValueError, match="Could not interpret optimizer identifier: 3"):
        optimizers.get(3)
    with pytest.raises(ValueError, match="Unknown optimizer: 'adm'"):
        optimizers.get("adm")

    class Adam2(SGD):
        pass

    config = {"class_name": "Adam2", "config": {}}
    assert type(optimizers.deserialize(config, {"Adam2": Adam2})) is Adam2


def test_iterations_can_be_given_before_the_first_step_only():
    optimizer, count = SGD(), Variable(np.int64(5), trainable=False)
    optimizer.iterations = count
    optimizer.apply_gradients([(1.0, Variable(1.0))])
    assert int(count) == 6 and optimizer.weights == [count]
    with pytest.raises(RuntimeError, match="Cannot set `iterations`"):
        optimizer.iterations = count


def test_deepcopy_has_a_state_of_its_own():
    w, optimizer = Variable(1.0), SGD(0.5, momentum=0.5)
    optimizer.apply_gradients([(1.0, w)])
    twin = copy.deepcopy(optimizer)
    twin.lr = 0.0
    assert float(optimizer.lr) == 0.5 and float(twin.lr) == 0.0


SCHEDULES = [
    (ExponentialDecay(0.1, 4, 0.5), lambda s: 0.1 * 0.5 ** (s / 4)),
    (ExponentialDecay(0.1, 4, 0.5, staircase=True), lambda s: 0.1 * 0.5 ** (s // 4)),
    (InverseTimeDecay(0.1, 4, 0.5), lambda s: 0.1 / (1 + 0.5 * s / 4)),
    (InverseTimeDecay(0.1, 4, 0.5, staircase=True), lambda s: 0.1 / (1 + 0.5 * (s // 4))),
    (PolynomialDecay(0.1, 4), lambda s: (0.1 - 1e-4) * (1 - min(s, 4) / 4) + 1e-4),
    (PolynomialDecay(0.1, 4, 0.02, 2.0), lambda s: 0.08 * (1 - min(s, 4) / 4) ** 2 + 0.02),
    (PolynomialDecay(0.1, 4, 0.0, cycle=True), lambda s: 0.1 * (1 - s / (4 * max(-(-s // 4), 1)))),
    (
        PiecewiseConstantDecay([2, 5], [3.0, 2.0, 1.0]),
        lambda s: 3.0 if s <= 2 else 2.0 if s <= 5 else 1.0,
    ),
]


@pytest.mark.parametrize("schedule, want", SCHEDULES)
def test_schedule(schedule, want):
    for step in range(13):
        assert float(schedule(step)) == pytest.approx(want(step), rel=1e-5, abs=1e-8)
    again = optimizers.schedules.deserialize(optimizers.schedules.serialize(schedule))
    assert type(again) is type(schedule) and again.get_config() == schedule.get_config()


@pytest.mark.parametrize("schedule, want", SCHEDULES)
def test_schedule_in_a_function(schedule, want, backend):
    w, x = Variable(0.0), placeholder(())
    optimizer = SGD(schedule)
    loss = w * x
    step = function([x], [loss], optimizer.get_updates(loss, [w]))
    for _ in range(7):
        step([1.0])
    assert float(w) == pytest.approx(-sum(want(s) for s in range(7)), rel=1e-5)


def test_piecewise_needs_one_value_more():
    with pytest.raises(ValueError, match="1 less than the length of values, received 2 and 2"):
        PiecewiseConstantDecay([1, 2], [0.1, 0.2])
