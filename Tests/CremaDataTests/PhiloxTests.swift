import CremaData
import Testing

@Suite struct PhiloxTests {
    /// The known answers for `philox4x32 10` that Random123 publishes.
    static let knownAnswers: [(SIMD4<UInt32>, SIMD2<UInt32>, SIMD4<UInt32>)] = [
        (
            .zero, .zero,
            [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8]
        ),
        (
            .init(repeating: .max), .init(repeating: .max),
            [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD]
        ),
        (
            [0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344], [0xA409_3822, 0x299F_31D0],
            [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1]
        ),
    ]

    @Test(arguments: knownAnswers.indices)
    func `gives the published answers`(index: Int) {
        let (counter, key, answer) = Self.knownAnswers[index]
        #expect(Philox(key: key).block(counter) == answer)
    }

    @Test func `gives an element the same number wherever a share begins`() {
        let philox = Philox(seed: 1701, stream: Philox.stream(named: "drop1"))
        let whole = uniforms(philox, count: 103, from: 0)
        for first in [1, 2, 3, 4, 50] {
            #expect(uniforms(philox, count: 103 - first, from: first) == Array(whole[first...]))
        }
    }

    @Test func `differs between seeds, streams, iterations and elements`() {
        let words = [
            Philox(seed: 1, stream: 1).sequence(iteration: 0, element: 0),
            Philox(seed: 2, stream: 1).sequence(iteration: 0, element: 0),
            Philox(seed: 1, stream: 2).sequence(iteration: 0, element: 0),
            Philox(seed: 1, stream: 1).sequence(iteration: 1, element: 0),
            Philox(seed: 1, stream: 1).sequence(iteration: 0, element: 1),
        ].map { sequence in
            var sequence = sequence
            return sequence.next() as UInt64
        }
        #expect(Set(words).count == words.count)
    }

    @Test func `spreads uniform floats evenly over 0 to 1`() {
        let values = uniforms(Philox(seed: 7, stream: 0), count: 100_000, from: 0)
        #expect(values.allSatisfy { (0..<1).contains($0) })
        let (mean, deviation) = moments(values)
        #expect(abs(mean - 0.5) < 0.005)
        #expect(abs(deviation - (1 / 12.0).squareRoot()) < 0.005)
    }

    @Test func `spreads gaussian floats with mean 0 and deviation 1`() {
        var values = [Float](repeating: 0, count: 100_000)
        values.withUnsafeMutableBufferPointer {
            Philox(seed: 7, stream: 0).fillGaussian($0, iteration: 3)
        }
        let (mean, deviation) = moments(values)
        #expect(abs(mean) < 0.01)
        #expect(abs(deviation - 1) < 0.01)
        let beyondTwo = Double(values.count { abs($0) > 2 }) / Double(values.count)
        #expect(abs(beyondTwo - 0.0455) < 0.003)
    }

    @Test func `shuffles into another order of the same items`() {
        var sequence = Philox(seed: 7, stream: 0).sequence(iteration: 0, element: 0)
        var items = Array(0..<1000)
        sequence.shuffle(&items)
        #expect(items != Array(0..<1000))
        #expect(items.sorted() == Array(0..<1000))
    }

    private func uniforms(_ philox: Philox, count: Int, from first: Int) -> [Float] {
        var values = [Float](repeating: -1, count: count)
        values.withUnsafeMutableBufferPointer {
            philox.fillUniform($0, iteration: 5, from: first)
        }
        return values
    }

    private func moments(_ values: [Float]) -> (mean: Double, deviation: Double) {
        let mean = values.reduce(0.0) { $0 + Double($1) } / Double(values.count)
        let square = values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        return (mean, (square / Double(values.count)).squareRoot())
    }
}
