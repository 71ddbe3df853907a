// Made by scripts/generate-proto from caffe.proto.

/// One line each: `message NAME`, then its fields as `number label kind type name default`.
let schemaTable = """
    enum Phase TRAIN=0 TEST=1
    message BlobShape
    1 repeated int64 - dim -
    message BlobProto
    7 single message BlobShape shape -
    5 repeated float - data -
    6 repeated float - diff -
    8 repeated double - double_data -
    9 repeated double - double_diff -
    1 single int32 - num 0
    2 single int32 - channels 0
    3 single int32 - height 0
    4 single int32 - width 0
    message BlobProtoVector
    1 repeated message BlobProto blobs -
    message Datum
    1 single int32 - channels -
    2 single int32 - height -
    3 single int32 - width -
    4 single bytes - data -
    5 single int32 - label -
    6 repeated float - float_data -
    7 single bool - encoded false
    enum FillerParameter.VarianceNorm FAN_IN=0 FAN_OUT=1 AVERAGE=2
    message FillerParameter
    1 single string - type constant
    2 single float - value 0
    3 single float - min 0
    4 single float - max 1
    5 single float - mean 0
    6 single float - std 1
    7 single int32 - sparse -1
    8 single enum FillerParameter.VarianceNorm variance_norm FAN_IN
    message NetParameter
    1 single string - name -
    3 repeated string - input -
    8 repeated message BlobShape input_shape -
    4 repeated int32 - input_dim -
    5 single bool - force_backward false
    6 single message NetState state -
    7 single bool - debug_info false
    100 repeated message LayerParameter layer -
    2 repeated message V1LayerParameter layers -
    enum SolverParameter.SnapshotFormat HDF5=0 BINARYPROTO=1
    enum SolverParameter.SolverMode CPU=0 GPU=1
    enum SolverParameter.SolverType SGD=0 NESTEROV=1 ADAGRAD=2 RMSPROP=3 ADADELTA=4 ADAM=5
    message SolverParameter
    24 single string - net -
    25 single message NetParameter net_param -
    1 single string - train_net -
    2 repeated string - test_net -
    21 single message NetParameter train_net_param -
    22 repeated message NetParameter test_net_param -
    26 single message NetState train_state -
    27 repeated message NetState test_state -
    3 repeated int32 - test_iter -
    4 single int32 - test_interval 0
    19 single bool - test_compute_loss false
    32 single bool - test_initialization true
    5 single float - base_lr -
    6 single int32 - display -
    33 single int32 - average_loss 1
    7 single int32 - max_iter -
    36 single int32 - iter_size 1
    8 single string - lr_policy -
    9 single float - gamma -
    10 single float - power -
    11 single float - momentum -
    12 single float - weight_decay -
    29 single string - regularization_type L2
    13 single int32 - stepsize -
    34 repeated int32 - stepvalue -
    35 single float - clip_gradients -1
    14 single int32 - snapshot 0
    15 single string - snapshot_prefix -
    16 single bool - snapshot_diff false
    37 single enum SolverParameter.SnapshotFormat snapshot_format BINARYPROTO
    17 single enum SolverParameter.SolverMode solver_mode GPU
    18 single int32 - device_id 0
    20 single int64 - random_seed -1
    40 single string - type SGD
    31 single float - delta 1e-08
    39 single float - momentum2 0.999
    38 single float - rms_decay 0.99
    23 single bool - debug_info false
    28 single bool - snapshot_after_train true
    30 single enum SolverParameter.SolverType solver_type SGD
    41 single bool - layer_wise_reduce true
    42 repeated string - weights -
    message SolverState
    1 single int32 - iter -
    2 single string - learned_net -
    3 repeated message BlobProto history -
    4 single int32 - current_step 0
    message NetState
    1 single enum Phase phase TEST
    2 single int32 - level 0
    3 repeated string - stage -
    message NetStateRule
    1 single enum Phase phase -
    2 single int32 - min_level -
    3 single int32 - max_level -
    4 repeated string - stage -
    5 repeated string - not_stage -
    enum ParamSpec.DimCheckMode STRICT=0 PERMISSIVE=1
    message ParamSpec
    1 single string - name -
    2 single enum ParamSpec.DimCheckMode share_mode -
    3 single float - lr_mult 1
    4 single float - decay_mult 1
    message LayerParameter
    1 single string - name -
    2 single string - type -
    3 repeated string - bottom -
    4 repeated string - top -
    10 single enum Phase phase -
    5 repeated float - loss_weight -
    6 repeated message ParamSpec param -
    7 repeated message BlobProto blobs -
    11 repeated bool - propagate_down -
    8 repeated message NetStateRule include -
    9 repeated message NetStateRule exclude -
    100 single message TransformationParameter transform_param -
    101 single message LossParameter loss_param -
    102 single message AccuracyParameter accuracy_param -
    103 single message ArgMaxParameter argmax_param -
    139 single message BatchNormParameter batch_norm_param -
    141 single message BiasParameter bias_param -
    148 single message ClipParameter clip_param -
    104 single message ConcatParameter concat_param -
    105 single message ContrastiveLossParameter contrastive_loss_param -
    106 single message ConvolutionParameter convolution_param -
    144 single message CropParameter crop_param -
    107 single message DataParameter data_param -
    108 single message DropoutParameter dropout_param -
    109 single message DummyDataParameter dummy_data_param -
    110 single message EltwiseParameter eltwise_param -
    140 single message ELUParameter elu_param -
    137 single message EmbedParameter embed_param -
    111 single message ExpParameter exp_param -
    135 single message FlattenParameter flatten_param -
    112 single message HDF5DataParameter hdf5_data_param -
    113 single message HDF5OutputParameter hdf5_output_param -
    114 single message HingeLossParameter hinge_loss_param -
    115 single message ImageDataParameter image_data_param -
    116 single message InfogainLossParameter infogain_loss_param -
    117 single message InnerProductParameter inner_product_param -
    143 single message InputParameter input_param -
    134 single message LogParameter log_param -
    118 single message LRNParameter lrn_param -
    119 single message MemoryDataParameter memory_data_param -
    120 single message MVNParameter mvn_param -
    145 single message ParameterParameter parameter_param -
    121 single message PoolingParameter pooling_param -
    122 single message PowerParameter power_param -
    131 single message PReLUParameter prelu_param -
    130 single message PythonParameter python_param -
    146 single message RecurrentParameter recurrent_param -
    136 single message ReductionParameter reduction_param -
    123 single message ReLUParameter relu_param -
    133 single message ReshapeParameter reshape_param -
    142 single message ScaleParameter scale_param -
    124 single message SigmoidParameter sigmoid_param -
    125 single message SoftmaxParameter softmax_param -
    132 single message SPPParameter spp_param -
    126 single message SliceParameter slice_param -
    147 single message SwishParameter swish_param -
    127 single message TanHParameter tanh_param -
    128 single message ThresholdParameter threshold_param -
    138 single message TileParameter tile_param -
    129 single message WindowDataParameter window_data_param -
    message TransformationParameter
    1 single float - scale 1
    2 single bool - mirror false
    3 single uint32 - crop_size 0
    4 single string - mean_file -
    5 repeated float - mean_value -
    6 single bool - force_color false
    7 single bool - force_gray false
    enum LossParameter.NormalizationMode FULL=0 VALID=1 BATCH_SIZE=2 NONE=3
    message LossParameter
    1 single int32 - ignore_label -
    3 single enum LossParameter.NormalizationMode normalization VALID
    2 single bool - normalize -
    message AccuracyParameter
    1 single uint32 - top_k 1
    2 single int32 - axis 1
    3 single int32 - ignore_label -
    message ArgMaxParameter
    1 single bool - out_max_val false
    2 single uint32 - top_k 1
    3 single int32 - axis -
    message ClipParameter
    1 single float - min -
    2 single float - max -
    message ConcatParameter
    2 single int32 - axis 1
    1 single uint32 - concat_dim 1
    message BatchNormParameter
    1 single bool - use_global_stats -
    2 single float - moving_average_fraction 0.999
    3 single float - eps 1e-05
    message BiasParameter
    1 single int32 - axis 1
    2 single int32 - num_axes 1
    3 single message FillerParameter filler -
    message ContrastiveLossParameter
    1 single float - margin 1
    2 single bool - legacy_version false
    enum ConvolutionParameter.Engine DEFAULT=0 CAFFE=1 CUDNN=2
    message ConvolutionParameter
    1 single uint32 - num_output -
    2 single bool - bias_term true
    3 repeated uint32 - pad -
    4 repeated uint32 - kernel_size -
    6 repeated uint32 - stride -
    18 repeated uint32 - dilation -
    9 single uint32 - pad_h 0
    10 single uint32 - pad_w 0
    11 single uint32 - kernel_h -
    12 single uint32 - kernel_w -
    13 single uint32 - stride_h -
    14 single uint32 - stride_w -
    5 single uint32 - group 1
    7 single message FillerParameter weight_filler -
    8 single message FillerParameter bias_filler -
    15 single enum ConvolutionParameter.Engine engine DEFAULT
    16 single int32 - axis 1
    17 single bool - force_nd_im2col false
    message CropParameter
    1 single int32 - axis 2
    2 repeated uint32 - offset -
    enum DataParameter.DB LEVELDB=0 LMDB=1
    message DataParameter
    1 single string - source -
    4 single uint32 - batch_size -
    7 single uint32 - rand_skip 0
    8 single enum DataParameter.DB backend LEVELDB
    2 single float - scale 1
    3 single string - mean_file -
    5 single uint32 - crop_size 0
    6 single bool - mirror false
    9 single bool - force_encoded_color false
    10 single uint32 - prefetch 4
    message DropoutParameter
    1 single float - dropout_ratio 0.5
    message DummyDataParameter
    1 repeated message FillerParameter data_filler -
    6 repeated message BlobShape shape -
    2 repeated uint32 - num -
    3 repeated uint32 - channels -
    4 repeated uint32 - height -
    5 repeated uint32 - width -
    enum EltwiseParameter.EltwiseOp PROD=0 SUM=1 MAX=2
    message EltwiseParameter
    1 single enum EltwiseParameter.EltwiseOp operation SUM
    2 repeated float - coeff -
    3 single bool - stable_prod_grad true
    message ELUParameter
    1 single float - alpha 1
    message EmbedParameter
    1 single uint32 - num_output -
    2 single uint32 - input_dim -
    3 single bool - bias_term true
    4 single message FillerParameter weight_filler -
    5 single message FillerParameter bias_filler -
    message ExpParameter
    1 single float - base -1
    2 single float - scale 1
    3 single float - shift 0
    message FlattenParameter
    1 single int32 - axis 1
    2 single int32 - end_axis -1
    message HDF5DataParameter
    1 single string - source -
    2 single uint32 - batch_size -
    3 single bool - shuffle false
    message HDF5OutputParameter
    1 single string - file_name -
    enum HingeLossParameter.Norm L1=1 L2=2
    message HingeLossParameter
    1 single enum HingeLossParameter.Norm norm L1
    message ImageDataParameter
    1 single string - source -
    4 single uint32 - batch_size 1
    7 single uint32 - rand_skip 0
    8 single bool - shuffle false
    9 single uint32 - new_height 0
    10 single uint32 - new_width 0
    11 single bool - is_color true
    2 single float - scale 1
    3 single string - mean_file -
    5 single uint32 - crop_size 0
    6 single bool - mirror false
    12 single string - root_folder -
    message InfogainLossParameter
    1 single string - source -
    2 single int32 - axis 1
    message InnerProductParameter
    1 single uint32 - num_output -
    2 single bool - bias_term true
    3 single message FillerParameter weight_filler -
    4 single message FillerParameter bias_filler -
    5 single int32 - axis 1
    6 single bool - transpose false
    message InputParameter
    1 repeated message BlobShape shape -
    message LogParameter
    1 single float - base -1
    2 single float - scale 1
    3 single float - shift 0
    enum LRNParameter.NormRegion ACROSS_CHANNELS=0 WITHIN_CHANNEL=1
    enum LRNParameter.Engine DEFAULT=0 CAFFE=1 CUDNN=2
    message LRNParameter
    1 single uint32 - local_size 5
    2 single float - alpha 1
    3 single float - beta 0.75
    4 single enum LRNParameter.NormRegion norm_region ACROSS_CHANNELS
    5 single float - k 1
    6 single enum LRNParameter.Engine engine DEFAULT
    message MemoryDataParameter
    1 single uint32 - batch_size -
    2 single uint32 - channels -
    3 single uint32 - height -
    4 single uint32 - width -
    message MVNParameter
    1 single bool - normalize_variance true
    2 single bool - across_channels false
    3 single float - eps 1e-09
    message ParameterParameter
    1 single message BlobShape shape -
    enum PoolingParameter.PoolMethod MAX=0 AVE=1 STOCHASTIC=2
    enum PoolingParameter.Engine DEFAULT=0 CAFFE=1 CUDNN=2
    enum PoolingParameter.RoundMode CEIL=0 FLOOR=1
    message PoolingParameter
    1 single enum PoolingParameter.PoolMethod pool MAX
    4 single uint32 - pad 0
    9 single uint32 - pad_h 0
    10 single uint32 - pad_w 0
    2 single uint32 - kernel_size -
    5 single uint32 - kernel_h -
    6 single uint32 - kernel_w -
    3 single uint32 - stride 1
    7 single uint32 - stride_h -
    8 single uint32 - stride_w -
    11 single enum PoolingParameter.Engine engine DEFAULT
    12 single bool - global_pooling false
    13 single enum PoolingParameter.RoundMode round_mode CEIL
    message PowerParameter
    1 single float - power 1
    2 single float - scale 1
    3 single float - shift 0
    message PythonParameter
    1 single string - module -
    2 single string - layer -
    3 single string - param_str -
    4 single bool - share_in_parallel false
    message RecurrentParameter
    1 single uint32 - num_output 0
    2 single message FillerParameter weight_filler -
    3 single message FillerParameter bias_filler -
    4 single bool - debug_info false
    5 single bool - expose_hidden false
    enum ReductionParameter.ReductionOp SUM=1 ASUM=2 SUMSQ=3 MEAN=4
    message ReductionParameter
    1 single enum ReductionParameter.ReductionOp operation SUM
    2 single int32 - axis 0
    3 single float - coeff 1
    enum ReLUParameter.Engine DEFAULT=0 CAFFE=1 CUDNN=2
    message ReLUParameter
    1 single float - negative_slope 0
    2 single enum ReLUParameter.Engine engine DEFAULT
    message ReshapeParameter
    1 single message BlobShape shape -
    2 single int32 - axis 0
    3 single int32 - num_axes -1
    message ScaleParameter
    1 single int32 - axis 1
    2 single int32 - num_axes 1
    3 single message FillerParameter filler -
    4 single bool - bias_term false
    5 single message FillerParameter bias_filler -
    enum SigmoidParameter.Engine DEFAULT=0 CAFFE=1 CUDNN=2
    message SigmoidParameter
    1 single enum SigmoidParameter.Engine engine DEFAULT
    message SliceParameter
    3 single int32 - axis 1
    2 repeated uint32 - slice_point -
    1 single uint32 - slice_dim 1
    enum SoftmaxParameter.Engine DEFAULT=0 CAFFE=1 CUDNN=2
    message SoftmaxParameter
    1 single enum SoftmaxParameter.Engine engine DEFAULT
    2 single int32 - axis 1
    message SwishParameter
    1 single float - beta 1
    enum TanHParameter.Engine DEFAULT=0 CAFFE=1 CUDNN=2
    message TanHParameter
    1 single enum TanHParameter.Engine engine DEFAULT
    message TileParameter
    1 single int32 - axis 1
    2 single int32 - tiles -
    message ThresholdParameter
    1 single float - threshold 0
    message WindowDataParameter
    1 single string - source -
    2 single float - scale 1
    3 single string - mean_file -
    4 single uint32 - batch_size -
    5 single uint32 - crop_size 0
    6 single bool - mirror false
    7 single float - fg_threshold 0.5
    8 single float - bg_threshold 0.5
    9 single float - fg_fraction 0.25
    10 single uint32 - context_pad 0
    11 single string - crop_mode warp
    12 single bool - cache_images false
    13 single string - root_folder -
    enum SPPParameter.PoolMethod MAX=0 AVE=1 STOCHASTIC=2
    enum SPPParameter.Engine DEFAULT=0 CAFFE=1 CUDNN=2
    message SPPParameter
    1 single uint32 - pyramid_height -
    2 single enum SPPParameter.PoolMethod pool MAX
    6 single enum SPPParameter.Engine engine DEFAULT
    enum V1LayerParameter.LayerType NONE=0 ABSVAL=35 ACCURACY=1 ARGMAX=30 BNLL=2 CONCAT=3 CONTRASTIVE_LOSS=37 CONVOLUTION=4 DATA=5 DECONVOLUTION=39 DROPOUT=6 DUMMY_DATA=32 EUCLIDEAN_LOSS=7 ELTWISE=25 EXP=38 FLATTEN=8 HDF5_DATA=9 HDF5_OUTPUT=10 HINGE_LOSS=28 IM2COL=11 IMAGE_DATA=12 INFOGAIN_LOSS=13 INNER_PRODUCT=14 LRN=15 MEMORY_DATA=29 MULTINOMIAL_LOGISTIC_LOSS=16 MVN=34 POOLING=17 POWER=26 RELU=18 SIGMOID=19 SIGMOID_CROSS_ENTROPY_LOSS=27 SILENCE=36 SOFTMAX=20 SOFTMAX_LOSS=21 SPLIT=22 SLICE=33 TANH=23 WINDOW_DATA=24 THRESHOLD=31
    enum V1LayerParameter.DimCheckMode STRICT=0 PERMISSIVE=1
    message V1LayerParameter
    2 repeated string - bottom -
    3 repeated string - top -
    4 single string - name -
    32 repeated message NetStateRule include -
    33 repeated message NetStateRule exclude -
    5 single enum V1LayerParameter.LayerType type -
    6 repeated message BlobProto blobs -
    1001 repeated string - param -
    1002 repeated enum V1LayerParameter.DimCheckMode blob_share_mode -
    7 repeated float - blobs_lr -
    8 repeated float - weight_decay -
    35 repeated float - loss_weight -
    27 single message AccuracyParameter accuracy_param -
    23 single message ArgMaxParameter argmax_param -
    9 single message ConcatParameter concat_param -
    40 single message ContrastiveLossParameter contrastive_loss_param -
    10 single message ConvolutionParameter convolution_param -
    11 single message DataParameter data_param -
    12 single message DropoutParameter dropout_param -
    26 single message DummyDataParameter dummy_data_param -
    24 single message EltwiseParameter eltwise_param -
    41 single message ExpParameter exp_param -
    13 single message HDF5DataParameter hdf5_data_param -
    14 single message HDF5OutputParameter hdf5_output_param -
    29 single message HingeLossParameter hinge_loss_param -
    15 single message ImageDataParameter image_data_param -
    16 single message InfogainLossParameter infogain_loss_param -
    17 single message InnerProductParameter inner_product_param -
    18 single message LRNParameter lrn_param -
    22 single message MemoryDataParameter memory_data_param -
    34 single message MVNParameter mvn_param -
    19 single message PoolingParameter pooling_param -
    21 single message PowerParameter power_param -
    30 single message ReLUParameter relu_param -
    38 single message SigmoidParameter sigmoid_param -
    39 single message SoftmaxParameter softmax_param -
    31 single message SliceParameter slice_param -
    37 single message TanHParameter tanh_param -
    25 single message ThresholdParameter threshold_param -
    20 single message WindowDataParameter window_data_param -
    36 single message TransformationParameter transform_param -
    42 single message LossParameter loss_param -
    1 single message V0LayerParameter layer -
    enum V0LayerParameter.PoolMethod MAX=0 AVE=1 STOCHASTIC=2
    message V0LayerParameter
    1 single string - name -
    2 single string - type -
    3 single uint32 - num_output -
    4 single bool - biasterm true
    5 single message FillerParameter weight_filler -
    6 single message FillerParameter bias_filler -
    7 single uint32 - pad 0
    8 single uint32 - kernelsize -
    9 single uint32 - group 1
    10 single uint32 - stride 1
    11 single enum V0LayerParameter.PoolMethod pool MAX
    12 single float - dropout_ratio 0.5
    13 single uint32 - local_size 5
    14 single float - alpha 1
    15 single float - beta 0.75
    22 single float - k 1
    16 single string - source -
    17 single float - scale 1
    18 single string - meanfile -
    19 single uint32 - batchsize -
    20 single uint32 - cropsize 0
    21 single bool - mirror false
    50 repeated message BlobProto blobs -
    51 repeated float - blobs_lr -
    52 repeated float - weight_decay -
    53 single uint32 - rand_skip 0
    54 single float - det_fg_threshold 0.5
    55 single float - det_bg_threshold 0.5
    56 single float - det_fg_fraction 0.25
    58 single uint32 - det_context_pad 0
    59 single string - det_crop_mode warp
    60 single int32 - new_num 0
    61 single int32 - new_channels 0
    62 single int32 - new_height 0
    63 single int32 - new_width 0
    64 single bool - shuffle_images false
    65 single uint32 - concat_dim 1
    1001 single message HDF5OutputParameter hdf5_output_param -
    message PReLUParameter
    1 single message FillerParameter filler -
    2 single bool - channel_shared false
    """
