import CremaProto

/// How a layer looks in a drawing: its colour by kind, and its most important parameters.
struct LayerStyle {
    let color: String
    /// Lines below the layer's name and type.
    let details: [String]
    /// The label of the arrow to its top: the number of its outputs.
    let edge: String

    init(_ layer: LayerParameter) {
        color = Self.color(layer)
        details = Self.details(layer)
        edge = Self.outputs(layer).map(String.init) ?? ""
    }

    private static func color(_ layer: LayerParameter) -> String {
        switch layer.type {
        case "Python": "#4b8bbe"
        case "Convolution", "Deconvolution": "#ff8a80"
        case "Pooling": "#ffcc80"
        case "InnerProduct": "#ce93d8"
        case "ReLU", "PReLU", "ELU", "Sigmoid", "TanH", "Swish": "#a5d6a7"
        case _ where layer.isData || layer.type == "Input": "#b0bec5"
        case _ where layer.isLoss || layer.type == "Accuracy": "#fff59d"
        default: "#90caf9"
        }
    }

    private static func outputs(_ layer: LayerParameter) -> UInt32? {
        switch layer.type {
        case "Convolution", "Deconvolution":
            layer.convolutionParam.hasNumOutput ? layer.convolutionParam.numOutput : nil
        case "InnerProduct":
            layer.innerProductParam.hasNumOutput ? layer.innerProductParam.numOutput : nil
        default: nil
        }
    }

    private static func details(_ layer: LayerParameter) -> [String] {
        switch layer.type {
        case "Python":
            return ["\(layer.pythonParam.module).\(layer.pythonParam.layer)"]
        case "Convolution", "Deconvolution":
            let parameter = layer.convolutionParam
            return [
                extent("kernel", parameter.kernelSize, parameter.kernelH, parameter.kernelW)
                    + extent(", stride", parameter.stride, parameter.strideH, parameter.strideW)
                    + extent(", pad", parameter.pad, parameter.padH, parameter.padW)
            ]
        case "Pooling":
            return pooling(layer.poolingParam)
        case "Dropout":
            return ["ratio \(layer.dropoutParam.dropoutRatio)"]
        case "Power":
            let parameter = layer.powerParam
            return ["(\(parameter.shift) + \(parameter.scale) x)^\(parameter.power)"]
        default:
            return []
        }
    }

    private static func pooling(_ parameter: PoolingParameter) -> [String] {
        let method = "\(parameter.pool)".uppercased()
        if parameter.globalPooling { return ["\(method), over everything"] }
        let single = { (isSet: Bool, value: UInt32) in isSet ? [value] : [] }
        return [
            method
                + extent(
                    ", kernel",
                    single(parameter.hasKernelSize, parameter.kernelSize),
                    parameter.kernelH,
                    parameter.kernelW
                )
                + extent(
                    ", stride",
                    single(parameter.hasStride, parameter.stride),
                    parameter.strideH,
                    parameter.strideW
                )
                + extent(
                    ", pad",
                    single(parameter.hasPad, parameter.pad),
                    parameter.padH,
                    parameter.padW
                )
        ]
    }

    /// `, pad 2`, `, pad 1x2`, or nothing if none is set.
    private static func extent(
        _ name: String,
        _ sizes: [UInt32],
        _ height: UInt32,
        _ width: UInt32
    ) -> String {
        if !sizes.isEmpty { return "\(name) \(sizes.map(String.init).joined(separator: "x"))" }
        return height > 0 || width > 0 ? "\(name) \(height)x\(width)" : ""
    }
}
