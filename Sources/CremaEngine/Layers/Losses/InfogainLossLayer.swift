import CremaData
import CremaProto
import Glibc
import SwiftProtobuf

/// A cross entropy in which some mistakes weigh more: -sum over l of H[label, l] log p(l).
///
/// p is the softmax of the scores, the first bottom, along `axis`. H is classes x classes, the
/// third bottom or the file `source` (a BlobProto). Tops: the loss, divided as `normalization`
/// says, and the probabilities.
final class InfogainLossLayer: SoftmaxLossBase {
    override class var description: LayerDescription {
        LayerDescription(
            type: "InfogainLoss",
            summary:
                "Measures how improbable the labels are under the scores, with a weight for each "
                + "confusion.",
            notes: [
                "It takes scores, not probabilities: the softmax is part of the layer.",
                "`loss_param { normalize: ... }` is refused; `normalization` is not.",
            ],
            differences: [
                .labels
            ],
            field: "infogain_loss_param",
            moreFields: ["loss_param"],
            usage: "infogain_loss_param { source: \"infogain.binaryproto\" }",
            bottoms: .between(2, 3),
            tops: .between(1, 2),
            makesAnonymousTops: true,
            examples: [
                .init("", bottoms: [[4, 3], [4], [3, 3]], range: 0...1, labels: [1: 3, 2: 2]),
                .init(
                    "loss_param { ignore_label: 0 }",
                    bottoms: [[2, 3, 2, 2], [2, 2, 2], [3, 3]],
                    labels: [1: 3, 2: 2]
                ),
            ]
        )
    }

    private var matrixFile: Blob?

    override func allowsForceBackward(bottom index: Int) -> Bool { index == 0 }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        if parameter.lossParam.hasNormalize {
            throw error(
                "normalize is not for InfogainLoss; use normalization",
                field: "loss_param.normalize"
            )
        }
        guard bottom.count < 3 else { return }
        let path = parameter.infogainLossParam.source
        guard !path.isEmpty else {
            throw error(
                "the matrix is missing; give it as a third bottom or name its file as source",
                field: "infogain_loss_param.source"
            )
        }
        matrixFile = try readMatrix(path)
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        try super.reshape(bottom: bottom, top: top)
        let shape = bottom[0].shape
        let axis = try axis(
            parameter.infogainLossParam.axis,
            of: shape,
            field: "infogain_loss_param.axis"
        )
        reshape(shape, axis: axis, top: top)
        guard bottom[1].count == split.outer * split.inner else {
            throw error(
                "there is one label for each place: \(split.outer * split.inner); found "
                    + "\(bottom[1].count)"
            )
        }
        guard matrix(bottom).count == split.extent * split.extent else {
            throw error(
                "the matrix is \(split.extent) x \(split.extent) for as many classes; found "
                    + "\(matrix(bottom).count) numbers"
            )
        }
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let rows = matrix(bottom).data.read(nil, .whole)
        let (classes, step) = (split.extent, split.inner)
        try measure(bottom, top) { p, wanted, loss in
            let weights = rows + wanted * classes
            for index in 0..<classes {
                loss -= Double(weights[index] * log(max(p[index * step], 1e-20)))
            }
        }
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        try refuseLabelGradient(propagateDown)
        try refuseLabelGradient(propagateDown, bottom: 2)
        guard propagateDown[0] else { return }
        let rows = matrix(bottom).data.read(nil, .whole)
        let (classes, step) = (split.extent, split.inner)
        try differentiate(bottom, top) { p, dx, wanted, scale in
            let weights = rows + wanted * classes
            let sum = (0..<classes).reduce(Float(0)) { $0 + weights[$1] }
            for index in 0..<classes {
                dx[index * step] = scale * (p[index * step] * sum - weights[index])
            }
        }
    }

    private func matrix(_ bottom: [Blob]) -> Blob { bottom.count > 2 ? bottom[2] : matrixFile! }

    private func readMatrix(_ path: String) throws -> Blob {
        do {
            let bytes = try FileBytes.read(path: path)
            if let reason = ForeignFile.reason(of: bytes) {
                throw DataError.invalidFile(path: path, reason: reason)
            }
            let values = try BlobProto(serializedBytes: bytes).values
            let blob = Blob(shape: [values.count])
            _ = blob.data.write().update(fromContentsOf: values)
            return blob
        } catch let failure as DataError {
            throw error(failure, field: "infogain_loss_param.source")
        } catch {
            throw self.error(
                "the matrix cannot be read: \(error)",
                field: "infogain_loss_param.source"
            )
        }
    }
}
