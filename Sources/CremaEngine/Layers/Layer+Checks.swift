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

    /// Throws unless there is one label for each place of scores with the classes on an axis.
    func requireLabels(_ labels: Blob, for scores: Shape, axis: Int) throws {
        let places = scores.count(from: 0, to: axis) * scores.count(from: axis + 1)
        guard labels.count == places else {
            throw error(
                "there is one label for each place: \(places) for scores of the shape \(scores) "
                    + "with the classes on axis \(axis); found \(labels.count)",
                field: "bottom"
            )
        }
    }

    /// The class that a label names, or nil if it is the one to ignore.
    ///
    /// Throws where the label names none of the classes.
    func classIndex(_ label: Float, of classes: Int, ignoring ignored: Int?, at index: Int) throws
        -> Int?
    {
        // NaN fails here too.
        guard abs(label) < Float(Int32.max) else {
            throw invalidLabel(label, classes, ignored, index)
        }
        let value = Int(label)
        if value == ignored { return nil }
        guard (0..<classes).contains(value) else {
            throw invalidLabel(label, classes, ignored, index)
        }
        return value
    }

    private func invalidLabel(_ label: Float, _ classes: Int, _ ignored: Int?, _ index: Int)
        -> EngineError
    {
        let ignoring = ignored.map { ", or \($0) to be ignored" } ?? ""
        return error(
            "the label \(label) (number \(index) of the batch) is not one of the \(classes) "
                + "classes; allowed: 0 to \(classes - 1)\(ignoring)"
        )
    }

    /// Whether the gradient of a parameter is wanted.
    func wantsGradient(of index: Int) -> Bool {
        propagatesToParameter.indices.contains(index) && propagatesToParameter[index]
    }
}
