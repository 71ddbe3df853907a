/// MNIST's two IDX files as a database of grey images.
public struct MNISTConversion: Conversion {
    let images: IDX
    let labels: IDX

    /// Reads the two files, packed by gzip or not; throws where one is missing, damaged or of
    /// another kind, or where they do not belong together.
    public init(images: String, labels: String) throws(DataError) {
        self.images = try IDX(path: images, rank: 3)
        self.labels = try IDX(path: labels, rank: 1)
        guard self.images.shape[0] == self.labels.shape[0] else {
            throw .invalidFile(
                path: labels,
                reason:
                    "it has \(self.labels.shape[0]) labels for the \(self.images.shape[0]) images "
                    + "of \(images)"
            )
        }
    }

    var count: Int { images.shape[0] }

    /// The pixels of an image.
    func pixels(_ index: Int) -> ArraySlice<UInt8> {
        let size = images.shape[1] * images.shape[2]
        return images.bytes[index * size..<(index + 1) * size]
    }

    /// What Caffe's tools say before they begin.
    func introduce(_ tell: (ConversionEvent) -> Void) {
        tell(.note("A total of \(count) items."))
        tell(.note("Rows: \(images.shape[1]) Cols: \(images.shape[2])"))
    }

    /// Writes each image with its label under its number, in eight digits.
    public func write(
        to database: NewDatabase,
        tell: (ConversionEvent) -> Void
    ) throws(DataError) {
        introduce(tell)
        for index in 0..<count {
            let record = ImageRecord(
                channels: 1,
                height: images.shape[1],
                width: images.shape[2],
                values: .bytes(Array(pixels(index))),
                target: .label(Int(labels.bytes[index]))
            )
            try database.put(key: zeroPadded(index, 8), value: record.bytes)
        }
        try database.finish()
        tell(.note("Processed \(count) files."))
    }
}
