"""Public names without a counterpart in the real Keras: what they are compared with instead, by module.

`python tests/conformance/uncovered.py` prints the names that are in no row. A name that a user of Keras knows does not belong here: it
gets a comparison.
"""

_ROWS = {  # module: (with what its names are compared, the names)
    "litkeras.activations": (
        "operation behind gelu; in tests/ops",
        """
        erf
        """,
    ),
    "litkeras.backend.arithmetic": (
        "the rule behind the operators; by value, gradient and shape in tests/ops",
        """
        sum_to
        """,
    ),
    "litkeras.backend.autodiff": (
        "the sweep's steps; through gradients and GradientTape here, finite differences in tests/ops",
        """
        input_gradients reachable on_a_path receive sweep block_gradient numeric_gradient
        """,
    ),
    "litkeras.backend.choices": (
        "select is the rule behind where; by value, gradient and shape in tests/ops. The others are Keras 1 names, checked in tests/seeds",
        """
        select lesser lesser_equal
        """,
    ),
    "litkeras.backend.compiler": (
        "the plan; every compiled result is compared with the eager one, here and in tests/ops",
        """
        Memory Planner PASSES compile_program
        """,
    ),
    "litkeras.backend.configuration": (
        "settings that the real Keras keeps elsewhere, and Keras 1 names; checked in tests/seeds and by the chapter",
        """
        FLOAT_TYPES SETTINGS DATA_FORMATS normalize_data_format image_dim_ordering set_image_dim_ordering
        BACKENDS backend set_backend keras_json read_settings SETTERS load_configuration current_scope
        unique_name get_session
        """,
    ),
    "litkeras.backend.convolution": (
        "steps of conv1d, conv2d, conv3d, and the ops behind them with their gradients; through those here, by value, shape and gradient in tests/ops",
        """
        meetings check_channels output_lengths margin_widths convolve gradient_lengths stamp correlate
        groups_of convolve_over keras_1_convolution
        """,
    ),
    "litkeras.backend.crossentropy": (
        "operations behind K.*_crossentropy, which are compared; by themselves in tests/ops",
        """
        sigmoid_cross_entropy logits_behind softmax_cross_entropy check_same_shape
        check_class_numbers sparse_softmax_cross_entropy subtract_one_at
        """,
    ),
    "litkeras.backend.curves": (
        "functions of one float32; by every 997th of them in the chapter and in tests/backend/test_curves.py",
        """
        CURVES curve_text
        """,
    ),
    "litkeras.backend.functions": (
        "the engine; through K.function and fit here, by hand in the chapter",
        """
        collect_updates Function
        """,
    ),
    "litkeras.backend.joining": (
        "operations behind concatenate, stack, gather, one_hot, repeat_elements; by themselves in tests/ops",
        """
        join part pick scatter_rows spell_out sum_neighbours
        """,
    ),
    "litkeras.backend.kernels": (
        "the compiler; every compiled result is compared with the eager one, here and in tests/ops",
        """
        Scalar body_line collapse Kernel subscript signature loop_lines write_kernel cache_folder load_kernel
        """,
    ),
    "litkeras.backend.loops": (
        "the machinery of rnn, map_fn, foldl and foldr, which are compared; by value and gradient in tests/backend/test_loops.py",
        """
        go_round iterate read_part Rounds roll WayBack scan
        """,
    ),
    "litkeras.backend.margins": (
        "operations behind the paddings, and Keras 1 names; in tests/ops and tests/seeds",
        """
        pad spatial_axes pad_axes asymmetric_temporal_padding asymmetric_spatial_2d_padding
        """,
    ),
    "litkeras.backend.nonlinearities": (
        "operations behind relu and others; by themselves in tests/ops",
        """
        rectify
        """,
    ),
    "litkeras.backend.operations": (
        "what an operation is made of; in tests/ops",
        """
        Op op broadcast_dim broadcast_shape as_value public_caller
        """,
    ),
    "litkeras.backend.passes": (
        "the compiler; every compiled result is compared with the eager one, here and in tests/ops",
        """
        prune share formula Loop is_fusible Unit Fuser fuse
        """,
    ),
    "litkeras.backend.pooling": (
        "operations behind pool2d and pool3d, which are compared; by themselves in tests/ops and tests/backend",
        """
        pooled_shape cells_of max_pool average_pool
        """,
    ),
    "litkeras.backend.products": (
        "operations behind dot and batch_dot; by themselves in tests/ops",
        """
        multiply_rows contract length_of leave_one_out batch_matmul swap_last matmul contraction_axes rows_of
        """,
    ),
    "litkeras.backend.programs": (
        "the compiler; every compiled result is compared with the eager one, here and in tests/ops",
        """
        Slot Call Program Lowering interpret
        """,
    ),
    "litkeras.backend.random": (
        "the generator; its distributions through random_* here, its numbers in tests/properties",
        """
        MULTIPLIERS WEYL LOW HALF philox random_words scramble fill_bernoulli Generator GENERATOR set_seed
        draw new_key uniform random_integers bell bernoulli
        """,
    ),
    "litkeras.backend.reductions": (
        "helpers of the reductions; by themselves in tests/ops",
        """
        normalize_axes reduced_shape reduction restore_axes spread size_along one_axis
        """,
    ),
    "litkeras.backend.separable": (
        "the operation behind depthwise_conv2d and separable_conv2d, which are compared; by itself in tests/ops",
        """
        depthwise
        """,
    ),
    "litkeras.backend.shaping": (
        "operations behind reshape, indexing, expand_dims; by themselves in tests/ops",
        """
        resolve_shape rearrange reshape_like insert_axis getitem put_at rearrange_to dims_of
        fill_like blank blank_of
        """,
    ),
    "litkeras.backend.steps": (
        "the machinery of rnn, map_fn, foldl and foldr, which are compared; by value and gradient in tests/backend/test_loops.py",
        """
        Parcel apart piece pile pieces step_by_step take_step kind_and_number Step blanks draw_step
        """,
    ),
    "litkeras.backend.sparse": (
        "operations behind dot, to_dense and others of sparse tensors; by themselves in tests/ops, through K.* here and in tests/backend",
        """
        as_csr sparse_tensor for_sparse refuse_sparse call_sparse takes_sparse fill_in multiply_stored
        contract_stored add_rows scatter_stored
        """,
    ),
    "litkeras.backend.tape": (
        "the structures that GradientTape and the models take; through those here, in tests/backend/test_autodiff.py",
        """
        flatten_nested pack_nested
        """,
    ),
    "litkeras.backend.tensors": (
        "what a tensor is; through every comparison",
        """
        Shape CLOCK Node Tensor show to_array describe as_tensor holds_tensors is_compatible OPERATORS
        COMPARISONS UNARY OPS find_op operator is_tensor
        """,
    ),
    "litkeras.backend.transposed": (
        "Keras 1's names of conv2d_transpose and conv3d_transpose, in tests/seeds; windows as an operation, in tests/ops",
        """
        deconv2d deconv3d patches
        """,
    ),
    "litkeras.backend.variables": (
        "what a variable is; through every comparison",
        """
        read_variable WITNESSES PENDING LISTENERS
        """,
    ),
    "litkeras.constraints": (
        "Keras 1 names",
        """
        nonneg unitnorm
        """,
    ),
    "litkeras.layers.base": (
        "helpers of the base class, which is compared",
        """
        as_shape map_shapes layer_registry
        """,
    ),
    "litkeras.layers.calls": (
        "helpers of the base class, which is compared",
        """
        CallContext CALLS outside_of_all_calls Callee is_graph_under_construction distinct
        """,
    ),
    "litkeras.layers.effects": (
        "helpers of the base class, which is compared",
        """
        LossKeeper
        """,
    ),
    "litkeras.layers.nodes": (
        "helpers of the base class, which is compared",
        """
        KerasHistory Node is_symbolic NodeKeeper map_nested shapes_of mask_of identity
        """,
    ),
    "litkeras.layers.specs": (
        "helpers of the base class, which is compared",
        """
        check_inputs as_tensors is_numbers cast_floats keep_mask
        """,
    ),
    "litkeras.layers.weights": (
        "helpers of the base class, which is compared",
        """
        numbered Trackable leaves unique is_metric
        """,
    ),
    "litkeras.backend.spellings": (
        "Keras 1 names; checked in tests/seeds and tests/backend",
        """
        SPELLINGS UNDERSTOOD translating keras_1_names
        """,
    ),
    "litkeras.legacy": (
        "old spellings; checked in tests/seeds",
        """
        RENAMED accept_keras_1
        """,
    ),
    "litkeras.losses.base": (
        "helpers of Loss, which is compared with all reductions and weights",
        """
        loss_functions as_pair match_ranks match_weights reduce_losses compute_weighted_loss
        """,
    ),
    "litkeras.losses.crossentropy": (
        "helpers of Loss, which is compared with all reductions and weights",
        """
        resolve_loss
        """,
    ),
    "litkeras.metrics.accuracy": (
        "helpers of Metric, which is compared",
        """
        equality
        """,
    ),
    "litkeras.metrics.base": (
        "helpers of Metric, which is compared",
        """
        metric_functions weigh Reduce
        """,
    ),
    "litkeras.metrics.confusion": (
        "helpers of Metric, which is compared",
        """
        confusion_counts
        """,
    ),
    "litkeras.metrics.errors": (
        "helpers of Metric, which is compared",
        """
        resolve_metric
        """,
    ),
    "litkeras.models.compile": (
        "the steps of compile, fit, summary and get_config, which are compared",
        """
        Compiled
        """,
    ),
    "litkeras.models.containers": (
        "the steps of compile, fit, summary and get_config, which are compared",
        """
        for_each_output name_outputs leaves_by_output match apply_mask LossesContainer MetricsContainer
        """,
    ),
    "litkeras.models.config": (
        "the steps of compile, fit, summary and get_config, which are compared",
        """
        KERAS_VERSION describe plain
        """,
    ),
    "litkeras.models.data": (
        "the steps of compile, fit, summary and get_config, which are compared",
        """
        as_array as_arrays arrays_in count_samples select ArraySource split_validation weights_of_classes
        weigh_batch SequenceSource IterableSource is_array_like make_source
        """,
    ),
    "litkeras.models.epochs": (
        "the steps of compile, fit, summary and get_config, which are compared",
        """
        DataHandler as_floats in_groups EpochRunner
        """,
    ),
    "litkeras.models.functional": (
        "the steps of compile, fit, summary and get_config, which are compared",
        """
        Functional conform AddLoss AddMetric
        """,
    ),
    "litkeras.models.wiring": (
        "the steps of compile, fit, summary and get_config, which are compared",
        """
        GraphWriter Rebuilder
        """,
    ),
    "litkeras.models.graph": (
        "the steps of compile, fit, summary and get_config, which are compared",
        """
        TFOpLambda history_of input_node GraphMap
        """,
    ),
    "litkeras.models.model": (
        "the steps of compile, fit, summary and get_config, which are compared",
        """
        is_graph_call
        """,
    ),
    "litkeras.models.sequential": (
        "the steps of compile, fit, summary and get_config, which are compared",
        """
        first_shape
        """,
    ),
    "litkeras.models.steps": (
        "the steps of compile, fit, summary and get_config, which are compared",
        """
        TracedStep like signature EagerStep expand_1d Stepping
        """,
    ),
    "litkeras.models.summary": (
        "the steps of compile, fit, summary and get_config, which are compared",
        """
        format_row absolute output_shape_of params_of connections_of is_chain layer_rows totals
        """,
    ),
    "litkeras.models.training": (
        "the steps of compile, fit, summary and get_config, which are compared",
        """
        Trainer join_batches one_batch
        """,
    ),
    "litkeras.objects": (
        "registries, through get, serialize and deserialize of each module",
        """
        to_snake_case Registry
        """,
    ),
    "litkeras.backend.gathered": (
        "kernels behind the convolutions, and their addresses; compared with the specification in tests/backend and tests/ops, and through conv1d, conv2d, conv3d here",
        """
        pitches addresses Addresses in_margins window_addresses multiply_gathered convolve_gathered
        phase_along phases stamp_gathered stamp_scattered suits_scattering pieces_for correlate_gathered
        """,
    ),
    "litkeras.backend.tiles": (
        "the loop inside of the convolutions; compared with NumPy's product in its chapter, and through conv1d, conv2d, conv3d here",
        """
        ROWS columns_of store_tile add_tile Code as_instructions in_parallel suits_tiles aligned_zeros panels
        fill_up
        """,
    ),
    "litkeras.backend.walks": (
        "kernels behind pool2d and pool3d; compared with the specification in tests/backend and tests/ops, and through pool2d and pool3d here",
        """
        window_places tiles_picture fast_max_pool fast_put_at_maxima fast_average_pool fast_spread
        """,
    ),
    "litkeras.backend.windows": (
        "where windows stand, and what is in them; through conv1d, conv2d, conv3d, pool2d and pool3d here, against loops in tests/backend",
        """
        span output_length margin window_cells take_windows put_windows per_axis check_padding channels_to_end
        channels_from_end
        """,
    ),
    "litkeras.backend.winograd": (
        "kernels behind the convolutions; compared with the specification in tests/backend and tests/ops, and through conv2d here",
        """
        INPUTS WEIGHTS OUTPUTS to_products cut_patch winograd_sizes convolve_winograd correlate_winograd
        suits_winograd corner_of fast_convolve fast_stamp fast_correlate
        """,
    ),
    "litkeras.data.summaries": (
        "written with TensorBoard's writer, which the real Keras's environment here does not have; read back by TensorBoard's reader in tests/data",
        """
        set_step get_step SummaryWriter create_file_writer scalar
        """,
    ),
    "litkeras.optimizers.gradients": (
        "helpers of Optimizer, which is compared with all its options",
        """
        check_pairs filter_empty_gradients
        """,
    ),
    "litkeras.optimizers.hyperparameters": (
        "helpers of Optimizer, which is compared with all its options",
        """
        Hyperparameters
        """,
    ),
    "litkeras.optimizers.slots": (
        "helpers of Optimizer, which is compared with all its options",
        """
        Slots
        """,
    ),
    "litkeras.tf": (
        "names of TensorFlow 1, or misspelt in the documents, and the summaries; checked in tests/seeds and tests/data",
        """
        glorot_uniform_initializer device_scope summary
        """,
    ),
}

ALONE = {f"{module.split('.')[1]}.{name}": reason for module, (reason, names) in _ROWS.items() for name in names.split()}
