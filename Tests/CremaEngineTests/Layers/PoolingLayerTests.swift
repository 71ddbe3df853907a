import Testing

@testable import CremaEngine

@Suite struct PoolingLayerTests {
    private func pooling(_ fields: String, _ side: Int = 4, tops: Int = 1) throws -> LayerText {
        try LayerText(
            "type: \"Pooling\" pooling_param { \(fields) }",
            bottoms: [[1, 1, side, side]],
            tops: tops
        )
    }

    // The extents that Caffe gives.
    @Test(arguments: [
        ("kernel_size: 3 stride: 2", 6, 3),
        ("kernel_size: 3 stride: 2 round_mode: FLOOR", 6, 2),
        ("kernel_size: 2 stride: 3 pad: 1", 5, 2),
        ("kernel_size: 2 stride: 2 pad: 1", 4, 3),
        ("kernel_size: 3 stride: 2", 2, 1),
    ])
    func `rounds the extents as Caffe does`(fields: String, side: Int, wanted: Int) throws {
        #expect(try pooling(fields, side).tops[0].shape == [1, 1, wanted, wanted])
    }

    @Test func `counts the padding, but nothing beyond it, in a mean`() throws {
        let padded = try pooling("pool: AVE kernel_size: 2 stride: 2 pad: 1")
        padded.fill(0, Array(repeating: 1, count: 16))
        #expect(try padded.forward() == [0.25, 0.5, 0.25, 0.5, 1, 0.5, 0.25, 0.5, 0.25])
        let ragged = try pooling("pool: AVE kernel_size: 3 stride: 2")
        ragged.fill(0, Array(repeating: 1, count: 16))
        #expect(try ragged.forward() == [1, 1, 1, 1])
    }

    @Test func `says where the first of equal maxima is`() throws {
        let text = try pooling("kernel_size: 2 stride: 2", tops: 2)
        text.fill(0, [0, 0, 0, 1, 0, 0, 1, 0, 0, 5, 0, 0, 0, 0, 0, 9])
        #expect(try text.forward() == [0, 1, 5, 9])
        #expect(Array(text.tops[1].data.read()) == [0, 3, 9, 15])
    }

    @Test(arguments: [
        ("", "found neither"),
        ("kernel_size: 2 kernel_h: 2 kernel_w: 2", "found both"),
        ("kernel_h: 2", "kernel_size is at least 1"),
        ("kernel_size: 2 stride: 0", "stride is at least 1"),
        ("kernel_size: 2 pad: 2", "pad is smaller than the kernel"),
        ("global_pooling: true kernel_size: 2", "leave out the kernel"),
        ("global_pooling: true stride: 2", "needs pad 0 and stride 1"),
        ("pool: STOCHASTIC kernel_size: 2", "STOCHASTIC pooling is not supported"),
        ("kernel_size: 9", "the kernel of 9 is larger"),
    ])
    func `refuses fields that make no sense`(fields: String, says: String) {
        let said = message { _ = try pooling(fields) }
        #expect(said?.contains(says) == true, "\(said ?? "nothing")")
    }

    @Test func `follows the bottom's size when it pools all of it`() throws {
        let text = try pooling("pool: AVE global_pooling: true")
        text.bottoms[0].reshape(to: [1, 1, 2, 3])
        text.fill(0, [1, 2, 3, 4, 5, 6])
        #expect(try text.forward() == [3.5])
    }
}
