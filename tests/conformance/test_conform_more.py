"""More callbacks, learning-rate schedules, custom objects, and models as text."""

import json

import numpy as np
import pytest
import tensorflow as tf
from cases import rand
from compared import covers
from dialect import old, ours_as_is
from pair import SELF_CHECK, K, close, our_optimizers, ours, real, value
from test_conform_models import X3, chain, nested, optimizer, twins

compare = lambda *names: covers(__name__, *names) or (lambda test: test)
covers(__name__, *(f"initializers.{n}" for n in ("zeros", "ones", "constant", "random_normal", "random_uniform", "truncated_normal", "variance_scaling", "glorot_uniform", "glorot_normal", "he_uniform", "he_normal",
                                                 "lecun_uniform", "lecun_normal", "identity", "orthogonal")))  # in test_initializer_by_name


# ----------------------------------------------------------------------------------------------------------------- callbacks
def constant_model(p, **kwargs):
    model = p.Sequential([p.layers.Dense(1, kernel_initializer="ones", input_shape=(3,))])
    model.compile(optimizer(p, "SGD", learning_rate=0.1), "mse", metrics=["mae"], **kwargs)
    return model


CURVES = {"down then up": [5, 4, 3, 3.5, 4, 4.5, 5, 6], "flat": [3, 3, 3, 3, 3, 3], "down": [6, 5, 4, 3, 2, 1], "noisy": [5, 4.99, 4.995, 4.0, 4.2, 4.1, 4.3, 3.9, 4.4, 4.5, 4.6]}


def drive(p, callback, curve, key="val_loss"):
    """Feeds a curve of a measure to a callback: (epochs run, learning rates)."""
    model = constant_model(p)
    callback.set_model(model)
    callback.set_params({"epochs": len(curve)})
    model.stop_training = False
    callback.on_train_begin()
    rates = []
    for epoch, measure in enumerate(curve):
        callback.on_epoch_begin(epoch)
        model.set_weights([np.full((3, 1), epoch), np.zeros(1)])
        callback.on_epoch_end(epoch, {key: measure, "loss": measure})
        rates.append(float(p.backend.get_value(model.optimizer.lr)))
        if model.stop_training:
            break
    callback.on_train_end()
    return [len(rates), rates, float(model.get_weights()[0][0, 0])]


@compare("callbacks.EarlyStopping")
@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("kwargs", [{}, {"patience": 2}, {"min_delta": 0.5, "patience": 1}, {"mode": "max"}, {"patience": 1, "restore_best_weights": True}, {"monitor": "loss", "patience": 1}], ids=str)
def test_early_stopping(curve, kwargs):
    def run(p):
        callback = p.callbacks.EarlyStopping(**kwargs)
        result = drive(p, callback, CURVES[curve])
        if p is real and kwargs.get("restore_best_weights") and not callback.stopped_epoch:
            result[2] = float(result[0] - 1)  # 2.4 restores on an early stop only, later versions always
        return [*result, callback.stopped_epoch, float(callback.best)]

    close(run(ours), run(real))


@compare("callbacks.ReduceLROnPlateau")
@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("kwargs", [{"patience": 2}, {"patience": 1, "factor": 0.5, "cooldown": 2}, {"patience": 1, "min_lr": 0.05}, {"patience": 1, "min_delta": 0.5}], ids=str)
def test_reduce_on_plateau(curve, kwargs):
    close(drive(ours, ours.callbacks.ReduceLROnPlateau(**kwargs), CURVES[curve]), drive(real, real.callbacks.ReduceLROnPlateau(**kwargs), CURVES[curve]), rtol=1e-5)


@compare("callbacks.LearningRateScheduler", "callbacks.LambdaCallback", "callbacks.TerminateOnNaN")
def test_schedulers(backend):
    def run(p):
        seen = []
        model = constant_model(p)
        history = model.fit(X3, X3[:, :1], batch_size=20, epochs=3, verbose=0, shuffle=False, callbacks=[
            p.callbacks.LearningRateScheduler(lambda epoch, lr: lr * 0.5),
            p.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append((epoch, sorted(logs))), on_train_begin=lambda logs: seen.append("begin"), on_batch_end=lambda batch, logs: seen.append(batch))])
        with_nan = X3.copy()
        with_nan[25] = np.nan
        stopped = constant_model(p).fit(with_nan, X3[:, :1], batch_size=20, epochs=3, verbose=0, shuffle=False, callbacks=[p.callbacks.TerminateOnNaN()])
        return [{k: [float(v) for v in vs] for k, vs in history.history.items()}, str(seen), len(stopped.epoch)]

    close(run(ours), run(real), rtol=1e-4)


# ----------------------------------------------------------------------------------------------------------------- schedules
SCHEDULES = {
    "ExponentialDecay": [(0.1, 10, 0.5), {"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.5, "staircase": True}], "InverseTimeDecay": [(0.1, 10, 0.5), {"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.5, "staircase": True}],
    "PiecewiseConstantDecay": [([5, 12], [1.0, 0.5, 0.1])], "PolynomialDecay": [(0.1, 10), {"initial_learning_rate": 0.1, "decay_steps": 10, "end_learning_rate": 0.01, "power": 2.0}, {"initial_learning_rate": 0.1, "decay_steps": 10, "cycle": True}],
    "CosineDecay": [(0.1, 10)],
}
covers(__name__, "optimizers.LearningRateSchedule", *(f"optimizers.{n}" for n in SCHEDULES))


@pytest.mark.parametrize("name, arguments", [pytest.param(n, a, id=f"{n}-{i}") for n, listed in SCHEDULES.items() for i, a in enumerate(listed)])
def test_schedule(backend, name, arguments):
    def build(p):
        cls = getattr(p.optimizers.schedules, name)
        return cls(**arguments) if isinstance(arguments, dict) else cls(*arguments)

    if not hasattr(ours.optimizers.schedules, name):
        pytest.skip(f"{name} belongs to a later chapter")
    got, want = build(ours), build(real)
    for step in (0, 1, 5, 9, 10, 11, 12, 13, 25):
        close(np.float32(value(got(step))), np.float32(value(want(step))), what=f"step {step}")
    mine, theirs = ours_as_is(got.get_config()), old(want.get_config())
    assert mine == theirs
    assert type(got).from_config(got.get_config()).get_config() == got.get_config()

    def train(p, schedule):
        model = p.Sequential([p.layers.Dense(1, kernel_initializer="ones", input_shape=(3,))])
        model.compile(optimizer(p, "SGD", learning_rate=schedule), "mse")
        return model.fit(X3, X3[:, :1], batch_size=2, verbose=0, shuffle=False).history

    close(train(ours, got), train(real, want), rtol=1e-4)


# ------------------------------------------------------------------------------------------------------------ custom objects
@compare(*(f"{m}.{n}" for m in ("utils", "objects") for n in ("CustomObjectScope", "custom_object_scope", "get_custom_objects", "register_keras_serializable", "get_registered_name", "get_registered_object",
                                                             "serialize_keras_object", "deserialize_keras_object")))
def test_custom_objects():
    def run(p):
        u = p.utils

        @u.register_keras_serializable(package="mine")
        class Doubled(p.layers.Layer):
            def call(self, x):
                return 2 * x

        def act(x):
            return x

        facts = [u.get_registered_name(Doubled), u.get_registered_object("mine>Doubled") is Doubled, u.get_registered_object("no") is None]
        with u.custom_object_scope({"act": act}):
            facts.append(p.activations.get("act") is act)
        with u.CustomObjectScope({"act": act}):
            facts.append(p.layers.Dense(2, activation="act").activation is act)
        facts.append("act" in u.get_custom_objects())
        u.get_custom_objects()["mine"] = act
        facts.append(p.activations.get("mine") is act)
        u.get_custom_objects().clear()
        return facts

    if not SELF_CHECK:
        assert run(ours) == run(real)
    layer = ours.layers.Dense(2, name="d")
    config = ours.utils.serialize_keras_object(layer)
    if not SELF_CHECK:
        assert config["class_name"] == "Dense"
        back = ours.utils.deserialize_keras_object(config, module_objects={"Dense": ours.layers.Dense}, printable_module_name="layer")
        assert back.get_config() == layer.get_config()


# ------------------------------------------------------------------------------------------------------------ models as text
@compare("models.model_from_json", "models.model_from_config", "models.model_from_yaml", "models.to_json", "models.to_yaml")
@pytest.mark.parametrize("build", [chain, nested])
def test_text(build):
    """Our text describes the model that the real one's text describes, and the real Keras reads ours."""
    mine, theirs = build(ours), build(real)
    got, want = json.loads(mine.to_json()), json.loads(theirs.to_json())
    if not SELF_CHECK:
        assert got["class_name"] == want["class_name"]
        assert old(got["config"], type(mine).__name__) == old(want["config"], type(theirs).__name__)
        assert got["backend"] == "tensorflow" and got["keras_version"].startswith("2.4")
    again = ours.models.model_from_json(mine.to_json())
    assert again.get_config() == mine.get_config()
    read_by_real = real.models.model_from_json(mine.to_json())
    assert [w.shape for w in read_by_real.weights] == [w.shape for w in mine.weights]
    read_by_real.set_weights(mine.get_weights())
    x = rand(4, mine.input_shape[-1])
    close(read_by_real.predict(x, verbose=0), mine.predict(x, verbose=0), rtol=1e-4, atol=1e-6)
    read_by_us = ours.models.model_from_json(theirs.to_json())
    assert [layer.name for layer in read_by_us.layers] == [layer.name for layer in theirs.layers]
    assert [w.shape for w in read_by_us.get_weights()] == [w.shape for w in theirs.get_weights()]


@compare("models.Sequence", "utils.Sequence")
def test_sequence(backend):
    def run(p):
        class Batches(getattr(p.utils, "Sequence", None) or p.models.Sequence):
            def __len__(self):
                return 4

            def __getitem__(self, i):
                return X3[10 * i : 10 * i + 10], X3[10 * i : 10 * i + 10, :1]

        model = constant_model(p)
        return [model.fit(Batches(), epochs=2, verbose=0, shuffle=False).history, list(model.evaluate(Batches(), verbose=0)), model.predict(Batches(), verbose=0)]

    close(run(ours), run(real), rtol=1e-4)


# ------------------------------------------------------------------------------------------------------------ small functions
@compare("models.pack_x_y_sample_weight", "models.unpack_x_y_sample_weight")
def test_packing():
    def run(pack, unpack):
        return [pack(1), pack(1, 2), pack(1, 2, 3), unpack((1,)), unpack((1, 2)), unpack((1, 2, 3)), unpack(5)]

    models = ours.models.data if not SELF_CHECK else real.utils
    u = real.utils
    got, want = run(models.pack_x_y_sample_weight, models.unpack_x_y_sample_weight), run(u.pack_x_y_sample_weight, u.unpack_x_y_sample_weight)
    close([np.asarray(str(tuple(g) if isinstance(g, tuple) else g)).item().strip("(),") for g in got], [str(tuple(w) if isinstance(w, tuple) else w).strip("(),") for w in want])


@compare("optimizers.global_norm", "optimizers.clip_by_norm", "optimizers.clip_by_global_norm")
def test_norms():
    gradients = [rand(3, 4), rand(5)]
    if SELF_CHECK:
        return
    o, mine, theirs = ours.optimizers.gradients, [K.constant(g) for g in gradients], [tf.constant(g) for g in gradients]
    close(o.global_norm(mine), tf.linalg.global_norm(theirs))
    close(o.clip_by_norm(mine[0], 0.5), tf.clip_by_norm(theirs[0], 0.5))
    (got, norm), (want, real_norm) = o.clip_by_global_norm(mine, 0.5), tf.clip_by_global_norm(theirs, 0.5)
    close([*got, norm], [*want, real_norm])


@compare("backend.learning_phase_scope")
def test_learning_phase_scope():
    def run(k):
        k.set_learning_phase(0)
        with k.learning_phase_scope(1):
            inside = int(k.learning_phase())
        return [inside, int(k.learning_phase())]

    assert run(K) == run(real.backend)
