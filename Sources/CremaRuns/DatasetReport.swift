public import CremaData
import CremaEngine
import CremaEvents

/// Forwards what happens while a data set is built to the log, the progress and the observers of a
/// run.
public struct DatasetReport: DatasetObserver {
    private let host: RunHost

    /// A report to the host of a run.
    public init(to host: RunHost) {
        self.host = host
    }

    /// A line of the log.
    public func noted(_ line: String) { host.log.info("create_db.cpp", line) }

    /// An event, and the line at the bottom of the terminal.
    public func progressed(_ task: String, _ done: Int, of total: Int) {
        host.progress(RunProgress(task: task, done: done, total: total))
        host.report(.progress(task: task, done: done, total: total))
    }

    /// A notice, which warns if the data set measures less than it seems to.
    public func repeated(_ repetitions: Repetitions) {
        host.report(
            .notice(
                .init(
                    title: repetitions.title,
                    message: repetitions.summary,
                    level: repetitions.isHarmful ? .warning : .info,
                    file: Repetitions.fileName
                )
            )
        )
    }

    /// A notice whose severity depends on what is lost.
    public func omitted(_ omissions: Omissions) {
        let level: JobEvent.Level =
            switch omissions.loss {
            case .nothing: .info
            case .some: .warning
            case .much: .danger
            }
        host.report(
            .notice(
                .init(
                    title: omissions.title,
                    message: omissions.summary,
                    level: level,
                    file: Omissions.fileName
                )
            )
        )
    }
}
