import CremaProto

/// What SoftmaxWithLoss and InfogainLoss have in common: a loss for each label that counts, of the
/// softmax of scores along an axis; a second top shows the probabilities.
class SoftmaxLossBase: LossLayer {
    /// The scores' shape, seen from the axis of the classes.
    private(set) var split: AxisSplit!
    private let probabilities = Blob()
    private var divisor: Float = 1

    // The second top shows the probabilities that the gradient is computed from.
    override var topUse: TopUse { .values }

    /// Sees the scores from an axis, and gives the probabilities their shape.
    func reshape(_ scores: Shape, axis: Int, top: [Blob]) {
        split = AxisSplit(scores, axis: axis)
        probabilities.reshape(to: scores)
        guard top.count > 1 else { return }
        top[1].reshape(to: scores)
        top[1].shareData(with: probabilities)
    }

    /// Fills the probabilities and the loss; `add` adds that of a label.
    ///
    /// `p` is the probability of the first class; that of the next is `split.inner` behind it.
    func measure(
        _ bottom: [Blob],
        _ top: [Blob],
        _ add: (_ p: UnsafePointer<Float>, _ wanted: Int, _ loss: inout Double) -> Void
    ) throws {
        let p = probabilities.data.write(nil, .whole)
        split.softmax(bottom[0].data.read(nil, .whole), p, outer: split.outer)
        // A sum of many small numbers: twice the digits, so that its order does not matter.
        var loss = 0.0
        let valid = try forEachLabel(
            of: bottom[1],
            in: split,
            ignoring: parameter.lossParam.ignored
        ) { add(p + $0, $1, &loss) }
        divisor = LossNormalization(parameter.lossParam).divisor(
            total: split.outer * split.inner,
            valid: valid,
            images: split.outer
        )
        top[0].data.write(nil, .whole).pointee = Float(loss / Double(divisor))
    }

    /// Fills the gradient of the scores; `fill` fills that of a label's loss, times `scale`.
    ///
    /// `p` and `dx` begin at the first class.
    func differentiate(
        _ bottom: [Blob],
        _ top: [Blob],
        _ fill: (
            _ p: UnsafePointer<Float>,
            _ dx: UnsafeMutablePointer<Float>,
            _ wanted: Int,
            _ scale: Float
        ) -> Void
    ) throws {
        let p = probabilities.data.read(nil, .whole)
        let dx = bottom[0].diff.write(nil, .whole)
        dx.update(repeating: 0, count: bottom[0].count)
        let scale = top[0].diff.read(nil, .whole).pointee / divisor
        try forEachLabel(of: bottom[1], in: split, ignoring: parameter.lossParam.ignored) {
            fill(p + $0, dx + $0, $1, scale)
        }
        guard top.count > 1 else { return }
        let dp = top[1].diff.read(nil, .whole)
        split.softmaxGradient(p, dp, dx, outer: split.outer, adding: true)
    }
}
