import CremaData
import CremaJobs
import CremaProto
import Foundation
import TestSupport

/// A data set of small grey images that is only described.
func mnist(
    path: String = "/data/mnist",
    side: Int = 28,
    channels: Int = 1,
    valCount: Int = 10_000,
    classCount: Int = 10
) -> DatasetFolder {
    DatasetFolder(
        path: path,
        width: side,
        height: side,
        channels: channels,
        trainCount: 60_000,
        valCount: valCount,
        targets: .classes((0..<classCount).map(String.init))
    )
}

/// A prototxt's text as a net named `net.prototxt`.
func parsed(_ text: String) throws -> Prototxt<NetParameter> {
    try NetParameter.read(text: text, file: "net.prototxt")
}

/// Runs a body in a folder that is gone afterwards.
func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = try TemporaryFolder()
    return try withExtendedLifetime(folder) { try body(URL(fileURLWithPath: folder.path)) }
}

extension JobFolder {
    /// Makes the folder at its own place, where nothing can go wrong.
    func begin(_ job: Job) throws {
        try Folder.create(path)
        try write(job)
    }
}
