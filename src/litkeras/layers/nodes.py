# Generated from chapters/layers/nodes.md by `make tangle`. Do not edit.
"""What a layer remembers.

Each call of a layer on symbolic tensors is a node; nodes make a graph of layers.
"""

from typing import Any, NamedTuple

from litkeras.backend.operations import op
from litkeras.backend.tape import flatten_nested, pack_nested
from litkeras.backend.tensors import Tensor

__all__ = [
    "KerasHistory",
    "Node",
    "is_symbolic",
    "NodeKeeper",
    "map_nested",
    "shapes_of",
    "mask_of",
    "identity",
]


# A call, written down
# --------------------


class KerasHistory(NamedTuple):
    """Where a tensor comes from: which layer made it, in which call, as which output."""

    layer: Any
    node_index: int
    tensor_index: int


class Node:
    """One call of a layer on symbolic tensors.

    Arguments:
        layer: the layer.
        args, kwargs: the arguments of the call; tensors may stand in nested structures.
        outputs: what came out.
    """

    def __init__(
        self, layer: "NodeKeeper", args: tuple = (), kwargs: dict | None = None, outputs=None
    ):
        self.layer, self.args, self.kwargs, self.outputs = layer, args, kwargs or {}, outputs
        self.index = len(layer._inbound_nodes)
        layer._inbound_nodes.append(self)
        for tensor in self.keras_inputs:
            history = getattr(tensor, "_keras_history", None)
            if history is not None:
                history.layer._outbound_nodes.append(self)

    def sign_outputs(self) -> None:
        """Note on each output where it comes from."""
        for i, tensor in enumerate(flatten_nested(self.outputs)):
            tensor._keras_history = KerasHistory(self.layer, self.index, i)

    @property
    def is_input(self) -> bool:
        """Whether this is where a graph begins."""
        return not self.keras_inputs

    @property
    def keras_inputs(self) -> list[Tensor]:
        """All symbolic tensors among the arguments."""
        return [t for t in flatten_nested([self.args, self.kwargs]) if is_symbolic(t)]

    def arguments(self, values: dict[int, Any]) -> tuple[tuple, dict]:
        """The arguments of the call with other tensors in the place of those noted.

        Arguments:
            values: what to put in the place of a tensor, by its id.
        """
        given = [self.args, self.kwargs]
        args, kwargs = pack_nested(given, [values.get(id(t), t) for t in flatten_nested(given)])
        return tuple(args), kwargs

    @property
    def parent_nodes(self) -> list["Node"]:
        """The calls that made the inputs."""
        histories = [t._keras_history for t in self.keras_inputs]
        return [h.layer._inbound_nodes[h.node_index] for h in histories]

    @property
    def inbound_layers(self) -> list[Any]:
        """The layers that made the inputs."""
        return [t._keras_history.layer for t in self.keras_inputs]

    @property
    def input_tensors(self) -> Any:
        """The first argument of the call; of a node where a graph begins, what comes out of it."""
        return self.outputs if self.is_input else self.args[0]

    @property
    def output_tensors(self) -> Any:
        """What came out."""
        return self.outputs


def is_symbolic(x: Any) -> bool:
    """Whether `x` is a tensor without a value."""
    return isinstance(x, Tensor) and x.value is None


class NodeKeeper:
    """An object that remembers the nodes it made, and those that follow."""

    def __init__(self):
        self._inbound_nodes: list[Node] = []
        self._outbound_nodes: list[Node] = []

    @property
    def inbound_nodes(self) -> list[Node]:
        """The calls of this layer."""
        return self._inbound_nodes

    @property
    def outbound_nodes(self) -> list[Node]:
        """The calls that use what this layer put out."""
        return self._outbound_nodes

    def _node(self, index: int, what: str) -> Node:
        """A node by its number."""
        if not self._inbound_nodes:
            raise RuntimeError(
                f"The layer {self.name} has never been called and thus has no defined {what}."
            )
        if not -len(self._inbound_nodes) <= index < len(self._inbound_nodes):
            raise ValueError(
                f"Asked to get {what} at node {index}, but the layer {self.name} has only "
                f"{len(self._inbound_nodes)} inbound nodes."
            )
        return self._inbound_nodes[index]

    def get_input_at(self, node_index: int):
        """The input tensors of a call."""
        return self._node(node_index, "input").input_tensors

    def get_output_at(self, node_index: int):
        """The output tensors of a call."""
        return self._node(node_index, "output").output_tensors

    def get_input_shape_at(self, node_index: int):
        """The shapes of the inputs of a call."""
        return shapes_of(self._node(node_index, "input shape").input_tensors)

    def get_output_shape_at(self, node_index: int):
        """The shapes of the outputs of a call."""
        return shapes_of(self._node(node_index, "output shape").output_tensors)

    def get_input_mask_at(self, node_index: int):
        """The masks of the inputs of a call."""
        return map_nested(mask_of, self.get_input_at(node_index))

    def get_output_mask_at(self, node_index: int):
        """The masks of the outputs of a call."""
        return map_nested(mask_of, self.get_output_at(node_index))

    def _called(self, what: str) -> Node:
        """The first node.

        Raises:
            AttributeError: if there is none.
        """
        if not self._inbound_nodes:
            raise AttributeError(
                f"Layer {self.name} has no inbound nodes: it was never called on a symbolic "
                f"tensor, so there is no {what}."
            )
        return self._inbound_nodes[0]

    def _same_at_all_nodes(self, shapes: list, what: str):
        """The one shape that all calls share."""
        if any(shape != shapes[0] for shape in shapes):
            raise AttributeError(
                f"The layer {self.name!r} has multiple inbound nodes, with different {what}s. "
                f"Hence the notion of {what!r} is ill-defined for the layer. "
                f"Use `get_{what.replace(' ', '_')}_at(node_index)` instead."
            )
        return shapes[0]

    @property
    def input(self):
        """The input tensors of the first call."""
        return self._called("input to return").input_tensors

    @property
    def output(self):
        """The output tensors of the first call."""
        return self._called("output to return").output_tensors

    @property
    def input_mask(self):
        """The masks of the inputs of the first call."""
        return map_nested(mask_of, self.input)

    @property
    def output_mask(self):
        """The masks of the outputs of the first call."""
        return map_nested(mask_of, self.output)

    @property
    def input_shape(self):
        """The shapes of the inputs, if they are the same in all calls."""
        self._called("input shape")
        shapes = [shapes_of(node.input_tensors) for node in self._inbound_nodes]
        return self._same_at_all_nodes(shapes, "input shape")

    @property
    def output_shape(self):
        """The shapes of the outputs, if they are the same in all calls."""
        self._called("output shape")
        shapes = [shapes_of(node.output_tensors) for node in self._inbound_nodes]
        return self._same_at_all_nodes(shapes, "output shape")


# Asking for a call
# -----------------


def map_nested(function, structure):
    """`structure` with `function` applied to each leaf."""
    return pack_nested(structure, [function(leaf) for leaf in flatten_nested(structure)])


def shapes_of(structure):
    """The shapes of the tensors of a nested structure, in the same structure."""
    if isinstance(structure, dict):
        return {key: shapes_of(item) for key, item in structure.items()}
    if isinstance(structure, (list, tuple)):
        return type(structure)([shapes_of(item) for item in structure])
    return structure.shape


def mask_of(x: Any) -> Tensor | None:
    """The mask that a tensor carries, or None."""
    return getattr(x, "_keras_mask", None)


# Each output belongs to one call
# -------------------------------


@op(label="Identity", view=True, passthrough=True)
def identity(x):
    """`x` itself, as another tensor."""
    return x


@identity.shape
def _(x):
    return x.shape


@identity.gradient
def _(g, y, x):
    return g
