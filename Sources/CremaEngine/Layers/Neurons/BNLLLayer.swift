import Glibc

/// y = log(1 + exp(x)), a smooth ReLU ("binomial normal log likelihood").
final class BNLLLayer: NeuronLayer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "BNLL",
            summary: "Takes log(1 + exp(x)) of each element.",
            differences: [
                .inPlaceGradient
            ],
            bottoms: .exactly(1),
            tops: .exactly(1),
            inPlace: .allowed,
            examples: [
                .init("", bottoms: [[2, 3, 4, 5]], range: -3...3)
            ]
        )
    }

    override func compute(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int) {
        // In the form that overflows for no x.
        mapElements(x, y, count) { max($0, 0) + log1p(exp(-abs($0))) }
    }

    override func differentiate(
        _ operand: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        _ dx: UnsafeMutablePointer<Float>,
        count: Int
    ) {
        mapElements(operand, dy, dx, count) { $1 / (1 + exp(-$0)) }
    }
}
