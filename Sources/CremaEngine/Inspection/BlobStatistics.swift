/// Mean, standard deviation and histogram of a blob's values; those that are not finite are
/// left out.
public struct BlobStatistics: Codable, Sendable, Equatable {
    /// How many values lie in each of equally wide bins between the smallest and the greatest.
    public struct Histogram: Codable, Sendable, Equatable {
        /// The number of values in each bin.
        public var counts: [Int]
        /// Where the first bin begins.
        public var min: Float
        /// Where the last bin ends.
        public var max: Float
    }

    /// The mean.
    public var mean: Double
    /// The standard deviation, of the values as a whole population.
    public var deviation: Double
    /// How the values are spread.
    public var histogram: Histogram

    /// The number of bins.
    public static let binCount = 20

    /// Statistics of values; all zero where there are none.
    public init(_ values: UnsafeBufferPointer<Float>) {
        var (count, sum, squares) = (0, 0.0, 0.0)
        var (least, greatest) = (Float.infinity, -Float.infinity)
        for value in values where value.isFinite {
            count += 1
            sum += Double(value)
            least = Swift.min(least, value)
            greatest = Swift.max(greatest, value)
        }
        mean = count > 0 ? sum / Double(count) : 0
        for value in values where value.isFinite {
            let distance = Double(value) - mean
            squares += distance * distance
        }
        deviation = count > 0 ? (squares / Double(count)).squareRoot() : 0
        histogram = Histogram(
            counts: Array(repeating: 0, count: Self.binCount),
            min: count > 0 ? least : 0,
            max: count > 0 ? greatest : 0
        )
        // In double precision, as the width of the finite floats is not a float.
        let width = (Double(histogram.max) - Double(histogram.min)) / Double(Self.binCount)
        for value in values where value.isFinite {
            let bin = width > 0 ? Int((Double(value) - Double(histogram.min)) / width) : 0
            histogram.counts[Swift.min(bin, Self.binCount - 1)] += 1
        }
    }
}
