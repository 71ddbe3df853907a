/// Gives each of several layers its own copy of a blob; the gradients of the copies are added up.
///
/// The copies share the bottom's values. Nets insert this layer by themselves.
final class SplitLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Split",
            summary: "Hands one blob to several layers and adds up their gradients.",
            notes: [
                "Nets insert it automatically where several layers read a blob."
            ],
            usage: "top: \"a\" top: \"b\"",
            bottoms: .exactly(1),
            tops: .atLeast(1),
            examples: [
                .init("", bottoms: [[2, 3, 4]]), .init("top: \"a\" top: \"b\"", bottoms: [[2, 3]]),
            ]
        )
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        for top in top {
            top.reshape(to: bottom[0].shape)
            top.shareData(with: bottom[0])
        }
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {}

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        guard propagateDown[0] else { return }
        let layout = top[0].diff.currentLayout(share)
        let count = top[0].diff.count(layout, share)
        let dx = bottom[0].diff.write(layout, share)
        dx.update(from: top[0].diff.read(layout, share), count: count)
        for top in top.dropFirst() {
            mapElements(top.diff.read(layout, share), dx, dx, count) { $0 + $1 }
        }
    }
}
