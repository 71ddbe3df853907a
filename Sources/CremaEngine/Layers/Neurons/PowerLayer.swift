import CremaProto
import Glibc

/// y = (shift + scale x)^power.
///
/// Where power or scale is 0 the output is constant and the gradient 0.
final class PowerLayer: NeuronLayer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Power",
            summary: "Scales and shifts each element, then raises it to a power.",
            notes: [
                "Where `power` or `scale` is 0 the output is constant, and the gradient 0."
            ],
            differences: [
                .inPlaceGradient
            ],
            field: "power_param",
            usage: "power_param { scale: 0.00390625 }",
            bottoms: .exactly(1),
            tops: .exactly(1),
            inPlace: .allowed,
            examples: [
                .init("power_param { scale: 0.0125 }", bottoms: [[2, 3, 4, 5]]),
                .init("power_param { scale: -2 shift: 1 }", bottoms: [[2, 3, 4, 5]]),
                .init("power_param { power: 2 scale: 0.5 shift: -0.3 }", bottoms: [[2, 3]]),
                .init("power_param { power: 0.37 scale: 0.83 shift: 2.5 }", bottoms: [[2, 3, 4]]),
                .init("power_param { power: 3 shift: 0.1 }", bottoms: [[2, 3]]),
                .init("power_param { power: 0 shift: 2 }", bottoms: [[2, 3]]),
                .init("power_param { power: 2 scale: 0 shift: 2 }", bottoms: [[2, 3]]),
            ]
        )
    }

    private var fields: PowerParameter { parameter.powerParam }
    private var isConstant: Bool { fields.power * fields.scale == 0 }

    override var keepsPadding: Bool { fields.power == 1 && fields.shift == 0 }

    override func compute(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int) {
        let (power, scale, shift) = (fields.power, fields.scale, fields.shift)
        switch power {
        case _ where isConstant:
            y.update(repeating: power == 0 ? 1 : pow(shift, power), count: count)
        case 1: mapElements(x, y, count) { shift + scale * $0 }
        case 2:
            mapElements(x, y, count) {
                let base = shift + scale * $0
                return base * base
            }
        default: mapElements(x, y, count) { pow(shift + scale * $0, power) }
        }
    }

    override func differentiate(
        _ operand: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        _ dx: UnsafeMutablePointer<Float>,
        count: Int
    ) {
        let (power, scale, shift) = (fields.power, fields.scale, fields.shift)
        switch power {
        case _ where isConstant: dx.update(repeating: 0, count: count)
        case 1: mapElements(operand, dy, dx, count) { $1 * scale }
        case 2: mapElements(operand, dy, dx, count) { $1 * 2 * scale * (shift + scale * $0) }
        default:
            mapElements(operand, dy, dx, count) {
                $1 * power * scale * pow(shift + scale * $0, power - 1)
            }
        }
    }
}
