import CremaData

/// An image of a database, with the name of its class or its values.
struct ShownImage: Sendable {
    var source: String
    /// Its part and position: `train/5`.
    var place: String
    var label: String
    var isOfClass: Bool
    var name: String
}

extension ShownImage {
    init(_ entry: StoredImage, _ dataset: Dataset, _ job: JobSummary, part: String) {
        let label =
            switch entry.target {
            case .label(let label) where dataset.labels.indices.contains(label):
                dataset.labels[label]
            case let target:
                target.values.map { Wording.number(Double($0)) }.joined(separator: ", ")
            }
        self.init(
            source: "\(job.path)/images/\(part)/\(entry.index)",
            place: "\(part)/\(entry.index)",
            label: label,
            isOfClass: entry.target.label != nil,
            name: entry.name
        )
    }
}
