// What several layers check in their text and their bottoms.
extension Layer {
    /// The axis that a field means, counted from the front; `end` is one more than the last that
    /// is allowed.
    func axis(_ value: Int32, of shape: Shape, field: String) throws -> Int {
        guard let axis = shape.canonicalAxis(Int(value)) else {
            throw error(
                "axis \(value) is not one of the bottom's, whose shape is \(shape); allowed: "
                    + "\(-shape.axisCount) to \(shape.axisCount - 1)",
                field: field
            )
        }
        return axis
    }

    /// A shape that a field or a product of fields gives.
    func shape(_ dims: [Int], field: String? = nil) throws -> Shape {
        do { return try Shape(checking: dims) } catch let failure as EngineError {
            throw error(failure.message, field: field)
        }
    }

    /// A number of outputs, which is at least 1.
    func positive(_ value: UInt32, field: String) throws -> Int {
        guard value > 0, value <= UInt32(Int32.max) else {
            let name = field.split(separator: ".").last ?? ""
            throw error("\(name) is from 1 to \(Int32.max), found \(value)", field: field)
        }
        return Int(value)
    }

    /// Whether the gradient of a parameter is wanted.
    func wantsGradient(of index: Int) -> Bool {
        propagatesToParameter.indices.contains(index) && propagatesToParameter[index]
    }
}
