# Generated from chapters/models/summary.md by `make tangle`. Do not edit.
"""Summary.

The table that shows what a model is made of.
"""

from collections.abc import Callable, Sequence
from typing import Any

__all__ = [
    "format_row",
    "absolute",
    "output_shape_of",
    "params_of",
    "connections_of",
    "is_chain",
    "print_summary",
    "layer_rows",
    "totals",
]


# A row
# -----


def format_row(fields: Sequence[Any], positions: Sequence[int]) -> str:
    """One row of a table.

    Arguments:
        fields: what stands in its columns.
        positions: where each column ends. What is too long is cut off there.
    """
    line = ""
    for i, (field, end) in enumerate(zip(fields, positions)):
        if i:
            line = line[:-1] + " "
        line = (line + str(field))[:end].ljust(end)
    return line


def absolute(positions: Sequence[float], line_length: int) -> list[int]:
    """Where the columns end, in characters, if they were given as parts of the line."""
    if positions[-1] > 1:
        return [int(p) for p in positions]
    return [int(line_length * p) for p in positions]


# What stands in it
# -----------------


def output_shape_of(layer) -> Any:
    """The shape of a layer's output, or a word if there is not one."""
    try:
        return layer.output_shape
    except AttributeError:  # called several times with several shapes, or never on symbolic tensors
        return "multiple"
    except RuntimeError:
        return "?"


def params_of(layer) -> Any:
    """The number of a layer's weights, or a word if it has not been used."""
    return layer.count_params() if layer.built else "0 (unused)"


def connections_of(layer, nodes: set) -> list[str]:
    """Where the inputs of a layer come from: 'layer[node][output]'."""
    histories = [
        tensor._keras_history
        for node in layer._inbound_nodes
        if node in nodes
        for tensor in node.keras_inputs
    ]
    return [f"{h.layer.name}[{h.node_index}][{h.tensor_index}]" for h in histories]


# A chain, or a graph?
# --------------------


def is_chain(model) -> bool:
    """Whether each layer of a model is called once, on what the one before put out."""
    graph = getattr(model, "graph", None)
    if graph is None or getattr(model, "is_sequential", False):
        return True
    layers = [node.layer for node in graph.nodes]
    has_forks = any(
        len(nodes) > 1 or len(nodes[0].keras_inputs) > 1 for nodes in graph.nodes_by_depth.values()
    )
    return not has_forks and len(set(layers)) == len(layers)


# The table
# ---------


def print_summary(
    model,
    line_length: int | None = None,
    positions: Sequence[float] | None = None,
    print_fn: Callable[[str], Any] | None = None,
) -> None:
    """Print the layers of a model, the shapes of their outputs and the numbers of their weights.

    Arguments:
        model: the model.
        line_length: number of characters in a line.
        positions: where the columns end, in characters or as parts of the line.
        print_fn: called with each line; by default `print`.
    """
    chain = is_chain(model)
    line_length = line_length or (65 if chain else 98)
    positions = absolute(
        positions or ([0.45, 0.85, 1.0] if chain else [0.33, 0.55, 0.67, 1.0]), line_length
    )
    titles = ["Layer (type)", "Output Shape", "Param #"] + ([] if chain else ["Connected to"])
    nodes = None if chain else set(model.graph.nodes)
    groups = [layer_rows(layer, nodes) for layer in model.layers]
    lines = [
        f'Model: "{model.name}"',
        "_" * line_length,
        format_row(titles, positions),
        "=" * line_length,
    ]
    for i, rows in enumerate(groups):
        lines += [format_row(row, positions) for row in rows]
        lines.append(("=" if i == len(groups) - 1 else "_") * line_length)
    for line in [*lines, *totals(model), "_" * line_length]:
        (print_fn or print)(line)


def layer_rows(layer, nodes: set | None) -> list[list[Any]]:
    """The rows of one layer: one, and one more for each further connection."""
    row = [f"{layer.name} ({type(layer).__name__})", output_shape_of(layer), params_of(layer)]
    if nodes is None:
        return [row]
    first, *others = connections_of(layer, nodes) or [""]
    return [[*row, first]] + [["", "", "", other] for other in others]


def totals(model) -> list[str]:
    """The lines below the table."""
    trainable = model._count(model.trainable_weights)
    frozen = model._count(model.non_trainable_weights)
    return [
        f"Total params: {trainable + frozen:,}",
        f"Trainable params: {trainable:,}",
        f"Non-trainable params: {frozen:,}",
    ]
