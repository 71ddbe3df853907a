import CremaEngine
import Synchronization

/// What was logged, without the prefix of time and place.
final class LogLines: Sendable {
    private let messages = Mutex<[String]>([])

    /// The log that is kept.
    var log: Log {
        Log { [self] message in
            messages.withLock { $0.append(message) }
        }
    }

    /// The messages, each with its severity's letter: `I Learning Rate Policy: fixed`.
    var withSeverity: [String] {
        messages.withLock { $0 }.map { message in
            "\(message.prefix(1)) \(Self.text(message))"
        }
    }

    /// The messages.
    var texts: [String] { messages.withLock { $0 }.map(Self.text) }

    /// Those messages that begin so.
    func texts(from start: String) -> [String] { texts.filter { $0.hasPrefix(start) } }

    private static func text(_ message: String) -> String {
        guard let end = message.firstRange(of: "] ")?.upperBound else { return message }
        return String(message[end...])
    }
}
