import CremaJobs
import CremaProto
public import Foundation

/// The secret that a browser has to show, kept next to the jobs so that it need be shown only once.
public enum AccessToken {
    /// The token of a folder of jobs, or a new one that is not saved yet.
    public static func find(in jobsFolder: URL) -> String {
        if let kept = try? String(contentsOf: file(in: jobsFolder), encoding: .utf8),
            kept.utf8.count >= 32
        {
            return kept
        }
        let bytes = (0..<24).map { _ in UInt8.random(in: .min ... .max) }
        return bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// Saves a token; throws `unavailable` if it cannot be written.
    static func keep(_ token: String, in jobsFolder: URL) throws {
        let file = file(in: jobsFolder)
        // A token that is missing or cannot be read is written again.
        guard (try? String(contentsOf: file, encoding: .utf8)) != token else { return }
        let isMade = FileManager.default.createFile(
            atPath: file.path,
            contents: Data(token.utf8),
            attributes: [.posixPermissions: 0o600]
        )
        guard isMade else {
            throw StudioError.unavailable(Phrase("start.token", ["file": file.path]))
        }
    }

    private static func file(in jobsFolder: URL) -> URL {
        jobsFolder.appendingPathComponent(".token")
    }
}
