// Made by scripts/generate-proto from caffe.proto.

/// One line each: `message NAME`, then its fields as `number label kind type name default`.
/// A line `# ...` says what the next one is for.
let schemaTable = """
    enum Phase TRAIN=0 TEST=1
    # The extents of a blob, outermost first.
    message BlobShape
    # The extents, outermost first.
    1 repeated int64 - dim -
    enum BlobProto.RawType DOUBLE=0 FLOAT=1 FLOAT16=2 INT=3 UINT=4
    # A blob on disk: its shape, its values and, optionally, its gradient.
    message BlobProto
    # The extents.
    7 single message BlobShape shape -
    # The values, the last axis running fastest.
    5 repeated float - data -
    # The gradient, if it was saved.
    6 repeated float - diff -
    # The values in double precision, in place of `data`.
    8 repeated double - double_data -
    # The gradient in double precision.
    9 repeated double - double_diff -
    # The format of `raw_data`. NVIDIA's Caffe, and so DIGITS 6, writes values as bytes.
    10 single enum BlobProto.RawType raw_data_type -
    # The format of `raw_diff`.
    11 single enum BlobProto.RawType raw_diff_type -
    # The values as little-endian bytes, in place of `data`.
    12 single bytes - raw_data -
    # The gradient as little-endian bytes.
    13 single bytes - raw_diff -
    # The first extent of old files, which have four.
    1 single int32 - num 0
    # The second extent of old files.
    2 single int32 - channels 0
    # The third extent of old files.
    3 single int32 - height 0
    # The fourth extent of old files.
    4 single int32 - width 0
    # Several blobs in one file.
    message BlobProtoVector
    # The blobs.
    1 repeated message BlobProto blobs -
    # One record of a database: an image (planar, C x H x W, bytes or floats) and its label.
    message Datum
    # How many planes the image has.
    1 single int32 - channels -
    # How many rows.
    2 single int32 - height -
    # How many columns.
    3 single int32 - width -
    # The image as bytes, plane by plane in the order B, G, R; or a whole file, if `encoded`.
    4 single bytes - data -
    # The class of the image.
    5 single int32 - label -
    # The image as numbers, in place of `data`.
    6 repeated float - float_data -
    # Whether `data` is an image file, such as a JPEG.
    7 single bool - encoded false
    enum FillerParameter.VarianceNorm FAN_IN=0 FAN_OUT=1 AVERAGE=2
    # How a parameter blob is initialised.
    message FillerParameter
    # The rule: constant, uniform, gaussian, positive_unitball, xavier, msra or bilinear.
    1 single string - type constant
    # The value of constant.
    2 single float - value 0
    # The lower bound of uniform.
    3 single float - min 0
    # The upper bound of uniform.
    4 single float - max 1
    # The mean of gaussian.
    5 single float - mean 0
    # The standard deviation of gaussian.
    6 single float - std 1
    # How many inputs per output gaussian leaves non-zero, on average; -1 is all.
    7 single int32 - sparse -1
    # What xavier and msra divide by: inputs per output, outputs per input, or their mean.
    8 single enum FillerParameter.VarianceNorm variance_norm FAN_IN
    # A network: the text of a .prototxt and, with blobs, a .caffemodel.
    message NetParameter
    # The name of the net.
    1 single string - name -
    # Names of inputs in old nets; Input layers take their place.
    3 repeated string - input -
    # The shape of each input.
    8 repeated message BlobShape input_shape -
    # Four extents for each input, in older nets.
    4 repeated int32 - input_dim -
    # Whether gradients go back to the inputs too.
    5 single bool - force_backward false
    # What the net is built for; phase, level and stages select its layers.
    6 single message NetState state -
    # Whether means of all blobs are logged while it runs.
    7 single bool - debug_info false
    # The layers, each after those that it reads from.
    100 repeated message LayerParameter layer -
    # The layers as written before 2015.
    2 repeated message V1LayerParameter layers -
    enum SolverParameter.SnapshotFormat HDF5=0 BINARYPROTO=1
    enum SolverParameter.SolverMode CPU=0 GPU=1
    enum SolverParameter.SolverType SGD=0 NESTEROV=1 ADAGRAD=2 RMSPROP=3 ADADELTA=4 ADAM=5
    # How a network is trained.
    message SolverParameter
    # The file of the net that is trained and tested.
    24 single string - net -
    # That net itself, in place of a file.
    25 single message NetParameter net_param -
    # The file of a net for training only.
    1 single string - train_net -
    # Files of nets for testing.
    2 repeated string - test_net -
    # The training net itself.
    21 single message NetParameter train_net_param -
    # The test nets themselves.
    22 repeated message NetParameter test_net_param -
    # Level and stages of the training net.
    26 single message NetState train_state -
    # Level and stages of each test net.
    27 repeated message NetState test_state -
    # How many batches a test has, for each test net.
    3 repeated int32 - test_iter -
    # How many iterations there are between two tests; 0 is never.
    4 single int32 - test_interval 0
    # Whether tests report the loss.
    19 single bool - test_compute_loss false
    # Whether there is a test before the first iteration.
    32 single bool - test_initialization true
    # The learning rate that the policy starts from.
    5 single float - base_lr -
    # How many iterations there are between two lines of the log; 0 is none.
    6 single int32 - display -
    # Over how many iterations the displayed loss is averaged.
    33 single int32 - average_loss 1
    # How many iterations there are.
    7 single int32 - max_iter -
    # How many batches make one iteration; their gradients are averaged.
    36 single int32 - iter_size 1
    # How the rate changes: fixed, step, exp, inv, multistep, poly or sigmoid.
    8 single string - lr_policy -
    # The factor of step, exp, inv, multistep and sigmoid.
    9 single float - gamma -
    # The exponent of inv and poly.
    10 single float - power -
    # The fraction of the last update that is kept in the next; Adam's first decay.
    11 single float - momentum -
    # How strongly weights are pulled towards 0.
    12 single float - weight_decay -
    # L2 pulls in proportion to the weight, L1 according to its sign.
    29 single string - regularization_type L2
    # The length in iterations of each step of step, and the middle of sigmoid.
    13 single int32 - stepsize -
    # The iterations at which multistep lowers the rate.
    34 repeated int32 - stepvalue -
    # The maximum L2 norm of all gradients together, over all of iter_size; below 0 is no limit.
    35 single float - clip_gradients -1
    # How many iterations there are between two snapshots; 0 is none.
    14 single int32 - snapshot 0
    # The path that the names of snapshots begin with.
    15 single string - snapshot_prefix -
    # Whether gradients are saved too.
    16 single bool - snapshot_diff false
    # Whether snapshots are written as HDF5 or as protocol buffers.
    37 single enum SolverParameter.SnapshotFormat snapshot_format BINARYPROTO
    # The hardware that Caffe would use.
    17 single enum SolverParameter.SolverMode solver_mode GPU
    # The number of Caffe's GPU.
    18 single int32 - device_id 0
    # The seed of all random numbers; -1 is a new seed each time.
    20 single int64 - random_seed -1
    # The rule: SGD, Nesterov, AdaGrad, RMSProp, AdaDelta or Adam.
    40 single string - type SGD
    # What AdaGrad, RMSProp, AdaDelta and Adam add to avoid dividing by 0.
    31 single float - delta 1e-08
    # Adam's second decay.
    39 single float - momentum2 0.999
    # RMSProp's decay.
    38 single float - rms_decay 0.99
    # Whether means of all blobs are logged at each line of the log.
    23 single bool - debug_info false
    # Whether there is a snapshot at the end.
    28 single bool - snapshot_after_train true
    # The rule in old files; `type` takes its place.
    30 single enum SolverParameter.SolverType solver_type SGD
    # Whether GPUs share gradients layer by layer.
    41 single bool - layer_wise_reduce true
    # Files of weights to start from.
    42 repeated string - weights -
    # What a solver needs to continue, besides the weights.
    message SolverState
    # How many iterations are done.
    1 single int32 - iter -
    # The file of the weights.
    2 single string - learned_net -
    # What the rule keeps: one or two blobs per parameter.
    3 repeated message BlobProto history -
    # How many steps of the rate were taken.
    4 single int32 - current_step 0
    # What a network is built for; it meets the rules of its layers or not.
    message NetState
    # Training or testing.
    1 single enum Phase phase TEST
    # A number that rules may require.
    2 single int32 - level 0
    # Words that rules may require.
    3 repeated string - stage -
    # When a layer belongs to a network.
    message NetStateRule
    # Met in this phase only.
    1 single enum Phase phase -
    # Met from this level on.
    2 single int32 - min_level -
    # Met up to this level.
    3 single int32 - max_level -
    # Met if the state has all of these.
    4 repeated string - stage -
    # Met if the state has none of these.
    5 repeated string - not_stage -
    enum ParamSpec.DimCheckMode STRICT=0 PERMISSIVE=1
    # Sharing and learning rate of one parameter blob of a layer.
    message ParamSpec
    # Parameters with the same name are shared.
    1 single string - name -
    # Whether sharers need the same shape, or only as many elements.
    2 single enum ParamSpec.DimCheckMode share_mode -
    # The factor of the learning rate; 0 keeps the parameter as it is.
    3 single float - lr_mult 1
    # The factor of the weight decay.
    4 single float - decay_mult 1
    # One layer: type, name, bottoms, tops, and the fields of its type.
    message LayerParameter
    # The layer's name; weights are found by it.
    1 single string - name -
    # What the layer does.
    2 single string - type -
    # The blobs that it reads.
    3 repeated string - bottom -
    # The blobs that it fills.
    4 repeated string - top -
    # The phase, if it is not the net's.
    10 single enum Phase phase -
    # The factor of each top in the loss.
    5 repeated float - loss_weight -
    # Sharing, learning rate and decay of each parameter blob.
    6 repeated message ParamSpec param -
    # The parameters, in a file of weights.
    7 repeated message BlobProto blobs -
    # Whether each bottom gets a gradient, if it is not left to the net.
    11 repeated bool - propagate_down -
    # The layer is left out unless one of these is met.
    8 repeated message NetStateRule include -
    # The layer is left out if one of these is met.
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
    # What is done to each image on its way into a blob.
    message TransformationParameter
    # What values are multiplied by, after the mean is subtracted.
    1 single float - scale 1
    # Whether images are mirrored at random, in both phases.
    2 single bool - mirror false
    # The side of the square that is cut out, at random in training, else the middle; 0 is none.
    3 single uint32 - crop_size 0
    # A file with the mean of each pixel, of the size of the whole image.
    4 single string - mean_file -
    # A mean for all channels, or one for each.
    5 repeated float - mean_value -
    # Whether encoded images become colour.
    6 single bool - force_color false
    # Whether encoded images become grey.
    7 single bool - force_gray false
    enum LossParameter.NormalizationMode FULL=0 VALID=1 BATCH_SIZE=2 NONE=3
    # Which labels a loss ignores, and what it divides by.
    message LossParameter
    # The label that is ignored.
    1 single int32 - ignore_label -
    # What the sum is divided by: FULL all places, VALID those that count, BATCH_SIZE items, NONE 1.
    3 single enum LossParameter.NormalizationMode normalization VALID
    # An older form of `normalization`: true is VALID, false is BATCH_SIZE.
    2 single bool - normalize -
    # Fields of Accuracy layers.
    message AccuracyParameter
    # Among how many highest scores the label's must be.
    1 single uint32 - top_k 1
    # The axis of the classes.
    2 single int32 - axis 1
    # The label that is ignored.
    3 single int32 - ignore_label -
    # Fields of ArgMax layers.
    message ArgMaxParameter
    # Whether to output the values: after the positions, or with `axis` instead of them.
    1 single bool - out_max_val false
    # How many positions there are in the output.
    2 single uint32 - top_k 1
    # The axis to search; without it, the whole item.
    3 single int32 - axis -
    # Fields of Clip layers.
    message ClipParameter
    # The minimum.
    1 single float - min -
    # The maximum.
    2 single float - max -
    # Fields of Concat layers.
    message ConcatParameter
    # The axis along which they are joined.
    2 single int32 - axis 1
    # An older form of `axis`.
    1 single uint32 - concat_dim 1
    # Fields of BatchNorm layers.
    message BatchNormParameter
    # Whether running averages replace the batch's statistics; unset: in testing only.
    1 single bool - use_global_stats -
    # The fraction of the running averages that is kept at each step.
    2 single float - moving_average_fraction 0.999
    # What is added to the variance.
    3 single float - eps 1e-05
    # Fields of Bias layers.
    message BiasParameter
    # The first axis of the bottom that the biases follow.
    1 single int32 - axis 1
    # How many axes they follow; -1 is all from `axis` on, 0 is a single number.
    2 single int32 - num_axes 1
    # How the biases are initialised.
    3 single message FillerParameter filler -
    # Fields of ContrastiveLoss layers.
    message ContrastiveLossParameter
    # How far apart dissimilar items should be.
    1 single float - margin 1
    # Whether the margin is compared with the square of the distance.
    2 single bool - legacy_version false
    enum ConvolutionParameter.Engine DEFAULT=0 CAFFE=1 CUDNN=2
    # Fields of Convolution layers.
    message ConvolutionParameter
    # How many kernels there are, with one output channel each.
    1 single uint32 - num_output -
    # Whether each has a bias.
    2 single bool - bias_term true
    # How many zeros are added on each side, for all spatial axes or for each.
    3 repeated uint32 - pad -
    # The size of the kernels, for all spatial axes or for each.
    4 repeated uint32 - kernel_size -
    # How far the kernels move at each step.
    6 repeated uint32 - stride -
    # How far apart a kernel's elements are; 1 is adjacent.
    18 repeated uint32 - dilation -
    # `pad` of the rows, for images.
    9 single uint32 - pad_h 0
    # `pad` of the columns.
    10 single uint32 - pad_w 0
    # `kernel_size` of the rows.
    11 single uint32 - kernel_h -
    # `kernel_size` of the columns.
    12 single uint32 - kernel_w -
    # `stride` of the rows.
    13 single uint32 - stride_h -
    # `stride` of the columns.
    14 single uint32 - stride_w -
    # Into how many groups the channels are divided; each output sees only its own group.
    5 single uint32 - group 1
    # How the weights are initialised.
    7 single message FillerParameter weight_filler -
    # How the biases are initialised.
    8 single message FillerParameter bias_filler -
    # Which implementation Caffe uses; read but not used, as the device chooses.
    15 single enum ConvolutionParameter.Engine engine DEFAULT
    # The axis of the channels; spatial axes come after it, axes before it count images.
    16 single int32 - axis 1
    # Makes Caffe use its general code for images too; read but not used.
    17 single bool - force_nd_im2col false
    # Fields of Crop layers.
    message CropParameter
    # The first axis that is cut.
    1 single int32 - axis 2
    # Where the cut begins: once for all axes, or for each.
    2 repeated uint32 - offset -
    enum DataParameter.DB LEVELDB=0 LMDB=1
    # Fields of Data layers.
    message DataParameter
    # The folder of the database.
    1 single string - source -
    # How many records make a batch.
    4 single uint32 - batch_size -
    # The maximum number of records to skip at the start.
    7 single uint32 - rand_skip 0
    # The kind of the database.
    8 single enum DataParameter.DB backend LEVELDB
    # The form of old nets; use transform_param instead.
    2 single float - scale 1
    # The form of old nets; use transform_param instead.
    3 single string - mean_file -
    # The form of old nets; use transform_param instead.
    5 single uint32 - crop_size 0
    # The form of old nets; use transform_param instead.
    6 single bool - mirror false
    # Whether encoded images become colour.
    9 single bool - force_encoded_color false
    # How many batches are prepared ahead.
    10 single uint32 - prefetch 4
    # Fields of Dropout layers.
    message DropoutParameter
    # The fraction that is set to 0.
    1 single float - dropout_ratio 0.5
    # Fields of DummyData layers.
    message DummyDataParameter
    # How each top is filled: one for all, or one for each.
    1 repeated message FillerParameter data_filler -
    # The shape of each top: one for all, or one for each.
    6 repeated message BlobShape shape -
    # The first extent, in the older form of `shape`.
    2 repeated uint32 - num -
    # The second extent.
    3 repeated uint32 - channels -
    # The third extent.
    4 repeated uint32 - height -
    # The fourth extent.
    5 repeated uint32 - width -
    enum EltwiseParameter.EltwiseOp PROD=0 SUM=1 MAX=2
    # Fields of Eltwise layers.
    message EltwiseParameter
    # The operation: PROD, SUM or MAX.
    1 single enum EltwiseParameter.EltwiseOp operation SUM
    # What each bottom is multiplied by, for SUM.
    2 repeated float - coeff -
    # Whether the gradient of PROD is computed without dividing by a bottom.
    3 single bool - stable_prod_grad true
    # Fields of ELU layers.
    message ELUParameter
    # How far below 0 outputs reach.
    1 single float - alpha 1
    # Fields of Embed layers.
    message EmbedParameter
    # How many outputs each index has.
    1 single uint32 - num_output -
    # How many indices there are, from 0 to below this.
    2 single uint32 - input_dim -
    # Whether a bias is added.
    3 single bool - bias_term true
    # How the weights are initialised.
    4 single message FillerParameter weight_filler -
    # How the biases are initialised.
    5 single message FillerParameter bias_filler -
    # Fields of Exp layers.
    message ExpParameter
    # The base; -1 is e.
    1 single float - base -1
    # What elements are multiplied by first.
    2 single float - scale 1
    # What is added to them afterwards.
    3 single float - shift 0
    # Fields of Flatten layers.
    message FlattenParameter
    # The first axis that is joined.
    1 single int32 - axis 1
    # The last axis that is joined.
    2 single int32 - end_axis -1
    # Fields of HDF5Data layers.
    message HDF5DataParameter
    # A text file that lists HDF5 files.
    1 single string - source -
    # How many rows make a batch.
    2 single uint32 - batch_size -
    # Whether files and rows come in random order.
    3 single bool - shuffle false
    # Fields of HDF5Output layers.
    message HDF5OutputParameter
    # The file that is written.
    1 single string - file_name -
    enum HingeLossParameter.Norm L1=1 L2=2
    # Fields of HingeLoss layers.
    message HingeLossParameter
    # Whether margins are summed as they are (L1) or squared (L2).
    1 single enum HingeLossParameter.Norm norm L1
    # Fields of ImageData layers.
    message ImageDataParameter
    # A text file with a path and a label on each line.
    1 single string - source -
    # How many images make a batch.
    4 single uint32 - batch_size 1
    # The maximum number of lines to skip at the start.
    7 single uint32 - rand_skip 0
    # Whether the lines come in random order, a new one in each epoch.
    8 single bool - shuffle false
    # The height that images are resized to; 0 keeps it.
    9 single uint32 - new_height 0
    # The width that images are resized to.
    10 single uint32 - new_width 0
    # Whether images become colour; else grey.
    11 single bool - is_color true
    # The form of old nets; use transform_param instead.
    2 single float - scale 1
    # The form of old nets; use transform_param instead.
    3 single string - mean_file -
    # The form of old nets; use transform_param instead.
    5 single uint32 - crop_size 0
    # The form of old nets; use transform_param instead.
    6 single bool - mirror false
    # The prefix of each path.
    12 single string - root_folder -
    # Fields of InfogainLoss layers.
    message InfogainLossParameter
    # The file of the matrix, if it is not a bottom.
    1 single string - source -
    # The axis of the classes.
    2 single int32 - axis 1
    # Fields of InnerProduct layers.
    message InnerProductParameter
    # How many outputs there are.
    1 single uint32 - num_output -
    # Whether each has a bias.
    2 single bool - bias_term true
    # How the weights are initialised.
    3 single message FillerParameter weight_filler -
    # How the biases are initialised.
    4 single message FillerParameter bias_filler -
    # The first axis that is summed over; axes before it count rows.
    5 single int32 - axis 1
    # Whether the weights are stored as inputs x outputs.
    6 single bool - transpose false
    # Fields of Input layers.
    message InputParameter
    # The shape of each top: one for all, or one for each.
    1 repeated message BlobShape shape -
    # Fields of Log layers.
    message LogParameter
    # The base; -1 is e.
    1 single float - base -1
    # What elements are multiplied by first.
    2 single float - scale 1
    # What is added to them afterwards.
    3 single float - shift 0
    enum LRNParameter.NormRegion ACROSS_CHANNELS=0 WITHIN_CHANNEL=1
    enum LRNParameter.Engine DEFAULT=0 CAFFE=1 CUDNN=2
    # Fields of LRN layers.
    message LRNParameter
    # How many channels, or pixels in each direction, the window spans; an odd number.
    1 single uint32 - local_size 5
    # The weight of the neighbours.
    2 single float - alpha 1
    # The exponent.
    3 single float - beta 0.75
    # Whether neighbours are other channels or other pixels.
    4 single enum LRNParameter.NormRegion norm_region ACROSS_CHANNELS
    # What is added to the measure, across channels.
    5 single float - k 1
    # Which implementation Caffe uses; read but not used, as the device chooses.
    6 single enum LRNParameter.Engine engine DEFAULT
    # Fields of MemoryData layers.
    message MemoryDataParameter
    # How many images make a batch.
    1 single uint32 - batch_size -
    # How many channels they have.
    2 single uint32 - channels -
    # How many rows.
    3 single uint32 - height -
    # How many columns.
    4 single uint32 - width -
    # Fields of MVN layers.
    message MVNParameter
    # Whether the deviation is normalised to 1 too.
    1 single bool - normalize_variance true
    # Whether all channels of an image are normalised together.
    2 single bool - across_channels false
    # What is added to the deviation.
    3 single float - eps 1e-09
    # Fields of Parameter layers.
    message ParameterParameter
    # The shape of the parameter.
    1 single message BlobShape shape -
    enum PoolingParameter.PoolMethod MAX=0 AVE=1 STOCHASTIC=2
    enum PoolingParameter.Engine DEFAULT=0 CAFFE=1 CUDNN=2
    enum PoolingParameter.RoundMode CEIL=0 FLOOR=1
    # Fields of Pooling layers.
    message PoolingParameter
    # MAX takes the largest of a window, AVE the mean, STOCHASTIC a random one.
    1 single enum PoolingParameter.PoolMethod pool MAX
    # How many pixels are added on each side; zeros for AVE, ignored for MAX.
    4 single uint32 - pad 0
    # `pad` of the rows.
    9 single uint32 - pad_h 0
    # `pad` of the columns.
    10 single uint32 - pad_w 0
    # The size of the windows.
    2 single uint32 - kernel_size -
    # `kernel_size` of the rows.
    5 single uint32 - kernel_h -
    # `kernel_size` of the columns.
    6 single uint32 - kernel_w -
    # How far the windows move at each step.
    3 single uint32 - stride 1
    # `stride` of the rows.
    7 single uint32 - stride_h -
    # `stride` of the columns.
    8 single uint32 - stride_w -
    # Which implementation Caffe uses; read but not used, as the device chooses.
    11 single enum PoolingParameter.Engine engine DEFAULT
    # Whether one window covers the whole image.
    12 single bool - global_pooling false
    # Whether a partial last window counts (CEIL) or not (FLOOR).
    13 single enum PoolingParameter.RoundMode round_mode CEIL
    # Fields of Power layers.
    message PowerParameter
    # The exponent.
    1 single float - power 1
    # What elements are multiplied by first.
    2 single float - scale 1
    # What is added to them afterwards.
    3 single float - shift 0
    # A layer written in Python.
    message PythonParameter
    # The Python file, without .py.
    1 single string - module -
    # The class in it.
    2 single string - layer -
    # A text for the layer, `self.param_str`.
    3 single string - param_str -
    # Read but not used; Caffe's solvers in one process shared it.
    4 single bool - share_in_parallel false
    # Fields of Recurrent layers.
    message RecurrentParameter
    # How many units the state has.
    1 single uint32 - num_output 0
    # How the weights are initialised.
    2 single message FillerParameter weight_filler -
    # How the biases are initialised.
    3 single message FillerParameter bias_filler -
    # Whether Caffe logs its inner net.
    4 single bool - debug_info false
    # Whether the state before the first step is a bottom, and that after the last a top.
    5 single bool - expose_hidden false
    enum ReductionParameter.ReductionOp SUM=1 ASUM=2 SUMSQ=3 MEAN=4
    # Fields of Reduction layers.
    message ReductionParameter
    # The operation: SUM, ASUM (of absolute values), SUMSQ (of squares) or MEAN.
    1 single enum ReductionParameter.ReductionOp operation SUM
    # The first axis that is summed over; all after it are too.
    2 single int32 - axis 0
    # What the result is multiplied by.
    3 single float - coeff 1
    enum ReLUParameter.Engine DEFAULT=0 CAFFE=1 CUDNN=2
    # Fields of ReLU layers.
    message ReLUParameter
    # What negative elements are multiplied by.
    1 single float - negative_slope 0
    # Which implementation Caffe uses; read but not used, as the device chooses.
    2 single enum ReLUParameter.Engine engine DEFAULT
    # Fields of Reshape layers.
    message ReshapeParameter
    # The new extents: 0 copies the bottom's, -1 is inferred.
    1 single message BlobShape shape -
    # The first axis that is replaced.
    2 single int32 - axis 0
    # How many axes are replaced; -1 is all from `axis` on.
    3 single int32 - num_axes -1
    # Fields of Scale layers.
    message ScaleParameter
    # The first axis of the bottom that the factors follow.
    1 single int32 - axis 1
    # How many axes they follow; -1 is all from `axis` on, 0 is a single number.
    2 single int32 - num_axes 1
    # How the factors are initialised; 1 without it.
    3 single message FillerParameter filler -
    # Whether a bias is added too.
    4 single bool - bias_term false
    # How the biases are initialised; 0 without it.
    5 single message FillerParameter bias_filler -
    enum SigmoidParameter.Engine DEFAULT=0 CAFFE=1 CUDNN=2
    # Fields of Sigmoid layers.
    message SigmoidParameter
    # Which implementation Caffe uses; read but not used, as the device chooses.
    1 single enum SigmoidParameter.Engine engine DEFAULT
    # Fields of Slice layers.
    message SliceParameter
    # The axis along which the bottom is cut.
    3 single int32 - axis 1
    # Where each top except the first begins; without them, all have the same size.
    2 repeated uint32 - slice_point -
    # An older form of `axis`.
    1 single uint32 - slice_dim 1
    enum SoftmaxParameter.Engine DEFAULT=0 CAFFE=1 CUDNN=2
    # Fields of Softmax layers.
    message SoftmaxParameter
    # Which implementation Caffe uses; read but not used, as the device chooses.
    1 single enum SoftmaxParameter.Engine engine DEFAULT
    # The axis of the classes.
    2 single int32 - axis 1
    # Fields of Swish layers.
    message SwishParameter
    # How steep the sigmoid is.
    1 single float - beta 1
    enum TanHParameter.Engine DEFAULT=0 CAFFE=1 CUDNN=2
    # Fields of TanH layers.
    message TanHParameter
    # Which implementation Caffe uses; read but not used, as the device chooses.
    1 single enum TanHParameter.Engine engine DEFAULT
    # Fields of Tile layers.
    message TileParameter
    # The axis along which the bottom is repeated.
    1 single int32 - axis 1
    # How many times.
    2 single int32 - tiles -
    # Fields of Threshold layers.
    message ThresholdParameter
    # Values above it become 1.
    1 single float - threshold 0
    # Fields of WindowData layers.
    message WindowDataParameter
    # The file of images and windows.
    1 single string - source -
    # What values are multiplied by, after the mean is subtracted.
    2 single float - scale 1
    # The form of old nets; use transform_param instead.
    3 single string - mean_file -
    # How many windows make a batch.
    4 single uint32 - batch_size -
    # The form of old nets; use transform_param instead.
    5 single uint32 - crop_size 0
    # The form of old nets; use transform_param instead.
    6 single bool - mirror false
    # The overlap from which on a window is foreground.
    7 single float - fg_threshold 0.5
    # The overlap below which it is background.
    8 single float - bg_threshold 0.5
    # The fraction of a batch that is foreground.
    9 single float - fg_fraction 0.25
    # How many pixels around a window are included.
    10 single uint32 - context_pad 0
    # warp stretches a window, square expands it to a square.
    11 single string - crop_mode warp
    # Whether the files are kept in memory.
    12 single bool - cache_images false
    # The prefix of each path.
    13 single string - root_folder -
    enum SPPParameter.PoolMethod MAX=0 AVE=1 STOCHASTIC=2
    enum SPPParameter.Engine DEFAULT=0 CAFFE=1 CUDNN=2
    # Fields of SPP layers.
    message SPPParameter
    # How many levels there are; level i has 2^i x 2^i windows.
    1 single uint32 - pyramid_height -
    # What a window becomes: MAX, AVE or STOCHASTIC.
    2 single enum SPPParameter.PoolMethod pool MAX
    # Which implementation Caffe uses; read but not used, as the device chooses.
    6 single enum SPPParameter.Engine engine DEFAULT
    enum V1LayerParameter.LayerType NONE=0 ABSVAL=35 ACCURACY=1 ARGMAX=30 BNLL=2 CONCAT=3 CONTRASTIVE_LOSS=37 CONVOLUTION=4 DATA=5 DECONVOLUTION=39 DROPOUT=6 DUMMY_DATA=32 EUCLIDEAN_LOSS=7 ELTWISE=25 EXP=38 FLATTEN=8 HDF5_DATA=9 HDF5_OUTPUT=10 HINGE_LOSS=28 IM2COL=11 IMAGE_DATA=12 INFOGAIN_LOSS=13 INNER_PRODUCT=14 LRN=15 MEMORY_DATA=29 MULTINOMIAL_LOGISTIC_LOSS=16 MVN=34 POOLING=17 POWER=26 RELU=18 SIGMOID=19 SIGMOID_CROSS_ENTROPY_LOSS=27 SILENCE=36 SOFTMAX=20 SOFTMAX_LOSS=21 SPLIT=22 SLICE=33 TANH=23 WINDOW_DATA=24 THRESHOLD=31
    enum V1LayerParameter.DimCheckMode STRICT=0 PERMISSIVE=1
    # A layer as written before 2015 (`layers { type: CONVOLUTION }`); upgraded on reading.
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
    # A layer as written before 2014 (`layers { layer { type: "conv" } }`); upgraded on reading.
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
    # Fields of PReLU layers.
    message PReLUParameter
    # How the slopes are initialised; 0.25 without it.
    1 single message FillerParameter filler -
    # Whether all channels share one slope.
    2 single bool - channel_shared false
    """
