/// The layer types that a net may name.
public struct LayerCatalog: Sendable {
    /// The engine's own, in the order of their names.
    public static let builtIn = LayerCatalog([
        AbsValLayer.self,
        AccuracyLayer.self,
        ArgMaxLayer.self,
        BNLLLayer.self,
        BatchNormLayer.self,
        BatchReindexLayer.self,
        BiasLayer.self,
        ClipLayer.self,
        ConcatLayer.self,
        ContrastiveLossLayer.self,
        ConvolutionLayer.self,
        CropLayer.self,
        DataLayer.self,
        DeconvolutionLayer.self,
        DropoutLayer.self,
        DummyDataLayer.self,
        ELULayer.self,
        EltwiseLayer.self,
        EmbedLayer.self,
        EuclideanLossLayer.self,
        ExpLayer.self,
        FilterLayer.self,
        FlattenLayer.self,
        HDF5DataLayer.self,
        HDF5OutputLayer.self,
        HingeLossLayer.self,
        Im2colLayer.self,
        ImageDataLayer.self,
        InfogainLossLayer.self,
        InnerProductLayer.self,
        InputLayer.self,
        LRNLayer.self,
        LSTMLayer.self,
        LSTMUnitLayer.self,
        LogLayer.self,
        MVNLayer.self,
        MemoryDataLayer.self,
        MultinomialLogisticLossLayer.self,
        PReLULayer.self,
        ParameterLayer.self,
        PoolingLayer.self,
        PowerLayer.self,
        RNNLayer.self,
        ReLULayer.self,
        ReductionLayer.self,
        ReshapeLayer.self,
        SPPLayer.self,
        ScaleLayer.self,
        SigmoidLayer.self,
        SigmoidCrossEntropyLossLayer.self,
        SilenceLayer.self,
        SliceLayer.self,
        SoftmaxLayer.self,
        SoftmaxWithLossLayer.self,
        SplitLayer.self,
        SwishLayer.self,
        TanHLayer.self,
        ThresholdLayer.self,
        TileLayer.self,
        WindowDataLayer.self,
    ])

    /// The types, in the order in which they were listed.
    public private(set) var types: [Layer.Type]

    /// A catalog of those types.
    public init(_ types: [Layer.Type]) {
        self.types = types
    }

    /// The same catalog with one more type, which replaces a type with the same name.
    public func adding(_ type: Layer.Type) -> LayerCatalog {
        let name = type.description.type
        let others = types.filter { $0.description.type != name }
        return LayerCatalog((others + [type]).sorted { $0.description.type < $1.description.type })
    }

    /// The type with that name in prototxt, or nil.
    public func layerType(named name: String) -> Layer.Type? {
        types.first { $0.description.type == name }
    }

    /// All names, in the order of the list.
    public var names: [String] { types.map(\.description.type) }
}
