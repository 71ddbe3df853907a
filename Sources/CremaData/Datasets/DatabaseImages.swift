import CremaProto

/// The images of a database for viewing: by number, by class, page by page.
public final class DatabaseImages: StoredImages {
    private let database: LMDB
    /// The database of the targets, if they are numbers.
    private let targets: LMDB?
    private let keys: [[UInt8]]
    private let labels: [Int]

    /// Opens a database and reads its keys and labels, not its images, together with the database
    /// of their targets if these are numbers; throws if one is missing or damaged, or a record is
    /// not a Datum.
    public init(path: String, targets: String? = nil) throws(DataError) {
        database = try LMDB(path: path)
        if let targets { self.targets = try LMDB(path: targets) } else { self.targets = nil }
        var keys: [[UInt8]] = []
        var labels: [Int] = []
        keys.reserveCapacity(database.mostRecords)
        labels.reserveCapacity(database.mostRecords)
        try database.forEachRecord { (key, value) throws(DataError) in
            guard let label = try DatumLabel.find(in: value) else {
                throw .invalidRecord(
                    place: "\(path), record \"\(String(decoding: key, as: UTF8.self))\"",
                    reason: "the value is not a Datum"
                )
            }
            keys.append(key)
            labels.append(label)
        }
        self.keys = keys
        self.labels = labels
    }

    /// The number of images, of one class or of all.
    public func count(ofClass label: Int? = nil) -> Int {
        guard let label else { return labels.count }
        return labels.count { $0 == label }
    }

    /// The number of images with each label.
    var labelCounts: [Int: Int] { labels.reduce(into: [:]) { $0[$1, default: 0] += 1 } }

    /// A page of images in the order of the database, of one class or of all; pages count from 0,
    /// and one past the end is empty.
    ///
    /// Throws if a record of a target is damaged.
    public func page(
        _ page: Int,
        size: Int,
        ofClass label: Int? = nil
    ) throws(DataError) -> [StoredImage] {
        precondition(page >= 0 && size > 0, "pages count from 0 and have at least one image")
        let indices = labels.indices.lazy.filter { label == nil || self.labels[$0] == label }
        var entries: [StoredImage] = []
        for index in indices.dropFirst(page.multipliedSaturated(by: size)).prefix(size) {
            let name = String(decoding: keys[index], as: UTF8.self)
            entries.append(StoredImage(index: index, name: name, target: try target(at: index)))
        }
        return entries
    }

    private func target(at index: Int) throws(DataError) -> Target {
        guard let targets else { return .label(labels[index]) }
        let key = keys[index]
        guard let value = try targets.value(forKey: key) else {
            throw .invalidRecord(
                place: targets.path,
                reason: "it has no target for \"\(String(decoding: key, as: UTF8.self))\""
            )
        }
        let record = try ImageRecord(DatabaseRecord(key: key, value: value), place: targets.path)
        switch record.values {
        case .floats(let values): return .vector(values)
        case .bytes(let values): return .vector(values.map(Float.init))
        }
    }

    /// The image at a position and its target, or nil if there is no such position; throws if the
    /// record is damaged.
    public func decoded(at index: Int) throws(DataError) -> (image: Image, target: Target)? {
        guard keys.indices.contains(index) else { return nil }
        let key = keys[index]
        guard let value = try database.value(forKey: key) else { return nil }
        let record = try ImageRecord(
            DatabaseRecord(key: key, value: value),
            place: database.path
        )
        return try (Image(record), target(at: index))
    }
}

/// The label of a Datum, found without reading its pixels.
enum DatumLabel {
    private static let labelField = 5

    /// A tag and the number after it are not longer than this.
    private static let longest = 20
    /// How much is read at a time.
    private static let window = 64

    /// The label, 0 if none is written, or nil if the bytes are not a message.
    static func find(in value: LMDB.ValueParts) throws(DataError) -> Int? {
        var label = 0
        var (place, rest) = (0, ArraySlice<UInt8>())
        while place < value.count {
            if rest.count < longest { rest = try value.bytes(place..<place + window) }
            let count = rest.count
            guard let tag = rest.popVarint() else { return nil }
            var length: UInt64 = 0
            switch tag & 7 {
            case 0:
                guard let number = rest.popVarint() else { return nil }
                if tag >> 3 == labelField { label = Int(Int32(truncatingIfNeeded: number)) }
            case 1: length = 8
            case 2:
                guard let number = rest.popVarint() else { return nil }
                length = number
            case 5: length = 4
            default: return nil
            }
            place += count - rest.count
            guard length <= UInt64(value.count - place) else { return nil }
            place += Int(length)
            rest = rest.dropFirst(Int(length))
        }
        return label
    }
}
