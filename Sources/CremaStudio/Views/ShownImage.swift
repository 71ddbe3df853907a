import CremaData

/// An image of a database, with the name of its class.
struct ShownImage: Sendable {
    var source: String
    var label: String
    var name: String
}

extension ShownImage {
    init(_ entry: DatabaseImages.Entry, _ dataset: Dataset, _ job: JobSummary, part: String) {
        let label =
            dataset.labels.indices.contains(entry.label)
            ? dataset.labels[entry.label] : "\(entry.label)"
        self.init(
            source: "\(job.path)/images/\(part)/\(entry.index)",
            label: label,
            name: entry.name
        )
    }
}
