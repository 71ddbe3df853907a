import CremaData
import CremaEngine
import CremaEvents
import CremaProto
import CremaRuns

/// Where the events of this process's run go: the log, the line below it,
/// the events of its job.
enum RunReport {
    private struct Listeners {
        var line: ProgressLine?
        var log: Log?
        var events: EventLog?
        /// The messages that were reported already.
        var told: Set<[String]> = []
    }

    private static let listeners = Guarded(Listeners())

    /// From now on it goes to the log above that line, and to the job of that
    /// folder if there is one.
    static func begin(line: ProgressLine, log: Log, jobDir: String?) {
        let events = jobDir.map(EventLog.init(folder:))
        listeners.withLock { $0 = Listeners(line: line, log: log, events: events) }
    }

    /// Makes room for what a layer prints itself.
    static func hideLine() { listeners.withLock { $0 }.line?.hide() }

    /// Tells of a layer that failed.
    ///
    /// Outside of a run nobody listens: there the error becomes an exception.
    static func tell(_ failure: LayerFailure) {
        let listeners = listeners.withLock { $0 }
        listeners.log?.error("python_layer.cpp", failure.block)
        listeners.events?.append(.error(failure.record))
    }

    /// Reports that the job ends here, if the run itself no longer can.
    static func end(_ failure: LayerFailure) {
        listeners.withLock { $0 }.events?.append(
            .status(.error, message: .verbatim("\(failure.error)"))
        )
    }

    /// Reports something important that is not an error, with a file of the job's
    /// folder that belongs to it.
    ///
    /// A message that was reported before is not repeated.
    static func tell(title: String, _ message: String, file: String) {
        let (isNew, listeners) = listeners.withLock {
            ($0.told.insert([title, message, file]).inserted, $0)
        }
        guard isNew else { return }
        (listeners.log ?? .standardError).warning("python_layer.cpp", "\(title): \(message)")
        let file = file.isEmpty ? nil : file
        listeners.events?.append(
            .notice(.init(title: .verbatim(title), message: .verbatim(message), file: file))
        )
    }
}

/// Does a run that `RunDescription` describes, with layers in Python; returns the exit status.
@_cdecl("crema_run")
public func cremaRun(_ description: UnsafePointer<CChar>) -> Int32 {
    let line = ProgressLine()
    let log = line.log
    defer { line.end() }
    do {
        let run = try RunDescription(json: String(cString: description)).run
        RunReport.begin(line: line, log: log, jobDir: run.jobDir)
        let catalog = LayerCatalog.builtIn.adding(PythonLayer.self)
        try run.run(in: RunHost(catalog: catalog, log: log, progress: line.show))
        return 0
    } catch {
        log.error("caffe.cpp", "\(error)")
        return ExitStatus(error).rawValue
    }
}

/// The signal at which the last run has stopped; 0 where it went on to its end.
@_cdecl("crema_stop_signal")
public func cremaStopSignal() -> Int32 { SignalRequests.stop }

/// Hides the progress line until it is redrawn, so that a layer can print.
@_cdecl("crema_hide_progress")
public func cremaHideProgress() { RunReport.hideLine() }

/// Reports something important that is not an error, with a file that
/// belongs to it ("" for none).
@_cdecl("crema_notice")
public func cremaNotice(
    _ title: UnsafePointer<CChar>,
    _ message: UnsafePointer<CChar>,
    _ file: UnsafePointer<CChar>
) {
    RunReport.tell(
        title: String(cString: title),
        String(cString: message),
        file: String(cString: file)
    )
}
