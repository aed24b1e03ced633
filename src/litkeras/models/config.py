# Generated from chapters/models/config.md by `make tangle`. Do not edit.
"""Descriptions.

A model without its weights, as a dictionary, as JSON, as YAML, and back.
"""

import json
from typing import Any

import numpy as np

from litkeras.layers.base import deserialize

__all__ = [
    "KERAS_VERSION",
    "describe",
    "plain",
    "to_json",
    "model_from_config",
    "model_from_json",
    "to_yaml",
    "model_from_yaml",
]


# A description by hand
# ---------------------

KERAS_VERSION = "2.4.0"  # whose dialect this is


def describe(model) -> dict[str, Any]:
    """The class and the configuration of a model, and whose dialect they are written in."""
    return {
        "class_name": type(model).__name__,
        "config": model.get_config(),
        "keras_version": KERAS_VERSION,
        "backend": "tensorflow",
    }


# What JSON does not know
# -----------------------


def plain(value: Any) -> Any:
    """Something that JSON does not know, as something that it does.

    Raises:
        TypeError: if there is nothing like it.
    """
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    if isinstance(value, np.dtype):
        return value.name
    if hasattr(value, "get_config"):
        return {"class_name": type(value).__name__, "config": value.get_config()}
    if callable(value):
        return value.__name__
    raise TypeError(f"to_json: {value!r} has no place in a JSON file")


# To JSON
# -------


def to_json(model, **kwargs: Any) -> str:
    """The description of a model as a JSON string; the keywords are those of `json.dumps`."""
    return json.dumps(describe(model), default=plain, **kwargs)


# And back
# --------


def model_from_config(config: dict[str, Any], custom_objects: dict[str, Any] | None = None):
    """Build a model from the name of its class and its configuration.

    Arguments:
        config: `{"class_name": ..., "config": ...}`.
        custom_objects: classes and functions of your own by name.

    Raises:
        TypeError: if it is a list.
        ValueError: if the class is not known.
    """
    if isinstance(config, list):
        raise TypeError(
            "`model_from_config` expects a dictionary, not a list. "
            f"Maybe you meant to use `Sequential.from_config(config)`? Received: {config}"
        )
    return deserialize(config, custom_objects)


def model_from_json(json_string: str, custom_objects: dict[str, Any] | None = None):
    """Build a model from what `to_json` wrote: not compiled, with new weights."""
    return model_from_config(json.loads(json_string), custom_objects)


# YAML
# ----


def to_yaml(model, **kwargs: Any) -> str:
    """The description of a model as a YAML string; the keywords are those of `yaml.dump`."""
    return _yaml().dump(json.loads(to_json(model)), **kwargs)


def _yaml():
    """The module that reads and writes YAML, if it is installed."""
    try:
        import yaml
    except ImportError:
        raise ImportError("to_yaml and model_from_yaml need PyYAML: pip install pyyaml") from None
    return yaml


def model_from_yaml(yaml_string: str, custom_objects: dict[str, Any] | None = None):
    """Build a model from what `to_yaml` wrote: not compiled, with new weights."""
    return model_from_config(_yaml().safe_load(yaml_string), custom_objects)
