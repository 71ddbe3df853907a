import CremaProto
import Glibc

/// y = x where x > 0, else a (exp(x) - 1), a being `alpha`.
///
/// Clevert et al., "Fast and accurate deep network learning by exponential linear units" (2015).
final class ELULayer: NeuronLayer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "ELU",
            summary: "Keeps positive elements and bends negative ones towards -alpha.",
            field: "elu_param",
            bottoms: .exactly(1),
            tops: .exactly(1),
            inPlace: .allowed,
            examples: [
                .init("", bottoms: [[2, 3, 4, 5]], kink: (at: 0, range: 0.02)),
                .init(
                    "elu_param { alpha: 0.5 }",
                    bottoms: [[2, 3, 4, 5]],
                    kink: (at: 0, range: 0.02)
                ),
            ]
        )
    }

    override var keepsPadding: Bool { true }

    override func compute(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int) {
        let alpha = parameter.eluParam.alpha
        mapElements(x, y, count) { $0 > 0 ? $0 : alpha * expm1($0) }
    }

    override func differentiate(
        _ operand: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        _ dx: UnsafeMutablePointer<Float>,
        count: Int
    ) {
        let alpha = parameter.eluParam.alpha
        mapElements(operand, dy, dx, count) { $0 > 0 ? $1 : $1 * alpha * exp($0) }
    }
}
