import CremaProto
import Glibc

/// y = log(shift + scale x) to the base `base`; -1 means e.
final class LogLayer: NeuronLayer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Log",
            summary: "Takes the logarithm of each element, scaled and shifted.",
            differences: [
                .inPlaceGradient,
                .init(
                    "The base 1 is refused; Caffe divides by 0.",
                    field: "log_param.base"
                ),
            ],
            field: "log_param",
            usage: "log_param { base: 10 }",
            bottoms: .exactly(1),
            tops: .exactly(1),
            inPlace: .allowed,
            examples: [
                .init("", bottoms: [[2, 3, 4, 5]], range: 1...2),
                .init(
                    "log_param { base: 3 scale: 0.5 shift: 1 }",
                    bottoms: [[2, 3, 4, 5]],
                    range: 0...2
                ),
            ]
        )
    }

    private var fields: LogParameter { parameter.logParam }
    private var logBase: Float { fields.base == -1 ? 1 : log(fields.base) }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        guard fields.base == -1 || fields.base > 0 && fields.base != 1 else {
            throw error(
                "base is above 0 and not 1, or -1 for e; found \(fields.base)",
                field: "log_param.base"
            )
        }
    }

    override func compute(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int) {
        let (scale, shift) = (fields.scale, fields.shift)
        let factor = 1 / logBase
        mapElements(x, y, count) { factor * log(shift + scale * $0) }
    }

    override func differentiate(
        _ operand: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        _ dx: UnsafeMutablePointer<Float>,
        count: Int
    ) {
        let (scale, shift) = (fields.scale, fields.shift)
        let factor = 1 / logBase
        mapElements(operand, dy, dx, count) { $1 * factor * scale / (shift + scale * $0) }
    }
}
