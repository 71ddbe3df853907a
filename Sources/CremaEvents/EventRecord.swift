import FoundationEssentials

/// An event and when it happened: one line of `events.jsonl`.
public struct EventRecord: Sendable, Equatable {
    /// Seconds since 1970.
    public let time: Double
    /// What happened.
    public let event: JobEvent

    /// An event that has just happened.
    public init(_ event: JobEvent) {
        self.init(event, at: Date().timeIntervalSince1970)
    }

    /// An event that happened at a time.
    package init(_ event: JobEvent, at time: Double) {
        self.time = time
        self.event = event
    }
}

extension EventRecord {
    /// The record of a line; nil if the line has none.
    public init?(line: some Sequence<UInt8>) {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: Self.infinity,
            negativeInfinity: Self.negativeInfinity,
            nan: Self.nan
        )
        // Lines of a later version, and what a crash or a user left there, are skipped.
        guard let record = try? decoder.decode(Self.self, from: Data(line)) else { return nil }
        self = record
    }

    /// The line, without its end.
    ///
    /// NaN and infinities, which JSON lacks, become strings.
    func line() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: Self.infinity,
            negativeInfinity: Self.negativeInfinity,
            nan: Self.nan
        )
        return Array(try encoder.encode(self))
    }

    private static let infinity = "Infinity"
    private static let negativeInfinity = "-Infinity"
    private static let nan = "NaN"
}

/// `{"event": "…", "time": …}`, and the fields of the event next to them.
extension EventRecord: Codable {
    private enum Key: String, CodingKey {
        case time, event
        case status, message, phrase
        case task, done, total
        case iteration, file
    }

    /// Reads the fields of the kind that `event` names.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        time = try fields.decode(Double.self, forKey: .time)
        event =
            switch try fields.decode(JobEvent.Kind.self, forKey: .event) {
            case .status:
                .status(
                    try fields.decode(JobEvent.Status.self, forKey: .status),
                    message: try fields.phraseIfPresent(.message, .phrase)
                )
            case .progress:
                .progress(
                    task: try fields.decode(String.self, forKey: .task),
                    done: try fields.decode(Int.self, forKey: .done),
                    total: try fields.decode(Int.self, forKey: .total)
                )
            case .snapshot:
                .snapshot(
                    iteration: try fields.decode(Int.self, forKey: .iteration),
                    file: try fields.decode(String.self, forKey: .file)
                )
            case .train: .train(try JobEvent.TrainRow(from: decoder))
            case .test: .test(try JobEvent.TestRow(from: decoder))
            case .layers: .layers(try JobEvent.LayerRow(from: decoder))
            case .notice: .notice(try JobEvent.Notice(from: decoder))
            case .error: .error(try JobEvent.Failure(from: decoder))
            case .request: .request(try JobEvent.Request(from: decoder))
            }
    }

    /// Writes the time, the kind and its fields into one object.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(time, forKey: .time)
        try fields.encode(event.kind, forKey: .event)
        switch event {
        case .status(let status, let message):
            try fields.encode(status, forKey: .status)
            if let message { try fields.encode(message, .message, .phrase) }
        case .progress(let task, let done, let total):
            try fields.encode(task, forKey: .task)
            try fields.encode(done, forKey: .done)
            try fields.encode(total, forKey: .total)
        case .snapshot(let iteration, let file):
            try fields.encode(iteration, forKey: .iteration)
            try fields.encode(file, forKey: .file)
        case .train(let row): try row.encode(to: encoder)
        case .test(let row): try row.encode(to: encoder)
        case .layers(let row): try row.encode(to: encoder)
        case .notice(let notice): try notice.encode(to: encoder)
        case .error(let failure): try failure.encode(to: encoder)
        case .request(let request): try request.encode(to: encoder)
        }
    }
}
