import CremaProto
import SwiftProtobuf

/// The mean of a database's images.
public enum DatabaseMean {
    /// Images at a time: enough to keep every core busy, few enough to hold in memory.
    private static let chunk = 64

    /// Adds up a database's images, in its order and in single precision as Caffe does, telling what
    /// happens.
    ///
    /// Throws where the database is empty or damaged, or an image differs from the first in its
    /// extents.
    public static func image(
        of path: String,
        backend: String = LMDB.name,
        tell: (ConversionEvent) -> Void
    ) throws(DataError) -> MeanImage {
        let cursor = try DatabaseCatalog.open(path: path, backend: backend).cursor()
        var sum: RecordSum?
        var records: [DatabaseRecord] = []
        repeat {
            records = try Self.records(from: cursor)
            if sum == nil, let first = records.first { tellStart(first, tell) }
            let images = records.indices.concurrentMap { [records] index in
                Result { () throws(DataError) in try ImageRecord(records[index], place: path) }
            }
            for (record, result) in zip(records, images) {
                let image = try result.get()
                let place = "\(path), record \"\(record.name)\""
                if sum == nil { sum = RecordSum(like: image, at: place) }
                try sum?.add(image, at: place)
                if let count = sum?.count, count % 10_000 == 0 { tellCount(count, tell) }
            }
        } while records.count == chunk
        guard let sum else {
            throw .invalidFile(path: path, reason: "the database has no records")
        }
        if sum.count % 10_000 != 0 { tellCount(sum.count, tell) }
        return sum.mean
    }

    /// The mean of each channel of an image, in single precision as Caffe tells it.
    public static func channelMeans(of image: MeanImage) -> [Float] {
        let size = image.height * image.width
        return (0..<image.channels).map { channel in
            image.values[channel * size..<(channel + 1) * size].reduce(0, +) / Float(size)
        }
    }

    /// The next records; fewer than a chunk where the database ends.
    private static func records(
        from cursor: any RecordCursor
    ) throws(DataError) -> [DatabaseRecord] {
        var records: [DatabaseRecord] = []
        while records.count < chunk,
            let record = try cursor.nextUntilEnd()
        {
            records.append(record)
        }
        return records
    }

    private static func tellStart(_ first: DatabaseRecord, _ tell: (ConversionEvent) -> Void) {
        let isEncoded = (try? Datum(serializedBytes: first.value))?.encoded == true
        if isEncoded { tell(.note("Decoding Datum")) }
        tell(.note("Starting iteration"))
    }

    private static func tellCount(_ count: Int, _ tell: (ConversionEvent) -> Void) {
        tell(.note("Processed \(count) files."))
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
            throw .invalidRecord(
                place: place,
                reason: "it is \(image.extents), where the first one (\(firstPlace)) is "
                    + "\(first.extents) (channels x height x width); a mean needs images of one size"
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
