import CremaProto

/// The part of the places whose label is among the `top_k` best scores; scores that tie with the
/// label's count as better.
///
/// Bottoms: scores with the classes along `axis`, and one label for each place. Tops: the
/// accuracy, and that of each class (0 for a class that no label names).
final class AccuracyLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Accuracy",
            summary: "Counts how often the label is among the `top_k` highest scores.",
            notes: [
                "A score equal to the label's counts as higher, so a tie is a mistake.",
                "The second top is the accuracy per class, 0 for a class without labels.",
            ],
            differences: [
                .labels
            ],
            field: "accuracy_param",
            usage: "accuracy_param { top_k: 5 }",
            bottoms: .exactly(2),
            tops: .between(1, 2)
        )
    }

    private var split: AxisSplit!
    private var right: [Int] = []
    private var seen: [Int] = []

    private var fields: AccuracyParameter { parameter.accuracyParam }

    override var grain: Grain { .batch }

    override func allowsForceBackward(bottom index: Int) -> Bool { false }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        let shape = bottom[0].shape
        let axis = try axis(fields.axis, of: shape, field: "accuracy_param.axis")
        split = AxisSplit(shape, axis: axis)
        try requireLabels(bottom[1], for: shape, axis: axis)
        guard fields.topK <= split.extent, fields.topK > 0 else {
            throw error(
                "top_k is from 1 to the \(split.extent) classes, found \(fields.topK)",
                field: "accuracy_param.top_k"
            )
        }
        top[0].reshape(to: [])
        if top.count > 1 { top[1].reshape(to: [split.extent]) }
        right = Array(repeating: 0, count: split.extent)
        seen = right
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let x = bottom[0].data.read(nil, .whole)
        let k = Int(fields.topK)
        let ignored = fields.hasIgnoreLabel ? Int(fields.ignoreLabel) : nil
        for index in right.indices { (right[index], seen[index]) = (0, 0) }
        try forEachLabel(of: bottom[1], in: split, ignoring: ignored) { start, wanted in
            seen[wanted] += 1
            if isRight(x + start, wanted, k) { right[wanted] += 1 }
        }
        let total = seen.reduce(0, +)
        top[0].data.write(nil, .whole).pointee = ratio(right.reduce(0, +), total)
        guard top.count > 1 else { return }
        let perClass = top[1].data.write(nil, .whole)
        for index in right.indices { perClass[index] = ratio(right[index], seen[index]) }
    }

    private func isRight(_ x: UnsafePointer<Float>, _ wanted: Int, _ k: Int) -> Bool {
        let score = x[wanted * split.inner]
        var better = -1  // The label's own score is at least as good as itself.
        for index in 0..<split.extent where x[index * split.inner] >= score { better += 1 }
        return better >= 0 && better < k
    }

    private func ratio(_ part: Int, _ whole: Int) -> Float {
        whole == 0 ? 0 : Float(part) / Float(whole)
    }
}
