import CremaJobs

extension Job.Kind {
    /// The first part of the path of a job's page.
    var path: String { self == .dataset ? "datasets" : "models" }
}

extension Job {
    /// The path of the job's page.
    var path: String { "/\(kind.path)/\(id)" }
}
