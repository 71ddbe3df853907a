import CremaProto

/// y = x / (1 + exp(-b x)), b being `beta`.
///
/// Ramachandran et al., "Searching for activation functions" (2017).
final class SwishLayer: NeuronLayer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Swish",
            summary: "Multiplies each element with its sigmoid.",
            field: "swish_param",
            bottoms: .exactly(1),
            tops: .exactly(1),
            inPlace: .allowed,
            examples: [
                .init("", bottoms: [[2, 3, 4, 5]], range: -3...3),
                .init("swish_param { beta: 1.5 }", bottoms: [[2, 3, 4, 5]], range: -3...3),
            ]
        )
    }

    override var keepsPadding: Bool { true }

    override func compute(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int) {
        let beta = parameter.swishParam.beta
        mapElements(x, y, count) { $0 * sigmoid(beta * $0) }
    }

    override func differentiate(
        _ operand: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        _ dx: UnsafeMutablePointer<Float>,
        count: Int
    ) {
        let beta = parameter.swishParam.beta
        mapElements(operand, dy, dx, count) {
            let gate = sigmoid(beta * $0)
            return $1 * (gate + beta * $0 * gate * (1 - gate))
        }
    }
}
