import CremaProto

/// Puts its bottoms one behind the other along `axis`; they agree on all other axes.
final class ConcatLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Concat",
            summary: "Joins blobs along an axis.",
            notes: [
                "`concat_dim` is the older name of `axis`; give only one of them."
            ],
            field: "concat_param",
            bottoms: .atLeast(1),
            tops: .exactly(1),
            examples: [
                .init("", bottoms: [[2, 3, 2, 2], [2, 2, 2, 2]]),
                .init("concat_param { axis: 0 }", bottoms: [[2, 3], [1, 3], [2, 3]]),
                .init("concat_param { axis: -1 }", bottoms: [[2, 3, 2], [2, 3, 4]]),
                .init("", bottoms: [[2, 3]]),
            ]
        )
    }

    private var joinedAxis = 1

    override var grain: Grain { joinedAxis == 0 ? .batch : .images }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        let fields = parameter.concatParam
        guard !fields.hasAxis || !fields.hasConcatDim else {
            throw error(
                "give either axis or concat_dim, found both",
                field: "concat_param.concat_dim"
            )
        }
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        let fields = parameter.concatParam
        let shape = bottom[0].shape
        joinedAxis = try axis(
            fields.hasConcatDim ? Int32(clamping: fields.concatDim) : fields.axis,
            of: shape,
            field: fields.hasConcatDim ? "concat_param.concat_dim" : "concat_param.axis"
        )
        for other in bottom.dropFirst() {
            guard other.shape.axisCount == shape.axisCount,
                other.shape.with(joinedAxis, shape[joinedAxis]) == shape
            else {
                throw error(
                    "the bottoms agree on all axes but \(joinedAxis); found the shapes "
                        + "\(shape) and \(other.shape)",
                    field: "bottom"
                )
            }
        }
        let extent = bottom.reduce(0) { $0 + $1.shape[joinedAxis] }
        top[0].reshape(to: try self.shape(shape.with(joinedAxis, extent).dims))
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let y = top[0].data.write(nil, share)
        let rows = AxisRows(top[0].shape, axis: joinedAxis, share)
        var start = 0
        for bottom in bottom {
            let length = bottom.shape.count(from: joinedAxis)
            rows.copyIn(bottom.data.read(nil, share), to: y + start, length: length)
            start += length
        }
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        let dy = top[0].diff.read(nil, share)
        let rows = AxisRows(top[0].shape, axis: joinedAxis, share)
        var start = 0
        for (index, bottom) in bottom.enumerated() {
            let length = bottom.shape.count(from: joinedAxis)
            if propagateDown[index] {
                rows.copyOut(dy + start, to: bottom.diff.write(nil, share), length: length)
            }
            start += length
        }
    }
}

/// The rows of a share of a blob, a row being all elements from an axis on.
struct AxisRows {
    let count: Int
    let length: Int

    init(_ shape: Shape, axis: Int, _ share: Share) {
        let images = axis == 0 ? 1 : share.images(of: shape.images).count
        count = axis == 0 ? 1 : images * shape.count(from: 1, to: axis)
        length = shape.count(from: axis)
    }

    /// Copies shorter rows, which lie close, to where `target` points in each row.
    func copyIn(
        _ source: UnsafePointer<Float>,
        to target: UnsafeMutablePointer<Float>,
        length: Int
    ) {
        for row in 0..<count {
            (target + row * self.length).update(from: source + row * length, count: length)
        }
    }

    /// Copies what `source` points to in each row to shorter rows, which lie close.
    func copyOut(
        _ source: UnsafePointer<Float>,
        to target: UnsafeMutablePointer<Float>,
        length: Int
    ) {
        for row in 0..<count {
            (target + row * length).update(from: source + row * self.length, count: length)
        }
    }
}
