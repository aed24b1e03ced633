# Generated from chapters/models/index.md by `make tangle`. Do not edit.
"""Models.

Layers joined to a whole that is trained, measured, used and described.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=[
        "graph",
        "summary",
        "config",
        "containers",
        "compile",
        "data",
        "epochs",
        "steps",
        "training",
        "model",
        "functional",
        "sequential",
    ],
    submod_attrs={
        "graph": ["TFOpLambda", "history_of", "input_node", "GraphMap"],
        "summary": [
            "format_row",
            "absolute",
            "output_shape_of",
            "params_of",
            "connections_of",
            "is_chain",
            "print_summary",
            "layer_rows",
            "totals",
        ],
        "config": [
            "KERAS_VERSION",
            "describe",
            "plain",
            "to_json",
            "model_from_config",
            "model_from_json",
            "to_yaml",
            "model_from_yaml",
        ],
        "containers": [
            "for_each_output",
            "name_outputs",
            "leaves_by_output",
            "match",
            "apply_mask",
            "LossesContainer",
            "MetricsContainer",
        ],
        "compile": ["Compiled"],
        "data": [
            "pack_x_y_sample_weight",
            "unpack_x_y_sample_weight",
            "as_array",
            "as_arrays",
            "arrays_in",
            "count_samples",
            "select",
            "ArraySource",
            "split_validation",
            "weights_of_classes",
            "weigh_batch",
            "Sequence",
            "SequenceSource",
            "IterableSource",
            "is_array_like",
            "make_source",
        ],
        "epochs": ["DataHandler", "as_floats", "in_groups", "EpochRunner"],
        "steps": ["TracedStep", "like", "signature", "EagerStep", "expand_1d", "Stepping"],
        "training": ["Trainer", "join_batches", "one_batch"],
        "model": ["is_graph_call", "Model"],
        "functional": ["Functional", "conform", "AddLoss", "AddMetric", "Rebuilder"],
        "sequential": ["Sequential", "first_shape"],
    },
)
