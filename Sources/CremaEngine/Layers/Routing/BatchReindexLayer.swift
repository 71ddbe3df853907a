/// The items of the first bottom in the order of the numbers in the second; an item may come
/// often or not at all.
final class BatchReindexLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "BatchReindex",
            summary: "Picks items of a batch by index.",
            notes: [
                "The second bottom, the indices, gets no gradient."
            ],
            bottoms: .exactly(2),
            tops: .exactly(1),
            examples: [.init("", bottoms: [[3, 2, 2], [5]], labels: [1: 3])]
        )
    }

    override var grain: Grain { .batch }

    override func allowsForceBackward(bottom index: Int) -> Bool { index == 0 }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        guard bottom[1].shape.axisCount == 1, bottom[0].shape.axisCount > 0 else {
            throw error(
                "the second bottom is a list of numbers; found the shape \(bottom[1].shape)"
            )
        }
        top[0].reshape(to: try shape(bottom[0].shape.with(0, bottom[1].count).dims))
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let x = bottom[0].data.read(nil, .whole)
        let y = top[0].data.write(nil, .whole)
        let size = bottom[0].shape.imageCount
        try forEachItem(bottom) { (y + $0 * size).update(from: x + $1 * size, count: size) }
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        if propagateDown[1] {
            throw error(
                "BatchReindex has no gradient for the numbers, bottom 1",
                field: "propagate_down"
            )
        }
        guard propagateDown[0] else { return }
        bottom[0].diff.write(.whole).update(repeating: 0)
        let dx = bottom[0].diff.update(nil, .whole)
        let dy = top[0].diff.read(nil, .whole)
        let size = bottom[0].shape.imageCount
        try forEachItem(bottom) { target, source in
            let sum = dx + source * size
            mapElements(dy + target * size, sum, sum, size) { $0 + $1 }
        }
    }

    /// Hands over the number of each item of the top and that of the bottom's item.
    private func forEachItem(_ bottom: [Blob], _ body: (_ target: Int, _ source: Int) -> Void)
        throws
    {
        let count = bottom[0].shape.images
        for (target, number) in bottom[1].data.read(.whole).enumerated() {
            guard number >= 0, number < Float(count) else {
                throw error(
                    "there is no item \(number) in a batch of \(count); allowed: 0 to \(count - 1)"
                )
            }
            body(target, Int(number))
        }
    }
}
