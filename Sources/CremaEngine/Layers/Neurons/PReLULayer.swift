import CremaProto

/// y = max(x, 0) + a min(x, 0), with a learned slope a for each channel, or one for all
/// (`channel_shared`).
///
/// He et al., "Delving deep into rectifiers" (2015).
final class PReLULayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "PReLU",
            summary: "Keeps positive elements and scales negative ones by learned slopes.",
            notes: [
                "Without a filler the slopes start at 0.25."
            ],
            field: "prelu_param",
            bottoms: .exactly(1),
            tops: .exactly(1),
            inPlace: .allowed,
            examples: [
                .init("", bottoms: [[2, 3, 4, 5]], kink: (at: 0, range: 0.02)),
                .init(
                    "prelu_param { filler { type: \"gaussian\" } }",
                    bottoms: [[3, 4]],
                    kink: (at: 0, range: 0.02)
                ),
                .init(
                    "prelu_param { channel_shared: true }",
                    bottoms: [[2, 3, 4]],
                    kink: (at: 0, range: 0.02)
                ),
            ]
        )
    }

    /// The input where the top takes its place.
    private let keptInput = Memory(shape: [0])

    private var isShared: Bool { parameter.preluParam.channelShared }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        let shape = bottom[0].shape
        guard shape.axisCount >= 2 else {
            throw error("the bottom needs channels on axis 1; found the shape \(shape)")
        }
        var filler = FillerParameter()
        filler.type = "constant"
        filler.value = 0.25
        blobs = [Blob(shape: isShared ? [] : [shape[1]])]
        let fields = parameter.preluParam
        try fill(0, fields.hasFiller ? fields.filler : filler, field: "prelu_param.filler")
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        let shape = bottom[0].shape
        guard shape.axisCount >= 2, isShared || shape[1] == blobs[0].count else {
            throw error("the bottom needs \(blobs[0].count) channels; found the shape \(shape)")
        }
        top[0].reshape(to: shape)
        if bottom[0] === top[0] { keptInput.reshape(to: shape) }
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let x = bottom[0].data.read(nil, share)
        if bottom[0] === top[0] {
            keptInput.write(nil, share).update(from: x, count: bottom[0].data.count(share))
        }
        let y = top[0].data.write(nil, share)
        let slopes = blobs[0].data.read(nil, .whole)
        forEachPlane(bottom[0].shape, share) { channel, start, count in
            let slope = slopes[channel]
            mapElements(x + start, y + start, count) { $0 > 0 ? $0 : slope * $0 }
        }
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        let x = (bottom[0] === top[0] ? keptInput : bottom[0].data).read(nil, share)
        let dy = top[0].diff.read(nil, share)
        if wantsGradient(of: 0) {
            let sums = blobs[0].partial(share).write(.whole)
            sums.update(repeating: 0)
            forEachPlane(bottom[0].shape, share) { channel, start, count in
                for index in start..<start + count where x[index] <= 0 {
                    sums[channel] += dy[index] * x[index]
                }
            }
        }
        guard propagateDown[0] else { return }
        let dx = bottom[0].diff.write(nil, share)
        let slopes = blobs[0].data.read(nil, .whole)
        forEachPlane(bottom[0].shape, share) { channel, start, count in
            let slope = slopes[channel]
            mapElements(x + start, dy + start, dx + start, count) { $0 > 0 ? $1 : slope * $1 }
        }
    }

    /// Hands over the number of the slope, the first element and the number of elements of each
    /// plane.
    private func forEachPlane(
        _ shape: Shape,
        _ share: Share,
        _ body: (_ slope: Int, _ start: Int, _ count: Int) -> Void
    ) {
        CremaEngine.forEachPlane(
            images: share.images(of: shape.images).count,
            channels: shape[1],
            size: shape.count(from: 2)
        ) { channel, start, count in body(isShared ? 0 : channel, start, count) }
    }
}
