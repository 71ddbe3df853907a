import Testing

@testable import CremaEngine

@Suite struct AccuracyLayerTests {
    private func accuracy(
        _ fields: String,
        _ scores: [Float],
        _ labels: [Float],
        tops: Int = 1
    ) throws -> LayerText {
        let classes = scores.count / labels.count
        let text = try LayerText(
            "type: \"Accuracy\" accuracy_param { \(fields) }",
            bottoms: [[labels.count, classes], [labels.count]],
            tops: tops
        )
        text.fill(0, scores)
        text.fill(1, labels)
        try text.forward()
        return text
    }

    @Test func `counts the labels with the best score`() throws {
        let text = try accuracy("", [1, 2, 3, 3, 2, 1], [2, 1])
        #expect(text.tops[0].data.read()[0] == 0.5)
    }

    @Test func `counts a tie as wrong`() throws {
        let best = try accuracy("", [1, 1], [0])
        let bestTwo = try accuracy("top_k: 2", [1, 1], [0])
        #expect(best.tops[0].data.read()[0] == 0)
        #expect(bestTwo.tops[0].data.read()[0] == 1)
    }

    @Test func `leaves out the label to ignore`() throws {
        let text = try accuracy("ignore_label: 1", [1, 0, 0, 1, 0, 1], [0, 1, 0])
        #expect(text.tops[0].data.read()[0] == 0.5)
    }

    @Test func `reports the accuracy of each class, 0 for a class without images`() throws {
        let text = try accuracy("", [1, 0, 0, 1, 0, 0, 0, 1, 0], [0, 1, 1], tops: 2)
        #expect(Array(text.tops[1].data.read()) == [1, 0.5, 0])
    }

    @Test func `refuses a top_k larger than the number of classes`() {
        let said = message { _ = try accuracy("top_k: 3", [1, 0], [0]) }
        #expect(said == "layer \"L\": top_k is from 1 to the 2 classes, found 3")
    }
}
