"""The hooks, the list that calls them, and the callbacks of the library."""

import io
from contextlib import redirect_stdout

import numpy as np
import pytest

from litkeras.callbacks import (
    Callback,
    CallbackList,
    EarlyStopping,
    History,
    LambdaCallback,
    LearningRateScheduler,
    Progbar,
    ProgbarLogger,
    ReduceLROnPlateau,
    TerminateOnNaN,
)
from litkeras.optimizers import SGD
from litkeras.optimizers.schedules import ExponentialDecay

HOOKS = [
    "on_train_begin",
    "on_train_end",
    "on_epoch_begin",
    "on_epoch_end",
    "on_train_batch_begin",
    "on_train_batch_end",
    "on_batch_begin",
    "on_batch_end",
    "on_test_begin",
    "on_test_end",
    "on_test_batch_begin",
    "on_test_batch_end",
    "on_predict_begin",
    "on_predict_end",
    "on_predict_batch_begin",
    "on_predict_batch_end",
]


class Model:
    """As much of a model as callbacks ask for."""

    def __init__(self, optimizer=None):
        self.optimizer, self.stop_training, self.weights = optimizer, False, "start"
        self.history = None

    def get_weights(self):
        return self.weights

    def set_weights(self, weights):
        self.weights = weights


def fit(callbacks, losses, verbose=0, steps=2, val=True, known=True, **kw):
    """The calls of a training: one epoch per loss, `steps` batches each, one of validation."""
    model = kw.pop("model", None) or Model()
    hooks = CallbackList(
        callbacks,
        add_history=True,
        add_progbar=verbose != 0,
        model=model,
        verbose=verbose,
        epochs=len(losses),
        steps=steps if known else None,
    )
    hooks.on_train_begin()
    for epoch, loss in enumerate(losses):
        hooks.on_epoch_begin(epoch)
        for step in range(steps):
            hooks.on_train_batch_begin(step)
            hooks.on_train_batch_end(step, {"loss": loss})
        logs = {"loss": loss}
        if val:
            hooks.on_test_begin()
            hooks.on_test_batch_begin(0)
            hooks.on_test_batch_end(0, {"loss": loss + 1})
            hooks.on_test_end({"loss": loss + 1})
            logs["val_loss"] = loss + 1
        model.weights = f"after {epoch}"
        hooks.on_epoch_end(epoch, logs)
        if model.stop_training:
            break
    hooks.on_train_end(logs)
    return model, hooks


def printed(function, *args, **kw):
    out = io.StringIO()
    with redirect_stdout(out):
        function(*args, **kw)
    return out.getvalue()


@pytest.fixture
def stopped_clock(monkeypatch):
    monkeypatch.setattr(Progbar, "clock", staticmethod(lambda: 0.0))


def test_there_are_sixteen_hooks_that_do_nothing():
    assert sorted(n for n in dir(Callback) if n.startswith("on_")) == sorted(HOOKS)
    for name in HOOKS:
        args = (0,) if "batch" in name or "epoch" in name else ()
        assert getattr(Callback(), name)(*args) is None


def test_order_and_indices():
    calls = []

    def note(name):
        indexed = "batch" in name or "epoch" in name
        return lambda *args, logs=None: calls.append((name, *args[:1]) if indexed else (name,))

    fit(LambdaCallback(**{name: note(name) for name in HOOKS}), [3.0])
    assert calls == [
        ("on_train_begin",),
        ("on_epoch_begin", 0),
        ("on_train_batch_begin", 0),
        ("on_train_batch_end", 0),
        ("on_train_batch_begin", 1),
        ("on_train_batch_end", 1),
        ("on_test_begin",),
        ("on_test_batch_begin", 0),
        ("on_test_batch_end", 0),
        ("on_test_end",),
        ("on_epoch_end", 0),
        ("on_train_end",),
    ]


def test_older_names_are_called_with_logs_by_keyword():
    seen = []

    class Old(Callback):
        def on_batch_begin(self, batch, logs=None):
            seen.append(batch)

        def on_batch_end(self, batch, *, logs):
            seen.append(logs)

    fit(Old(), [3.0], steps=1)
    assert seen == [0, {"loss": 3.0}]


@pytest.mark.parametrize("mode", ["train", "test", "predict"])
def test_flags_tell_who_listens(mode):
    flags = {m: f"wants_{m}_batches" for m in ("train", "test", "predict")}
    for moment in ("begin", "end"):
        callback = type(
            "Listener", (Callback,), {f"on_{mode}_batch_{moment}": lambda *a, **k: None}
        )()
        hooks = CallbackList([callback, History()])
        assert {m: getattr(hooks, flag) for m, flag in flags.items()} == {
            m: m == mode for m in flags
        }
    assert not any(getattr(CallbackList([History(), EarlyStopping()]), f) for f in flags.values())
    assert CallbackList([TerminateOnNaN()]).wants_train_batches  # listens by the older name


@pytest.mark.parametrize("verbose, wanted", [(0, False), (1, True), (2, False)])
def test_only_a_drawn_bar_wants_batches(verbose, wanted):
    def hooks(**kw):
        return CallbackList(add_progbar=True, add_history=True, verbose=verbose, epochs=1, **kw)

    assert hooks(steps=3).wants_train_batches is wanted
    assert hooks(steps=None).wants_train_batches is (verbose > 0)  # someone has to count
    assert CallbackList(add_history=True).wants_train_batches is False


def test_bar_first_and_history_last():
    mine = LambdaCallback()
    model = Model()
    hooks = CallbackList(
        [[mine]], add_history=True, add_progbar=True, model=model, verbose=1, epochs=1, steps=1
    )
    assert [type(c) for c in hooks] == [ProgbarLogger, LambdaCallback, History]
    assert model.history is hooks.history and mine.model is model and mine.params["steps"] == 1
    brought = History()
    assert CallbackList(brought, add_history=True).callbacks == [brought]


def test_append_is_heard():
    hooks = CallbackList()
    seen = []
    hooks.append(LambdaCallback(on_batch_end=lambda batch, logs: seen.append(batch)))
    assert hooks.wants_train_batches
    hooks.on_batch_end(4)
    assert seen == [4]


@pytest.mark.parametrize(
    "callbacks, match",
    [
        ([EarlyStopping], r"got the class EarlyStopping; write EarlyStopping\(\)"),
        ([print], "expected instances of Callback, got builtin_function_or_method"),
        ("History", "got str 'History'"),
    ],
)
def test_what_is_no_callback(callbacks, match):
    with pytest.raises(TypeError, match=match):
        CallbackList(callbacks)


def test_history():
    model, hooks = fit(None, [3.0, 2.0])
    assert hooks.history.history == {"loss": [3.0, 2.0], "val_loss": [4.0, 3.0]}
    assert hooks.history.epoch == [0, 1] and model.history is hooks.history


def test_logs_are_shared_within_an_epoch():
    model, hooks = fit(
        LambdaCallback(on_epoch_end=lambda epoch, logs: logs.update(extra=epoch)), [3.0, 2.0]
    )
    assert hooks.history.history["extra"] == [0, 1]


def test_bar_and_callbacks_interleave(stopped_clock):
    talker = LambdaCallback(
        on_epoch_begin=lambda epoch, logs: print("epoch begin"),
        on_test_end=lambda logs: print("test end"),
        on_epoch_end=lambda epoch, logs: print("epoch end"),
    )
    first = "\r1/2 [==============>...............] - ETA: 0s"
    last = "\r2/2 [==============================] - 0s 0s/step"
    assert printed(fit, talker, [3.0, 2.0], verbose=1) == (
        f"Epoch 1/2\nepoch begin\n{first} - loss: 3.0000test end\n"
        f"{last} - loss: 3.0000 - val_loss: 4.0000\nepoch end\n"
        f"Epoch 2/2\nepoch begin\n{first} - loss: 2.0000test end\n"
        f"{last} - loss: 2.0000 - val_loss: 3.0000\nepoch end\n"
    )


def test_two_lines_an_epoch_when_verbose_is_2(stopped_clock):
    assert printed(fit, None, [3.0], verbose=2) == "2/2 - 0s - loss: 3.0000 - val_loss: 4.0000\n"
    assert printed(fit, None, [3.0, 1.0], verbose=2, known=False) == (
        "Epoch 1/2\n2/2 - 0s - loss: 3.0000 - val_loss: 4.0000\n"
        "Epoch 2/2\n2/2 - 0s - loss: 1.0000 - val_loss: 2.0000\n"
    )


def test_the_number_of_steps_is_learned(stopped_clock):
    lines = printed(fit, None, [3.0, 2.0], verbose=1, known=False, val=False).split("\n")
    assert lines[1].startswith("\r      1/Unknown - 0s 0s/step - loss: 3.0000")
    assert "\r2/2 [==============================] - 0s 0s/step - loss: 3.0000" in lines[1]
    assert lines[3].startswith("\r1/2 [")


def test_evaluate_and_predict_have_a_bar_of_their_own(stopped_clock):
    def evaluate():
        hooks = CallbackList(add_progbar=True, model=Model(), verbose=1, epochs=1, steps=2)
        hooks.on_test_begin()
        for step in range(2):
            hooks.on_test_batch_end(step, {"loss": step})
        hooks.on_test_end({"loss": 1.0})
        hooks.on_predict_begin()
        hooks.on_predict_batch_end(0, {"outputs": np.ones(3)})
        hooks.on_predict_batch_end(1, {"outputs": np.ones(3)})
        hooks.on_predict_end()

    ends = [line.split("\r")[-1].rstrip() for line in printed(evaluate).split("\n")]
    bar = "2/2 [==============================] - 0s 0s/step"
    assert ends == [bar + " - loss: 1.0000", bar, ""]


def test_the_bar_can_count_samples(stopped_clock):
    def run():
        hooks = CallbackList(
            ProgbarLogger(), add_progbar=True, verbose=1, epochs=1, samples=10, steps=3
        )
        hooks.on_epoch_begin(0)
        for step, size in enumerate((4, 4, 2)):
            hooks.on_train_batch_end(step, {"loss": 1.0, "size": size})
        hooks.on_epoch_end(0, {"loss": 1.0})

    text = printed(run)
    assert text.startswith("\r 4/10 [===========>..................] - ETA: 0s - loss: 1.0000")
    assert text.endswith("\r10/10 [==============================] - 0s 0s/sample - loss: 1.0000\n")
    with pytest.raises(ValueError, match="Unknown `count_mode`: 'batches'"):
        ProgbarLogger("batches")


def test_lambda_callback():
    seen = []
    callback = LambdaCallback(
        on_train_end=lambda logs: seen.append(logs), on_test_begin=lambda logs: seen.append("test")
    )
    fit(callback, [3.0])
    assert seen == ["test", {"loss": 3.0, "val_loss": 4.0}]
    assert not CallbackList(callback).wants_train_batches


# ------------------------------------------------------------------------------ callbacks that act
@pytest.mark.parametrize(
    "kw, values, epochs",
    [
        ({"patience": 2}, [1.0, 0.5, 0.6, 0.7, 0.1], 4),
        ({"patience": 0}, [1.0, 1.0, 0.1], 2),
        ({"patience": 2, "min_delta": 0.1}, [1.0, 0.95, 0.93, 0.5], 3),
        ({"patience": 2, "mode": "max"}, [1.0, 0.5, 0.4, 0.3], 3),
        ({"patience": 2, "baseline": 0.5}, [1.0, 0.9, 0.8, 0.7], 2),
        ({"patience": 1, "baseline": 0.5}, [0.4, 0.3, 0.2], 3),
    ],
)
def test_early_stopping(kw, values, epochs):
    model, hooks = fit(EarlyStopping("loss", **kw), values)
    assert len(hooks.history.epoch) == epochs
    assert model.stop_training == (epochs < len(values))


def test_early_stopping_restores_and_talks():
    stop = EarlyStopping("loss", patience=2, restore_best_weights=True, verbose=1)
    models = []
    text = printed(lambda: models.append(fit(stop, [3.0, 1.0, 2.0, 2.0, 0.0])[0]))
    assert models[0].weights == "after 1"
    assert (
        text
        == "Restoring model weights from the end of the best epoch.\nEpoch 00004: early stopping\n"
    )
    assert fit(stop, [3.0, 1.0])[0].weights == "after 1" and stop.stopped_epoch == 0  # used again


def test_early_stopping_by_accuracy_goes_up():
    callback = EarlyStopping("val_accuracy", patience=1)
    callback.set_model(Model())
    callback.on_train_begin()
    for epoch, value in enumerate([0.1, 0.2, 0.3]):
        callback.on_epoch_end(epoch, {"val_accuracy": value})
    assert not callback.model.stop_training
    callback.on_epoch_end(3, {"val_accuracy": 0.3})
    assert callback.model.stop_training


def test_early_stopping_warns():
    with pytest.warns(
        UserWarning, match="metric `val_loss` which is not available. Available metrics are: loss"
    ):
        fit(EarlyStopping(), [3.0], val=False)
    with pytest.warns(UserWarning, match="mode up is unknown"):
        EarlyStopping(mode="up")


def test_learning_rate_scheduler():
    model = Model(SGD(1.0))
    _, hooks = fit(LearningRateScheduler(lambda epoch, rate: rate / 2), [1.0] * 3, model=model)
    assert hooks.history.history["lr"] == [0.5, 0.25, 0.125]
    _, hooks = fit(LearningRateScheduler(lambda epoch: 0.1 * epoch), [1.0] * 2, model=model)
    assert hooks.history.history["lr"] == [0.0, 0.1]
    text = printed(fit, LearningRateScheduler(lambda epoch: 0.5, verbose=1), [1.0], model=model)
    assert text == "\nEpoch 00001: LearningRateScheduler reducing learning rate to 0.5.\n"


@pytest.mark.parametrize(
    "optimizer, schedule, match",
    [
        (SGD(1.0), lambda epoch: 1, "should be float, got 1 for epoch 0"),
        (SGD(1.0), lambda epoch: "a", "should be float, got 'a'"),
        (SGD(1.0), lambda epoch: None, "should be float, got None"),
        (object(), lambda epoch: 1.0, 'must have a "lr" attribute'),
        (SGD(ExponentialDecay(1.0, 1, 0.5)), lambda epoch: 1.0, "is a ExponentialDecay already"),
    ],
)
def test_learning_rate_scheduler_refuses(optimizer, schedule, match):
    with pytest.raises(ValueError, match=match):
        fit(LearningRateScheduler(schedule), [1.0], model=Model(optimizer))


def test_reduce_on_plateau():
    model = Model(SGD(1.0))
    callback = ReduceLROnPlateau("loss", factor=0.5, patience=1, cooldown=1, min_lr=0.2, verbose=1)
    hooks = []
    text = printed(lambda: hooks.append(fit(callback, [3, 2, 2, 2, 2, 2, 2, 2.0], model=model)[1]))
    assert hooks[0].history.history["lr"] == [1.0, 1.0, 1.0, 0.5, 0.25, 0.2, 0.2, 0.2]
    assert text.startswith("\nEpoch 00003: ReduceLROnPlateau reducing learning rate to 0.5.\n")
    with pytest.raises(ValueError, match="factor >= 1.0, got 1"):
        ReduceLROnPlateau(factor=1)


def test_terminate_on_nan():
    seen = []
    text = printed(lambda: seen.append(fit(TerminateOnNaN(), [1.0, float("nan"), 1.0])))
    assert text.startswith("Batch 0: Invalid loss, terminating training\n")
    assert len(seen[0][1].history.epoch) == 2
