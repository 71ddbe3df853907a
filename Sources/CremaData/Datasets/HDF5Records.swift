import CremaProto

/// The HDF5 files of a part as HDF5Data reads them: `data`, N x C x H x W, and `label`, N x K.
///
/// HDF5Data subtracts no mean, so the files have the images without it: they are written again,
/// one after the other, when it is known. A text file lists them.
struct HDF5Records: DatasetRecords {
    /// How many bytes of images a file has at most, unless a single image has more: a net holds a
    /// file in memory.
    static let mostBytes = 32 << 20

    private let part: DatasetPart
    private let imageExtents: [Int]
    private let rowsPerFile: Int
    private let isPacked: Bool
    /// Where the files are made, and where they will be.
    private let folder: String
    private let target: String
    private var names: [String] = []
    private var rows = Rows()

    /// Images and targets on their way into a file.
    private struct Rows {
        var data: [Float] = []
        var labels: [Float] = []
        var count = 0
    }

    /// Files for a part that are made in a folder, and moved to another when they are complete.
    ///
    /// Throws if the path of that has a blank, at which a name in the list would end.
    init(
        _ part: DatasetPart,
        _ format: DatasetBuilder.Format,
        in folder: String,
        movedTo target: String,
        mostBytes: Int = HDF5Records.mostBytes
    ) throws(DataError) {
        self.part = part
        isPacked = format.compression == .gzip
        imageExtents = [format.channels, format.height, format.width]
        let bytes = imageExtents.reduce(MemoryLayout<Float>.size, *)
        rowsPerFile = max(1, mostBytes / bytes)
        self.folder = folder
        self.target = target.hasPrefix("/") ? target : "\(Folder.working)/\(target)"
        guard !self.target.rawBytes.contains(where: \.isSpace) else {
            throw .invalidDataset(
                .described(
                    "dataset_error.blank_in_path",
                    english: "\(self.target) has a blank in its name, and a list of HDF5 files "
                        + "cannot have blanks; choose another folder, or LMDB",
                    ["folder": self.target]
                )
            )
        }
    }

    mutating func add(_ kept: KeptImage, of image: LabeledImage) throws(DataError) {
        rows.data += kept.planes.map(Float.init)
        rows.labels += image.target.values
        rows.count += 1
        if rows.count == rowsPerFile { try finish() }
    }

    /// Writes the rows so far to a file of their own.
    mutating func finish() throws(DataError) {
        guard rows.count > 0 else { return }
        let name = "\(part.rawValue)_\(names.count).h5"
        try write(rows, to: name)
        names.append(name)
        rows = Rows()
    }

    private func write(_ rows: Rows, to name: String) throws(DataError) {
        let file = HDF5Writer(path: "\(folder)/\(name)")
        try add("data", rows.data, [rows.count] + imageExtents, to: file)
        let labels = [rows.count, rows.labels.count / rows.count]
        try add("label", rows.labels, labels, to: file)
        try file.save()
    }

    private func add(
        _ name: String,
        _ values: [Float],
        _ extents: [Int],
        to file: HDF5Writer
    ) throws(DataError) {
        try values.withUnsafeBufferPointer { values throws(DataError) in
            try file.add(name, values, extents: extents, isPacked: isPacked)
        }
    }

    /// Subtracts the mean from the images of each file, and lists the files.
    func complete(with mean: MeanImage) throws(DataError) {
        let size = mean.values.count
        for name in names {
            let file = try HDF5File(path: "\(folder)/\(name)")
            var rows = Rows()
            rows.data = try file.floats(of: "data").values
            rows.labels = try file.floats(of: "label").values
            rows.count = rows.data.count / size
            for index in rows.data.indices { rows.data[index] -= mean.values[index % size] }
            try write(rows, to: name)
        }
        guard !names.isEmpty else { return }
        try AtomicFile.write(
            path: "\(folder)/\(Dataset.FileName.database(of: part, .hdf5))",
            text: names.map { "\(target)/\($0)\n" }.joined()
        )
    }
}
