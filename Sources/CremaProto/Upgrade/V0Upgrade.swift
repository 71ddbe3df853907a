/// The oldest form: `layers { layer { type: "conv" … } bottom: … top: … }`, with the fields of all
/// types in one message, becomes `layers { type: CONVOLUTION convolution_param { … } }`.
///
/// Fields that mean nothing for a layer's type are dropped.
enum V0Upgrade {
    private static let types: [String: V1LayerParameter.LayerType] = [
        "accuracy": .accuracy, "bnll": .bnll, "concat": .concat, "conv": .convolution,
        "data": .data,
        "dropout": .dropout, "euclidean_loss": .euclideanLoss, "flatten": .flatten,
        "hdf5_data": .hdf5Data, "hdf5_output": .hdf5Output, "im2col": .im2Col, "images": .imageData,
        "infogain_loss": .infogainLoss, "innerproduct": .innerProduct, "lrn": .lrn,
        "multinomial_logistic_loss": .multinomialLogisticLoss, "pool": .pooling, "relu": .relu,
        "sigmoid": .sigmoid, "softmax": .softmax, "softmax_loss": .softmaxLoss, "split": .split,
        "tanh": .tanh, "window_data": .windowData,
    ]

    static func layers(_ layers: [V1LayerParameter], file: String) throws -> [V1LayerParameter] {
        try withoutPadding(layers, file: file).map { connection in
            guard connection.hasLayer else { return connection }
            let old = connection.layer
            guard let type = types[old.type] else {
                throw PrototxtError(
                    file: file,
                    layer: old.name,
                    what: "unknown type \"\(old.type)\""
                        + NearestName.question(old.type, in: types.keys.sorted())
                )
            }
            var new = V1LayerParameter()
            new.bottom = connection.bottom
            new.top = connection.top
            new.type = type
            moveCommonFields(old, to: &new)
            moveWeightFields(old, to: &new)
            moveDataFields(old, to: &new)
            moveOtherFields(old, to: &new)
            return new
        }
    }

    /// The layers without those of the type `padding`, whose `pad` goes to the convolutions and
    /// poolings behind them.
    private static func withoutPadding(
        _ layers: [V1LayerParameter],
        file: String
    ) throws -> [V1LayerParameter] {
        var paddings: [String: (bottom: String, pad: UInt32)] = [:]
        var kept: [V1LayerParameter] = []
        for var connection in layers {
            if connection.hasLayer, connection.layer.type == "padding" {
                guard let bottom = connection.bottom.first, let top = connection.top.first else {
                    throw PrototxtError(
                        file: file,
                        layer: connection.layer.name,
                        what: "a padding layer has one bottom and one top"
                    )
                }
                paddings[top] = (bottom, connection.layer.pad)
                continue
            }
            for (index, name) in connection.bottom.enumerated() {
                guard let padding = paddings[name] else { continue }
                guard ["conv", "pool"].contains(connection.layer.type) else {
                    throw PrototxtError(
                        file: file,
                        layer: connection.layer.name,
                        what:
                            "only convolution and pooling can read what a padding layer makes, "
                            + "found \"\(connection.layer.type)\""
                    )
                }
                connection.layer.pad = padding.pad
                connection.bottom[index] = padding.bottom
            }
            for top in connection.top { paddings[top] = nil }
            kept.append(connection)
        }
        return kept
    }

    private static func moveCommonFields(_ old: V0LayerParameter, to new: inout V1LayerParameter) {
        if old.hasName { new.name = old.name }
        new.blobs = old.blobs
        new.blobsLr = old.blobsLr
        new.weightDecay = old.weightDecay
        if old.hasScale { new.transformParam.scale = old.scale }
        if old.hasMeanfile { new.transformParam.meanFile = old.meanfile }
        if old.hasCropsize { new.transformParam.cropSize = old.cropsize }
        if old.hasMirror { new.transformParam.mirror = old.mirror }
        if old.hasHdf5OutputParam, new.type == .hdf5Output {
            new.hdf5OutputParam = old.hdf5OutputParam
        }
    }

    private static func moveWeightFields(_ old: V0LayerParameter, to new: inout V1LayerParameter) {
        switch new.type {
        case .convolution:
            if old.hasNumOutput { new.convolutionParam.numOutput = old.numOutput }
            if old.hasBiasterm { new.convolutionParam.biasTerm = old.biasterm }
            if old.hasWeightFiller { new.convolutionParam.weightFiller = old.weightFiller }
            if old.hasBiasFiller { new.convolutionParam.biasFiller = old.biasFiller }
            if old.hasPad { new.convolutionParam.pad = [old.pad] }
            if old.hasKernelsize { new.convolutionParam.kernelSize = [old.kernelsize] }
            if old.hasStride { new.convolutionParam.stride = [old.stride] }
            if old.hasGroup { new.convolutionParam.group = old.group }
        case .innerProduct:
            if old.hasNumOutput { new.innerProductParam.numOutput = old.numOutput }
            if old.hasBiasterm { new.innerProductParam.biasTerm = old.biasterm }
            if old.hasWeightFiller { new.innerProductParam.weightFiller = old.weightFiller }
            if old.hasBiasFiller { new.innerProductParam.biasFiller = old.biasFiller }
        default:
            break
        }
    }

    private static func moveDataFields(_ old: V0LayerParameter, to new: inout V1LayerParameter) {
        switch new.type {
        case .data:
            if old.hasSource { new.dataParam.source = old.source }
            if old.hasBatchsize { new.dataParam.batchSize = old.batchsize }
            if old.hasRandSkip { new.dataParam.randSkip = old.randSkip }
        case .hdf5Data:
            if old.hasSource { new.hdf5DataParam.source = old.source }
            if old.hasBatchsize { new.hdf5DataParam.batchSize = old.batchsize }
        case .imageData:
            if old.hasSource { new.imageDataParam.source = old.source }
            if old.hasBatchsize { new.imageDataParam.batchSize = old.batchsize }
            if old.hasRandSkip { new.imageDataParam.randSkip = old.randSkip }
            if old.hasShuffleImages { new.imageDataParam.shuffle = old.shuffleImages }
            if old.hasNewHeight { new.imageDataParam.newHeight = UInt32(clamping: old.newHeight) }
            if old.hasNewWidth { new.imageDataParam.newWidth = UInt32(clamping: old.newWidth) }
        case .windowData:
            if old.hasSource { new.windowDataParam.source = old.source }
            if old.hasBatchsize { new.windowDataParam.batchSize = old.batchsize }
            if old.hasDetFgThreshold { new.windowDataParam.fgThreshold = old.detFgThreshold }
            if old.hasDetBgThreshold { new.windowDataParam.bgThreshold = old.detBgThreshold }
            if old.hasDetFgFraction { new.windowDataParam.fgFraction = old.detFgFraction }
            if old.hasDetContextPad { new.windowDataParam.contextPad = old.detContextPad }
            if old.hasDetCropMode { new.windowDataParam.cropMode = old.detCropMode }
        case .infogainLoss:
            if old.hasSource { new.infogainLossParam.source = old.source }
        default:
            break
        }
    }

    private static func moveOtherFields(_ old: V0LayerParameter, to new: inout V1LayerParameter) {
        switch new.type {
        case .pooling:
            // Both enums number their values alike.
            if old.hasPool { new.poolingParam.pool = .init(rawValue: old.pool.rawValue) ?? .max }
            if old.hasPad { new.poolingParam.pad = old.pad }
            if old.hasKernelsize { new.poolingParam.kernelSize = old.kernelsize }
            if old.hasStride { new.poolingParam.stride = old.stride }
        case .dropout:
            if old.hasDropoutRatio { new.dropoutParam.dropoutRatio = old.dropoutRatio }
        case .lrn:
            if old.hasLocalSize { new.lrnParam.localSize = old.localSize }
            if old.hasAlpha { new.lrnParam.alpha = old.alpha }
            if old.hasBeta { new.lrnParam.beta = old.beta }
            if old.hasK { new.lrnParam.k = old.k }
        case .concat:
            if old.hasConcatDim { new.concatParam.concatDim = old.concatDim }
        default:
            break
        }
    }
}
