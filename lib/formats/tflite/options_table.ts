/** The fields of the options of every builtin operator that has some. */

/**
 * One record per options table of TensorFlow Lite's public schema: the union and the member (`2.3` is
 * the third of `BuiltinOptions2`), the operators that the runtime reads it for, and its fields in the
 * order of their slots as `name:type=default`. The type is `int` where none is said; capitalised
 * types are enumerations; `graph` is the index of a subgraph that the operator calls; `-` stands for
 * a slot that is deprecated or opaque. Tables without fields are left out.
 */
export const OPTIONS_TABLE = `
1.1 CONV_2D padding:Padding stride_w stride_h fused_activation_function:Activation
  dilation_w_factor=1 dilation_h_factor=1 quantized_bias_type:TensorType
1.2 DEPTHWISE_CONV_2D padding:Padding stride_w stride_h depth_multiplier
  fused_activation_function:Activation dilation_w_factor=1 dilation_h_factor=1
1.3 CONCAT_EMBEDDINGS num_channels num_columns_per_channel:[int] embedding_dim_per_channel:[int]
1.4 LSH_PROJECTION type:Projection
1.5 AVERAGE_POOL_2D,L2_POOL_2D,MAX_POOL_2D padding:Padding stride_w stride_h filter_width
  filter_height fused_activation_function:Activation
1.6 SVDF rank fused_activation_function:Activation asymmetric_quantize_inputs:bool
1.7 RNN fused_activation_function:Activation asymmetric_quantize_inputs:bool
1.8 FULLY_CONNECTED fused_activation_function:Activation weights_format:WeightsFormat
  keep_num_dims:bool asymmetric_quantize_inputs:bool quantized_bias_type:TensorType
1.9 SOFTMAX beta:float
1.10 CONCATENATION axis fused_activation_function:Activation
1.11 ADD fused_activation_function:Activation pot_scale_int16:bool=1
1.12 L2_NORMALIZATION fused_activation_function:Activation
1.13 LOCAL_RESPONSE_NORMALIZATION radius bias:float alpha:float beta:float
1.14 LSTM fused_activation_function:Activation cell_clip:float proj_clip:float
  kernel_type:LstmKernel asymmetric_quantize_inputs:bool
1.15 RESIZE_BILINEAR - - align_corners:bool half_pixel_centers:bool
1.16 CALL subgraph:graph
1.17 RESHAPE new_shape:[int]
1.18 SKIP_GRAM ngram_size max_skip_size include_all_ngrams:bool
1.19 SPACE_TO_DEPTH block_size
1.20 EMBEDDING_LOOKUP_SPARSE combiner:Combiner
1.21 MUL fused_activation_function:Activation
1.23 GATHER axis batch_dims
1.27 MEAN,SUM,REDUCE_PROD,REDUCE_MAX,REDUCE_MIN,REDUCE_ANY,REDUCE_ALL keep_dims:bool
1.28 SUB fused_activation_function:Activation pot_scale_int16:bool=1
1.29 DIV fused_activation_function:Activation
1.30 SQUEEZE squeeze_dims:[int]
1.31 UNIDIRECTIONAL_SEQUENCE_RNN time_major:bool fused_activation_function:Activation
  asymmetric_quantize_inputs:bool
1.32 STRIDED_SLICE begin_mask end_mask ellipsis_mask new_axis_mask shrink_axis_mask offset:bool
1.35 SPLIT num_splits
1.37 CAST in_data_type:TensorType out_data_type:TensorType
1.40 ARG_MAX output_type:TensorType
1.49 TRANSPOSE_CONV padding:Padding stride_w stride_h fused_activation_function:Activation
  quantized_bias_type:TensorType
1.50 SPARSE_TO_DENSE validate_indices:bool
1.55 SHAPE out_type:TensorType
1.57 ARG_MIN output_type:TensorType
1.58 FAKE_QUANT min:float max:float num_bits narrow_range:bool
1.59 PACK values_count axis
1.61 ONE_HOT axis
1.64 UNPACK num axis
1.69 BIDIRECTIONAL_SEQUENCE_LSTM fused_activation_function:Activation cell_clip:float
  proj_clip:float merge_outputs:bool time_major:bool=1 asymmetric_quantize_inputs:bool
1.70 BIDIRECTIONAL_SEQUENCE_RNN time_major:bool fused_activation_function:Activation
  merge_outputs:bool asymmetric_quantize_inputs:bool
1.71 UNIDIRECTIONAL_SEQUENCE_LSTM fused_activation_function:Activation cell_clip:float
  proj_clip:float time_major:bool asymmetric_quantize_inputs:bool diagonal_recurrent_tensors:bool
1.74 RESIZE_NEAREST_NEIGHBOR align_corners:bool half_pixel_centers:bool
1.75 LEAKY_RELU alpha:float
1.77 MIRROR_PAD mode:MirrorPadMode
1.79 SPLIT_V num_splits
1.80 UNIQUE idx_out_type:TensorType=2
1.87 REVERSE_SEQUENCE seq_dim batch_dim
1.92 IF then_subgraph_index:graph else_subgraph_index:graph
1.93 WHILE cond_subgraph_index:graph body_subgraph_index:graph
1.94 DEPTH_TO_SPACE block_size
1.101 BATCH_MATMUL adj_x:bool adj_y:bool asymmetric_quantize_inputs:bool
1.102 CUMSUM exclusive:bool reverse:bool
1.103 CALL_ONCE init_subgraph_index:graph
1.106 CONV_3D,CONV_3D_TRANSPOSE padding:Padding stride_d stride_w stride_h
  fused_activation_function:Activation dilation_d_factor=1 dilation_w_factor=1 dilation_h_factor=1
1.107 HASHTABLE table_id key_dtype:TensorType value_dtype:TensorType
1.111 VAR_HANDLE container:string shared_name:string
1.114 RANDOM_STANDARD_NORMAL,RANDOM_UNIFORM,MULTINOMIAL seed:long seed2:long
1.115 BUCKETIZE boundaries:[float]
1.116 GELU approximate:bool
2.1 STABLEHLO_CONCATENATE dimension:long
2.2 STABLEHLO_BROADCAST_IN_DIM broadcast_dimensions:[long]
2.3 STABLEHLO_SLICE start_indices:[long] limit_indices:[long] strides:[long]
2.4 STABLEHLO_CONVOLUTION window_strides:[long] padding:[long] lhs_dilation:[long]
  rhs_dilation:[long] window_reversal:[bool] input_batch_dimension:long
  input_feature_dimension:long input_spatial_dimensions:[long] kernel_input_feature_dimension:long
  kernel_output_feature_dimension:long kernel_spatial_dimensions:[long]
  output_batch_dimension:long output_feature_dimension:long output_spatial_dimensions:[long]
  feature_group_count:long batch_group_count:long precision_config:[uint]
2.5 STABLEHLO_CUSTOM_CALL call_target_name:string has_side_effect:bool backend_config:string
  api_version called_computations:[graph] -
2.6 STABLEHLO_REDUCE dimensions:[long] body_subgraph_index:graph
2.7 STABLEHLO_SCATTER indices_are_sorted:bool update_window_dims:[long]
  inserted_window_dims:[long] scatter_dims_to_operand_dims:[long] index_vector_dim:long
  unique_indices:bool update_computation_subgraph_index:graph
2.8 STABLEHLO_COMPARE comparison_direction:Direction compare_type:Comparison
2.9 STABLEHLO_DYNAMIC_SLICE slice_sizes:[long]
2.10 STABLEHLO_PAD edge_padding_low:[long] edge_padding_high:[long] interior_padding:[long]
2.11 STABLEHLO_IOTA iota_dimension:long
2.12 STABLEHLO_DOT_GENERAL lhs_batching_dimensions:[long] rhs_batching_dimensions:[long]
  lhs_contracting_dimensions:[long] rhs_contracting_dimensions:[long] precision_config:[uint]
2.13 STABLEHLO_REDUCE_WINDOW window_dimensions:[long] window_strides:[long] base_dilations:[long]
  window_dilations:[long] padding:[long] body_subgraph_index:graph
2.14 STABLEHLO_SORT dimension:long is_stable:bool comparator_subgraph_index:graph
2.15 STABLEHLO_WHILE cond_subgraph_index:graph body_subgraph_index:graph
2.16 STABLEHLO_GATHER offset_dims:[long] collapsed_slice_dims:[long] start_index_map:[long]
  index_vector_dim:long slice_sizes:[long] indices_are_sorted:bool
2.17 STABLEHLO_TRANSPOSE permutation:[long]
2.19 STABLEHLO_RNG_BIT_GENERATOR algorithm:Rng
2.21 STABLEHLO_COMPOSITE name:string decomposition_subgraph_index:graph - - version
2.23 STABLEHLO_CASE branch_subgraph_indices:[graph]
`;
