/// How scripts use the studio.
struct APIView: View {
    static let template = "API"

    /// A few lines that can be copied.
    struct Example: Sendable {
        /// What its elements are called by.
        var id: String
        var title: String
        var note: String
        var code: String
    }

    var examples: [Example]
    /// How a script shows who it is; nil where nobody has to.
    var access: String?
}
