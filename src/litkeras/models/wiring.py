# Generated from chapters/models/wiring.md by `make tangle`. Do not edit.
"""Wiring.

A graph of layers as a dictionary: who was called, which time, on what; and how the calls are made
once more.
"""

from typing import Any

from litkeras.backend.tape import flatten_nested, pack_nested
from litkeras.backend.tensors import Tensor
from litkeras.layers.base import Layer, deserialize, serialize
from litkeras.layers.nodes import Node, is_symbolic
from litkeras.models.graph import GraphMap

__all__ = ["GraphWriter", "Rebuilder"]


# Addresses
# ---------


class GraphWriter:
    """Writes a graph down: for each layer its calls, for each call where its inputs are from.

    Arguments:
        graph: layers, and their calls that belong to it.
    """

    def __init__(self, graph: GraphMap):
        self.graph, self._numbers = graph, {}
        for layer in graph.layers:
            first = getattr(layer, "_num_own_nodes", 0)
            own = [node for node in layer._inbound_nodes if node in set(graph.nodes)]
            self._numbers |= {node: first + i for i, node in enumerate(own)}

    def address(self, tensor: Tensor) -> list:
        """Where a tensor comes from: the layer's name, the call, the output."""
        node, tensor_index = self.graph.origin(tensor)
        return [node.layer.name, self._numbers[node], tensor_index]

    def _describe_layer(self, layer: Layer) -> dict[str, Any]:
        """A layer, and its calls in this graph."""
        nodes = [n for n in layer._inbound_nodes if n in self._numbers and not n.is_input]
        calls = [self._describe_node(node) for node in nodes]
        return serialize(layer) | {"name": layer.name, "inbound_nodes": calls}

    def _describe_node(self, node: Node) -> list | dict:
        """The inputs of a call, each with the keyword arguments of the call."""
        names = list(node.layer._call_defaults)
        more = dict(zip(names, node.args[1:])) | node.kwargs
        tensors = lambda leaf: self.address(leaf) if is_symbolic(leaf) else leaf
        more = pack_nested(more, [tensors(leaf) for leaf in flatten_nested(more)])
        inputs = node.args[0]
        if isinstance(inputs, dict):
            return {key: [*self.address(t), more] for key, t in inputs.items()}
        return [[*self.address(t), more] for t in flatten_nested(inputs)]

    def config(self, inputs: Any, outputs: Any) -> dict[str, Any]:
        """The layers with their calls, and the addresses of inputs and outputs."""
        return {
            "layers": [self._describe_layer(layer) for layer in self.graph.layers],
            "input_layers": self._addresses(inputs),
            "output_layers": self._addresses(outputs),
        }

    def _addresses(self, tensors: Any) -> Any:
        """The address of each tensor of a structure; of a single one, in a list."""
        if isinstance(tensors, dict):
            return {key: self.address(t) for key, t in tensors.items()}
        return [self.address(t) for t in flatten_nested(tensors)]


# The calls again
# ---------------


def _alone(items: Any) -> Any:
    """The only thing in a list, or whatever else was given."""
    return items[0] if isinstance(items, list) and len(items) == 1 else items


class Rebuilder:
    """Builds a graph of layers from its description.

    Arguments:
        config: what `GraphWriter.config` returned.
        custom_objects: classes and functions of the user's by name.
    """

    def __init__(self, config: dict[str, Any], custom_objects: dict[str, Any] | None = None):
        self.config, self.layers, self._waiting = config, {}, []
        for described in config["layers"]:
            layer = deserialize(described, custom_objects)
            self.layers[described["name"]] = layer
            self._waiting += [(layer, call) for call in described["inbound_nodes"]]

    def run(self) -> tuple[Any, Any]:
        """The inputs and the outputs of the graph."""
        while self._waiting:
            ready = [item for item in self._waiting if self._is_ready(item)]
            if not ready:
                names = sorted({layer.name for layer, _ in self._waiting})
                raise ValueError(
                    f"Functional.from_config: the calls of {names} wait for each other in a circle, "
                    "or for calls that are not described"
                )
            for item in ready:
                self._call(*item)
            self._waiting = [
                item for item in self._waiting if not any(item is done for done in ready)
            ]
        return self._ends("input_layers"), self._ends("output_layers")

    def _ends(self, key: str) -> Any:
        """The tensors at one end of the graph; one alone is in no list."""
        found = self._tensors(self.config[key])
        if not all(isinstance(t, Tensor) for t in flatten_nested(found)):
            given = self.config[key]
            raise ValueError(
                f"Functional.from_config: expected {key} with results of layers, got {given}"
            )
        return _alone(found)

    def _is_address(self, x: Any) -> bool:
        """Whether `x` says where a tensor comes from."""
        return (
            isinstance(x, (list, tuple))
            and len(x) == 3
            and isinstance(x[0], str)
            and x[0] in self.layers
            and isinstance(x[1], int)
            and isinstance(x[2], int)
        )

    def _find(self, address: list) -> Tensor | None:
        """The tensor at an address, or None if it is not made yet."""
        name, call, number = address
        if name not in self.layers:
            raise ValueError(f"Functional.from_config: expected a described layer, got {name!r}")
        nodes = self.layers[name]._inbound_nodes
        if call >= len(nodes):
            return None
        outputs = flatten_nested(nodes[call].outputs)
        if number >= len(outputs):
            count = f"{len(outputs)} outputs"
            raise ValueError(
                f"Functional.from_config: layer {name!r} has {count}, got number {number}"
            )
        return outputs[number]

    def _addresses(self, x: Any) -> list[list]:
        """All addresses in a nested structure."""
        if self._is_address(x):
            return [x]
        items = x.values() if isinstance(x, dict) else x if isinstance(x, (list, tuple)) else ()
        return [address for item in items for address in self._addresses(item)]

    def _tensors(self, x: Any) -> Any:
        """A nested structure with tensors in the place of their addresses."""
        if self._is_address(x):
            return self._find(x)
        if isinstance(x, dict):
            return {key: self._tensors(item) for key, item in x.items()}
        if isinstance(x, (list, tuple)):
            return [self._tensors(item) for item in x]
        return x

    def _is_ready(self, item: tuple[Layer, list]) -> bool:
        """Whether all inputs of a call are made, and its layer's earlier calls."""
        layer, call = item
        parts = call.values() if isinstance(call, dict) else call
        is_first = next(other for other in self._waiting if other[0] is layer) is item
        addresses = [a for part in parts for a in [part[:3], *self._addresses(part[3:])]]
        return is_first and all(self._find(address) is not None for address in addresses)

    def _call(self, layer: Layer, call: list) -> None:
        """Call a layer as described."""
        parts = list(call.values()) if isinstance(call, dict) else call
        inputs = [self._find(part[:3]) for part in parts]
        inputs = dict(zip(call, inputs)) if isinstance(call, dict) else _alone(inputs)
        layer(inputs, **self._tensors(parts[0][3] if len(parts[0]) > 3 else {}))
