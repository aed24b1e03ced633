# Generated from chapters/layers/index.md by `make tangle`. Do not edit.
"""Layers.

The building blocks of networks: functions of tensors that have weights, and the calls that join
them to a graph.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=[
        "weights",
        "nodes",
        "specs",
        "effects",
        "calls",
        "base",
        "input",
        "core",
        "reshaping",
        "merge",
    ],
    submod_attrs={
        "weights": ["numbered", "Trackable", "leaves", "unique", "is_metric"],
        "nodes": [
            "KerasHistory",
            "Node",
            "is_symbolic",
            "NodeKeeper",
            "map_nested",
            "shapes_of",
            "mask_of",
            "identity",
        ],
        "specs": [
            "InputSpec",
            "check_inputs",
            "as_tensors",
            "is_numbers",
            "cast_floats",
            "keep_mask",
        ],
        "effects": ["LossKeeper"],
        "calls": [
            "CallContext",
            "CALLS",
            "outside_of_all_calls",
            "Callee",
            "is_graph_under_construction",
            "distinct",
        ],
        "base": ["Layer", "as_shape", "map_shapes", "layer_registry", "serialize", "deserialize"],
        "input": ["InputLayer", "Input"],
        "core": ["Dense", "Activation", "Dropout", "Lambda", "ActivityRegularization"],
        "reshaping": ["Flatten", "Reshape", "Permute", "RepeatVector", "Masking"],
        "merge": [
            "Add",
            "Subtract",
            "Multiply",
            "Average",
            "Maximum",
            "Minimum",
            "Concatenate",
            "Dot",
            "add",
            "subtract",
            "multiply",
            "average",
            "maximum",
            "minimum",
            "concatenate",
            "dot",
        ],
    },
)
