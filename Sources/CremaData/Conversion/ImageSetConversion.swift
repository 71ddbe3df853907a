import CremaProto
import FoundationEssentials
import SwiftProtobuf

/// A list of image files as a database.
public struct ImageSetConversion: Conversion {
    /// What becomes of the images.
    public struct Options: Sendable {
        /// Whether they become grey; else they become coloured.
        public var isGray = false
        /// The size that they are brought to; nil leaves each as it is.
        public var size: (width: Int, height: Int)?
        /// Whether all must be of one size.
        public var checksSize = false
        /// Whether they are kept as files, encoded.
        public var isEncoded = false
        /// The ending of the kind of file that they are kept as, such as `png`;
        /// nil keeps each one's.
        public var encodeType: String?

        /// Coloured pixels, as large as they come.
        public init() {}
    }

    /// The images, in the order in which they go into the database.
    public private(set) var images: [LabeledImage]
    private let root: ListRoot
    private let options: Options

    /// Reads a list with a path and a label on each line; `root` is put before each path.
    ///
    /// Throws where the list cannot be read or a line is of another form.
    public init(list: String, root: String, options: Options) throws(DataError) {
        images = try ImageList.read(list)
        self.root = ListRoot(root)
        self.options = options
        if let size = options.size {
            try Image.checkExtents(width: size.width, height: size.height)
        }
        if let type = options.encodeType { try Image.checkEncoding(type) }
    }

    /// Brings the images into an order that the seed decides.
    public mutating func shuffle(seed: UInt64) {
        var random = Philox(seed: seed, stream: Philox.stream(named: "shuffle"))
            .sequence(iteration: 0, element: 0)
        random.shuffle(&images)
    }

    /// Writes each image under its number, in eight digits, and its path.
    ///
    /// An image that cannot be read is left out, and so is its number; throws where none can.
    public func write(
        to database: NewDatabase,
        tell: (ConversionEvent) -> Void
    ) throws(DataError) {
        var omitted = Omissions()
        var count = 0
        var done = 0
        var first: (name: FilePath, shape: [Int])?
        let work = OrderedWork(on: images.indices, size: Self.size) { index in
            Result { () throws(DataError) in try record(of: images[index]) }
        }
        try work.run { (result: Result<Record, DataError>) throws(DataError) in
            let name = images[done].name
            switch result {
            case .failure(let reason):
                let path = root.path(of: name)
                omitted.add(try Omission(of: path, because: reason))
                tell(.skipped(path: path.description, reason: reason))
            case .success(let record):
                if options.checksSize { try check(record.shape, of: name, &first) }
                let key = Array("\(zeroPadded(done, 8))_".utf8) + name.bytes
                try database.put(key: key, value: record.bytes)
                count += 1
                if count % 1000 == 0 { tell(.note("Processed \(count) files.")) }
            }
            done += 1
            tell(.progress(done: done, total: images.count))
        }
        guard count > 0 || images.isEmpty else {
            throw .invalidDataset(
                .described(
                    "dataset_error.none_read",
                    english: "none of the \(images.count) images of the list could be read: "
                        + "\(omitted.reasons)",
                    ["count": images.count, "reasons": omitted.reasons]
                )
            )
        }
        try database.finish()
        if count % 1000 != 0 { tell(.note("Processed \(count) files.")) }
        omitted.keptCount = count
        if !omitted.isEmpty { tell(.warning("\(omitted.title): \(omitted.summary)")) }
    }

    private static func size(_ record: Result<Record, DataError>) -> Int {
        (try? record.get())?.bytes.count ?? 0
    }

    /// Throws unless an image has the shape of the first.
    private func check(
        _ shape: [Int],
        of name: FilePath,
        _ first: inout (name: FilePath, shape: [Int])?
    ) throws(DataError) {
        guard let first else {
            first = (name, shape)
            return
        }
        guard shape != first.shape else { return }
        let text = { (shape: [Int]) in shape.map(String.init).joined(separator: " x ") }
        throw .invalidDataset(
            .described(
                "dataset_error.other_shape",
                english: "\(root.path(of: name)): \(text(shape)) values (channels x height x "
                    + "width), where the first image, \(first.name), has \(text(first.shape)); "
                    + "-resize_width and -resize_height make them alike",
                [
                    "path": "\(root.path(of: name))", "found": text(shape),
                    "first": "\(first.name)", "expected": text(first.shape),
                ]
            )
        )
    }

    /// A Datum's bytes, and channels, height and width of its image.
    private struct Record: Sendable {
        let bytes: [UInt8]
        let shape: [Int]
    }

    private func record(of entry: LabeledImage) throws(DataError) -> Record {
        let room = DecodingRoom()
        defer { room.leave() }
        let path = root.path(of: entry.name)
        let file = try FileBytes.read(path: path, limit: Image.fileLimit)
        var image = try Image(
            decoding: file,
            options.isGray ? .gray : .color,
            style: .caffe,
            in: room
        )
        if let size = options.size {
            image = try image.interpolated(width: size.width, height: size.height)
        }
        var datum = Datum()
        datum.label = Int32(truncatingIfNeeded: entry.target.label ?? 0)
        datum.encoded = options.isEncoded
        let ending = path.ending
        let type = options.encodeType?.lowercased() ?? ending
        if options.isEncoded, options.size == nil, Self.isAlike(ending, type) {
            datum.data = Data(file)
        } else {
            datum.channels = Int32(image.channels)
            datum.height = Int32(image.height)
            datum.width = Int32(image.width)
            datum.data = Data(options.isEncoded ? try image.encoded(as: type) : image.planar)
        }
        // Only a missing required field can make this fail, and Datum has none.
        let bytes: [UInt8] = (try? datum.serializedBytes()) ?? []
        return Record(bytes: bytes, shape: [image.channels, image.height, image.width])
    }

    private static func isAlike(_ ending: String, _ type: String) -> Bool {
        ending == type || ending == "jpeg" && type == "jpg"
    }
}
