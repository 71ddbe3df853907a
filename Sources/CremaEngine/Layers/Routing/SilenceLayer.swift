/// Takes blobs that nobody reads, so that the net does not count them as its outputs.
final class SilenceLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Silence",
            summary: "Consumes blobs that no other layer reads.",
            bottoms: .atLeast(1),
            tops: .exactly(0),
            examples: [.init("", bottoms: [[2, 3], [4]])]
        )
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {}

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {}

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        for (index, bottom) in bottom.enumerated() where propagateDown[index] {
            bottom.diff.write(share).update(repeating: 0)
        }
    }
}
