import CremaProto

/// Gives its bottom the extents of `shape` in place of `num_axes` axes from `axis` on.
///
/// An extent of 0 copies the bottom's, one -1 is what is left over. A negative `axis` counts from
/// behind the last axis.
final class ReshapeLayer: CopyLayer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Reshape",
            summary: "Gives a blob another shape.",
            differences: [
                .copies
            ],
            field: "reshape_param",
            usage: "reshape_param { shape { dim: 0 dim: -1 } }",
            bottoms: .exactly(1),
            tops: .exactly(1),
            examples: [
                .init(
                    "reshape_param { shape { dim: 0 dim: -1 dim: 2 } }",
                    bottoms: [[2, 3, 2, 2]]
                ),
                .init("reshape_param { shape { dim: 6 dim: -1 } }", bottoms: [[2, 3, 2]]),
                .init(
                    "reshape_param { shape { dim: 1 dim: 1 } axis: -1 num_axes: 0 }",
                    bottoms: [[2, 3]]
                ),
            ]
        )
    }

    override func outputShape(of shape: Shape) throws -> Shape {
        let fields = parameter.reshapeParam
        let (start, end) = try replacedAxes(of: shape)
        var extents: [Int] = []
        for (index, dim) in fields.shape.dim.enumerated() {
            guard dim >= -1 else { throw shapeError("an extent is at least -1, found \(dim)") }
            guard dim != 0 || start + index < shape.axisCount else {
                throw shapeError(
                    "dim 0 copies an axis, but the bottom has no axis \(start + index)"
                )
            }
            extents.append(dim == 0 ? shape[start + index] : Int(dim))
        }
        let dims = Array(shape.dims[..<start]) + extents + Array(shape.dims[end...])
        return try self.shape(infer(dims, count: shape.count), field: "reshape_param.shape")
    }

    private func replacedAxes(of shape: Shape) throws -> (start: Int, end: Int) {
        let fields = parameter.reshapeParam
        let axis = Int(fields.axis)
        let start = axis < 0 ? axis + shape.axisCount + 1 : axis
        guard (0...shape.axisCount).contains(start) else {
            throw error(
                "axis is from \(-shape.axisCount - 1) to \(shape.axisCount), found \(axis)",
                field: "reshape_param.axis"
            )
        }
        let end = fields.numAxes == -1 ? shape.axisCount : start + Int(fields.numAxes)
        guard (start...shape.axisCount).contains(end) else {
            throw error(
                "num_axes is from -1 to \(shape.axisCount - start), found \(fields.numAxes)",
                field: "reshape_param.num_axes"
            )
        }
        return (start, end)
    }

    /// The extents with the one that is -1 filled in.
    private func infer(_ dims: [Int], count: Int) throws -> [Int] {
        let unknown = dims.indices.filter { dims[$0] == -1 }
        guard unknown.count <= 1 else { throw shapeError("only one dim may be -1") }
        let known = try shape(dims.map { $0 == -1 ? 1 : $0 }, field: "reshape_param.shape").count
        guard known > 0 ? count % known == 0 : count == 0, !unknown.isEmpty || known == count else {
            throw shapeError("the shape \(dims) does not hold the \(count) elements of the bottom")
        }
        var dims = dims
        for index in unknown { dims[index] = known > 0 ? count / known : 0 }
        return dims
    }

    private func shapeError(_ message: String) -> EngineError {
        error(message, field: "reshape_param.shape")
    }
}
