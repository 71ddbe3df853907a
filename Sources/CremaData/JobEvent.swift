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

    /// How much a notice matters: not much, something to look at, or what was done may be of no use.
    public enum Level: String, Codable, Sendable {
        case info, warning, danger
    }

    /// Seconds since 1970.
    public var time: Double
    /// Which of the fields below may be set.
    public var event: Kind
    /// `status`: where the job stands from now on.
    public var status: Status?
    /// `status`, `notice`, `error`: a sentence for a person.
    public var message: String?
    /// `notice`: its headline.
    public var title: String?
    /// `notice`: how much it matters; a warning where it does not say.
    public var level: Level?
    /// `snapshot`, `notice`: the name of a file in the job's folder.
    public var file: String?
    /// `progress`: what is being done.
    public var task: String?
    /// `progress`: images or iterations so far.
    public var done: Int?
    /// `progress`: images or iterations in all.
    public var total: Int?
    /// `train`, `test`, `snapshot`, `error`: the solver's iteration.
    public var iteration: Int?
    /// `test`: which test net, from 0.
    public var net: Int?
    /// `train`, `test`: the values of the net's outputs, by blob.
    public var outputs: [String: Float]?
    /// `train`: the learning rate.
    public var lr: Float?
    /// `train`: iterations a second.
    public var rate: Float?
    /// `error`: the layer that failed.
    public var layer: String?
    /// `error`: the phase it failed in.
    public var phase: String?
    /// `error`: the shapes of its bottoms, such as `data 64 x 1 x 28 x 28`.
    public var bottoms: [String]?
    /// `error`: the shapes of its tops.
    public var tops: [String]?
    /// `error`: Python's traceback, whole.
    public var traceback: String?
    /// `error`: the source line that raised.
    public var source: String?

    /// An event of a kind, now; its fields are set afterwards.
    public init(_ event: Kind, with fill: (inout JobEvent) -> Void = { _ in }) {
        self.time = Date().timeIntervalSince1970
        self.event = event
        fill(&self)
    }
}
