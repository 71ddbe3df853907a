import CremaProto

/// The MNIST database of handwritten digits, or Fashion-MNIST, which has its form: four
/// IDX files in a folder.
public struct MNIST: Sendable {
    /// Where it was found.
    public let folder: String
    /// The names of the ten classes.
    public let labels: [String]

    /// Finds the handwritten digits: the folder of `CREMA_MNIST`, else the cache, else a download
    /// into the cache; `say` receives which.
    ///
    /// Throws if none of them has the files, or if `CREMA_MNIST` names a folder without them.
    public static func locate(say: (String) -> Void) throws(DataError) -> MNIST {
        if let folder = Download.environment("CREMA_MNIST") {
            let database = MNIST(folder: folder, labels: digits)
            for file in File.allCases { _ = try database.path(of: file) }
            say("MNIST: taken from \(folder) (CREMA_MNIST)")
            return database
        }
        let cached = MNIST(folder: cacheFolder, labels: digits)
        if cached.isComplete {
            say("MNIST: taken from \(cached.folder)")
            return cached
        }
        if MNISTDownload.fetch(into: cached.folder, say: say) {
            say("MNIST: downloaded to \(cached.folder), checksums right")
            return cached
        }
        throw .invalidDataset(
            .described(
                "dataset_error.no_mnist",
                english: "MNIST could not be downloaded. Set CREMA_MNIST to a folder with its four "
                    + "files, or use Fashion-MNIST (\"crema dataset fashion-mnist\"), which needs "
                    + "no network"
            )
        )
    }

    /// Fashion-MNIST, ten kinds of clothes, as Debian's package brings it; throws where
    /// that is not installed.
    public static func locateFashion() throws(DataError) -> MNIST {
        let database = MNIST(folder: "/usr/share/datasets/fashion-mnist", labels: garments)
        guard database.isComplete else {
            throw .invalidDataset(
                .described(
                    "dataset_error.no_fashion_mnist",
                    english: "Fashion-MNIST is not on this machine: install the package "
                        + "dataset-fashion-mnist"
                )
            )
        }
        return database
    }

    /// Whether Fashion-MNIST is on this machine and MNIST is not, unless it were downloaded.
    public static var isOnlyFashionAtHand: Bool {
        Download.environment("CREMA_MNIST") == nil
            && !MNIST(folder: cacheFolder, labels: digits).isComplete
            && (try? locateFashion()) != nil
    }

    /// One part of the database.
    public struct Images: Sendable {
        /// How many images.
        public let count: Int
        /// The height of each in pixels.
        public let height: Int
        /// The width of each in pixels.
        public let width: Int
        /// The images one after the other, a byte a pixel, row by row.
        public let pixels: [UInt8]
        /// The class of each image.
        public let labels: [UInt8]
    }

    /// The 60,000 training images; throws where a file is missing or damaged.
    public func trainImages() throws(DataError) -> Images {
        try images(.trainImages, .trainLabels)
    }

    /// The 10,000 test images; throws where a file is missing or damaged.
    public func testImages() throws(DataError) -> Images {
        try images(.testImages, .testLabels)
    }

    /// The four files by their published names.
    enum File: String, CaseIterable {
        case trainImages = "train-images-idx3-ubyte"
        case trainLabels = "train-labels-idx1-ubyte"
        case testImages = "t10k-images-idx3-ubyte"
        case testLabels = "t10k-labels-idx1-ubyte"
    }

    /// The path of a file, packed or not.
    func path(of file: File) throws(DataError) -> String {
        for suffix in ["", ".gz"] where Folder.hasFile("\(folder)/\(file.rawValue)\(suffix)") {
            return "\(folder)/\(file.rawValue)\(suffix)"
        }
        throw .invalidFile(
            path: folder,
            reason: "no MNIST: \(file.rawValue) (or that with .gz) is missing"
        )
    }

    private var isComplete: Bool {
        File.allCases.allSatisfy { (try? path(of: $0)) != nil }
    }

    private func images(_ images: File, _ labels: File) throws(DataError) -> Images {
        let path = try path(of: labels)
        let pixels = try IDX(path: self.path(of: images), rank: 3)
        let classes = try IDX(path: path, rank: 1)
        guard classes.shape[0] == pixels.shape[0] else {
            throw .invalidFile(
                path: path,
                reason: "it has \(classes.shape[0]) labels for \(pixels.shape[0]) images"
            )
        }
        if let wrong = classes.bytes.first(where: { $0 >= self.labels.count }) {
            throw .invalidFile(
                path: path,
                reason: "label \(wrong); labels are from 0 to \(self.labels.count - 1)"
            )
        }
        return Images(
            count: pixels.shape[0],
            height: pixels.shape[1],
            width: pixels.shape[2],
            pixels: pixels.bytes,
            labels: classes.bytes
        )
    }

    private static let digits = (0...9).map(String.init)

    private static let garments = [
        "T-shirt or top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker",
        "bag", "ankle boot",
    ]

    private static var cacheFolder: String { Download.cache("mnist") }
}
