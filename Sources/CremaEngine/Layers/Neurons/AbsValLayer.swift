/// y = |x|.
///
/// The slope at 0 is 0.
final class AbsValLayer: NeuronLayer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "AbsVal",
            summary: "Takes the absolute value of each element.",
            notes: [
                "The slope at 0 is 0."
            ],
            differences: [
                .init(
                    "It may run in place; Caffe refuses that."
                )
            ],
            bottoms: .exactly(1),
            tops: .exactly(1),
            inPlace: .allowed,
            examples: [
                .init("", bottoms: [[2, 3, 4, 5]], kink: (at: 0, range: 0.02))
            ]
        )
    }

    override var keepsPadding: Bool { true }

    override func compute(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int) {
        mapElements(x, y, count) { abs($0) }
    }

    override func differentiate(
        _ operand: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        _ dx: UnsafeMutablePointer<Float>,
        count: Int
    ) {
        mapElements(operand, dy, dx, count) { $0 > 0 ? $1 : $0 < 0 ? -$1 : 0 }
    }
}
