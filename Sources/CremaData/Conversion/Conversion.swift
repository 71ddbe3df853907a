/// What happens while files become a database, for the log.
public enum ConversionEvent: Sendable {
    /// What is being done.
    case note(String)
    /// Less was done than requested.
    case warning(String)
    /// So many of the files are through.
    case progress(done: Int, total: Int)
    /// An image was left out.
    case skipped(path: String, reason: DataError)
}

/// Files that become a database: what Caffe's `convert_…` tools do.
public protocol Conversion: Sendable {
    /// Fills the database and finishes it, telling what happens; throws where the files or the
    /// database do not allow it.
    func write(
        to database: NewDatabase,
        tell: (ConversionEvent) -> Void
    ) throws(DataError)
}
