# Generated from chapters/backend/configuration.md by `make tangle`. Do not edit.
"""Configuration.

The few settings that everything else asks for: precision, epsilon, image layout, names, and which
backend computes.
"""

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

__all__ = [
    "FLOAT_TYPES",
    "SETTINGS",
    "floatx",
    "set_floatx",
    "cast_to_floatx",
    "epsilon",
    "set_epsilon",
    "DATA_FORMATS",
    "normalize_data_format",
    "image_data_format",
    "set_image_data_format",
    "image_dim_ordering",
    "set_image_dim_ordering",
    "BACKENDS",
    "backend",
    "set_backend",
    "keras_json",
    "read_settings",
    "SETTERS",
    "load_configuration",
    "get_uid",
    "name_scope",
    "current_scope",
    "unique_name",
    "clear_session",
    "reset_uids",
    "get_session",
    "manual_variable_initialization",
]


# One place to ask
# ----------------

FLOAT_TYPES = ("float16", "float32", "float64")

SETTINGS = {
    "floatx": "float32",
    "epsilon": 1e-7,
    "image_data_format": "channels_last",
    "backend": "numba",
    "manual_variables": False,
}

# The default float
# -----------------


def floatx() -> str:
    """Name of the default float type: 'float16', 'float32' or 'float64'."""
    return SETTINGS["floatx"]


def set_floatx(floatx: str) -> None:
    """Choose the default float type.

    Arguments:
        floatx: 'float16', 'float32' or 'float64'.

    Raises:
        ValueError: for any other name.
    """
    if floatx not in FLOAT_TYPES:
        raise ValueError(f"set_floatx: expected one of {FLOAT_TYPES}, got {floatx!r}")
    SETTINGS["floatx"] = str(floatx)


def cast_to_floatx(x) -> np.ndarray:
    """`x` as a NumPy array of the default float type.

    Arguments:
        x: an array, a tensor with a value, or nested lists of numbers.
    """
    return np.asarray(x, dtype=floatx())


# A number that is almost zero
# ----------------------------


def epsilon() -> float:
    """The small number that keeps divisions and logarithms away from zero."""
    return SETTINGS["epsilon"]


def set_epsilon(e: float) -> None:
    """Set the small number that keeps divisions and logarithms away from zero.

    Arguments:
        e: a non-negative float.

    Raises:
        ValueError: if `e` is not a non-negative number.
    """
    if not isinstance(e, (int, float, np.number)) or not e >= 0:
        raise ValueError(f"set_epsilon: expected a non-negative number, got {e!r}")
    SETTINGS["epsilon"] = float(e)


# Where the channels stand
# ------------------------

DATA_FORMATS = {"tf": "channels_last", "th": "channels_first"}


def normalize_data_format(data_format: str | None) -> str:
    """'channels_last' or 'channels_first' for any spelling; None is the configured one."""
    if data_format is None or data_format == "default":
        return SETTINGS["image_data_format"]
    name = DATA_FORMATS.get(data_format, data_format)
    if name not in DATA_FORMATS.values():
        raise ValueError(
            f"data_format: expected 'channels_last' or 'channels_first', got {data_format!r}"
        )
    return name


def image_data_format() -> str:
    """Where images keep their channels: 'channels_last' or 'channels_first'."""
    return SETTINGS["image_data_format"]


def set_image_data_format(data_format: str) -> None:
    """Choose where images keep their channels.

    Arguments:
        data_format: 'channels_last' or 'channels_first' (or Keras 1's 'tf' or 'th').

    Raises:
        ValueError: for any other name.
    """
    SETTINGS["image_data_format"] = normalize_data_format(data_format)


def image_dim_ordering() -> str:
    """Keras 1's name for the image layout: 'tf' (channels last) or 'th' (channels first)."""
    return "tf" if image_data_format() == "channels_last" else "th"


def set_image_dim_ordering(dim_ordering: str) -> None:
    """Choose the image layout by Keras 1's name.

    Arguments:
        dim_ordering: 'tf' (channels last) or 'th' (channels first).

    Raises:
        ValueError: for any other name.
    """
    if dim_ordering not in DATA_FORMATS:
        raise ValueError(f"set_image_dim_ordering: expected 'tf' or 'th', got {dim_ordering!r}")
    set_image_data_format(dim_ordering)


# Two backends
# ------------

BACKENDS = ("numba", "numpy")


def backend() -> str:
    """Name of the backend that computes: 'numba' (fast) or 'numpy' (the specification)."""
    return SETTINGS["backend"]


def set_backend(name: str) -> None:
    """Choose the backend that computes from now on.

    Arguments:
        name: 'numba' or 'numpy'.

    Raises:
        ValueError: for any other name.
    """
    if name not in BACKENDS:
        raise ValueError(f"set_backend: expected one of {BACKENDS}, got {name!r}")
    SETTINGS["backend"] = name


# The file in the home directory
# ------------------------------


def keras_json() -> Path:
    """Path of the user's configuration: $KERAS_HOME/keras.json, else ~/.keras/keras.json."""
    home = os.environ.get("KERAS_HOME") or Path.home() / ".keras"
    return Path(home) / "keras.json"


def read_settings(path: Path) -> dict:
    """The settings in a keras.json file."""
    try:
        settings = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise ValueError(f"{path}: not valid JSON: {error}") from None
    if not isinstance(settings, dict):
        raise ValueError(f"{path}: expected a JSON object, got {type(settings).__name__}")
    return settings


SETTERS = {
    "floatx": set_floatx,
    "epsilon": set_epsilon,
    "image_data_format": set_image_data_format,
    "image_dim_ordering": set_image_dim_ordering,
}


def load_configuration(path: Path | None = None) -> None:
    """Take over the settings of a keras.json file, then the backend named by $KERAS_BACKEND.

    Arguments:
        path: the file; by default the user's. A missing file changes nothing.

    Raises:
        ValueError: if the file is not a JSON object, or names an unknown value.
    """
    path = path or keras_json()
    settings = read_settings(path) if path.is_file() else {}
    for key, setter in SETTERS.items():
        if key in settings:
            setter(settings[key])
    for name in (settings.get("backend"), os.environ.get("KERAS_BACKEND")):
        if name in BACKENDS:
            set_backend(name)


load_configuration()

# Names that are unique
# ---------------------

_uids: dict[str, int] = defaultdict(int)


def get_uid(prefix: str = "") -> int:
    """1 for the first call with `prefix`, then 2, 3, ..."""
    _uids[prefix] += 1
    return _uids[prefix]


_scopes: list[str] = []


@contextmanager
def name_scope(name: str) -> Iterator[str]:
    """Put 'name/' before the names of all tensors and variables made inside the block."""
    _scopes.append(name)
    try:
        yield current_scope()
    finally:
        _scopes.pop()


def current_scope() -> str:
    """The open scopes as a prefix: 'outer/inner/', or '' outside of any."""
    return "".join(f"{scope}/" for scope in _scopes)


_names: dict[str, int] = defaultdict(int)


def unique_name(prefix: str, scope: str | None = None) -> str:
    """`prefix` in the open scopes, or in `scope`, with '_1', '_2', ... from its second use on."""
    name = (current_scope() if scope is None else scope) + prefix
    count = _names[name]
    _names[name] += 1
    return f"{name}_{count}" if count else name


# A fresh start
# -------------

_FORGET = [_uids.clear, _names.clear]  # functions that `clear_session` calls


def clear_session() -> None:
    """Forget all names given so far: the next layer is called 'dense' again."""
    for forget in _FORGET:
        forget()


def reset_uids() -> None:
    """Forget the numbers given by `get_uid`."""
    _uids.clear()


def get_session() -> None:
    """The session of Keras 1: None, which is accepted wherever a session used to be wanted."""


def manual_variable_initialization(value: bool) -> None:
    """Choose who gives variables their initial values, from now on.

    Arguments:
        value: False (the default): each variable has its value from the beginning. True: it waits
            until it is assigned, or until `initialize_variables` is called.
    """
    if value not in (True, False):
        expected = "manual_variable_initialization: expected True or False"
        raise ValueError(f"{expected}, got {value!r}")
    SETTINGS["manual_variables"] = bool(value)
