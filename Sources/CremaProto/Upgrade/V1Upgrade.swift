/// `layers { type: CONVOLUTION blobs_lr: 1 … }` becomes `layer { type: "Convolution" param {
/// lr_mult: 1 } … }`.
enum V1Upgrade {
    private static let types: [V1LayerParameter.LayerType: String] = [
        .absval: "AbsVal", .accuracy: "Accuracy", .argmax: "ArgMax", .bnll: "BNLL",
        .concat: "Concat",
        .contrastiveLoss: "ContrastiveLoss", .convolution: "Convolution", .data: "Data",
        .deconvolution: "Deconvolution", .dropout: "Dropout", .dummyData: "DummyData",
        .eltwise: "Eltwise", .euclideanLoss: "EuclideanLoss", .exp: "Exp", .flatten: "Flatten",
        .hdf5Data: "HDF5Data", .hdf5Output: "HDF5Output", .hingeLoss: "HingeLoss",
        .im2Col: "Im2col",
        .imageData: "ImageData", .infogainLoss: "InfogainLoss", .innerProduct: "InnerProduct",
        .lrn: "LRN", .memoryData: "MemoryData",
        .multinomialLogisticLoss: "MultinomialLogisticLoss", .mvn: "MVN", .pooling: "Pooling",
        .power: "Power", .relu: "ReLU", .sigmoid: "Sigmoid",
        .sigmoidCrossEntropyLoss: "SigmoidCrossEntropyLoss", .silence: "Silence", .slice: "Slice",
        .softmax: "Softmax", .softmaxLoss: "SoftmaxWithLoss", .split: "Split", .tanh: "TanH",
        .threshold: "Threshold", .windowData: "WindowData",
    ]

    static func layer(_ old: V1LayerParameter) -> LayerParameter {
        var new = LayerParameter()
        if old.hasName { new.name = old.name }
        new.type = types[old.type] ?? ""
        new.bottom = old.bottom
        new.top = old.top
        new.include = old.include
        new.exclude = old.exclude
        new.lossWeight = old.lossWeight
        new.blobs = old.blobs
        new.param = specs(old)
        copyParameters(old, to: &new)
        return new
    }

    /// The four lists about a layer's parameters as one list of messages, as long as the longest.
    private static func specs(_ old: V1LayerParameter) -> [ParamSpec] {
        let count = max(
            old.param.count,
            old.blobShareMode.count,
            old.blobsLr.count,
            old.weightDecay.count
        )
        return (0..<count).map { index in
            var spec = ParamSpec()
            if index < old.param.count { spec.name = old.param[index] }
            if index < old.blobShareMode.count {
                spec.shareMode = old.blobShareMode[index] == .strict ? .strict : .permissive
            }
            if index < old.blobsLr.count { spec.lrMult = old.blobsLr[index] }
            if index < old.weightDecay.count { spec.decayMult = old.weightDecay[index] }
            return spec
        }
    }

    private static func copyParameters(_ old: V1LayerParameter, to new: inout LayerParameter) {
        if old.hasAccuracyParam { new.accuracyParam = old.accuracyParam }
        if old.hasArgmaxParam { new.argmaxParam = old.argmaxParam }
        if old.hasConcatParam { new.concatParam = old.concatParam }
        if old.hasContrastiveLossParam { new.contrastiveLossParam = old.contrastiveLossParam }
        if old.hasConvolutionParam { new.convolutionParam = old.convolutionParam }
        if old.hasDataParam { new.dataParam = old.dataParam }
        if old.hasDropoutParam { new.dropoutParam = old.dropoutParam }
        if old.hasDummyDataParam { new.dummyDataParam = old.dummyDataParam }
        if old.hasEltwiseParam { new.eltwiseParam = old.eltwiseParam }
        if old.hasExpParam { new.expParam = old.expParam }
        if old.hasHdf5DataParam { new.hdf5DataParam = old.hdf5DataParam }
        if old.hasHdf5OutputParam { new.hdf5OutputParam = old.hdf5OutputParam }
        if old.hasHingeLossParam { new.hingeLossParam = old.hingeLossParam }
        if old.hasImageDataParam { new.imageDataParam = old.imageDataParam }
        if old.hasInfogainLossParam { new.infogainLossParam = old.infogainLossParam }
        if old.hasInnerProductParam { new.innerProductParam = old.innerProductParam }
        if old.hasLossParam { new.lossParam = old.lossParam }
        if old.hasLrnParam { new.lrnParam = old.lrnParam }
        if old.hasMemoryDataParam { new.memoryDataParam = old.memoryDataParam }
        if old.hasMvnParam { new.mvnParam = old.mvnParam }
        if old.hasPoolingParam { new.poolingParam = old.poolingParam }
        if old.hasPowerParam { new.powerParam = old.powerParam }
        if old.hasReluParam { new.reluParam = old.reluParam }
        if old.hasSigmoidParam { new.sigmoidParam = old.sigmoidParam }
        if old.hasSliceParam { new.sliceParam = old.sliceParam }
        if old.hasSoftmaxParam { new.softmaxParam = old.softmaxParam }
        if old.hasTanhParam { new.tanhParam = old.tanhParam }
        if old.hasThresholdParam { new.thresholdParam = old.thresholdParam }
        if old.hasTransformParam { new.transformParam = old.transformParam }
        if old.hasWindowDataParam { new.windowDataParam = old.windowDataParam }
    }
}
