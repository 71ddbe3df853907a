import Glibc

/// One step of long short-term memory, for some of the rows of `units` units with 4 gates each.
///
/// From the inputs of the gates i, f, o and g, each `units` numbers of a row:
/// c = cont sigmoid(f) c' + sigmoid(i) tanh(g) and h = sigmoid(o) tanh(c), c' being the cell of
/// the step before. cont is one number per row, 0 where a stream starts again, else 1.
///
/// Hochreiter and Schmidhuber, "Long short-term memory" (1997), with the forget gate of Gers et al.
/// (2000).
struct LSTMCell {
    let units: Int

    /// Fills the cells c and the outputs h, and what the gates are after their functions, which
    /// may take the place of their inputs.
    func forward(
        inputs: UnsafePointer<Float>,
        gates: UnsafeMutablePointer<Float>,
        cont: UnsafePointer<Float>,
        previous: UnsafePointer<Float>,
        c: UnsafeMutablePointer<Float>,
        h: UnsafeMutablePointer<Float>,
        rows: Range<Int>
    ) {
        forEachUnit(rows: rows) { row, unit, gate in
            let i = sigmoid(inputs[gate])
            let f = cont[row] == 0 ? 0 : cont[row] * sigmoid(inputs[gate + units])
            let o = sigmoid(inputs[gate + 2 * units])
            let g = tanh(inputs[gate + 3 * units])
            // A stream that starts again also forgets a cell that is not a number.
            let kept = f == 0 ? 0 : f * previous[unit]
            c[unit] = kept + i * g
            h[unit] = o * tanh(c[unit])
            gates[gate] = i
            gates[gate + units] = f
            gates[gate + 2 * units] = o
            gates[gate + 3 * units] = g
        }
    }

    /// Fills the gradients of the gates' inputs and of the cells of the step before, from those of
    /// c and h; the first may take the place of the gates, the second that of c's gradient.
    ///
    /// As in Caffe, the gradient of the forget gate is right where cont is 0 or 1.
    func backward(
        gates: UnsafePointer<Float>,
        previous: UnsafePointer<Float>,
        c: UnsafePointer<Float>,
        cSlope: UnsafePointer<Float>,
        hSlope: UnsafePointer<Float>,
        inputSlopes: UnsafeMutablePointer<Float>,
        previousSlope: UnsafeMutablePointer<Float>,
        rows: Range<Int>
    ) {
        forEachUnit(rows: rows) { _, unit, gate in
            let (i, f) = (gates[gate], gates[gate + units])
            let (o, g) = (gates[gate + 2 * units], gates[gate + 3 * units])
            let output = tanh(c[unit])
            let slope = cSlope[unit] + hSlope[unit] * o * (1 - output * output)
            previousSlope[unit] = slope * f
            inputSlopes[gate] = slope * g * i * (1 - i)
            inputSlopes[gate + units] = f == 0 ? 0 : slope * previous[unit] * f * (1 - f)
            inputSlopes[gate + 2 * units] = hSlope[unit] * output * o * (1 - o)
            inputSlopes[gate + 3 * units] = slope * i * (1 - g * g)
        }
    }

    /// Hands over the row, the place of each unit and that of its first gate.
    @inline(__always)
    private func forEachUnit(
        rows: Range<Int>,
        _ body: (_ row: Int, _ unit: Int, _ gate: Int) -> Void
    ) {
        for row in rows {
            for unit in 0..<units { body(row, row * units + unit, row * 4 * units + unit) }
        }
    }
}
