extension DecodingError {
    /// What is wrong in a JSON file, and where: `"counts.train" is not there`.
    public var words: String {
        switch self {
        case .keyNotFound(let key, let context):
            "\(Self.place(context.codingPath + [key])) is not there"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "\(Self.place(context.codingPath)) has the wrong type"
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            "it is not JSON, or cut short"
        case .dataCorrupted(let context):
            "\(Self.place(context.codingPath)) has a value that is not allowed"
        @unknown default: "it cannot be read"
        }
    }

    private static func place(_ path: [any CodingKey]) -> String {
        guard !path.isEmpty else { return "the whole" }
        return "\"\(path.map(\.stringValue).joined(separator: "."))\""
    }
}
