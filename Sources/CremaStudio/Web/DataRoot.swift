import CremaJobs
import CremaProto
import Foundation

/// The folder below which forms may name files on this machine.
struct DataRoot: Sendable {
    let url: URL

    init(_ url: URL) {
        self.url = URL(fileURLWithPath: DataRoot.resolve(url.path) ?? url.path)
    }

    /// The real path of a file or folder named in a form, absolute or relative to the root.
    ///
    /// Throws `badRequest` if it does not exist or leads outside, even through links.
    func resolve(_ text: String) throws -> URL {
        let path = text.hasPrefix("/") ? text : url.appendingPathComponent(text).path
        guard !text.utf8.contains(0), let real = DataRoot.resolve(path) else {
            // A path outside gets the same message whether it exists or not.
            throw StudioError.badRequest(refusal(text))
        }
        guard real == url.path || real.hasPrefix(url.path == "/" ? "/" : url.path + "/") else {
            throw StudioError.badRequest(refusal(text))
        }
        return URL(fileURLWithPath: real)
    }

    private func refusal(_ text: String) -> Phrase {
        Phrase("error.not_below_root", ["path": text, "root": url.path])
    }

    private static func resolve(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }
}
