import CremaProto

/// Keeps those items of its bottoms for which the last bottom, the selector, is not 0.
final class FilterLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Filter",
            summary: "Keeps the items of a batch that a selector marks.",
            notes: [
                "While the net is built the tops have the size of the whole batch; afterwards they "
                    + "have as many items as were marked, possibly none."
            ],
            bottoms: .atLeast(2),
            tops: .atLeast(1),
            examples: [
                .init("", bottoms: [[6, 2, 2], [6]], labels: [1: 2]),
                .init(
                    "top: \"a\" top: \"b\"",
                    bottoms: [[6, 2], [6, 3], [6, 1]],
                    labels: [2: 2]
                ),
            ]
        )
    }

    override var grain: Grain { .batch }
    // The selector's numbers decide on the shape.
    override var reshapesAlways: Bool { true }

    private var kept: [Int] = []
    private var isFirstShape = true

    override func allowsForceBackward(bottom index: Int) -> Bool { index < parameter.top.count }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        guard top.count == bottom.count - 1 else {
            throw error(
                "there is a top for each bottom but the selector, \(bottom.count - 1); found "
                    + "\(top.count)",
                field: "top"
            )
        }
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        let selector = bottom[bottom.count - 1]
        guard selector.shape.axisCount > 0, selector.shape.imageCount == 1 else {
            throw error(
                "the selector must have one number per item; found the shape "
                    + "\(selector.shape)"
            )
        }
        for blob in bottom
        where blob.shape.axisCount == 0 || blob.shape.images != selector.shape.images {
            throw error(
                "all bottoms have \(selector.shape.images) items; found the shape \(blob.shape)"
            )
        }
        // While the net is built the selector holds nothing yet, so the whole batch is assumed.
        kept = isFirstShape ? Array(0..<selector.count) : marked(selector)
        isFirstShape = false
        for (bottom, top) in zip(bottom, top) { top.reshape(to: bottom.shape.with(0, kept.count)) }
    }

    private func marked(_ selector: Blob) -> [Int] {
        selector.data.read(.whole).enumerated().filter { $0.element != 0 }.map(\.offset)
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        for (bottom, top) in zip(bottom, top) {
            let size = bottom.shape.imageCount
            let x = bottom.data.read(nil, .whole)
            let y = top.data.write(nil, .whole)
            for (target, source) in kept.enumerated() {
                (y + target * size).update(from: x + source * size, count: size)
            }
        }
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        if propagateDown[bottom.count - 1] {
            throw error(
                "Filter has no gradient for its selector, bottom \(bottom.count - 1)",
                field: "propagate_down"
            )
        }
        for (index, (bottom, top)) in zip(bottom, top).enumerated() where propagateDown[index] {
            bottom.diff.write(.whole).update(repeating: 0)
            let size = bottom.shape.imageCount
            let dx = bottom.diff.update(nil, .whole)
            let dy = top.diff.read(nil, .whole)
            for (target, source) in kept.enumerated() {
                (dx + source * size).update(from: dy + target * size, count: size)
            }
        }
    }
}
