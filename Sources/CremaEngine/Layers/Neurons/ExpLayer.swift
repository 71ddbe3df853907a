import CremaProto
import Glibc

/// y = base^(shift + scale x); `base` -1 means e.
final class ExpLayer: NeuronLayer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Exp",
            summary: "Raises a base to each element, scaled and shifted.",
            field: "exp_param",
            usage: "exp_param { base: 2 }",
            bottoms: .exactly(1),
            tops: .exactly(1),
            inPlace: .allowed,
            examples: [
                .init("", bottoms: [[2, 3, 4, 5]]),
                .init("exp_param { base: 2 scale: 0.5 shift: 1 }", bottoms: [[2, 3, 4, 5]]),
            ]
        )
    }

    private var fields: ExpParameter { parameter.expParam }
    private var logBase: Float { fields.base == -1 ? 1 : log(fields.base) }
    // y = exp(offset + rate x).
    private var rate: Float { fields.scale * logBase }
    private var offset: Float { fields.shift * logBase }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        guard fields.base == -1 || fields.base > 0 else {
            throw error(
                "base is above 0, or -1 for e; found \(fields.base)",
                field: "exp_param.base"
            )
        }
    }

    override var gradientOperand: Operand { .top }

    override func compute(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int) {
        let (scale, shift) = (rate, offset)
        mapElements(x, y, count) { exp(shift + scale * $0) }
    }

    override func differentiate(
        _ operand: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        _ dx: UnsafeMutablePointer<Float>,
        count: Int
    ) {
        let scale = rate
        mapElements(operand, dy, dx, count) { $1 * $0 * scale }
    }
}
