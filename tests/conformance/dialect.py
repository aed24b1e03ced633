"""What get_config() says in 2.4, derived from what the real Keras of today says: later keys taken away, and a table of the rest."""

import numpy as np

LATER_KEYS = {"module", "registered_name", "build_config", "compile_config", "fn"}
CLASS_KEYS = {  # keys that a class has gained since 2.4
    "InputLayer": {"optional"},
    "BinaryCrossentropy loss": {"axis"},
    "CategoricalCrossentropy loss": {"axis"},
    "SparseCategoricalCrossentropy loss": {"ignore_class"},
    "CategoricalCrossentropy": {"axis"},  # the metric
    "SparseCategoricalCrossentropy": {"ignore_class"},
    "Functional": {"trainable"},
    "Model": {"trainable"},
}
# (class, key): value in 2.4
VALUES = {}


def plain(x):
    """JSON's view: tuples as lists, NumPy numbers as numbers."""
    if isinstance(x, dict):
        return {str(k): plain(v) for k, v in x.items()}
    if isinstance(x, (list, tuple)):
        return [plain(v) for v in x]
    if isinstance(x, np.generic):
        return x.item()
    if isinstance(x, np.ndarray):
        return x.tolist()
    return x


def old(config, kind=""):
    """A configuration of today's in the dialect of 2.4; `kind` is its class's name."""
    config = plain(config)
    if isinstance(config, list):
        return [old(v) for v in config]
    if not isinstance(config, dict):
        return config
    inner = config.get("class_name", "")
    gone = LATER_KEYS | CLASS_KEYS.get(kind, set())
    kept = {k: old(v, inner if k == "config" else "") for k, v in config.items() if k not in gone}
    return {k: VALUES.get((kind, k), v) for k, v in kept.items()}


def ours_as_is(config, kind=""):
    """Our configuration, which is to be in the dialect already (a self-check brings it there)."""
    from pair import SELF_CHECK

    return old(config, kind) if SELF_CHECK else plain(config)
