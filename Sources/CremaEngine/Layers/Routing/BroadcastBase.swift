import CremaProto

/// What Scale and Bias have in common: a small blob that is repeated over the axes of the bottom.
///
/// With one bottom the small blob is learned, with two it is the second one.
class BroadcastBase: Layer {
    private(set) var isLearned = true
    private var startAxis = 1
    private(set) var broadcast: Broadcast!

    // A second bottom's gradient is a sum over the batch.
    override var grain: Grain { startAxis > 0 && isLearned ? .images : .batch }

    /// The small blob.
    func small(_ bottom: [Blob]) -> Blob { isLearned ? blobs[0] : bottom[1] }

    /// Makes the small blob if it is learned, and returns its shape: the extents of `axes` axes of
    /// the bottom from `axis` on, where -1 means to the last.
    ///
    /// `block` is the message with these fields and the `filler`.
    func makeSmall(
        for bottom: [Blob],
        axis first: Int32,
        axes: Int32,
        filler: FillerParameter,
        block: String
    ) throws -> Shape {
        isLearned = bottom.count == 1
        // A blob without axes begins anywhere.
        let isNumber = !isLearned && bottom[1].shape.axisCount == 0
        startAxis = try isNumber ? 0 : axis(first, of: bottom[0].shape, field: "\(block).axis")
        guard isLearned else { return bottom[1].shape }
        let shape = try smallShape(of: bottom[0].shape, axes: Int(axes), field: "\(block).num_axes")
        blobs = [Blob(shape: shape)]
        try fill(0, filler, field: "\(block).filler")
        return shape
    }

    private func smallShape(of shape: Shape, axes: Int, field: String) throws -> Shape {
        let end = axes == -1 ? shape.axisCount : startAxis + axes
        guard (startAxis...shape.axisCount).contains(end) else {
            throw error(
                "num_axes is from -1 to \(shape.axisCount - startAxis) for axis \(startAxis) of "
                    + "the shape \(shape); found \(axes)",
                field: field
            )
        }
        return Shape(Array(shape.dims[startAxis..<end]))
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        broadcast = try Broadcast(
            small(bottom).shape,
            over: bottom[0].shape,
            from: startAxis,
            self
        )
        top[0].reshape(to: bottom[0].shape)
    }

    /// Fills the gradient of the small blob, if it is wanted: sums of dy, times x where there is
    /// one.
    func differentiateSmall(
        _ dy: UnsafePointer<Float>,
        times x: UnsafePointer<Float>?,
        _ bottom: [Blob],
        _ propagateDown: [Bool],
        _ share: Share
    ) {
        guard isLearned ? wantsGradient(of: 0) : propagateDown[1] else { return }
        let target = isLearned ? blobs[0].partial(share) : bottom[1].diff
        broadcast.sum(dy, times: x, into: target, share, bottom[0].shape)
    }
}
