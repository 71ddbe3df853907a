import CremaData
import CremaProto
import CremaProto

/// The folder of a job that is being trained: what happens goes into its `events.jsonl`.
struct TrainingJob {
    private let events: EventLog

    init(folder: String) {
        events = EventLog(folder: folder)
    }

    func started() {
        events.append(JobEvent(.status) { $0.status = .running })
    }

    func ended(stoppedEarly: Bool, iteration: Int) {
        events.append(
            JobEvent(.status) {
                $0.status = stoppedEarly ? .aborted : .done
                if stoppedEarly { $0.message = "stopped after iteration \(iteration)" }
            }
        )
    }

    /// Says something of weight that is no error.
    func noticed(_ title: String, _ message: String) {
        events.append(JobEvent(.notice) { ($0.title, $0.message) = (title, message.shown) })
    }

    /// Says what went wrong; a layer in Python has said so itself, with its traceback.
    func failed(_ error: any Error) {
        let failure = error as? EngineError
        if failure?.isReported != true {
            events.append(
                JobEvent(.error) {
                    $0.message = "\(error)".shown
                    $0.layer = failure?.layer?.shown
                }
            )
        }
        events.append(
            JobEvent(.status) {
                $0.status = .error
                $0.message = "\(error)".shown
            }
        )
    }

    /// Writes what a solver tells.
    func observer(of solver: Solver) -> Solver.Observer {
        let events = events
        let total = Int(solver.parameter.maxIter)
        var observer = Solver.Observer()
        observer.onDisplay = { iteration, loss, outputs, rate, speed in
            events.append(
                JobEvent(.train) {
                    $0.iteration = iteration
                    $0.outputs = Self.values(outputs)
                    $0.lr = rate
                    $0.rate = speed
                }
            )
            Self.progress(events, iteration, total)
        }
        observer.onTest = { iteration, net, outputs in
            events.append(
                JobEvent(.test) {
                    $0.iteration = iteration
                    $0.net = net
                    $0.outputs = Self.values(outputs)
                }
            )
            Self.progress(events, iteration, total)
        }
        observer.onSnapshot = { iteration, model in
            events.append(
                JobEvent(.snapshot) {
                    $0.iteration = iteration
                    $0.file = model.split(separator: "/").last.map(String.init)
                }
            )
            Self.progress(events, iteration, total)
        }
        return observer
    }

    private static func progress(_ events: EventLog, _ iteration: Int, _ total: Int) {
        events.append(
            JobEvent(.progress) {
                $0.task = "train"
                $0.done = iteration
                $0.total = total
            }
        )
    }

    /// The outputs by name; those of a blob with several numbers are told apart by their index in it.
    private static func values(_ outputs: [Solver.Output]) -> [String: Float] {
        var values: [String: Float] = [:]
        for (name, group) in Dictionary(grouping: outputs, by: \.name.shown) {
            for (index, output) in group.enumerated() {
                values[group.count == 1 ? name : "\(name)[\(index)]"] = output.value
            }
        }
        return values
    }
}
