import CremaData
import CremaProto

/// Sets a random part of its input to 0 while training, and divides the rest by the part that is
/// kept.
///
/// With r = `dropout_ratio`: y = x m / (1 - r), m being 0 with probability r, else 1. When
/// testing, y = x. The mask depends on the net's seed, the layer's name, the iteration and the
/// element's place in the whole batch alone.
final class DropoutLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Dropout",
            summary: "Sets a random part of the elements to 0 during training.",
            notes: [
                "The rest is divided by 1 - `dropout_ratio` in training, so the layer does nothing "
                    + "in testing."
            ],
            differences: [
                .init(
                    "The mask depends only on the seed, the layer's name, the iteration and the "
                        + "element: it differs from Caffe's, but is the same for any number of "
                        + "workers and in a resumed run."
                )
            ],
            field: "dropout_param",
            bottoms: .exactly(1),
            tops: .exactly(1),
            inPlace: .allowed,
            examples: [
                .init("", bottoms: [[2, 3, 4, 5]]),
                .init("dropout_param { dropout_ratio: 0.75 }", bottoms: [[5, 7]]),
                .init("phase: TEST", bottoms: [[2, 3]]),
            ]
        )
    }

    /// 0 where an element is dropped, else what it is multiplied by.
    private let mask = Memory(shape: [0])
    private var stream: UInt64 = 0

    override var keepsSigns: Bool { true }

    private var drops: Bool { context.phase == .train }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        let ratio = parameter.dropoutParam.dropoutRatio
        guard ratio >= 0, ratio < 1 else {
            throw error(
                "dropout_ratio is from 0 to below 1, found \(ratio)",
                field: "dropout_param.dropout_ratio"
            )
        }
        stream = Philox.stream(named: name)
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        top[0].reshape(to: bottom[0].shape)
        mask.reshape(to: bottom[0].shape)
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let x = bottom[0].data.read(nil, share)
        let y = top[0].data.write(nil, share)
        let count = bottom[0].data.count(share)
        guard drops else { return mapElements(x, y, count) { $0 } }
        let mask = mask.write(share)
        draw(mask, share)
        mapElements(UnsafePointer(mask.baseAddress!), x, y, count) { $0 * $1 }
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        guard propagateDown[0] else { return }
        let dy = top[0].diff.read(nil, share)
        let dx = bottom[0].diff.write(nil, share)
        let count = top[0].diff.count(share)
        guard drops else { return mapElements(dy, dx, count) { $0 } }
        mapElements(mask.read(nil, share), dy, dx, count) { $0 * $1 }
    }

    private func draw(_ mask: UnsafeMutableBufferPointer<Float>, _ share: Share) {
        let ratio = parameter.dropoutParam.dropoutRatio
        let random = Philox(seed: context.seed, stream: stream &+ UInt64(context.clock.pass))
        let first = share.images(of: self.mask.shape.images).lowerBound * self.mask.shape.imageCount
        random.fillUniform(mask, iteration: context.clock.iteration, from: first)
        let scale = 1 / (1 - ratio)
        for index in mask.indices { mask[index] = mask[index] < ratio ? 0 : scale }
    }
}
