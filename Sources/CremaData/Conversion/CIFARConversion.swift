/// Binary files of the CIFAR-10 database as a database of coloured images, red, green, blue as they
/// are.
///
/// A file is a row of records, each a byte for the class and three planes of 32 x 32 bytes.
public struct CIFARConversion: Conversion {
    private static let side = 32
    private static let recordSize = 1 + 3 * side * side

    private let files: [(note: String?, path: String)]

    /// The five files of training images in a folder.
    public static func training(in folder: String) -> CIFARConversion {
        CIFARConversion(
            files: (1...5).map { ("Training Batch \($0)", "\(folder)/data_batch_\($0).bin") }
        )
    }

    /// The file of test images in a folder.
    public static func test(in folder: String) -> CIFARConversion {
        CIFARConversion(files: [(nil, "\(folder)/test_batch.bin")])
    }

    /// Writes each image with its label under its number, in five digits; throws where a file is
    /// missing or does not end with a record.
    public func write(
        to database: NewDatabase,
        tell: (ConversionEvent) -> Void
    ) throws(DataError) {
        var number = 0
        for file in files {
            if let note = file.note { tell(.note(note)) }
            let bytes = try FileBytes.read(path: file.path)
            guard !bytes.isEmpty, bytes.count % Self.recordSize == 0 else {
                throw .invalidFile(
                    path: file.path,
                    reason:
                        "its \(bytes.count) bytes are not a whole number of CIFAR-10 records of "
                        + "\(Self.recordSize) bytes; is it cut short, or still compressed?"
                )
            }
            for start in stride(from: 0, to: bytes.count, by: Self.recordSize) {
                let record = ImageRecord(
                    channels: 3,
                    height: Self.side,
                    width: Self.side,
                    values: .bytes(Array(bytes[start + 1..<start + Self.recordSize])),
                    target: .label(Int(bytes[start]))
                )
                try database.put(key: zeroPadded(number, 5), value: record.bytes)
                number += 1
            }
        }
        try database.finish()
    }
}
