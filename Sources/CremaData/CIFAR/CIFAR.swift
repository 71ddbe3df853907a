import CremaProto

/// CIFAR-10 or CIFAR-100: coloured images of 32 x 32 pixels, in the binary files of their makers.
public struct CIFAR: Sendable {
    /// Which of the two.
    public enum Version: String, Sendable, CaseIterable {
        case ten = "CIFAR-10"
        case hundred = "CIFAR-100"
    }

    /// The width and height of each image.
    public static let side = 32

    /// Which of the two it is.
    public let version: Version
    /// Where it was found.
    public let folder: String

    /// The files in a folder, which are looked at when they are read.
    public init(_ version: Version, in folder: String) {
        self.version = version
        self.folder = folder
    }

    /// Finds the files: the folder of `CREMA_CIFAR10` or `CREMA_CIFAR100`, else the cache, else a
    /// download into the cache; `say` receives which.
    ///
    /// Throws if none of them has the files, or if the variable names a folder without them.
    public static func locate(_ version: Version, say: (String) -> Void) throws(DataError) -> CIFAR
    {
        let name = version.rawValue
        if let folder = Download.environment(version.variable) {
            let database = CIFAR(version, in: folder)
            if let missing = database.missingFile {
                throw .invalidFile(path: folder, reason: "no \(name): \(missing) is missing")
            }
            say("\(name): taken from \(folder) (\(version.variable))")
            return database
        }
        let cached = CIFAR(version, in: Download.cache(version.cacheName))
        if cached.missingFile == nil {
            say("\(name): taken from \(cached.folder)")
            return cached
        }
        if cached.fetch(say: say) {
            say("\(name): downloaded to \(cached.folder), checksum right")
            return cached
        }
        throw .invalidDataset(
            .described(
                "dataset_error.no_cifar",
                english: "\(name) could not be downloaded. Set \(version.variable) to a folder "
                    + "with the files of its binary version",
                ["name": name, "variable": version.variable]
            )
        )
    }

    private var missingFile: String? {
        (version.files(of: .train) + version.files(of: .val) + [version.namesFile])
            .first { !Folder.hasFile("\(folder)/\($0)") }
    }

    /// Fetches and unpacks the archive of the makers; false where that did not work, having said
    /// why.
    private func fetch(say: (String) -> Void) -> Bool {
        let archive = "\(folder)/\(version.archive)"
        let url = "https://www.cs.toronto.edu/~kriz/\(version.archive)"
        let name = version.rawValue
        let isFetched = Download.fetch(url, to: archive, for: name, say: say) {
            MD5.hex($0) == version.checksum
        }
        guard isFetched else { return false }
        // A folder of its own is in the archive around the files.
        let options = ["--strip-components=1", "--no-same-owner"]
        let isUnpacked = Download.run("tar", ["-xzf", archive, "-C", folder] + options)
        guard isUnpacked, missingFile == nil else {
            say("\(name): tar cannot unpack \(archive)")
            return false
        }
        return true
    }

    /// The names of the classes, in the order of their numbers.
    func labels() throws(DataError) -> [String] {
        let lines = try FileBytes.lines(path: "\(folder)/\(version.namesFile)")
        return lines.map(\.trimmed).filter { !$0.isEmpty }
    }

    /// The images of a part, as one row of records.
    func records(of part: DatasetPart) throws(DataError) -> Records {
        var bytes: [UInt8] = []
        let size = version.recordSize
        for file in version.files(of: part) {
            let path = "\(folder)/\(file)"
            let found = try FileBytes.read(path: path)
            guard !found.isEmpty, found.count % size == 0 else {
                throw .invalidFile(
                    path: path,
                    reason: "its \(found.count) bytes are not a whole number of "
                        + "\(version.rawValue) records of \(size) bytes; is it cut short, or still "
                        + "compressed?"
                )
            }
            bytes += found
        }
        return Records(bytes: bytes, version: version)
    }

    /// Images one after the other: the number of the class, and three planes of pixels.
    struct Records: Sendable {
        let bytes: [UInt8]
        let version: Version

        var count: Int { bytes.count / version.recordSize }

        /// The number of the class of an image; of CIFAR-100 that of the finer classes.
        func label(at index: Int) -> Int {
            Int(bytes[index * version.recordSize + version.labelSize - 1])
        }

        /// An image, whose planes become pixels.
        func image(at index: Int) -> Image {
            let (start, plane) = (index * version.recordSize + version.labelSize, side * side)
            var pixels = [UInt8](repeating: 0, count: 3 * plane)
            for i in 0..<plane {
                for channel in 0..<3 {
                    pixels[3 * i + channel] = bytes[start + channel * plane + i]
                }
            }
            return Image(width: side, height: side, channels: 3, pixels: pixels)
        }
    }
}

extension CIFAR.Version {
    var variable: String { self == .ten ? "CREMA_CIFAR10" : "CREMA_CIFAR100" }
    fileprivate var cacheName: String { self == .ten ? "cifar-10" : "cifar-100" }
    fileprivate var archive: String { "\(cacheName)-binary.tar.gz" }

    /// MD5 of the archive, as its makers publish it.
    fileprivate var checksum: String {
        switch self {
        case .ten: "c32a1d4ab5d03f1284b67883e8d87530"
        case .hundred: "03b5dce01913d631647c71ecec9e9cb8"
        }
    }

    fileprivate var namesFile: String {
        self == .ten ? "batches.meta.txt" : "fine_label_names.txt"
    }

    /// The files of a part; the makers' test images are for validation, as those of MNIST are.
    fileprivate func files(of part: DatasetPart) -> [String] {
        switch (self, part) {
        case (_, .test): []
        case (.ten, .train): (1...5).map { "data_batch_\($0).bin" }
        case (.ten, .val): ["test_batch.bin"]
        case (.hundred, .train): ["train.bin"]
        case (.hundred, .val): ["test.bin"]
        }
    }

    /// The bytes before the pixels: CIFAR-100 has the number of a coarser class first.
    fileprivate var labelSize: Int { self == .ten ? 1 : 2 }
    fileprivate var recordSize: Int { labelSize + 3 * CIFAR.side * CIFAR.side }
}
