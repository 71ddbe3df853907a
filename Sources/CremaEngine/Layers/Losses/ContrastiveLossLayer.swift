import CremaProto

/// Pulls pairs of the same class together and pushes others apart, up to a margin m.
///
/// sum of y d^2 + (1 - y) max(m - d, 0)^2, divided by 2 N; d is the distance of the first two
/// bottoms (N x C), y the third (N), 1 for a pair of the same class. `legacy_version` takes max(m
/// - d^2, 0) instead.
final class ContrastiveLossLayer: LossLayer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "ContrastiveLoss",
            summary: "Pulls pairs of the same class together and pushes others apart.",
            notes: [
                "The third bottom is 1 for a pair of the same class, else 0.",
                "The gradient adds 1e-4 to the distance, which avoids dividing by 0.",
            ],
            differences: [
                .init(
                    "The batch may grow after the first pass; Caffe allocates only once."
                )
            ],
            field: "contrastive_loss_param",
            usage: "contrastive_loss_param { margin: 1 }",
            bottoms: .exactly(3),
            tops: .exactly(1),
            makesAnonymousTops: true,
            examples: [
                .init(
                    "",
                    bottoms: [[8, 2], [8, 2], [8]],
                    labels: [2: 2],
                    step: 1e-3,
                    threshold: 1e-2
                ),
                .init(
                    "contrastive_loss_param { margin: 3 }",
                    bottoms: [[8, 2], [8, 2], [8]],
                    labels: [2: 2]
                ),
                .init(
                    "contrastive_loss_param { legacy_version: true margin: 0.7 }",
                    bottoms: [[8, 2], [8, 2], [8]],
                    labels: [2: 2],
                    step: 1e-3,
                    threshold: 1e-2
                ),
            ]
        )
    }

    private var fields: ContrastiveLossParameter { parameter.contrastiveLossParam }

    override func allowsForceBackward(bottom index: Int) -> Bool { index != 2 }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        try super.reshape(bottom: bottom, top: top)
        try requireOneCount(Array(bottom.prefix(2)))
        guard bottom[2].count == bottom[0].shape.images else {
            throw error(
                "there must be one mark per pair: \(bottom[0].shape.images); found "
                    + "\(bottom[2].count)"
            )
        }
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let (marks, margin) = (bottom[2].data.read(.whole), fields.margin)
        var sum = 0.0
        for item in marks.indices {
            let square = squaredDistance(bottom, item)
            let miss = max(margin - (fields.legacyVersion ? square : square.squareRoot()), 0)
            let apart = fields.legacyVersion ? miss : miss * miss
            sum += Double(isPair(marks[item]) ? square : apart)
        }
        top[0].data.write(nil, .whole).pointee = Float(sum / Double(2 * max(marks.count, 1)))
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        try refuseLabelGradient(propagateDown, bottom: 2)
        let marks = bottom[2].data.read(.whole)
        let (a, b) = (bottom[0].data.read(nil, .whole), bottom[1].data.read(nil, .whole))
        let scale = top[0].diff.read(nil, .whole).pointee / Float(max(marks.count, 1))
        let channels = bottom[0].shape.imageCount
        for (number, blob) in bottom.prefix(2).enumerated() where propagateDown[number] {
            let dx = blob.diff.write(nil, .whole)
            for item in marks.indices {
                let factor = (number == 0 ? scale : -scale) * pull(marks[item], bottom, item)
                for place in item * channels..<(item + 1) * channels {
                    dx[place] = factor * (a[place] - b[place])
                }
            }
        }
    }

    /// Whether a mark, its fraction cut off, means that both are in the same class.
    private func isPair(_ mark: Float) -> Bool { abs(mark) >= 1 }

    /// What the difference of a pair is multiplied by.
    private func pull(_ mark: Float, _ bottom: [Blob], _ item: Int) -> Float {
        guard !isPair(mark) else { return 1 }
        let square = squaredDistance(bottom, item)
        if fields.legacyVersion { return fields.margin - square > 0 ? -1 : 0 }
        let distance = square.squareRoot()
        // Caffe's way not to divide by 0.
        return distance < fields.margin ? -(fields.margin - distance) / (distance + 1e-4) : 0
    }

    private func squaredDistance(_ bottom: [Blob], _ item: Int) -> Float {
        let (a, b) = (bottom[0].data.read(nil, .whole), bottom[1].data.read(nil, .whole))
        let channels = bottom[0].shape.imageCount
        var sum: Float = 0
        for place in item * channels..<(item + 1) * channels {
            sum += (a[place] - b[place]) * (a[place] - b[place])
        }
        return sum
    }
}
