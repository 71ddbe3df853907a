/// The end of a run that has written to the log what went wrong: what is left is the exit status.
public struct LoggedError: ErrorWithStatus {
    /// The status of the error in the log.
    public let exitStatus: ExitStatus

    /// Stands for an error that is in the log.
    public init(_ error: any Error) {
        exitStatus = ExitStatus(error)
    }
}
