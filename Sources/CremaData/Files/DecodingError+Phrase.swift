public import CremaProto

extension DecodingError {
    /// What is wrong in a JSON file, and where: `"counts.train" is not there`.
    public var phrase: Phrase {
        switch self {
        case .keyNotFound(let key, let context):
            Self.phrase("missing", "is not there", at: context.codingPath + [key])
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            Self.phrase("type", "has the wrong type", at: context.codingPath)
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            .described("json_error.cut_short", english: "it is not JSON, or cut short")
        case .dataCorrupted(let context):
            Self.phrase("value", "has a value that is not allowed", at: context.codingPath)
        @unknown default: .described("json_error.unreadable", english: "it cannot be read")
        }
    }

    private static func phrase(
        _ key: String,
        _ fault: String,
        at path: [any CodingKey]
    ) -> Phrase {
        let names = path.map(\.stringValue).joined(separator: ".")
        let place: Phrase =
            path.isEmpty
            ? .described("json_error.whole", english: "the whole") : .verbatim("\"\(names)\"")
        return .described("json_error.\(key)", english: "\(place) \(fault)", ["place": place])
    }
}
