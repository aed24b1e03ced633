# Generated from chapters/objects.md by `make tangle`. Do not edit.
"""Names, objects, configurations.

How a name becomes an object, and an object a dictionary that can be stored and built again.
"""

import difflib
import inspect
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

__all__ = [
    "to_snake_case",
    "get_custom_objects",
    "custom_object_scope",
    "CustomObjectScope",
    "register_keras_serializable",
    "get_registered_name",
    "get_registered_object",
    "serialize_keras_object",
    "deserialize_keras_object",
    "Registry",
]


# From a class to a name
# ----------------------


def to_snake_case(name: str) -> str:
    """Turn a class's name into the name of its instances: `'MaxPooling2D'` -> `'max_pooling2d'`.

    Arguments:
        name: a name in CamelCase.

    Returns:
        The name in lower case, its words joined by underscores.
    """
    words = re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", name)
    snake = re.sub(r"([a-z])([A-Z])", r"\1_\2", words).lower()
    return "private" + snake if snake.startswith("_") else snake


# Objects of your own
# -------------------

_custom_objects: dict[str, Any] = {}

_registered_names: dict[Any, str] = {}


def get_custom_objects() -> dict[str, Any]:
    """Return the dictionary of the user's own objects by name; changing it changes what is known."""
    return _custom_objects


@contextmanager
def custom_object_scope(*scopes: dict[str, Any]) -> Iterator[None]:
    """Make the objects of some dictionaries known by their names inside a `with` block.

    Arguments:
        *scopes: dictionaries from names to classes or functions.
    """
    before = dict(_custom_objects)
    try:
        for scope in scopes:
            _custom_objects.update(scope)
        yield
    finally:
        _custom_objects.clear()
        _custom_objects.update(before)


CustomObjectScope = custom_object_scope


def register_keras_serializable(package: str = "Custom", name: str | None = None) -> Callable:
    """Register a class or function for good, as `package>name`, in a decorator.

    Arguments:
        package: who the object belongs to.
        name: its name there; its own name if None.

    Raises:
        ValueError: if a class has no `get_config`, or something else has the name already.
    """

    def register(obj):
        registered = f"{package}>{name or obj.__name__}"
        if inspect.isclass(obj) and not hasattr(obj, "get_config"):
            raise ValueError(f"Cannot register {obj.__name__}: it has no get_config() method.")
        if _custom_objects.get(registered, obj) is not obj:
            raise ValueError(f"{registered} is already registered to {_custom_objects[registered]}")
        _custom_objects[registered], _registered_names[obj] = obj, registered
        return obj

    return register


def get_registered_name(obj: Any) -> str:
    """Return the name under which a class or function is stored in configurations."""
    return _registered_names.get(obj, obj.__name__)


def get_registered_object(
    name: str,
    custom_objects: dict[str, Any] | None = None,
    module_objects: dict[str, Any] | None = None,
) -> Any:
    """Return what a name stands for, the user's own objects first, or None."""
    for known in (custom_objects, _custom_objects, module_objects):
        if known and name in known:
            return known[name]
    return None


# From an object to a description
# -------------------------------

_PASSIVE = "__passive_serialization__"


def _serialize_item(item):
    """Describe one entry of a configuration, which may be an object itself."""
    if not hasattr(item, "get_config") or inspect.isclass(item):
        return item
    return {**serialize_keras_object(item), _PASSIVE: True}


def serialize_keras_object(instance: Any) -> Any:
    """Describe an object by names, numbers, lists and dictionaries alone.

    Arguments:
        instance: None, an object with `get_config()`, or a function or class.

    Returns:
        None, `{"class_name": ..., "config": ...}`, or a name.

    Raises:
        ValueError: if the object has neither a configuration nor a name.
    """
    if instance is None:
        return None
    if hasattr(instance, "get_config") and not inspect.isclass(instance):
        config = {k: _serialize_item(v) for k, v in instance.get_config().items()}
        return {"class_name": get_registered_name(type(instance)), "config": config}
    if hasattr(instance, "__name__"):
        return get_registered_name(instance)
    raise ValueError(f"Cannot serialize {instance!r}: it has neither get_config() nor a name.")


# And back
# --------


def _find(name, module_objects, custom_objects, kind):
    """Return what a name stands for; if nothing, say which names come near."""
    found = get_registered_object(name, custom_objects, module_objects)
    if found is not None:
        return found
    known = {**(module_objects or {}), **_custom_objects, **(custom_objects or {})}
    near = difflib.get_close_matches(str(name), known, n=3)
    hint = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
    raise ValueError(
        f"Unknown {kind}: {name!r}.{hint} An object of your own is made known by "
        f"custom_objects={{...}}, by custom_object_scope, or by register_keras_serializable."
    )


def _class_and_config(description, module_objects, custom_objects, kind):
    """Take `{"class_name", "config"}` apart, and build the objects inside the configuration."""
    if "class_name" not in description or "config" not in description:
        raise ValueError(
            f"Improper config format for {kind}: expected the keys 'class_name' and 'config', "
            f"received {description}"
        )
    cls = _find(description["class_name"], module_objects, custom_objects, kind)
    config = dict(description["config"])
    for key, item in config.items():
        if isinstance(item, dict) and _PASSIVE in item:
            item = {k: v for k, v in item.items() if k != _PASSIVE}
            config[key] = deserialize_keras_object(item, module_objects, custom_objects)
    return cls, config


def _build(cls, config, custom_objects):
    """Build an object from its class and configuration, with the user's own objects in reach."""
    from_config = getattr(cls, "from_config", None)
    with custom_object_scope(custom_objects or {}):
        if from_config is None:
            return cls(**config)
        if "custom_objects" in inspect.signature(from_config).parameters:
            return from_config(config, custom_objects=dict(_custom_objects))
        return from_config(config)


def deserialize_keras_object(
    identifier: Any,
    module_objects: dict[str, Any] | None = None,
    custom_objects: dict[str, Any] | None = None,
    printable_module_name: str = "object",
) -> Any:
    """Build the object that a name or a configuration describes.

    Arguments:
        identifier: None, a name, a function, or `{"class_name": ..., "config": ...}`.
        module_objects: the objects of the library, by name.
        custom_objects: the user's own objects, by name; they come first.
        printable_module_name: what such an object is called in messages.

    Returns:
        The function; or an instance, if the name is a class's.

    Raises:
        ValueError: if the name is unknown or the configuration malformed.
    """
    if identifier is None or (callable(identifier) and not inspect.isclass(identifier)):
        return identifier
    where = (module_objects, custom_objects, printable_module_name)
    if isinstance(identifier, dict):
        return _build(*_class_and_config(identifier, *where), custom_objects)
    if isinstance(identifier, str):
        found = _find(identifier, *where)
        return found() if inspect.isclass(found) else found
    raise ValueError(f"Could not interpret serialized {printable_module_name}: {identifier!r}")


# A registry for each kind
# ------------------------


class Registry:
    """All objects of one kind ("initializer", "loss function", ...) by their names.

    Arguments:
        kind: what such an object is called in messages.
        package: a package whose attributes count as registered, too, so that
            modules which nobody has imported yet need not be.
    """

    def __init__(self, kind: str, package: str | None = None):
        self.kind = kind
        self.package = package
        self.objects: dict[str, Any] = {}

    def register(self, *aliases: str) -> Callable:
        """Register a class or function, in a decorator, under its own name and some more."""

        def add(obj):
            for name in (obj.__name__, *aliases):
                self.objects[name] = obj
            return obj

        return add

    def load(self, name: Any) -> None:
        """Register a name of the package that is not registered yet, if there is one."""
        if self.package is None or not isinstance(name, str) or name in self.objects:
            return
        found = getattr(import_module(self.package), name, None)
        if callable(found):
            self.objects[name] = found

    def serialize(self, obj: Any) -> Any:
        """Describe an object of this kind by its name or its configuration."""
        return serialize_keras_object(obj)

    def deserialize(self, config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
        """Build an object of this kind from its name or its configuration."""
        self.load(config.get("class_name") if isinstance(config, dict) else config)
        return deserialize_keras_object(config, self.objects, custom_objects, self.kind)

    def get(self, identifier: Any) -> Any:
        """Return the object that is meant by None, a name, a configuration, a class or itself."""
        if isinstance(identifier, (str, dict)):
            return self.deserialize(identifier)
        if inspect.isclass(identifier):
            return identifier()
        if identifier is None or callable(identifier) or hasattr(identifier, "get_config"):
            return identifier
        raise ValueError(f"Could not interpret {self.kind} identifier: {identifier!r}")
