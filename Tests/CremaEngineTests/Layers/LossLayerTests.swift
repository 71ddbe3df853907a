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
    func `divides the softmax loss as normalization says`(fields: String, wanted: Double) throws {
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
                    == "layer \"L\": the label \(label) (number 1 of the batch) names none of "
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

    @Test func `wants as many labels as places`() {
        let said = message {
            _ = try LayerText("type: \"SoftmaxWithLoss\"", bottoms: [[2, 3, 4], [2]])
        }
        #expect(said?.contains("one label for each place: 8") == true)
    }
}
