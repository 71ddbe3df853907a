import CremaJobs
import CremaProto

extension Job.Kind {
    /// The first part of the path of a job's page.
    var path: String { self == .dataset ? "datasets" : "models" }

    /// What people call it.
    var phrase: Phrase { Phrase("job.kind.\(rawValue)") }
}

extension Job {
    /// The path of the job's page.
    var path: String { "/\(kind.path)/\(id)" }
}
