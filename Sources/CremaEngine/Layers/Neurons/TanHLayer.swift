import Glibc

/// y = tanh(x).
final class TanHLayer: NeuronLayer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "TanH",
            summary: "Squashes each element into -1 to 1.",
            differences: [
                .engine("tanh_param.engine")
            ],
            field: "tanh_param",
            bottoms: .exactly(1),
            tops: .exactly(1),
            inPlace: .allowed,
            examples: [
                .init("", bottoms: [[2, 3, 4, 5]], range: -2...2)
            ]
        )
    }

    override var gradientOperand: Operand { .top }
    override var keepsPadding: Bool { true }

    override func compute(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int) {
        mapElements(x, y, count) { tanh($0) }
    }

    override func differentiate(
        _ operand: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        _ dx: UnsafeMutablePointer<Float>,
        count: Int
    ) {
        mapElements(operand, dy, dx, count) { $1 * (1 - $0 * $0) }
    }
}
