/// Who changed what, and who was refused.
struct AuditView: View {
    static let template = "Audit"

    var entries: [Entry]
    /// The paths of the pages with newer and with older requests; nil where there are none.
    var newer: String?
    var older: String?

    /// A request.
    struct Entry: Sendable {
        var time: String
        var user: String
        /// Its method and its route.
        var request: String
        var jobs: String
        /// The status of the reply.
        var status: Int
        var isRefused: Bool
    }
}
