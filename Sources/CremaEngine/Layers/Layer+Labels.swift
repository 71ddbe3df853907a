// What layers do with labels.
extension Layer {
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

    /// Hands over the place of the first score, and the class, of each label that counts; returns
    /// how many do.
    ///
    /// `split` is the scores' shape, seen from the axis of the classes. Throws if a label names
    /// none of them.
    @discardableResult
    func forEachLabel(
        of labels: Blob,
        in split: AxisSplit,
        ignoring ignored: Int?,
        _ body: (_ start: Int, _ wanted: Int) -> Void
    ) throws -> Int {
        var valid = 0
        for (index, label) in labels.data.read(.whole).enumerated() {
            guard let wanted = try classIndex(label, of: split.extent, ignoring: ignored, at: index)
            else { continue }
            let (item, place) = (index / split.inner, index % split.inner)
            body(item * split.extent * split.inner + place, wanted)
            valid += 1
        }
        return valid
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
}
