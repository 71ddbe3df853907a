import CremaProto
import Testing

@testable import CremaEngine

@Suite struct BatchNormLayerTests {
    @Test func `keeps sums of the statistics while training and uses them when testing`() throws {
        let values: [Float] = [1, 2, 3, 6]
        let training = try LayerText(
            "type: \"BatchNorm\" batch_norm_param { moving_average_fraction: 0.5 }",
            bottoms: [[4, 1]]
        )
        training.fill(0, values)
        for _ in 0..<2 { try training.forward() }
        // Mean 3, unbiased variance 14 / 3, each weighed by 1 and 0.5.
        #expect(training.layer.blobs[0].data.read()[0] == 4.5)
        #expect(abs(training.layer.blobs[1].data.read()[0] - 7) < 1e-5)
        #expect(training.layer.blobs[2].data.read()[0] == 1.5)

        let testing = try LayerText("type: \"BatchNorm\"", bottoms: [[1, 1]], phase: .test)
        for (blob, trained) in zip(testing.layer.blobs, training.layer.blobs) {
            _ = blob.data.write().update(from: trained.data.read())
        }
        testing.fill(0, [3 + Float(14.0 / 3).squareRoot()])
        #expect(abs(try testing.forward()[0] - 1) < 1e-4)
    }

    @Test func `declares that its blobs are not learned`() throws {
        let text = try LayerText("type: \"BatchNorm\"", bottoms: [[2, 3]])
        #expect(text.layer.parameter.param.map(\.lrMult) == [0, 0, 0])
        let said = message {
            _ = try LayerText("type: \"BatchNorm\" param { lr_mult: 1 }", bottoms: [[2, 3]])
        }
        #expect(said?.contains("lr_mult is 0; found 1.0") == true)
    }

    @Test func `takes a bottom of one axis as one channel`() throws {
        let text = try LayerText("type: \"BatchNorm\" batch_norm_param { eps: 0 }", bottoms: [[4]])
        text.fill(0, [1, 1, 3, 3])
        #expect(try text.forward() == [-1, -1, 1, 1])
        #expect(text.layer.blobs.map(\.shape) == [[1], [1], [1]])
    }

    @Test func `an empty batch changes no statistics`() throws {
        let text = try LayerText("type: \"BatchNorm\"", bottoms: [[4, 1]])
        text.fill(0, [1, 2, 3, 6])
        try text.forward()
        let before = text.layer.blobs.map { Array($0.data.read()) }
        text.bottoms[0].reshape(to: [0, 1])
        try text.forward()
        #expect(text.layer.blobs.map { Array($0.data.read()) } == before)
    }
}
