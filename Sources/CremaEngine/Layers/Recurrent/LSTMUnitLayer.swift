/// One step of an LSTM without its weights, for nets that are unrolled by hand.
///
/// Bottoms: the cells of the step before, 1 x N x H; the inputs of the gates i, f, o and g,
/// 1 x N x 4H; and cont, 1 x N, 0 where a stream starts again, else 1. Tops: the cells and the
/// outputs, 1 x N x H each.
final class LSTMUnitLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "LSTMUnit",
            summary: "Computes one step of an LSTM from the inputs of its gates.",
            notes: [
                "`cont` gets no gradient."
            ],
            bottoms: .exactly(3),
            tops: .exactly(2),
            examples: [
                .init("", bottoms: [[1, 4, 3], [1, 4, 12], [1, 4]], labels: [2: 2]),
                .init(
                    "",
                    bottoms: [[1, 1, 2], [1, 1, 8], [1, 1]],
                    range: -3...3,
                    labels: [2: 2]
                ),
            ]
        )
    }

    /// The gates after their functions.
    private let gates = Memory(shape: [0])
    private var cell = LSTMCell(units: 0)

    // The streams lie on axis 1.
    override var grain: Grain { .batch }

    override var topUse: TopUse { .values }

    override func allowsForceBackward(bottom index: Int) -> Bool { index != 2 }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        let (cells, inputs) = (bottom[0].shape, bottom[1].shape)
        guard cells.axisCount == 3, cells[0] == 1 else {
            throw error("the cells are 1 x N x H; found the shape \(cells)")
        }
        guard inputs.dims == [1, cells[1], 4 * cells[2]] else {
            throw error(
                "the inputs of the gates are 1 x N x 4H, here "
                    + "\(Shape([1, cells[1], 4 * cells[2]])); found the shape \(inputs)"
            )
        }
        guard bottom[2].shape.dims == [1, cells[1]] else {
            throw error(
                "cont is 1 x N, here \(Shape([1, cells[1]])); found the shape \(bottom[2].shape)"
            )
        }
        cell = LSTMCell(units: cells[2])
        for top in top { top.reshape(to: cells) }
        gates.reshape(to: inputs)
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        cell.forward(
            inputs: bottom[1].data.read(nil, share),
            gates: gates.write(nil, share),
            cont: bottom[2].data.read(nil, share),
            previous: bottom[0].data.read(nil, share),
            c: top[0].data.write(nil, share),
            h: top[1].data.write(nil, share),
            rows: 0..<bottom[0].shape[1]
        )
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        if propagateDown[2] {
            throw error("LSTMUnit has no gradient for cont, bottom 2", field: "propagate_down")
        }
        guard propagateDown[0] || propagateDown[1] else { return }
        cell.backward(
            gates: gates.read(nil, share),
            previous: bottom[0].data.read(nil, share),
            c: top[0].data.read(nil, share),
            cSlope: top[0].diff.read(nil, share),
            hSlope: top[1].diff.read(nil, share),
            inputSlopes: bottom[1].diff.write(nil, share),
            previousSlope: bottom[0].diff.write(nil, share),
            rows: 0..<bottom[0].shape[1]
        )
    }
}
