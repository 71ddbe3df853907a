import CremaData
import CremaEngine
public import CremaEvents
public import CremaProto

/// Receives what happens in a run.
public protocol RunObserver: Sendable {
    /// Something has just happened.
    func observe(_ event: JobEvent)
}

/// A job's event log observes its run.
extension EventLog: RunObserver {
    /// Appends the event.
    public func observe(_ event: JobEvent) { append(event) }
}

extension RunHost {
    /// Reports an event to the observers.
    public func report(_ event: JobEvent) {
        for observer in observers { observer.observe(event) }
    }

    /// Reports something that the user should know but that is not an error.
    public func notice(_ title: Phrase, _ message: Phrase) {
        report(.notice(.init(title: title, message: message.shown)))
    }

    /// Reports the error that ends the run; a layer in Python has already reported its own, with
    /// the traceback.
    func report(failure error: any Error) {
        let failure = error as? EngineError
        let message = Phrase(of: error).shown
        if failure?.isReported != true {
            report(.error(.init(message: message, layer: failure?.layer?.shown)))
        }
        report(.status(.error, message: message))
    }

    /// Performs a run, and reports its start and its end: with the event that `work` returns, or
    /// with the error that it throws.
    ///
    /// If the run belongs to a job, its events also go to the job's folder.
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
