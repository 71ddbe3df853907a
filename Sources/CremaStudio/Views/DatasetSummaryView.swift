import CremaData
import CremaJobs

/// What is in a data set in a few lines: a part of another page.
struct DatasetSummaryView: View {
    static let template = "DatasetSummary"

    var job: JobRow
    /// Nil until it is done.
    var content: Content?

    /// What is in a finished data set.
    struct Content: Sendable {
        var trainCount: String
        var valCount: String
        var shape: String
        /// Grey or colour.
        var kind: String
        var backend: String
    }
}

extension DatasetSummaryView.Content {
    init(_ dataset: Dataset, _ words: Words) {
        let description = dataset.description
        trainCount = words.count(description.counts.train)
        valCount = words.count(description.counts.val)
        shape = "\(description.width) × \(description.height)"
        kind = words[description.channels == 1 ? "dataset.grey" : "dataset.colour"]
        backend = dataset.backend.rawValue.uppercased()
    }
}
