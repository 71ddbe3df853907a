import CremaEngine
import Testing

@Suite struct BlobStatisticsTests {
    private func statistics(_ values: [Float]) -> BlobStatistics {
        values.withUnsafeBufferPointer { BlobStatistics($0) }
    }

    @Test func `counts every value in one of twenty bins`() {
        let found = statistics((0...40).map { Float($0) })
        #expect(found.mean == 20)
        #expect(abs(found.deviation - 11.8322) < 1e-4)
        #expect(found.histogram.counts == Array(repeating: 2, count: 19) + [3])
        #expect((found.histogram.min, found.histogram.max) == (0, 40))
    }

    @Test func `one value alone fills the first bin`() {
        let found = statistics([3, 3, 3])
        #expect(found.histogram.counts[0] == 3)
        #expect(found.deviation == 0)
    }

    @Test func `NaN and infinity are left out`() {
        let found = statistics([.nan, 1, .infinity, 3, -.infinity])
        #expect(found.mean == 2)
        #expect(found.histogram.counts.reduce(0, +) == 2)
        #expect(statistics([.nan]).histogram.max == 0)
    }

    @Test func `the widest range of floats does not overflow`() {
        let found = statistics([-.greatestFiniteMagnitude, 0, .greatestFiniteMagnitude])
        #expect(found.histogram.counts.reduce(0, +) == 3)
        #expect(found.histogram.counts[19] == 1)
    }
}
