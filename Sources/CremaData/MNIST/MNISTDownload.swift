/// Fetching MNIST from its public mirrors, checked by MD5.
enum MNISTDownload {
    private static let mirrors = [
        "https://ossci-datasets.s3.amazonaws.com/mnist",
        "https://storage.googleapis.com/cvdf-datasets/mnist",
    ]

    /// MD5 of each file, unpacked.
    private static let checksums: [MNIST.File: String] = [
        .trainImages: "6bbc9ace898e44ae57da46a324031adb",
        .trainLabels: "a25bea736e30d166cdddb491f175f624",
        .testImages: "2646ac647ad5339dbf082846283269ea",
        .testLabels: "27ae3e4e09519cfbb04c329615203637",
    ]

    /// Fills a folder with the four files, packed; false where that did not work, having said why.
    static func fetch(into folder: String, say: (String) -> Void) -> Bool {
        MNIST.File.allCases.allSatisfy { file in
            mirrors.contains { mirror in
                Download.fetch(
                    "\(mirror)/\(file.rawValue).gz",
                    to: "\(folder)/\(file.rawValue).gz",
                    for: "MNIST",
                    say: say
                ) { Gzip.unpack($0).map(MD5.hex) == checksums[file] }
            }
        }
    }
}
