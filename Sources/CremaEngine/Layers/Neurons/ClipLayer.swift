import CremaProto

/// y = x, but at least `min` and at most `max`.
///
/// The slope is 1 between them and at both, else 0.
final class ClipLayer: NeuronLayer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Clip",
            summary: "Keeps each element between two bounds.",
            notes: [
                "The slope is 1 at both bounds."
            ],
            differences: [
                .inPlaceGradient,
                .init(
                    "`min` above `max` is refused."
                ),
            ],
            field: "clip_param",
            bottoms: .exactly(1),
            tops: .exactly(1),
            inPlace: .allowed,
            examples: [
                .init(
                    "clip_param { min: -0.9 max: 5 }",
                    bottoms: [[2, 3, 4, 5]],
                    kink: (at: -0.9, range: 0.02)
                ),
                .init(
                    "clip_param { min: -5 max: 0.4 }",
                    bottoms: [[2, 3, 4, 5]],
                    kink: (at: 0.4, range: 0.02)
                ),
            ]
        )
    }

    private var bounds: ClipParameter { parameter.clipParam }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        guard bounds.hasMin, bounds.hasMax, bounds.min <= bounds.max else {
            throw error(
                "clip_param needs min and max, the first not above the second",
                field: "clip_param"
            )
        }
    }

    override var keepsPadding: Bool { bounds.min <= 0 && bounds.max >= 0 }

    override func compute(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int) {
        let (low, high) = (bounds.min, bounds.max)
        mapElements(x, y, count) { $0 < low ? low : $0 > high ? high : $0 }
    }

    override func differentiate(
        _ operand: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        _ dx: UnsafeMutablePointer<Float>,
        count: Int
    ) {
        let (low, high) = (bounds.min, bounds.max)
        mapElements(operand, dy, dx, count) { $0 >= low && $0 <= high ? $1 : 0 }
    }
}
