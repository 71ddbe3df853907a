/// The mean of a database's images.
public enum DatabaseMean {
    /// Adds up a database's images, in its order and in single precision as Caffe does,
    /// telling what happens.
    ///
    /// Throws where the database is empty or damaged, or an image differs from the first in its
    /// extents.
    public static func image(
        of path: String,
        backend: String = LMDB.name,
        tell: (ConversionEvent) -> Void
    ) throws(DataError) -> MeanImage {
        let records = RecordsInOrder(
            try DatabaseCatalog.open(path: path, backend: backend).cursor()
        )
        var sum: RecordSum?
        let work = OrderedWork(
            next: { records.next() },
            transform: { record in Summand(record, path) },
            size: { $0.size }
        )
        try work.run { (summand: Summand) throws(DataError) in
            if sum == nil { tellStart(isEncoded: summand.isEncoded, tell) }
            let image = try summand.image.get()
            if sum == nil { sum = RecordSum(like: image, at: summand.place) }
            try sum?.add(image, at: summand.place)
            if let count = sum?.count, count % 10_000 == 0 { tellCount(count, tell) }
        }
        guard let sum else {
            throw .invalidFile(path: path, reason: "the database has no records")
        }
        if sum.count % 10_000 != 0 { tellCount(sum.count, tell) }
        return sum.mean
    }

    /// The mean of each channel of an image, in single precision as Caffe reports it.
    public static func channelMeans(of image: MeanImage) -> [Float] {
        let size = image.height * image.width
        return (0..<image.channels).map { channel in
            image.values[channel * size..<(channel + 1) * size].reduce(0, +) / Float(size)
        }
    }

    private static func tellStart(isEncoded: Bool, _ tell: (ConversionEvent) -> Void) {
        if isEncoded { tell(.note("Decoding Datum")) }
        tell(.note("Starting iteration"))
    }

    private static func tellCount(_ count: Int, _ tell: (ConversionEvent) -> Void) {
        tell(.note("Processed \(count) files."))
    }
}

/// The records of a database, one after the other; asked for by one thread at a time.
private final class RecordsInOrder: @unchecked Sendable {
    private let cursor: any RecordCursor
    private var hasFailed = false

    init(_ cursor: any RecordCursor) { self.cursor = cursor }

    /// The next record, or why it cannot be read, after which there is none.
    func next() -> Result<DatabaseRecord, DataError>? {
        guard !hasFailed else { return nil }
        do throws(DataError) { return try cursor.nextUntilEnd().map { .success($0) } } catch {
            hasFailed = true
            return .failure(error)
        }
    }
}

/// An image of a database, decoded where it was encoded.
private struct Summand: Sendable {
    let place: String
    let image: Result<ImageRecord, DataError>

    init(_ record: Result<DatabaseRecord, DataError>, _ path: String) {
        place = (try? record.get()).map { "\(path), record \"\($0.name)\"" } ?? path
        image = Result { () throws(DataError) in try ImageRecord(try record.get(), place: path) }
    }

    var isEncoded: Bool { (try? image.get())?.isEncoded ?? false }

    /// The bytes that it takes.
    var size: Int {
        guard let image = try? image.get() else { return 0 }
        switch image.values {
        case .bytes(let bytes): return bytes.count
        case .floats(let floats): return 4 * floats.count
        }
    }
}

/// The sum of images of one shape.
private struct RecordSum {
    private let first: ImageRecord
    private let firstPlace: String
    private var values: [Float]
    private(set) var count = 0

    /// A sum of none yet, of the shape of an image.
    init(like first: ImageRecord, at place: String) {
        self.first = first
        firstPlace = place
        values = Array(repeating: 0, count: first.channels * first.height * first.width)
    }

    mutating func add(_ image: ImageRecord, at place: String) throws(DataError) {
        guard image.extents == first.extents else {
            let isMixed = image.isEncoded && image.channels != first.channels
            throw .invalidRecord(
                place: place,
                reason: "it is \(image.extents), where the first one (\(firstPlace)) is "
                    + "\(first.extents) (channels x height x width); a mean needs images of one "
                    + "size"
                    + (isMixed
                        ? " and one kind: convert_imageset makes all of them coloured, with -gray "
                            + "grey"
                        : "")
            )
        }
        switch image.values {
        case .bytes(let bytes): for (i, byte) in bytes.enumerated() { values[i] += Float(byte) }
        case .floats(let floats): for (i, float) in floats.enumerated() { values[i] += float }
        }
        count += 1
    }

    var mean: MeanImage {
        MeanImage(
            channels: first.channels,
            height: first.height,
            width: first.width,
            values: values.map { $0 / Float(count) }
        )
    }
}

extension ImageRecord {
    /// Channels, height and width in words.
    fileprivate var extents: String { "\(channels) x \(height) x \(width)" }
}
