import CremaJobs

/// The curves of a training, on its page and on a page of their own.
struct ShownCurves: Sendable {
    var id: String
    /// The path of the model's page.
    var path: String
    /// The path of the page with larger curves.
    var largePath: String
    var epochIterations: Double
    var epochCount: Int
    /// How many images an epoch has; 0 where that is not known any more.
    var epochImages: Int
    /// Whether an output measures how good the model is, besides the loss.
    var hasMeasure: Bool
    var isOver: Bool
    /// Whether they are on the model's page.
    var isSmall: Bool
}

extension ShownCurves {
    init(of job: JobSummary, _ model: ModelFolder, epochImages: Int, isSmall: Bool) {
        self.init(
            id: job.id,
            path: job.path,
            largePath: "\(job.imageTask.largeGraphPath)?job_id=\(job.id)",
            epochIterations: model.iterationsPerEpoch,
            epochCount: model.epochCount,
            epochImages: epochImages,
            hasMeasure: job.imageTask.about.measure != nil,
            isOver: job.isOver,
            isSmall: isSmall
        )
    }
}

extension ImageTask {
    /// The page with the curves of a model alone.
    var largeGraphPath: String { "\(path(of: .model))/large_graph" }
}
