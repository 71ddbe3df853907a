/// The fields of layers of the oldest form, which had the fields of all types, that mean nothing
/// for their layer's type.
enum V0DroppedFields {
    private typealias Rule = (
        name: String, types: Set<String>, isSet: any KeyPath<V0LayerParameter, Bool> & Sendable
    )

    /// Which types have a field; those that all have are left out.
    private static let rules: [Rule] = [
        ("num_output", ["conv", "innerproduct"], \.hasNumOutput),
        ("biasterm", ["conv", "innerproduct"], \.hasBiasterm),
        ("weight_filler", ["conv", "innerproduct"], \.hasWeightFiller),
        ("bias_filler", ["conv", "innerproduct"], \.hasBiasFiller),
        ("pad", ["conv", "pool"], \.hasPad),
        ("kernelsize", ["conv", "pool"], \.hasKernelsize),
        ("group", ["conv"], \.hasGroup),
        ("stride", ["conv", "pool"], \.hasStride),
        ("pool", ["pool"], \.hasPool),
        ("dropout_ratio", ["dropout"], \.hasDropoutRatio),
        ("local_size", ["lrn"], \.hasLocalSize),
        ("alpha", ["lrn"], \.hasAlpha),
        ("beta", ["lrn"], \.hasBeta),
        ("k", ["lrn"], \.hasK),
        ("source", ["data", "hdf5_data", "images", "window_data", "infogain_loss"], \.hasSource),
        ("batchsize", ["data", "hdf5_data", "images", "window_data"], \.hasBatchsize),
        ("rand_skip", ["data", "images"], \.hasRandSkip),
        ("shuffle", ["images"], \.hasShuffleImages),
        ("new_height", ["images"], \.hasNewHeight),
        ("new_width", ["images"], \.hasNewWidth),
        ("concat_dim", ["concat"], \.hasConcatDim),
        ("det_fg_threshold", ["window_data"], \.hasDetFgThreshold),
        ("det_bg_threshold", ["window_data"], \.hasDetBgThreshold),
        ("det_fg_fraction", ["window_data"], \.hasDetFgFraction),
        ("det_context_pad", ["window_data"], \.hasDetContextPad),
        ("det_crop_mode", ["window_data"], \.hasDetCropMode),
        ("hdf5_output_param", ["hdf5_output"], \.hasHdf5OutputParam),
    ]

    /// A sentence for each such field, in Caffe's words and with the layer's name.
    static func sentences(about layers: [V1LayerParameter]) -> [String] {
        layers.filter { $0.hasLayer && $0.layer.type != "padding" }.flatMap { connection in
            let layer = connection.layer
            return rules.filter { layer[keyPath: $0.isSet] && !$0.types.contains(layer.type) }.map {
                "Unknown parameter \($0.name) for layer type \(layer.type) (layer "
                    + "\"\(layer.name)\")"
            }
        }
    }
}
