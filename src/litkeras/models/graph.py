# Generated from chapters/models/graph.md by `make tangle`. Do not edit.
"""The graph of layers.

From outputs back to inputs: which layers are needed, in which order, and how to run them on other
tensors.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from litkeras.backend.operations import Op
from litkeras.backend.tape import flatten_nested
from litkeras.backend.tensors import OPS, Tensor
from litkeras.layers.base import Layer, layer_registry
from litkeras.layers.input import InputLayer
from litkeras.layers.nodes import KerasHistory, Node, is_symbolic
from litkeras.layers.weights import numbered

__all__ = ["TFOpLambda", "history_of", "input_node", "GraphMap"]


# Where does a tensor come from?
# ------------------------------


@layer_registry.register()
class TFOpLambda(Layer):
    """An op applied to outputs of layers, as a layer of its own.

    Arguments:
        function: the op, or its name.
        attributes: the op's attributes.
        constants: those operands that do not come from layers, by their positions.
        **kwargs: see `Layer`.
    """

    def __init__(self, function, attributes=None, constants=None, **kwargs):
        self.function = function if isinstance(function, Op) else OPS[function]
        self.attributes = dict(attributes or {})
        self.constants = {int(i): x for i, x in (constants or {}).items()}
        kwargs.setdefault("name", numbered(f"tf.math.{self.function.__name__}"))
        super().__init__(autocast=False, **kwargs)

    def call(self, inputs) -> Tensor:
        """Apply the op."""
        operands = list(inputs) if isinstance(inputs, (list, tuple)) else [inputs]
        for position in sorted(self.constants):
            operands.insert(position, self.constants[position])
        return self.function(*operands, **self.attributes)

    def get_config(self) -> dict[str, Any]:
        constants = {i: np.asarray(x).tolist() for i, x in self.constants.items()}
        return super().get_config() | {
            "function": self.function.__name__,
            "attributes": self.attributes,
            "constants": constants,
        }


def history_of(tensor: Tensor) -> KerasHistory:
    """Where a tensor comes from; if an op made it outside of any layer, that becomes a layer now."""
    if not hasattr(tensor, "_keras_history"):
        if tensor.node is None:
            InputLayer(input_tensor=tensor)  # a placeholder of the backend
        else:
            _adopt(tensor)
    return tensor._keras_history


def _adopt(tensor: Tensor) -> None:
    """Make a layer of the op that made a tensor."""
    operands = tensor.node.inputs
    constants = {i: x for i, x in enumerate(operands) if not is_symbolic(x)}
    symbolic = [x for x in operands if is_symbolic(x)]
    layer = TFOpLambda(tensor.node.op, tensor.node.attributes, constants)
    layer.built = True
    Node(layer, (symbolic[0] if len(symbolic) == 1 else symbolic,), outputs=tensor).sign_outputs()


# Where the graph begins
# ----------------------


def input_node(tensor: Tensor) -> Node:
    """The node where a graph that is given `tensor` begins: an input layer's."""
    history = history_of(tensor)
    layer = history.layer
    if not isinstance(layer, InputLayer):  # the graph begins in the middle of another
        layer = InputLayer(batch_input_shape=tensor.shape, dtype=tensor.dtype)
    return layer._inbound_nodes[0]


# The map
# -------


class GraphMap:
    """The nodes that lead from inputs to outputs.

    Arguments:
        inputs: list of symbolic tensors.
        outputs: list of symbolic tensors.

    Attributes:
        nodes: the nodes, in an order in which they can be run.
        nodes_by_depth: the same, by the number of steps to the end.
        layers: their layers, in the order in which a summary shows them.

    Raises:
        ValueError: if an output needs more than the inputs, or two layers have the same name.
    """

    def __init__(self, inputs: Sequence[Tensor], outputs: Sequence[Tensor]):
        self.inputs, self.outputs = list(inputs), list(outputs)
        self._beginnings = {id(tensor): input_node(tensor) for tensor in self.inputs}
        self._met: dict[Layer, int] = {}
        depths = self._measure_depths(self._walk_back())
        self.nodes_by_depth = _group(depths)
        self.nodes = [node for group in self.nodes_by_depth.values() for node in group]
        self.layers = self._order_layers(depths)
        self._check_connected()
        self._check_names()

    def origin(self, tensor: Tensor) -> tuple[Node, int]:
        """The node of this graph that makes a tensor, and as which of its outputs."""
        if id(tensor) in self._beginnings:
            return self._beginnings[id(tensor)], 0
        layer, node_index, tensor_index = history_of(tensor)
        return layer._inbound_nodes[node_index], tensor_index

    def _parents(self, node: Node) -> list[Node]:
        """The nodes that make what a node needs."""
        return [self.origin(tensor)[0] for tensor in node.keras_inputs]

    def _walk_back(self) -> list[Node]:
        """All nodes that the outputs need, each after its parents."""
        done: dict[Node, None] = {}
        waiting = [(self.origin(tensor)[0], False) for tensor in reversed(self.outputs)]
        while waiting:
            node, are_parents_done = waiting.pop()
            if are_parents_done:
                done[node] = None
            elif node not in done:
                self._met.setdefault(node.layer, len(self._met))
                waiting.append((node, True))
                waiting += [(parent, False) for parent in reversed(self._parents(node))]
        return list(done)

    def _measure_depths(self, found: list[Node]) -> dict[Node, int]:
        """The length of the longest way from each node to the end; at least its layer's other depths."""
        depths: dict[Node, int] = {}
        of_layer: dict[Layer, int] = {}
        for node in reversed(found):
            depth = max(depths.get(node, 0), of_layer.get(node.layer, 0))
            depths[node] = of_layer[node.layer] = depth
            for parent in self._parents(node):
                depths[parent] = max(depths.get(parent, 0), depth + 1)
        for node in self._beginnings.values():
            if node not in depths:  # an input that no output needs
                depths[node], self._met[node.layer] = 0, -1
        return depths

    def _order_layers(self, depths: dict[Node, int]) -> list[Layer]:
        """The layers, the deepest first, those of one depth in the order in which they were met."""
        of_layer: dict[Layer, int] = defaultdict(int)
        for node, depth in depths.items():
            of_layer[node.layer] = max(depth, of_layer[node.layer])
        return sorted(of_layer, key=lambda layer: (-of_layer[layer], self._met[layer]))

    def _check_connected(self) -> None:
        """Raise ValueError unless everything can be computed from the inputs."""
        known, passed = set(self._beginnings), []
        for node in self.nodes:
            for tensor in node.keras_inputs:
                if id(tensor) not in known:
                    raise ValueError(
                        f"Graph disconnected: cannot obtain value for tensor {tensor!r} at layer "
                        f"{node.layer.name!r}. The following previous layers were accessed "
                        f"without issue: {passed}"
                    )
            if not node.is_input:
                known.update(id(t) for t in flatten_nested(node.outputs))
                passed.append(node.layer.name)

    def _check_names(self) -> None:
        """Raise ValueError if two layers have the same name."""
        names = [layer.name for layer in self.layers]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(
                    f"The name {name!r} is used {names.count(name)} times in the model. "
                    "All layer names should be unique."
                )

    def run(self, given: Sequence[Tensor]) -> list[Tensor]:
        """Call all layers again, on other tensors.

        Arguments:
            given: a tensor for each of the inputs.

        Returns:
            a tensor for each of the outputs.
        """
        values = {id(tensor): x for tensor, x in zip(self.inputs, given)}
        for node in self.nodes:
            if not node.is_input:
                args, kwargs = node.arguments(values)
                results = flatten_nested(node.layer(*args, **kwargs))
                values |= {id(t): y for t, y in zip(flatten_nested(node.outputs), results)}
        return [values[id(tensor)] for tensor in self.outputs]


def _group(depths: dict[Node, int]) -> dict[int, list[Node]]:
    """The nodes by their depth, the deepest first."""
    groups: dict[int, list[Node]] = defaultdict(list)
    for node, depth in depths.items():
        groups[depth].append(node)
    return {depth: groups[depth] for depth in sorted(groups, reverse=True)}
