import CremaRuns

/// What was found in listed images, as a table of comma-separated values.
struct ListTable {
    /// The name of its file in the folder of a test.
    static let fileName = "images.csv"

    let text: String

    init(_ result: InferManyRun.Result, labels: [String]) {
        let isNumbers = result.images.contains { $0.values != nil }
        let head = isNumbers ? labels : ["class", "percent"]
        let truth = isNumbers ? labels.map { "true \($0)" } : ["true class"]
        let rows = result.images.map { image in
            [image.name] + Self.found(image, head.count)
                + Self.truth(image, labels, truth.count) + [image.error ?? ""]
        }
        text = ([["image"] + head + truth + ["error"]] + rows)
            .map { $0.map(Self.field).joined(separator: ",") + "\n" }.joined()
    }

    private static func found(_ image: InferManyRun.Found, _ count: Int) -> [String] {
        if let first = image.predictions?.first { return [first.label, "\(first.percent)"] }
        let values = image.values?.map { "\($0.value)" } ?? []
        return (0..<count).map { $0 < values.count ? values[$0] : "" }
    }

    private static func truth(
        _ image: InferManyRun.Found,
        _ labels: [String],
        _ count: Int
    ) -> [String] {
        switch image.truth {
        case .ofClass(let number): [labels[number]]
        case .values(let values): values.map { "\($0)" }
        case nil: Array(repeating: "", count: count)
        }
    }

    /// A field, in quotes where it has signs of the format.
    private static func field(_ text: String) -> String {
        guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
        return "\"\(text.replacing("\"", with: "\"\""))\""
    }
}
