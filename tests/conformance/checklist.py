"""The documents' checklist: what each row of it is called here, and which of the documents' examples shows it.

A row: its number in the checklist, a short name, the public paths of litkeras that it is about (after "~", in words, where it is about none), and
the test of tests/seeds that runs its example ("-" where there is nothing to run). S3 is the reference of Keras 1's backend, complete; of S0 (notes
on tensorflow.keras), S1 (notes on tf.*) and S2 (a tutorial) there are the rows about the backend and tf.*.
"""

from typing import NamedTuple

# What belongs to chapters that are still to come. A name that exists has to leave this table, so that it can only shrink.
WAITING: dict[str, set[str]] = {}
# Names in the real backend that came after 2.4.
SINCE_2_4 = {"binary_focal_crossentropy", "categorical_focal_crossentropy", "experimental"}


class Row(NamedTuple):
    """One row of the checklist."""

    name: str
    paths: tuple  # public names
    words: str  # what it is compared with, where there is no name
    example: str


TEXT = """
S0-002 | keras.backend.function: K.function(inputs, outputs) | backend.function | test_S0_002_S0_004_S0_005_S0_006_K_function
S0-003 | K.function(model.inputs, model.layers[2]) | backend.function | test_S0_003_K_function_with_a_layer_as_outputs
S0-004 | f(inputs) (result of K.function) | backend.Function.__call__ | test_S0_002_S0_004_S0_005_S0_006_K_function
S0-039 | tf.Variable([2, 3], dtype=tf.float32) | tf.Variable | test_S0_039_S0_040_tf_Variable_example
S0-040 | tf.float32 | tf.float32 | test_S0_039_S0_040_tf_Variable_example
S0-041 | tf.ones((2,3)) | tf.ones | test_S0_041_S0_042_tf_ones_and_numpy
S0-042 | tensor.numpy() | backend.Tensor.numpy | test_S0_041_S0_042_tf_ones_and_numpy
S1-004 | tf.nn.relu | tf.nn | test_S1_001_S1_002_S1_003_S1_004_Sequential_example
S1-035 | tf.data.Dataset.from_tensor_slices(tensors) | tf.data | test_S1_035_S1_037_S1_038_from_tensor_slices
S1-036 | from_tensor_slices argument | tf.data | test_S1_036_from_tensor_slices_nested
S1-037 | from_tensor_slices elements | tf.data | test_S1_035_S1_037_S1_038_from_tensor_slices
S1-038 | tf.data.Dataset | tf.data | test_S1_035_S1_037_S1_038_from_tensor_slices
S1-039 | tf.GradientTape | tf.GradientTape | test_S1_039_S1_041_S1_042_S1_043_GradientTape
S1-040 | GradientTape.watch(tensor) | tf.GradientTape.watch | test_S1_040_GradientTape_watch
S1-041 | GradientTape.gradient(target, sources, output_gradients=None) | tf.GradientTape.gradient | test_S1_039_S1_041_S1_042_S1_043_GradientTape
S1-042 | gradient target | tf.GradientTape.gradient | test_S1_039_S1_041_S1_042_S1_043_GradientTape
S1-043 | gradient sources | tf.GradientTape.gradient | test_S1_039_S1_041_S1_042_S1_043_GradientTape
S1-044 | gradient output_gradients | tf.GradientTape.gradient | test_S1_044_gradient_output_gradients
S1-052 | tf.image.crop_to_bounding_box(image, offset_height, offset_width, ...) | tf.image | test_S1_052_to_S1_057_crop_to_bounding_box
S1-053 | crop_to_bounding_box image | tf.image | test_S1_052_to_S1_057_crop_to_bounding_box
S1-054 | crop_to_bounding_box offset_height | tf.image | test_S1_052_to_S1_057_crop_to_bounding_box
S1-055 | crop_to_bounding_box offset_width | tf.image | test_S1_052_to_S1_057_crop_to_bounding_box
S1-056 | crop_to_bounding_box target_height | tf.image | test_S1_052_to_S1_057_crop_to_bounding_box
S1-057 | crop_to_bounding_box target_width | tf.image | test_S1_052_to_S1_057_crop_to_bounding_box
S1-058 | tf.stack() | tf.stack | test_S1_058_S1_059_stack_and_unstack
S1-059 | tf.unstack() | tf.unstack | test_S1_058_S1_059_stack_and_unstack
S1-060 | tf.name_scope | tf.name_scope | test_S1_060_name_scope
S1-061 | tf.summary.scalar | tf.summary | test_S1_061_summary_scalar
S2-001 | from keras import backend as K | backend.backend | test_S2_001_backend_import_path
S2-002 | K.placeholder(shape=(2,4,5)) | backend.placeholder | test_S2_002_placeholder_ndim
S2-003 | K.variable | backend.variable | test_S2_003_to_S2_007_variable_shape_dtype_eval
S2-004 | K.int_shape | backend.int_shape | test_S2_003_to_S2_007_variable_shape_dtype_eval
S2-005 | K.shape | backend.shape | test_S2_003_to_S2_007_variable_shape_dtype_eval
S2-006 | K.dtype | backend.dtype | test_S2_003_to_S2_007_variable_shape_dtype_eval
S2-007 | K.eval | backend.eval | test_S2_003_to_S2_007_variable_shape_dtype_eval
S2-008 | K.ones | backend.ones | test_S2_008_to_S2_012_array_functions
S2-009 | K.zeros | backend.zeros | test_S2_008_to_S2_012_array_functions
S2-010 | K.dot | backend.dot | test_S2_008_to_S2_012_array_functions
S2-011 | K.batch_dot | backend.batch_dot | test_S2_008_to_S2_012_array_functions
S2-012 | K.sum | backend.sum | test_S2_008_to_S2_012_array_functions
S2-013 | K.set_epsilon | backend.set_epsilon | test_S2_013_S2_014_settings
S2-014 | K.set_floatx('float64') | backend.set_floatx | test_S2_013_S2_014_settings
S2-015 | K.one_hot | backend.one_hot | test_S2_015_S2_016_S2_018_S2_019_nn_functions
S2-016 | K.softmax | backend.softmax | test_S2_015_S2_016_S2_018_S2_019_nn_functions
S2-017 | K.gradients(loss, variables) | backend.gradients | test_S2_017_gradients_returns_a_list
S2-018 | K.l2_normalize | backend.l2_normalize | test_S2_015_S2_016_S2_018_S2_019_nn_functions
S2-019 | K.dropout | backend.dropout | test_S2_015_S2_016_S2_018_S2_019_nn_functions
S2-020 | K.conv1d | backend.conv1d | test_S2_convolution_functions_exist[S2_020_conv1d]
S2-021 | K.conv2d | backend.conv2d | test_S2_convolution_functions_exist[S2_021_conv2d]
S2-022 | K.deconv2d | backend.conv2d_transpose backend.deconv2d | test_S2_convolution_functions_exist[S2_022_deconv2d]
S2-023 | K.conv3d | backend.conv3d | test_S2_convolution_functions_exist[S2_023_conv3d]
S2-024 | K.pool2d | backend.pool2d | test_S2_convolution_functions_exist[S2_024_pool2d]
S2-095 | with tf.device_scope('/gpu:0') | tf.device_scope | test_S2_095_device_scope_spelling
S3-001 | Backend engine | ~ every function of the backend is in the coverage of its own | -
S3-002 | Backends Theano / TensorFlow | backend.set_backend | -
S3-003 | ~/.keras/keras.json | backend.keras_json | test_S3_003_S3_011_S3_012_keras_json_is_read
S3-004 | keras.json default content | backend.read_settings | test_S3_003_S3_004_S3_011_S3_012_keras_json_is_written_with_defaults
S3-005 | keras.json backend | backend.load_configuration | -
S3-006 | env KERAS_BACKEND | backend.load_configuration | test_S3_006_S3_007_KERAS_BACKEND_example
S3-007 | KERAS_BACKEND=tensorflow python -c "from keras import backend;" | backend.load_configuration | test_S3_006_S3_007_KERAS_BACKEND_example
S3-008 | keras.json image_dim_ordering | backend.load_configuration | test_S3_008_keras_json_image_dim_ordering
S3-009 | 2D ordering | backend.image_dim_ordering backend.conv2d backend.pool2d | -
S3-010 | 3D ordering | backend.image_dim_ordering backend.conv3d backend.pool3d | -
S3-011 | keras.json epsilon | backend.epsilon | test_S3_003_S3_011_S3_012_keras_json_is_read
S3-012 | keras.json floatx | backend.floatx | test_S3_003_S3_011_S3_012_keras_json_is_read
S3-013 | from keras import backend as K | backend.backend | test_S3_013_S3_014_S3_015_S3_016_placeholders
S3-014 | K.placeholder(shape=(2, 4, 5)) | backend.placeholder | test_S3_013_S3_014_S3_015_S3_016_placeholders
S3-015 | K.placeholder(shape=(None, 4, 5)) | backend.placeholder | test_S3_013_S3_014_S3_015_S3_016_placeholders
S3-016 | K.placeholder(ndim=3) | backend.placeholder | test_S3_013_S3_014_S3_015_S3_016_placeholders
S3-017 | K.variable(value=val) | backend.variable | test_S3_017_S3_018_S3_019_variables
S3-018 | K.zeros(shape=(3, 4, 5)) | backend.zeros | test_S3_017_S3_018_S3_019_variables
S3-019 | K.ones(shape=(3, 4, 5)) | backend.ones | test_S3_017_S3_018_S3_019_variables
S3-020 | a = b + c * K.abs(d) | backend.abs backend.Variable.__add__ | test_S3_020_to_S3_024_expressions
S3-021 | c = K.dot(a, K.transpose(b)) | backend.dot backend.transpose | test_S3_020_to_S3_024_expressions
S3-022 | a = K.sum(b, axis=2) | backend.sum | test_S3_020_to_S3_024_expressions
S3-023 | a = K.softmax(b) | backend.softmax | test_S3_020_to_S3_024_expressions
S3-024 | a = concatenate([b, c], axis=-1) | backend.concatenate | test_S3_020_to_S3_024_expressions
S3-025 | epsilon() | backend.epsilon | test_S3_025_epsilon_default
S3-026 | set_epsilon(e) | backend.set_epsilon | test_S3_026_set_epsilon_example
S3-027 | floatx() | backend.floatx | test_S3_027_S3_028_floatx_example
S3-028 | set_floatx(floatx) | backend.set_floatx | test_S3_027_S3_028_floatx_example
S3-029 | cast_to_floatx(x) | backend.cast_to_floatx | test_S3_029_cast_to_floatx_example
S3-030 | image_dim_ordering() | backend.image_dim_ordering | test_S3_030_S3_031_image_dim_ordering_example
S3-031 | set_image_dim_ordering(dim_ordering) | backend.set_image_dim_ordering | test_S3_030_S3_031_image_dim_ordering_example
S3-032 | get_uid(prefix='') | backend.get_uid | test_S3_032_get_uid_example
S3-033 | is_keras_tensor(x) | backend.is_keras_tensor | test_S3_033_is_keras_tensor_example_numpy
S3-034 | clear_session() | backend.clear_session | test_S3_034_clear_session
S3-035 | manual_variable_initialization(value) | backend.manual_variable_initialization | test_S3_035_manual_variable_initialization
S3-036 | learning_phase() | backend.learning_phase | test_S3_036_S3_037_learning_phase
S3-037 | set_learning_phase() | backend.set_learning_phase | test_S3_036_S3_037_learning_phase
S3-038 | is_sparse(tensor) | backend.is_sparse | test_S3_038_S3_039_S3_050_sparse_examples
S3-039 | to_dense(tensor) | backend.to_dense | test_S3_038_S3_039_S3_050_sparse_examples
S3-040 | variable(value, dtype='float32', name=None) | backend.variable | test_S3_040_to_S3_043_variable_example
S3-041 | variable value | backend.variable | test_S3_040_to_S3_043_variable_example
S3-042 | variable dtype | backend.variable | test_S3_040_to_S3_043_variable_example
S3-043 | variable name | backend.variable | test_S3_040_to_S3_043_variable_example
S3-044 | kvar.eval() | backend.Variable.eval | test_S3_044_variable_eval_method
S3-045 | placeholder(shape=None, ndim=None, dtype='float32', name=None) | backend.placeholder | test_S3_045_to_S3_049_S3_052_placeholder_example
S3-046 | placeholder shape | backend.placeholder | test_S3_045_to_S3_049_S3_052_placeholder_example
S3-047 | placeholder ndim | backend.placeholder | test_S3_047_placeholder_needs_shape_or_ndim
S3-048 | placeholder dtype | backend.placeholder | test_S3_045_to_S3_049_S3_052_placeholder_example
S3-049 | placeholder name | backend.placeholder | test_S3_045_to_S3_049_S3_052_placeholder_example
S3-050 | placeholder sparse | backend.placeholder | test_S3_038_S3_039_S3_050_sparse_examples
S3-051 | input_ph._keras_shape | backend.Tensor._keras_shape | test_S3_051_keras_shape_attribute
S3-052 | placeholder repr | backend.Tensor.__repr__ | test_S3_045_to_S3_049_S3_052_placeholder_example
S3-053 | shape(x) | backend.shape | test_S3_053_shape_example_placeholder
S3-054 | K.get_session() | backend.get_session | test_S3_054_S3_055_shape_eval_with_session
S3-055 | K.shape(x).eval(session=tf_session) | backend.Tensor.eval | test_S3_054_S3_055_shape_eval_with_session
S3-056 | int_shape(x) | backend.int_shape | test_S3_056_int_shape_example
S3-057 | ndim(x) | backend.ndim | test_S3_057_ndim_example
S3-058 | dtype(x) | backend.dtype | test_S3_058_dtype_example
S3-059 | eval(x) | backend.eval | test_S3_059_eval_example
S3-060 | zeros(shape, dtype='float32', name=None) | backend.zeros | test_S3_060_S3_061_S3_062_zeros_ones_eye_examples
S3-061 | ones(shape, dtype='float32', name=None) | backend.ones | test_S3_060_S3_061_S3_062_zeros_ones_eye_examples
S3-062 | eye(size, dtype='float32', name=None) | backend.eye | test_S3_060_S3_061_S3_062_zeros_ones_eye_examples
S3-063 | zeros_like(x, name=None) | backend.zeros_like | test_S3_063_S3_064_zeros_like_ones_like_examples
S3-064 | ones_like(x, name=None) | backend.ones_like | test_S3_063_S3_064_zeros_like_ones_like_examples
S3-065 | random_uniform_variable(shape, low, high, dtype=None, name=None, ...) | backend.random_uniform_variable | test_S3_065_to_S3_070_random_uniform_variable_example
S3-066 | random_uniform_variable shape | backend.random_uniform_variable | test_S3_065_to_S3_070_random_uniform_variable_example
S3-067 | random_uniform_variable low | backend.random_uniform_variable | test_S3_065_to_S3_070_random_uniform_variable_example
S3-068 | random_uniform_variable high | backend.random_uniform_variable | test_S3_065_to_S3_070_random_uniform_variable_example
S3-069 | random_uniform_variable dtype | backend.random_uniform_variable | test_S3_065_to_S3_070_random_uniform_variable_example
S3-070 | random_uniform_variable name | backend.random_uniform_variable | test_S3_065_to_S3_070_random_uniform_variable_example
S3-071 | random_uniform_variable seed | backend.random_uniform_variable | test_S3_071_random_uniform_variable_seed
S3-072 | count_params(x) | backend.count_params | test_S3_072_count_params_example
S3-073 | cast(x, dtype) | backend.cast | test_S3_073_cast_example
S3-074 | dot(x, y) | backend.dot | test_S3_074_dot_examples
S3-075 | dot, Theano-like n-D case | backend.dot | test_S3_075_dot_theano_like_example
S3-076 | batch_dot(x, y, axes=None) | backend.batch_dot | test_S3_076_batch_dot_diagonal_shape
S3-077 | batch_dot x, y | backend.batch_dot | test_S3_077_S3_078_S3_080_batch_dot_shape_derivation
S3-078 | batch_dot axes | backend.batch_dot | test_S3_077_S3_078_S3_080_batch_dot_shape_derivation
S3-079 | batch_dot([[1,2],[3,4]], [[5,6],[7,8]], axes=1) | backend.batch_dot | test_S3_076_S3_079_batch_dot_diagonal_example
S3-080 | batch_dot shape derivation | backend.batch_dot | test_S3_077_S3_078_S3_080_batch_dot_shape_derivation
S3-081 | batch_dot (32, 20, 1) with (32, 30, 20), axes=[1, 2] | backend.batch_dot | test_S3_081_batch_dot_example
S3-082 | transpose(x) | backend.transpose | test_S3_082_transpose_example
S3-083 | gather(reference, indices) | backend.gather | test_S3_083_S3_084_S3_085_gather
S3-084 | gather reference | backend.gather | test_S3_083_S3_084_S3_085_gather
S3-085 | gather indices | backend.gather | test_S3_083_S3_084_S3_085_gather
S3-086 | max(x, axis=None, keepdims=False) | backend.max | test_S3_reductions[S3_086_max]
S3-087 | min(x, axis=None, keepdims=False) | backend.min | test_S3_reductions[S3_087_min]
S3-088 | sum(x, axis=None, keepdims=False) | backend.sum | test_S3_reductions[S3_088_sum]
S3-089 | prod(x, axis=None, keepdims=False) | backend.prod | test_S3_reductions[S3_089_prod]
S3-090 | var(x, axis=None, keepdims=False) | backend.var | test_S3_reductions[S3_090_var]
S3-091 | std(x, axis=None, keepdims=False) | backend.std | test_S3_reductions[S3_091_std]
S3-092 | mean(x, axis=None, keepdims=False) | backend.mean | test_S3_reductions[S3_092_mean]
S3-093 | any(x, axis=None, keepdims=False) | backend.any | test_S3_any_all_values[S3_093_any]
S3-094 | all(x, axis=None, keepdims=False) | backend.all | test_S3_any_all_values[S3_094_all]
S3-095 | argmax(x, axis=-1) | backend.argmax | test_S3_arg_reductions[S3_095_argmax]
S3-096 | argmin(x, axis=-1) | backend.argmin | test_S3_arg_reductions[S3_096_argmin]
S3-097 | square(x) | backend.square | test_S3_elementwise[S3_097_square]
S3-098 | abs(x) | backend.abs | test_S3_elementwise[S3_098_abs]
S3-099 | sqrt(x) | backend.sqrt | test_S3_elementwise[S3_099_sqrt]
S3-100 | exp(x) | backend.exp | test_S3_elementwise[S3_100_exp]
S3-101 | log(x) | backend.log | test_S3_elementwise[S3_101_log]
S3-102 | round(x) | backend.round | test_S3_elementwise[S3_102_round]
S3-103 | sign(x) | backend.sign | test_S3_elementwise[S3_103_sign]
S3-104 | pow(x, a) | backend.pow | test_S3_104_S3_105_pow_and_clip
S3-105 | clip(x, min_value, max_value) | backend.clip | test_S3_104_S3_105_pow_and_clip
S3-106 | equal(x, y) | backend.equal | test_S3_comparisons[S3_106_equal]
S3-107 | not_equal(x, y) | backend.not_equal | test_S3_comparisons[S3_107_not_equal]
S3-108 | greater(x,y) | backend.greater | test_S3_comparisons[S3_108_greater]
S3-109 | greater_equal(x,y) | backend.greater_equal | test_S3_comparisons[S3_109_greater_equal]
S3-110 | lesser(x,y) | backend.lesser | test_S3_comparisons[S3_110_lesser]
S3-111 | lesser_equal(x,y) | backend.lesser_equal | test_S3_comparisons[S3_111_lesser_equal]
S3-112 | maximum(x, y) | backend.maximum | test_S3_112_S3_113_maximum_minimum
S3-113 | minimum(x, y) | backend.minimum | test_S3_112_S3_113_maximum_minimum
S3-114 | sin(x) | backend.sin | test_S3_elementwise[S3_114_sin]
S3-115 | cos(x) | backend.cos | test_S3_elementwise[S3_115_cos]
S3-116 | normalize_batch_in_training(x, gamma, beta, reduction_axes, ...) | backend.normalize_batch_in_training | test_S3_116_normalize_batch_in_training
S3-117 | batch_normalization(x, mean, var, beta, gamma, epsilon=0.0001) | backend.batch_normalization | test_S3_117_batch_normalization_small_epsilon
S3-118 | concatenate(tensors, axis=-1) | backend.concatenate | test_S3_118_to_S3_120_shape_functions
S3-119 | reshape(x, shape) | backend.reshape | test_S3_118_to_S3_120_shape_functions
S3-120 | permute_dimensions(x, pattern) | backend.permute_dimensions | test_S3_118_to_S3_120_shape_functions
S3-121 | resize_images(X, height_factor, width_factor, dim_ordering) | backend.resize_images | test_S3_121_resize_images
S3-122 | resize_volumes(X, depth_factor, height_factor, width_factor, ...) | backend.resize_volumes | test_S3_122_resize_volumes
S3-123 | repeat_elements(x, rep, axis) | backend.repeat_elements | test_S3_123_S3_124_repeat
S3-124 | repeat(x, n) | backend.repeat | test_S3_123_S3_124_repeat
S3-125 | arange(start, stop=None, step=1, dtype='int32') | backend.arange | test_S3_125_arange
S3-126 | batch_flatten(x) | backend.batch_flatten | test_S3_126_S3_127_S3_128_flatten_expand_squeeze
S3-127 | expand_dims(x, dim=-1) | backend.expand_dims | test_S3_126_S3_127_S3_128_flatten_expand_squeeze
S3-128 | squeeze(x, axis) | backend.squeeze | test_S3_126_S3_127_S3_128_flatten_expand_squeeze
S3-129 | temporal_padding(x, padding=1) | backend.temporal_padding | test_S3_129_S3_130_temporal_padding
S3-130 | asymmetric_temporal_padding(x, left_pad=1, right_pad=1) | backend.asymmetric_temporal_padding | test_S3_129_S3_130_temporal_padding
S3-131 | spatial_2d_padding(x, padding=(1, 1), dim_ordering='th') | backend.spatial_2d_padding | test_S3_131_S3_132_S3_133_spatial_padding
S3-132 | asymmetric_spatial_2d_padding(x, top_pad=1, bottom_pad=1, ...) | backend.asymmetric_spatial_2d_padding | test_S3_131_S3_132_S3_133_spatial_padding
S3-133 | spatial_3d_padding(x, padding=(1, 1, 1), dim_ordering='th') | backend.spatial_3d_padding | test_S3_131_S3_132_S3_133_spatial_padding
S3-134 | one_hot(indices, nb_classes) | backend.one_hot | test_S3_134_one_hot
S3-135 | reverse(x, axes) | backend.reverse | test_S3_135_reverse
S3-136 | get_value(x) | backend.get_value | test_S3_136_to_S3_140_get_and_set_values
S3-137 | batch_get_value(x) | backend.batch_get_value | test_S3_136_to_S3_140_get_and_set_values
S3-138 | set_value(x, value) | backend.set_value | test_S3_136_to_S3_140_get_and_set_values
S3-139 | batch_set_value(tuples) | backend.batch_set_value | test_S3_136_to_S3_140_get_and_set_values
S3-140 | batch_set_value tuples | backend.batch_set_value | test_S3_136_to_S3_140_get_and_set_values
S3-141 | print_tensor(x, message='') | backend.print_tensor | test_S3_141_print_tensor
S3-142 | function(inputs, outputs, updates=[]) | backend.function | test_S3_142_S3_143_S3_144_function
S3-143 | function inputs | backend.function | test_S3_142_S3_143_S3_144_function
S3-144 | function outputs | backend.function | test_S3_142_S3_143_S3_144_function
S3-145 | function updates | backend.function | test_S3_145_function_updates
S3-146 | gradients(loss, variables) | backend.gradients | test_S3_146_gradients
S3-147 | stop_gradient(variables) | backend.stop_gradient | test_S3_147_stop_gradient
S3-148 | rnn(step_function, inputs, initial_states, go_backwards=False, ...) | backend.rnn | test_S3_148_to_S3_152_S3_155_S3_157_S3_158_S3_159_rnn
S3-149 | rnn inputs | backend.rnn | test_S3_148_to_S3_152_S3_155_S3_157_S3_158_S3_159_rnn
S3-150 | rnn step_function | backend.rnn | test_S3_148_to_S3_152_S3_155_S3_157_S3_158_S3_159_rnn
S3-151 | rnn initial_states | backend.rnn | test_S3_148_to_S3_152_S3_155_S3_157_S3_158_S3_159_rnn
S3-152 | rnn go_backwards | backend.rnn | test_S3_148_to_S3_152_S3_155_S3_157_S3_158_S3_159_rnn
S3-153 | rnn mask | backend.rnn | test_S3_153_rnn_mask
S3-154 | rnn constants | backend.rnn | test_S3_154_S3_156_rnn_constants_and_input_length
S3-155 | rnn unroll | backend.rnn | test_S3_148_to_S3_152_S3_155_S3_157_S3_158_S3_159_rnn
S3-156 | rnn input_length | backend.rnn | test_S3_154_S3_156_rnn_constants_and_input_length
S3-157 | rnn last_output | backend.rnn | test_S3_148_to_S3_152_S3_155_S3_157_S3_158_S3_159_rnn
S3-158 | rnn outputs | backend.rnn | test_S3_148_to_S3_152_S3_155_S3_157_S3_158_S3_159_rnn
S3-159 | rnn new_states | backend.rnn | test_S3_148_to_S3_152_S3_155_S3_157_S3_158_S3_159_rnn
S3-160 | switch(condition, then_expression, else_expression) | backend.switch | test_S3_160_to_S3_163_switch
S3-161 | switch condition | backend.switch | test_S3_160_to_S3_163_switch
S3-162 | switch then_expression | backend.switch | test_S3_160_to_S3_163_switch
S3-163 | switch else_expression | backend.switch | test_S3_160_to_S3_163_switch
S3-164 | in_train_phase(x, alt) | backend.in_train_phase | test_S3_164_S3_165_phase_switches
S3-165 | in_test_phase(x, alt) | backend.in_test_phase | test_S3_164_S3_165_phase_switches
S3-166 | relu(x, alpha=0.0, max_value=None) | backend.relu | test_S3_166_to_S3_169_relu_and_elu
S3-167 | relu alpha | backend.relu | test_S3_166_to_S3_169_relu_and_elu
S3-168 | relu max_value | backend.relu | test_S3_166_to_S3_169_relu_and_elu
S3-169 | elu(x, alpha=1.0) | backend.elu | test_S3_166_to_S3_169_relu_and_elu
S3-170 | softmax(x) | backend.softmax | test_S3_170_softmax
S3-171 | softplus(x) | backend.softplus | test_S3_elementwise[S3_171_softplus]
S3-172 | softsign(x) | backend.softsign | test_S3_elementwise[S3_172_softsign]
S3-173 | categorical_crossentropy(output, target, from_logits=False) | backend.categorical_crossentropy | test_S3_173_categorical_crossentropy
S3-174 | sparse_categorical_crossentropy(output, target, from_logits=False) | backend.sparse_categorical_crossentropy | test_S3_174_sparse_categorical_crossentropy
S3-175 | binary_crossentropy(output, target, from_logits=False) | backend.binary_crossentropy | test_S3_175_binary_crossentropy
S3-176 | sigmoid(x) | backend.sigmoid | test_S3_elementwise[S3_176_sigmoid]
S3-177 | hard_sigmoid(x) | backend.hard_sigmoid | test_S3_elementwise[S3_177_hard_sigmoid]
S3-178 | tanh(x) | backend.tanh | test_S3_elementwise[S3_178_tanh]
S3-179 | dropout(x, level, seed=None) | backend.dropout | test_S3_179_S3_180_S3_181_dropout
S3-180 | dropout level | backend.dropout | test_S3_179_S3_180_S3_181_dropout
S3-181 | dropout seed | backend.dropout | test_S3_179_S3_180_S3_181_dropout
S3-182 | l2_normalize(x, axis) | backend.l2_normalize | test_S3_182_l2_normalize
S3-183 | in_top_k(predictions, targets, k) | backend.in_top_k | test_S3_183_to_S3_186_in_top_k
S3-184 | in_top_k predictions | backend.in_top_k | test_S3_183_to_S3_186_in_top_k
S3-185 | in_top_k targets | backend.in_top_k | test_S3_183_to_S3_186_in_top_k
S3-186 | in_top_k k | backend.in_top_k | test_S3_183_to_S3_186_in_top_k
S3-187 | conv1d(x, kernel, strides=1, border_mode='valid', image_shape=None, ...) | backend.conv1d | test_S3_187_S3_188_conv1d
S3-188 | conv1d kernel / strides / border_mode | backend.conv1d | test_S3_187_S3_188_conv1d
S3-189 | conv2d(x, kernel, strides=(1, 1), border_mode='valid', ...) | backend.conv2d | test_S3_189_S3_192_conv2d_th_ordering
S3-190 | conv2d strides | backend.conv2d | test_S3_189_to_S3_192_conv2d_tf_ordering
S3-191 | conv2d border_mode | backend.conv2d | test_S3_189_to_S3_192_conv2d_tf_ordering
S3-192 | conv2d dim_ordering | backend.conv2d | test_S3_189_S3_192_conv2d_th_ordering
S3-193 | deconv2d(x, kernel, output_shape, strides=(1, 1), ...) | backend.conv2d_transpose backend.deconv2d | test_S3_193_S3_194_S3_195_deconv2d
S3-194 | deconv2d output_shape | backend.deconv2d | test_S3_193_S3_194_S3_195_deconv2d
S3-195 | deconv2d strides / border_mode / dim_ordering | backend.deconv2d | test_S3_193_S3_194_S3_195_deconv2d
S3-196 | conv3d(x, kernel, strides=(1, 1, 1), border_mode='valid', ...) | backend.conv3d | test_S3_196_S3_197_conv3d
S3-197 | conv3d kernel / strides / border_mode / dim_ordering | backend.conv3d | test_S3_196_S3_197_conv3d
S3-198 | pool2d(x, pool_size, strides=(1, 1), border_mode='valid', ...) | backend.pool2d | test_S3_198_to_S3_201_pool2d
S3-199 | pool2d pool_size / strides | backend.pool2d | test_S3_198_to_S3_201_pool2d
S3-200 | pool2d border_mode / dim_ordering | backend.pool2d | test_S3_198_to_S3_201_pool2d
S3-201 | pool2d pool_mode | backend.pool2d | test_S3_198_to_S3_201_pool2d
S3-202 | pool3d(x, pool_size, strides=(1, 1, 1), border_mode='valid', ...) | backend.pool3d | test_S3_202_S3_203_S3_204_pool3d
S3-203 | pool3d pool_size / strides | backend.pool3d | test_S3_202_S3_203_S3_204_pool3d
S3-204 | pool3d border_mode / dim_ordering / pool_mode | backend.pool3d | test_S3_202_S3_203_S3_204_pool3d
S3-205 | ctc_batch_cost(y_true, y_pred, input_length, label_length) | backend.ctc_batch_cost | test_S3_205_to_S3_209_ctc_batch_cost
S3-206 | ctc_batch_cost y_true | backend.ctc_batch_cost | test_S3_205_to_S3_209_ctc_batch_cost
S3-207 | ctc_batch_cost y_pred | backend.ctc_batch_cost | test_S3_205_to_S3_209_ctc_batch_cost
S3-208 | ctc_batch_cost input_length | backend.ctc_batch_cost | test_S3_205_to_S3_209_ctc_batch_cost
S3-209 | ctc_batch_cost label_length | backend.ctc_batch_cost | test_S3_205_to_S3_209_ctc_batch_cost
S3-210 | ctc_decode(y_pred, input_length, greedy=True, beam_width=None, ...) | backend.ctc_decode | test_S3_210_to_S3_213_S3_216_ctc_decode
S3-211 | ctc_decode y_pred / input_length | backend.ctc_decode | test_S3_210_to_S3_213_S3_216_ctc_decode
S3-212 | ctc_decode greedy | backend.ctc_decode | test_S3_210_to_S3_213_S3_216_ctc_decode
S3-213 | ctc_decode beam_width | backend.ctc_decode | test_S3_210_to_S3_213_S3_216_ctc_decode
S3-214 | ctc_decode dict_seq_lens | backend.ctc_decode | test_S3_214_S3_215_ctc_decode_dictionary_arguments
S3-215 | ctc_decode dict_values | backend.ctc_decode | test_S3_214_S3_215_ctc_decode_dictionary_arguments
S3-216 | ctc_decode return value | backend.ctc_decode | test_S3_210_to_S3_213_S3_216_ctc_decode
S3-217 | map_fn(fn, elems, name=None) | backend.map_fn | test_S3_217_S3_218_map_fn
S3-218 | map_fn fn / elems / name | backend.map_fn | test_S3_217_S3_218_map_fn
S3-219 | foldl(fn, elems, initializer=None, name=None) | backend.foldl | test_S3_219_to_S3_222_fold
S3-220 | foldl fn / elems / initializer / name | backend.foldl | test_S3_219_to_S3_222_fold
S3-221 | foldr(fn, elems, initializer=None, name=None) | backend.foldr | test_S3_219_to_S3_222_fold
S3-222 | foldr fn / elems / initializer / name | backend.foldr | test_S3_219_to_S3_222_fold
S3-223 | backend() | backend.backend | test_S3_223_backend
S3-224 | tf.placeholder(), T.matrix(), T.tensor3(), tf.variable(), ...) | ~ names of other libraries: placeholder, variable and constant are in the rows above | -
"""


def _row(line):
    number, name, paths, example = line.split(" | ")
    words = paths.removeprefix("~ ") if paths.startswith("~") else ""
    return number, Row(name, () if words else tuple(paths.split()), words, example.removeprefix("-"))


ROWS = dict(_row(line) for line in TEXT.split("\n") if line.strip())
