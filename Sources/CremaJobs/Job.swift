public import Foundation

/// What was asked for: the `job.json` of a job folder.
public struct Job: Codable, Sendable, Equatable {
    /// What a job makes.
    public enum Kind: String, Codable, Sendable {
        case dataset, model
    }

    /// Its id, which is its folder's name.
    public var id: String
    /// What it makes.
    public var kind: Kind
    /// The name that its maker gave it.
    public var name: String
    /// Seconds since 1970.
    public var created: Double
    /// The form's fields, as sent.
    public var settings: [String: String]

    /// A new job with an id of its own.
    public init(kind: Kind, name: String, settings: [String: String], now: Date = Date()) {
        self.id = Job.makeID(now: now)
        self.kind = kind
        self.name = name
        self.created = now.timeIntervalSince1970
        self.settings = settings
    }

    /// An id like `20161124-101530-ab12`: the time in UTC and four random digits.
    public static func makeID(now: Date) -> String {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "UTC")
        format.dateFormat = "yyyyMMdd-HHmmss"
        let digits = String(UInt16.random(in: 0...UInt16.max), radix: 16)
        return format.string(from: now) + "-"
            + String(repeating: "0", count: 4 - digits.count) + digits
    }

    /// Whether a text has the form of an id, so that it can be part of a path.
    public static func isID(_ text: some StringProtocol) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "-")
            }
    }
}
