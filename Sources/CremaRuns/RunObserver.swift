import CremaData
import CremaEngine
public import CremaEvents
import CremaProto

/// Hears what happens in a run.
public protocol RunObserver: Sendable {
    /// Something has happened just now.
    func observe(_ event: JobEvent)
}

/// A job's events are what is observed of its run.
extension EventLog: RunObserver {
    /// Appends the event.
    public func observe(_ event: JobEvent) { append(event) }
}

extension RunHost {
    /// Tells the observers what has happened.
    public func report(_ event: JobEvent) {
        for observer in observers { observer.observe(event) }
    }

    /// Tells the observers something that a person should know, and that is no error.
    public func notice(_ title: String, _ message: String) {
        report(.notice(.init(title: title, message: message.shown)))
    }

    /// Tells the observers what the run fails by; a layer in Python has told its part, with the
    /// traceback.
    func report(failure error: any Error) {
        let failure = error as? EngineError
        let message = "\(error)".shown
        if failure?.isReported != true {
            report(.error(.init(message: message, layer: failure?.layer?.shown)))
        }
        report(.status(.error, message: message))
    }

    /// Does the work of a run, and reports that it starts and how it ends: by the event that the
    /// work returns, or by the error that it throws.
    ///
    /// Where the run belongs to a job, what happens goes into the events of the job's folder, too.
    public func reporting(
        to jobDir: String?,
        _ work: (RunHost) throws -> JobEvent
    ) throws {
        var host = self
        if let jobDir { host.observers.append(EventLog(folder: jobDir)) }
        host.report(.status(.running))
        do {
            host.report(try work(host))
        } catch {
            host.report(failure: error)
            throw error
        }
    }
}
