import Glibc

/// y = 1 / (1 + exp(-x)).
final class SigmoidLayer: NeuronLayer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Sigmoid",
            summary: "Squashes each element into 0 to 1.",
            differences: [
                .engine("sigmoid_param.engine")
            ],
            field: "sigmoid_param",
            bottoms: .exactly(1),
            tops: .exactly(1),
            inPlace: .allowed,
            examples: [
                .init("", bottoms: [[2, 3, 4, 5]], range: -3...3)
            ]
        )
    }

    override var gradientOperand: Operand { .top }

    override func compute(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int) {
        mapElements(x, y, count) { sigmoid($0) }
    }

    override func differentiate(
        _ operand: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        _ dx: UnsafeMutablePointer<Float>,
        count: Int
    ) {
        mapElements(operand, dy, dx, count) { $1 * $0 * (1 - $0) }
    }
}

/// 1 / (1 + exp(-x)), by the hyperbolic tangent, which overflows for no x.
@inline(__always)
func sigmoid(_ x: Float) -> Float { 0.5 * tanh(0.5 * x) + 0.5 }
