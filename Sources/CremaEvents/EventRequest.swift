/// A request is two fields of an event: `action`, and the `iteration` that the job goes on from.
extension JobEvent.Request: Codable {
    /// The requests, by their names in `events.jsonl`.
    public enum Action: String, Codable, Sendable {
        case goOn = "continue"
        case pause, abort
        case shutDown = "shutdown"
    }

    /// Which request it is.
    public var action: Action {
        switch self {
        case .goOn: .goOn
        case .pause: .pause
        case .abort: .abort
        case .shutDown: .shutDown
        }
    }

    private enum Key: String, CodingKey { case action, iteration }

    /// Reads its fields.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        self =
            switch try fields.decode(Action.self, forKey: .action) {
            case .goOn: .goOn(fromIteration: try fields.decode(Int.self, forKey: .iteration))
            case .pause: .pause
            case .abort: .abort
            case .shutDown: .shutDown
            }
    }

    /// Writes its fields.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(action, forKey: .action)
        if case .goOn(let iteration) = self { try fields.encode(iteration, forKey: .iteration) }
    }
}
