/// Pairs of MNIST's images as a database, for a net that learns what is alike.
///
/// There are as many pairs as images, each of two drawn at random: two channels, and the label 1
/// where both show the same digit, else 0.
public struct SiameseConversion: Conversion {
    private let source: MNISTConversion
    private let seed: UInt64

    /// Pairs of a source's images, drawn by a seed.
    public init(_ source: MNISTConversion, seed: UInt64) {
        self.source = source
        self.seed = seed
    }

    /// Writes each pair under its number, in eight digits.
    public func write(
        to database: NewDatabase,
        tell: (ConversionEvent) -> Void
    ) throws(DataError) {
        source.introduce(tell)
        var random = Philox(seed: seed, stream: Philox.stream(named: "pairs"))
            .sequence(iteration: 0, element: 0)
        for index in 0..<source.count {
            let pair = (
                random.nextIndex(below: source.count), random.nextIndex(below: source.count)
            )
            let isAlike = source.labels.bytes[pair.0] == source.labels.bytes[pair.1]
            let record = ImageRecord(
                channels: 2,
                height: source.images.shape[1],
                width: source.images.shape[2],
                values: .bytes(Array(source.pixels(pair.0) + source.pixels(pair.1))),
                target: .label(isAlike ? 1 : 0)
            )
            try database.put(key: zeroPadded(index, 8), value: record.bytes)
        }
        try database.finish()
    }
}
