import FoundationEssentials

/// Something that happened in a job: one line of its `events.jsonl`.
public struct JobEvent: Codable, Sendable, Equatable {
    /// What kind of thing happened.
    public enum Kind: String, Codable, Sendable {
        case status, progress, train, test, snapshot, notice, error
    }

    /// Where a job stands, in DIGITS' words.
    public enum Status: String, Codable, Sendable, CaseIterable {
        case initialized = "Initialized"
        case waiting = "Waiting"
        case running = "Running"
        case done = "Done"
        case aborted = "Aborted"
        case error = "Error"
    }

    /// Seconds since 1970.
    public var time: Double
    public var event: Kind
    public var status: Status?
    public var message: String?
    public var title: String?
    public var file: String?
    public var task: String?
    public var done: Int?
    public var total: Int?
    public var iteration: Int?
    public var net: Int?
    public var outputs: [String: Float]?
    public var lr: Float?
    public var rate: Float?
    public var layer: String?
    public var phase: String?
    public var bottoms: [String]?
    public var tops: [String]?
    public var traceback: String?
    public var source: String?

    /// An event of a kind, now; its fields are set afterwards.
    public init(_ event: Kind, with fill: (inout JobEvent) -> Void = { _ in }) {
        self.time = Date().timeIntervalSince1970
        self.event = event
        fill(&self)
    }
}
