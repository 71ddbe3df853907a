import Glibc

/// Fetching MNIST from its public mirrors with `curl`, checked by MD5.
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
        do throws(DataError) {
            try Folder.create(folder)
        } catch {
            say("MNIST: \(error)")
            return false
        }
        return MNIST.File.allCases.allSatisfy { file in
            mirrors.contains { fetch(file, from: $0, into: folder, say: say) }
        }
    }

    private static func fetch(
        _ file: MNIST.File,
        from mirror: String,
        into folder: String,
        say: (String) -> Void
    ) -> Bool {
        let path = "\(folder)/\(file.rawValue).gz"
        if Folder.hasFile(path) { return true }
        let partial = "\(path).\(getpid()).partial"
        defer { unlink(partial) }
        let url = "\(mirror)/\(file.rawValue).gz"
        say("MNIST: fetching \(url)")
        do throws(DataError) {
            guard
                run(
                    "curl",
                    "-fsSL",
                    "--connect-timeout",
                    "5",
                    "--max-time",
                    "300",
                    "-o",
                    partial,
                    url
                )
            else { throw .invalidFile(path: url, reason: "not reached") }
            let bytes = try FileBytes.read(path: partial)
            guard let unpacked = Gzip.unpack(bytes), MD5.hex(unpacked) == checksums[file] else {
                throw .invalidFile(path: url, reason: "it is not the published file (MD5)")
            }
            try Folder.rename(partial, to: path)
            return true
        } catch {
            say("MNIST: \(error)")
            return false
        }
    }

    /// Runs a program and waits for it; whether it ended well.
    private static func run(_ program: String, _ arguments: String...) -> Bool {
        (try? Command(program, arguments).run()) == .exited(0)
    }
}
