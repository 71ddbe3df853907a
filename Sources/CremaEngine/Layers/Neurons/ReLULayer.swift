import CremaProto

/// y = max(x, 0) + s min(x, 0), s being `negative_slope`.
///
/// The slope at 0 is s.
final class ReLULayer: NeuronLayer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "ReLU",
            summary: "Keeps positive elements and scales negative ones by a slope, 0 by default.",
            differences: [
                .engine("relu_param.engine")
            ],
            field: "relu_param",
            usage: "relu_param { negative_slope: 0.1 }",
            bottoms: .exactly(1),
            tops: .exactly(1),
            inPlace: .allowed,
            examples: [
                .init("", bottoms: [[2, 3, 4, 5]], kink: (at: 0, range: 0.02)),
                .init(
                    "relu_param { negative_slope: 0.3 }",
                    bottoms: [[2, 3, 4, 5]],
                    kink: (at: 0, range: 0.02)
                ),
                .init(
                    "relu_param { negative_slope: -0.5 }",
                    bottoms: [[2, 3]],
                    kink: (at: 0, range: 0.02)
                ),
            ]
        )
    }

    private var slope: Float { parameter.reluParam.negativeSlope }

    // A falling slope makes negative inputs positive, so that the output no longer
    // distinguishes them apart.
    override var gradientOperand: Operand { slope >= 0 ? .top : .bottom }
    override var topUse: TopUse { slope >= 0 ? .signs : .nothing }
    override var keepsSigns: Bool { slope >= 0 }
    override var keepsPadding: Bool { true }

    override func compute(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int) {
        let slope = slope
        mapElements(x, y, count) { $0 > 0 ? $0 : slope * $0 }
    }

    override func differentiate(
        _ operand: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        _ dx: UnsafeMutablePointer<Float>,
        count: Int
    ) {
        let slope = slope
        mapElements(operand, dy, dx, count) { $0 > 0 ? $1 : slope * $1 }
    }
}
