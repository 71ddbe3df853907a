import CremaProto

/// A layer that measures how far the first bottom is from the second, in one number, on the whole
/// batch.
open class LossLayer: Layer {
    open override var grain: Grain { .batch }

    open override var defaultLossWeight: Float { 1 }

    open override func allowsForceBackward(bottom index: Int) -> Bool { index != 1 }

    open override func reshape(bottom: [Blob], top: [Blob]) throws {
        guard bottom[0].shape.images == bottom[1].shape.images else {
            throw error(
                "both bottoms must have the same number of items; found the shapes "
                    + "\(bottom[0].shape) and \(bottom[1].shape)",
                field: "bottom"
            )
        }
        top[0].reshape(to: [])
    }

    /// Throws where bottoms differ in their number of elements.
    func requireOneCount(_ bottom: [Blob]) throws {
        for other in bottom.dropFirst() where other.count != bottom[0].count {
            throw error(
                "the bottoms must have the same number of elements; found the shapes "
                    + "\(bottom[0].shape) and \(other.shape)",
                field: "bottom"
            )
        }
    }

    /// Throws unless the second bottom has one label for each item of the first.
    func requireOneLabelPerItem(_ bottom: [Blob]) throws {
        guard bottom[1].count == bottom[0].shape.images else {
            throw error(
                "there must be one label per item: \(bottom[0].shape.images); found "
                    + "\(bottom[1].count)"
            )
        }
    }

    /// Throws if the net needs a gradient of the labels.
    func refuseLabelGradient(_ propagateDown: [Bool], bottom index: Int = 1) throws {
        guard propagateDown.count > index, propagateDown[index] else { return }
        throw error(
            "\(parameter.type) has no gradient for its labels, bottom \(index), but the net needs "
                + "one; set propagate_down: false for it",
            field: "propagate_down"
        )
    }
}

/// What the sum of the losses of a batch is divided by.
struct LossNormalization {
    private let mode: LossParameter.NormalizationMode

    /// The mode that `loss_param` gives; `standard` if it has none.
    init(_ fields: LossParameter, standard: LossParameter.NormalizationMode = .valid) {
        if fields.hasNormalization {
            mode = fields.normalization
        } else if fields.hasNormalize {
            mode = fields.normalize ? .valid : .batchSize
        } else {
            mode = standard
        }
    }

    /// The divisor, at least 1: of all `total` places of a batch of `images`, `valid` had a label
    /// that counts.
    func divisor(total: Int, valid: Int, images: Int) -> Float {
        let count =
            switch mode {
            case .full: total
            case .valid: valid
            case .batchSize: images
            case .none: 1
            }
        return Float(max(count, 1))
    }
}

extension LossParameter {
    /// The label that counts for nothing, where there is one.
    var ignored: Int? { hasIgnoreLabel ? Int(ignoreLabel) : nil }
}
