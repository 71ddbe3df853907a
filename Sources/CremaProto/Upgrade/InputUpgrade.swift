/// The net's `input`, `input_shape` and `input_dim` become a layer of the type Input before all
/// others.
///
/// Old caffemodels name inputs without any shape; these are dropped.
enum InputUpgrade {
    static func apply(to net: inout NetParameter, file: String) throws {
        defer {
            net.input = []
            net.inputShape = []
            net.inputDim = []
        }
        guard !net.input.isEmpty, !net.inputShape.isEmpty || !net.inputDim.isEmpty else { return }
        var layer = LayerParameter()
        layer.name = "input"
        layer.type = "Input"
        layer.top = net.input
        layer.inputParam.shape = net.inputShape.isEmpty ? shapes(net.inputDim) : net.inputShape
        guard layer.inputParam.shape.count == net.input.count else {
            throw PrototxtError(
                file: file,
                what: "the net has \(net.input.count) inputs, but shapes for "
                    + "\(layer.inputParam.shape.count); give each an input_shape, or four input_dim"
            )
        }
        net.layer.insert(layer, at: 0)
    }

    /// Four extents an input.
    private static func shapes(_ dims: [Int32]) -> [BlobShape] {
        stride(from: 0, to: dims.count, by: 4).map { start in
            var shape = BlobShape()
            shape.dim = dims[start..<min(start + 4, dims.count)].map(Int64.init)
            return shape
        }
    }
}
