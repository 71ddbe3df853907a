import CremaProto

/// Makes one axis of the axes from `axis` to `end_axis`, both included.
final class FlattenLayer: CopyLayer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Flatten",
            summary: "Merges several axes into one.",
            differences: [
                .copies
            ],
            field: "flatten_param",
            usage: "flatten_param { axis: 1 }",
            bottoms: .exactly(1),
            tops: .exactly(1),
            examples: [
                .init("", bottoms: [[2, 3, 2, 2]]),
                .init("flatten_param { axis: 0 end_axis: 1 }", bottoms: [[2, 3, 2]]),
                .init("flatten_param { axis: 2 end_axis: -2 }", bottoms: [[2, 3, 2, 2, 2]]),
            ]
        )
    }

    override func outputShape(of shape: Shape) throws -> Shape {
        let fields = parameter.flattenParam
        let start = try axis(fields.axis, of: shape, field: "flatten_param.axis")
        let end = try axis(fields.endAxis, of: shape, field: "flatten_param.end_axis")
        guard start <= end else {
            throw error(
                "end_axis is not before axis; found axis \(start), end_axis \(end)",
                field: "flatten_param.end_axis"
            )
        }
        return Shape(
            shape.dims[..<start] + [shape.count(from: start, to: end + 1)]
                + shape.dims[(end + 1)...]
        )
    }
}
