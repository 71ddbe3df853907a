import CremaData
import Glibc

/// A new folder that is removed with everything in it when the last reference to it goes.
public final class TemporaryFolder: Sendable {
    /// Where it is.
    public let path: String

    /// Makes the folder below the system's temporary one.
    public init() throws {
        var template = Array("/tmp/crema-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else {
            throw DataError.system(operation: "make", path: "/tmp", reason: "no folder")
        }
        path = String(cString: made)
    }

    deinit {
        try? Folder.remove(path)
    }

    /// The path of a name in the folder.
    public func callAsFunction(_ name: String) -> String {
        "\(path)/\(name)"
    }

    /// Writes a file into the folder, making folders on the way, and gives its path.
    @discardableResult
    public func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let file = self(name)
        try Folder.create(Folder.parent(of: file))
        try AtomicFile.write(path: file, bytes)
        return file
    }
}
