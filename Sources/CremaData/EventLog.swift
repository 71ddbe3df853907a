import FoundationEssentials
import Glibc

/// The `events.jsonl` of a job's folder: one JSON object a line, only ever appended to.
public struct EventLog: Sendable {
    private let path: String

    /// The events of a job's folder.
    public init(folder: String) {
        path = "\(folder)/events.jsonl"
    }

    /// Appends an event in one write, so that lines of several processes do not mix.
    public func append(_ event: JobEvent) {
        guard let bytes = try? JSONEncoder().encode(event) else { return }
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard file >= 0 else { return }
        _ = (bytes + [10]).withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        close(file)
    }
}
