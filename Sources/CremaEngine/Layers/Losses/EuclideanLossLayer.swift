/// Half the mean, over the items, of the squared distance of two bottoms: sum of (a - b)^2 / (2 N).
///
/// Both bottoms have a gradient.
final class EuclideanLossLayer: LossLayer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "EuclideanLoss",
            summary: "Measures the squared distance between two blobs.",
            notes: [
                "The sum of squares is divided by 2 N.",
                "Both bottoms get a gradient.",
            ],
            bottoms: .exactly(2),
            tops: .exactly(1),
            makesAnonymousTops: true,
            examples: [
                .init("", bottoms: [[4, 3], [4, 3]]), .init("", bottoms: [[2, 3, 2], [2, 6]]),
            ]
        )
    }

    override func allowsForceBackward(bottom index: Int) -> Bool { true }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        try super.reshape(bottom: bottom, top: top)
        try requireOneCount(bottom)
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let (a, b) = (bottom[0].data.read(.whole), bottom[1].data.read(.whole))
        var sum = 0.0
        for index in a.indices {
            let difference = Double(a[index] - b[index])
            sum += difference * difference
        }
        top[0].data.write(nil, .whole).pointee = Float(
            sum / Double(2 * max(bottom[0].shape.images, 1))
        )
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        let (a, b) = (bottom[0].data.read(nil, .whole), bottom[1].data.read(nil, .whole))
        let scale = top[0].diff.read(nil, .whole).pointee / Float(max(bottom[0].shape.images, 1))
        for (index, bottom) in bottom.enumerated() where propagateDown[index] {
            let scale = index == 0 ? scale : -scale
            let dx = bottom.diff.write(nil, .whole)
            for element in 0..<bottom.count { dx[element] = scale * (a[element] - b[element]) }
        }
    }
}
