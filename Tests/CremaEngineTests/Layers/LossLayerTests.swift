import Testing

@testable import CremaEngine

@Suite struct LossLayerTests {
    // Zeros make every class as likely, so that each place that counts adds log 2.
    @Test(arguments: [
        ("ignore_label: 1 normalization: FULL", 4.0 / 6),
        ("ignore_label: 1 normalization: VALID", 1.0),
        ("ignore_label: 1", 1.0),
        ("ignore_label: 1 normalization: BATCH_SIZE", 2.0),
        ("ignore_label: 1 normalization: NONE", 4.0),
        ("normalize: false", 3.0),
    ])
    func `divides the softmax loss according to normalization`(fields: String, wanted: Double)
        throws
    {
        let loss = try LayerText(
            "type: \"SoftmaxWithLoss\" loss_param { \(fields) }",
            bottoms: [[2, 2, 1, 3], [2, 1, 1, 3]]
        )
        loss.fill(0, Array(repeating: 0, count: 12))
        loss.fill(1, [0, 1, 0, 0, 0, 1])
        #expect(abs(Double(try loss.forward()[0]) / 0.693147181 - wanted) < 1e-5)
    }

    @Test func `has no loss where every label is ignored`() throws {
        let loss = try LayerText(
            "type: \"SoftmaxWithLoss\" loss_param { ignore_label: 7 }",
            bottoms: [[2, 3], [2]]
        )
        loss.fill(1, [7, 7])
        #expect(try loss.forward() == [0])
    }

    @Test func `gives the probabilities as a second top`() throws {
        let loss = try LayerText("type: \"SoftmaxWithLoss\"", bottoms: [[1, 4], [1]], tops: 2)
        try loss.forward()
        #expect(Array(loss.tops[1].data.read()) == [0.25, 0.25, 0.25, 0.25])
    }

    @Test func `accepts a gradient of the probabilities, too`() throws {
        let loss = try LayerText("type: \"SoftmaxWithLoss\"", bottoms: [[1, 2], [1]], tops: 2)
        loss.fill(0, [0, 0])
        loss.fill(1, [1])
        try loss.forward()
        loss.tops[0].diff.write()[0] = 1
        _ = loss.tops[1].diff.write().update(fromContentsOf: [4, 0])
        try loss.layer.backward(
            top: loss.tops,
            propagateDown: [true, false],
            bottom: loss.bottoms,
            share: .whole
        )
        // 0.5 and -0.5 from the loss; 0.5 (4 - 2) and 0.5 (0 - 2) from the probabilities.
        #expect(Array(loss.bottoms[0].diff.read()) == [1.5, -1.5])
    }

    // Each of 5 classes ignored in turn leaves out its own part of the loss.
    @Test func `ignoring each label in turn adds up to the whole loss`() throws {
        func loss(_ fields: String) throws -> Float {
            let text = try LayerText(
                "type: \"SoftmaxWithLoss\" loss_param { normalization: NONE \(fields) }",
                bottoms: [[10, 5, 2, 3], [10, 1, 2, 3]]
            )
            text.fill(0, (0..<300).map { Float($0 * 37 % 23) / 7 })
            text.fill(1, (0..<60).map { Float($0 * 7 % 5) })
            return try text.forward()[0]
        }
        let whole = try loss("")
        let parts = try (0..<5).reduce(0) { try $0 + loss("ignore_label: \($1)") }
        #expect(abs(parts - 4 * whole) < 1e-4 * whole)
    }

    @Test(arguments: [0, 0.9, 1, 2.5] as [Float])
    func `truncates the mark of a pair`(mark: Float) throws {
        let loss = try LayerText(
            "type: \"ContrastiveLoss\" contrastive_loss_param { margin: 5 }",
            bottoms: [[1, 2], [1, 2], [1]]
        )
        loss.fill(0, [3, 4])
        loss.fill(1, [0, 0])
        loss.fill(2, [mark])
        // The distance is 5: a pair loses half its square, others nothing.
        #expect(try loss.forward() == [mark >= 1 ? 12.5 : 0])
    }

    @Test(arguments: [
        "SoftmaxWithLoss", "Accuracy", "HingeLoss", "MultinomialLogisticLoss",
    ])
    func `names a label that is out of range`(type: String) throws {
        for label: Float in [3, -1, .nan, 1e30] {
            let loss = try LayerText("type: \"\(type)\"", bottoms: [[2, 3], [2]])
            loss.fill(1, [0, label])
            let said = message { try loss.forward() }
            #expect(
                said
                    == "layer \"L\": the label \(label) (number 1 of the batch) is not one of "
                    + "the 3 classes; allowed: 0 to 2"
            )
        }
    }

    @Test func `refuses a gradient of the labels`() throws {
        let loss = try LayerText("type: \"SoftmaxWithLoss\"", bottoms: [[2, 3], [2]])
        try loss.forward()
        let said = message {
            try loss.layer.backward(
                top: loss.tops,
                propagateDown: [true, true],
                bottom: loss.bottoms,
                share: .whole
            )
        }
        #expect(said?.contains("has no gradient for its labels, bottom 1") == true)
    }

    @Test func `needs one label per place`() {
        let said = message {
            _ = try LayerText("type: \"SoftmaxWithLoss\"", bottoms: [[2, 3, 4], [2]])
        }
        #expect(said?.contains("one label for each place: 8") == true)
    }
}
