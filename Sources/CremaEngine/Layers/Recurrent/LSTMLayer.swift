import CremaProto

/// Long short-term memory over time: the top holds the output of each step.
///
/// Each step's gates i, f, o and g read x w_x' + b + s w_s' + cont h w_h', s being the input that
/// all steps share and h the output of the step before (see `LSTMCell`). Parameters: w_x, 4H x I;
/// b, 4H; w_s where there is such an input; w_h, 4H x H. The states are h and c.
final class LSTMLayer: RecurrentLayer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "LSTM",
            summary: "Runs long short-term memory over the steps of sequences.",
            notes: notes + ["The gates are in the order i, f, o, g. T is fixed by the first pass."],
            differences: [noInnerNet],
            field: "recurrent_param",
            usage:
                "recurrent_param { num_output: 1000 weight_filler { type: \"uniform\" min: -0.08 "
                + "max: 0.08 } }",
            bottoms: .between(2, 5),
            tops: .between(1, 3),
            examples: [
                example([[3, 2, 3], [3, 2]]),
                example([[2, 2, 2, 2], [2, 2], [2, 3]]),
                example([[1, 3, 2], [1, 3]]),
            ]
        )
    }

    /// About how many multiplications the functions of a unit take.
    private static let cost = 200

    override var stateNames: [String] { ["h", "c"] }
    override var gateCount: Int { 4 }
    private var cell: LSTMCell { LSTMCell(units: units) }

    override func advance(_ step: Int, cont: UnsafePointer<Float>) throws {
        let (cell, gates) = (cell, gates(step))
        let (previous, c, h) = (state(1, step), state(1, step + 1), state(0, step + 1))
        try deal(streams, cost: Self.cost * units) { _, streams in
            cell.forward(
                inputs: gates,
                gates: gates,
                cont: cont,
                previous: previous,
                c: c,
                h: h,
                rows: streams
            )
        }
    }

    override func retreat(_ step: Int) throws {
        let (cell, gates, inputSlopes) = (cell, gates(step), gateSlopes(step))
        let (previous, c) = (state(1, step), state(1, step + 1))
        let (hSlope, cSlope) = (slopes[0].read(nil, .whole), slopes[1].update(nil, .whole))
        try deal(streams, cost: Self.cost * units) { _, streams in
            cell.backward(
                gates: gates,
                previous: previous,
                c: c,
                cSlope: cSlope,
                hSlope: hSlope,
                inputSlopes: inputSlopes,
                previousSlope: cSlope,
                rows: streams
            )
        }
    }

    override func emit(into top: Blob) {
        top.data.write(nil, .whole).update(from: state(0, 1), count: top.count)
    }

    override func absorb(from top: Blob) {
        hiddenSlopes.write(nil, .whole).update(from: top.diff.read(nil, .whole), count: top.count)
    }
}
