import CremaProto
import Glibc

/// A simple recurrent network over time: h = tanh(x w_x' + b + s w_s' + cont h' w_h') and the top
/// y = tanh(h w_y' + b_y).
///
/// h' is the hidden state of the step before, s the input that all steps share. Parameters: w_x,
/// H x I; b, H; w_s where there is such an input; w_h, H x H; w_y, H x H; b_y, H. The state is h.
final class RNNLayer: RecurrentLayer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "RNN",
            summary: "Runs a simple recurrent network over the steps of sequences.",
            notes: notes,
            differences: [noInnerNet],
            field: "recurrent_param",
            usage:
                "bottom: \"data\" bottom: \"cont\" recurrent_param { num_output: 128 weight_filler "
                + "{ type: \"xavier\" } }",
            bottoms: .between(2, 4),
            tops: .between(1, 2),
            examples: [
                example([[3, 2, 3], [3, 2]]), example([[2, 2, 2, 2], [2, 2], [2, 3]]),
            ]
        )
    }

    private var output: Product!
    /// The gradient of what the output's function is taken of.
    private let outputSlopes = Memory(shape: [0])

    /// About how many multiplications the function of a unit takes.
    private static let cost = 40

    override var stateNames: [String] { ["h"] }
    override var gateCount: Int { 1 }
    private var rows: Int { steps * streams }

    override var topUse: TopUse { .values }

    override func addOutputParameters() throws {
        output = try addProduct(inputs: units, outputs: units, hasBias: true)
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        try super.reshape(bottom: bottom, top: top)
        outputSlopes.reshape(to: top[0].shape)
    }

    override func advance(_ step: Int, cont: UnsafePointer<Float>) throws {
        let (inputs, hidden, units) = (gates(step), state(0, step + 1), units)
        try deal(streams, cost: Self.cost * units) { _, streams in
            let start = streams.lowerBound * units
            mapElements(inputs + start, hidden + start, streams.count * units) { tanh($0) }
        }
    }

    override func retreat(_ step: Int) {
        let slope = slopes[0].read(nil, .whole)
        mapElements(state(0, step + 1), slope, gateSlopes(step), streams * units) {
            $1 * (1 - $0 * $0)
        }
    }

    override func emit(into top: Blob) throws {
        let y = top.data.write(nil, .whole)
        try multiply(output, state(0, 1), into: y, rows: rows)
        mapElements(y, y, top.count) { tanh($0) }
    }

    override func absorb(from top: Blob) throws {
        let slopes = outputSlopes.write(nil, .whole)
        mapElements(top.data.read(nil, .whole), top.diff.read(nil, .whole), slopes, top.count) {
            $1 * (1 - $0 * $0)
        }
        try learn(output, state(0, 1), slopes, rows: rows)
        try sendBack(output, slopes, into: hiddenSlopes.write(nil, .whole), rows: rows)
    }
}
