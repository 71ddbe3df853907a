/// Receives what happens while a data set is built.
public protocol DatasetObserver: Sendable {
    /// A line for the log.
    func noted(_ line: String)

    /// So many images of a task are done; reported a few times per second.
    func progressed(_ task: String, _ done: Int, of total: Int)

    /// What is not in the data set; all of it is listed in `skipped.txt`.
    func omitted(_ omissions: Omissions)

    /// What is in the data set more than once; all of it is listed in `repeated.txt`.
    func repeated(_ repetitions: Repetitions)
}
