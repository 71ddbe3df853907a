import CremaProto

/// Cuts its bottom into its tops along `axis`, at each `slice_point`, or into equal parts.
final class SliceLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Slice",
            summary: "Cuts a blob into parts along an axis.",
            notes: [
                "`slice_dim` is the older name of `axis`; give only one of them."
            ],
            field: "slice_param",
            usage: "top: \"a\" top: \"b\" slice_param { axis: 1 slice_point: 3 }",
            bottoms: .exactly(1),
            tops: .atLeast(1),
            examples: [
                .init("top: \"a\" top: \"b\" top: \"c\"", bottoms: [[2, 6, 2, 2]]),
                .init(
                    "top: \"a\" top: \"b\" slice_param { axis: 0 slice_point: 1 }",
                    bottoms: [[3, 4]]
                ),
                .init(
                    "top: \"a\" top: \"b\" top: \"c\" "
                        + "slice_param { axis: 2 slice_point: 1 slice_point: 3 }",
                    bottoms: [[2, 2, 4]]
                ),
                .init("", bottoms: [[2, 3]]),
            ]
        )
    }

    private var cutAxis = 1

    private var fields: SliceParameter { parameter.sliceParam }

    override var grain: Grain { cutAxis == 0 ? .batch : .images }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        guard !fields.hasAxis || !fields.hasSliceDim else {
            throw error("give either axis or slice_dim, found both", field: "slice_param.slice_dim")
        }
        guard fields.slicePoint.isEmpty || fields.slicePoint.count == top.count - 1 else {
            throw error(
                "there must be one slice_point fewer than tops, \(top.count - 1), or none; found "
                    + "\(fields.slicePoint.count)",
                field: "slice_param.slice_point"
            )
        }
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        let shape = bottom[0].shape
        cutAxis = try axis(
            fields.hasSliceDim ? Int32(clamping: fields.sliceDim) : fields.axis,
            of: shape,
            field: fields.hasSliceDim ? "slice_param.slice_dim" : "slice_param.axis"
        )
        let extents = try extents(of: shape[cutAxis], parts: top.count)
        for (top, extent) in zip(top, extents) { top.reshape(to: shape.with(cutAxis, extent)) }
    }

    private func extents(of whole: Int, parts: Int) throws -> [Int] {
        if fields.slicePoint.isEmpty {
            guard whole % parts == 0 else {
                throw error(
                    "\(whole) cannot be cut into \(parts) equal parts; give slice_point",
                    field: "slice_param"
                )
            }
            return Array(repeating: whole / parts, count: parts)
        }
        let points = [0] + fields.slicePoint.map(Int.init) + [whole]
        let extents = zip(points.dropFirst(), points).map { $0 - $1 }
        guard extents.allSatisfy({ $0 > 0 }) else {
            throw error(
                "slice_points rise from above 0 to below \(whole); found \(fields.slicePoint)",
                field: "slice_param.slice_point"
            )
        }
        return extents
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let x = bottom[0].data.read(nil, share)
        let rows = AxisRows(bottom[0].shape, axis: cutAxis, share)
        var start = 0
        for top in top {
            let length = top.shape.count(from: cutAxis)
            rows.copyOut(x + start, to: top.data.write(nil, share), length: length)
            start += length
        }
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        guard propagateDown[0] else { return }
        let dx = bottom[0].diff.write(nil, share)
        let rows = AxisRows(bottom[0].shape, axis: cutAxis, share)
        var start = 0
        for top in top {
            let length = top.shape.count(from: cutAxis)
            rows.copyIn(top.diff.read(nil, share), to: dx + start, length: length)
            start += length
        }
    }
}
