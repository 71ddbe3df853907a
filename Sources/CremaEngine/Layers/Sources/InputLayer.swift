import CremaProto

/// Blobs that are filled from outside.
///
/// `shape` is given not at all (the blobs are shaped from outside), once for all tops, or once
/// for each.
final class InputLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Input",
            summary: "Holds data that is put into its tops from outside.",
            notes: [
                "Its tops are the net's inputs."
            ],
            field: "input_param",
            usage: "input_param { shape { dim: 10 dim: 3 dim: 227 dim: 227 } }",
            bottoms: .exactly(0),
            tops: .atLeast(1)
        )
    }

    override var grain: Grain { .batch }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        let shapes = parameter.inputParam.shape
        guard shapes.count <= 1 || shapes.count == top.count else {
            throw error(
                "shape is given once for all tops or once for each of the \(top.count), found it "
                    + "\(shapes.count) times",
                field: "input_param.shape"
            )
        }
        for (index, top) in top.enumerated() where !shapes.isEmpty {
            let dims = shapes[shapes.count == 1 ? 0 : index].dim.map(Int.init)
            top.reshape(to: try shape(dims, field: "input_param.shape"))
        }
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {}

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {}
}
