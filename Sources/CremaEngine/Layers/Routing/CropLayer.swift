import CremaProto

/// Cuts a window out of the first bottom, of the extents of the second from `axis` on, at `offset`.
///
/// `offset` is given not at all (0), once for all cropped axes, or for each. The second bottom
/// lends its shape alone.
final class CropLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Crop",
            summary: "Cuts a blob to the size of another.",
            notes: [
                "Only the shape of the second bottom is used; it gets no gradient."
            ],
            field: "crop_param",
            usage: "crop_param { axis: 2 offset: 5 }",
            bottoms: .exactly(2),
            tops: .exactly(1),
            examples: [
                .init(
                    "crop_param { offset: 1 offset: 2 }",
                    bottoms: [[2, 3, 4, 5], [2, 3, 2, 3]],
                    labels: [1: 2]
                ),
                .init(
                    "crop_param { axis: 1 offset: 1 }",
                    bottoms: [[2, 3, 4], [2, 2, 2]],
                    labels: [1: 2]
                ),
                .init("crop_param { axis: 0 }", bottoms: [[3, 3], [2, 2]], labels: [1: 2]),
            ]
        )
    }

    private var offsets: [Int] = []

    override var grain: Grain { .batch }

    override func allowsForceBackward(bottom index: Int) -> Bool { index == 0 }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        let (shape, wanted) = (bottom[0].shape, bottom[1].shape)
        let fields = parameter.cropParam
        let start = try axis(fields.axis, of: shape, field: "crop_param.axis")
        guard wanted.axisCount == shape.axisCount else {
            throw error(
                "the bottoms must have the same number of axes; found the shapes \(shape) "
                    + "and \(wanted)"
            )
        }
        let cropped = shape.axisCount - start
        guard fields.offset.count <= 1 || fields.offset.count == cropped else {
            throw error(
                "offset is given once or for each of the \(cropped) cropped axes; found it "
                    + "\(fields.offset.count) times",
                field: "crop_param.offset"
            )
        }
        offsets = shape.dims.indices.map { axis in
            guard axis >= start, !fields.offset.isEmpty else { return 0 }
            return Int(fields.offset[fields.offset.count == 1 ? 0 : axis - start])
        }
        for axis in start..<shape.axisCount {
            guard offsets[axis] + wanted[axis] <= shape[axis] else {
                throw error(
                    "the window of \(wanted[axis]) at offset \(offsets[axis]) does not fit "
                        + "into the \(shape[axis]) of axis \(axis)",
                    field: "crop_param.offset"
                )
            }
        }
        top[0].reshape(to: Shape(Array(shape.dims[..<start] + wanted.dims[start...])))
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let x = bottom[0].data.read(nil, .whole)
        let y = top[0].data.write(nil, .whole)
        forEachRow(bottom[0].shape, top[0].shape) { (y + $1).update(from: x + $0, count: $2) }
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        guard propagateDown[0] else { return }
        let dx = bottom[0].diff.write(.whole)
        dx.update(repeating: 0)
        let dy = top[0].diff.read(nil, .whole)
        let base = bottom[0].diff.write(nil, .whole)
        forEachRow(bottom[0].shape, top[0].shape) { (base + $0).update(from: dy + $1, count: $2) }
    }

    /// Hands over where each row of the window lies in the bottom and in the top, and its length.
    private func forEachRow(
        _ source: Shape,
        _ target: Shape,
        _ body: (_ from: Int, _ to: Int, _ count: Int) -> Void
    ) {
        let last = target.axisCount - 1
        let length = target[last]
        guard target.count > 0 else { return }
        for row in 0..<target.count / length {
            var (rest, from, step) = (row, offsets[last], source[last])
            for axis in stride(from: last - 1, through: 0, by: -1) {
                from += (rest % target[axis] + offsets[axis]) * step
                rest /= target[axis]
                step *= source[axis]
            }
            body(from, row * length, length)
        }
    }
}
