import CremaProto
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

    @Test func `a mean counts the padding, but nothing beyond it`() throws {
        let padded = try pooling("pool: AVE kernel_size: 2 stride: 2 pad: 1")
        padded.fill(0, Array(repeating: 1, count: 16))
        #expect(try padded.forward() == [0.25, 0.5, 0.25, 0.5, 1, 0.5, 0.25, 0.5, 0.25])
        let ragged = try pooling("pool: AVE kernel_size: 3 stride: 2")
        ragged.fill(0, Array(repeating: 1, count: 16))
        #expect(try ragged.forward() == [1, 1, 1, 1])
    }

    @Test func `returns the index of the first of equal maxima`() throws {
        let text = try pooling("kernel_size: 2 stride: 2", tops: 2)
        text.fill(0, [0, 0, 0, 1, 0, 0, 1, 0, 0, 5, 0, 0, 0, 0, 0, 9])
        #expect(try text.forward() == [0, 1, 5, 9])
        #expect(Array(text.tops[1].data.read()) == [0, 3, 9, 15])
    }

    @Test(arguments: [
        ("", "found neither"),
        ("kernel_size: 2 kernel_h: 2 kernel_w: 2", "found both"),
        ("kernel_h: 2", "kernel_h and kernel_w go together"),
        ("kernel_h: 2 kernel_w: 0", "kernel_size is at least 1"),
        ("kernel_size: 2 stride: 0", "stride is at least 1"),
        ("kernel_size: 2 pad: 2", "pad is smaller than the kernel"),
        ("global_pooling: true kernel_size: 2", "leave out the kernel"),
        ("global_pooling: true stride: 2", "needs pad 0 and stride 1"),
        ("kernel_size: 2 pad: 0 pad_h: 1 pad_w: 1", "either pad or pad_h and pad_w"),
        ("kernel_size: 2 stride_h: 2", "stride_h and stride_w go together"),
        ("pool: STOCHASTIC kernel_size: 2 pad: 1", "STOCHASTIC pooling takes no pad"),
        ("kernel_size: 9", "the kernel of 9 is larger"),
        ("kernel_size: 2000000000 pad: 1999999999", "more than the 2147483647 elements"),
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

    // Caffe's own grids.
    @Test func `returns the maxima of the square grid and their indices`() throws {
        let text = try LayerText(
            "type: \"Pooling\" pooling_param { kernel_size: 2 }",
            bottoms: [[1, 1, 3, 5]],
            tops: 2
        )
        text.fill(0, [1, 2, 5, 2, 3, 9, 4, 1, 4, 8, 1, 2, 5, 2, 3])
        #expect(try text.forward() == [9, 5, 5, 8, 9, 5, 5, 8])
        #expect(Array(text.tops[1].data.read()) == [5, 2, 2, 9, 5, 12, 12, 9])
    }

    private static let magicSquare: [Float] = [
        35, 1, 6, 26, 19, 24, 3, 32, 7, 21, 23, 25, 31, 9, 2, 22, 27, 20,
        8, 28, 33, 17, 10, 15, 30, 5, 34, 12, 14, 16, 4, 36, 29, 13, 18, 11,
    ]

    @Test(
        arguments: [
            (
                3, 2,
                [35, 32, 26, 27, 27, 32, 33, 33, 27, 27, 31, 34, 34, 27, 27, 36, 36, 34, 18, 18],
                [0, 7, 3, 16, 16, 7, 20, 20, 16, 16, 12, 26, 26, 16, 16, 31, 31, 26, 34, 34]
            ),
            (
                2, 3,
                [35, 32, 26, 26, 32, 32, 27, 27, 33, 33, 33, 27, 34, 34, 34, 17, 36, 36, 34, 18],
                [0, 7, 3, 3, 7, 7, 16, 16, 20, 20, 20, 16, 26, 26, 26, 21, 31, 31, 26, 34]
            ),
        ] as [(Int, Int, [Float], [Float])]
    )
    func `pools the magic square`(height: Int, width: Int, values: [Float], places: [Float]) throws
    {
        let text = try pooling("kernel_h: \(height) kernel_w: \(width)", 6, tops: 2)
        text.fill(0, Self.magicSquare)
        #expect(try text.forward() == values)
        #expect(Array(text.tops[1].data.read()) == places)
    }

    @Test func `takes the maxima of a padded grid`() throws {
        let text = try pooling("kernel_size: 3 stride: 2 pad: 2", 3)
        text.fill(0, [1, 2, 4, 2, 3, 2, 4, 2, 1])
        #expect(try text.forward() == [1, 4, 4, 4, 4, 4, 4, 4, 1])
    }

    @Test func `takes the means of a padded grid`() throws {
        let text = try pooling("pool: AVE kernel_size: 3 pad: 1", 3)
        text.fill(0, Array(repeating: 2, count: 9))
        let (corner, edge): (Float, Float) = (8.0 / 9, 4.0 / 3)
        let wanted = [corner, edge, corner, edge, 2, edge, corner, edge, corner]
        for (found, wanted) in try zip(text.forward(), wanted) {
            #expect(abs(found - wanted) < 1e-6)
        }
    }

    // MARK: Stochastic

    private func stochastic(phase: Phase, images: Int = 1, clock: Clock = Clock()) throws
        -> LayerText
    {
        try LayerText(
            "type: \"Pooling\" pooling_param { pool: STOCHASTIC kernel_size: 2 }",
            bottoms: [[images, 1, 2, 2]],
            phase: phase,
            clock: clock
        )
    }

    @Test func `weighs each element by itself when testing`() throws {
        let text = try stochastic(phase: .test)
        text.fill(0, [1, 2, 3, 4])
        #expect(try text.forward() == [3])
        text.fill(0, [0, 0, 0, 0])
        #expect(try text.forward() == [0])
    }

    @Test func `draws each element in proportion to its value`() throws {
        let text = try stochastic(phase: .train, images: 10000)
        text.fill(0, (0..<10000).flatMap { _ in [1, 0, 3, 4] as [Float] })
        let drawn = try text.forward()
        for (value, part): (Float, Double) in [(1, 0.125), (3, 0.375), (4, 0.5)] {
            let count = drawn.count { $0 == value }
            #expect(abs(Double(count) / 10000 - part) < 0.02, "\(value): \(count)")
        }
        #expect(!drawn.contains(0))
    }

    @Test func `sends the gradient to the drawn element alone`() throws {
        let text = try stochastic(phase: .train)
        text.fill(0, [1, 2, 3, 4])
        let drawn = try text.forward()[0]
        text.tops[0].diff.write()[0] = 5
        try text.layer.backward(
            top: text.tops,
            propagateDown: [true],
            bottom: text.bottoms,
            share: .whole
        )
        #expect(Array(text.bottoms[0].diff.read()) == [1, 2, 3, 4].map { $0 == drawn ? 5 : 0 })
    }

    @Test func `draws from a window of zeros, too`() throws {
        let text = try stochastic(phase: .train)
        text.fill(0, [0, 0, 0, 0])
        #expect(try text.forward() == [0])
        text.fill(0, [-1, -2, 5, -4])
        #expect(try text.forward() == [5])
    }

    @Test func `draws again in each iteration, and the same in a repeated one`() throws {
        let clock = Clock()
        let text = try stochastic(phase: .train, images: 100, clock: clock)
        text.fill(0, (0..<400).map { Float($0 % 4 + 1) })
        let first = try text.forward()
        #expect(try text.forward() == first)
        clock.iteration = 1
        #expect(try text.forward() != first)
    }
}
