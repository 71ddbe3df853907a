/// What a route replies where nothing went wrong.
struct RouteReply: Sendable {
    /// The JSON of replies that several routes have.
    enum Shape: String, CaseIterable, Sendable {
        case job = "Job"
        case jobs = "Jobs"
        case status = "Status"
        case predictions = "Predictions"
        case manyPredictions = "ManyPredictions"
        case network = "Network"
        case deleted = "Deleted"
        case selection = "Selection"
        case pretrained = "PretrainedModel"
        /// An object that is described no further.
        case object = "Object"
    }

    /// The types of the contents, with the shapes of those that are JSON.
    var contents: [String: [Shape]] = [:]
    /// Whether a browser may be led to another page.
    var leadsOn = false
    /// Whether there may be no content.
    var isEmpty = false
    /// Whether it goes on as long as there is news.
    var isStream = false

    private static let htmlType = "text/html"
    private static let jsonType = "application/json"

    /// A page, and what it shows as JSON.
    static func page(_ shapes: Shape...) -> RouteReply {
        RouteReply(contents: [htmlType: [], jsonType: shapes])
    }

    /// A page without JSON, or a piece of one.
    static let html = RouteReply(contents: [htmlType: []])

    /// JSON, or for a browser the page of what was done.
    static func done(_ shapes: Shape...) -> RouteReply {
        RouteReply(contents: [jsonType: shapes, htmlType: []], leadsOn: true)
    }

    /// JSON whoever asks.
    static func json(_ shapes: Shape...) -> RouteReply { RouteReply(contents: [jsonType: shapes]) }

    /// A file of one of some types.
    static func file(_ types: String...) -> RouteReply {
        RouteReply(contents: types.reduce(into: [:]) { $0[$1] = [] })
    }

    /// Another page.
    static let otherPage = RouteReply(leadsOn: true)

    /// Nothing but that it was done.
    static let nothing = RouteReply(isEmpty: true)

    /// Events, one after the other.
    static let events = RouteReply(contents: ["text/event-stream": []], isStream: true)
}
