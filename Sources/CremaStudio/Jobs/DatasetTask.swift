import CremaData
import CremaEvents
import CremaJobs
import CremaProto
import Foundation

/// A step in the making of a data set, as DIGITS divides it: what became of it, and when.
struct DatasetTask: Sendable, Equatable {
    /// Which step.
    enum Step: Sendable, Equatable {
        /// Finding the images and dealing them over the parts.
        case parse
        /// Writing the database of a part.
        case database(DatasetPart)

        /// DIGITS' name, which progress events have, too.
        var name: String {
            switch self {
            case .parse: "Parse Folder (train/val)"
            case .database(let part): "Create DB (\(part.rawValue))"
            }
        }

        fileprivate init?(named name: String) {
            let steps = [Step.parse] + DatasetPart.allCases.map(Step.database)
            guard let step = steps.first(where: { $0.name == name }) else { return nil }
            self = step
        }
    }

    let step: Step
    fileprivate(set) var status = JobEvent.Status.initialized
    /// When it began and ended, in seconds since 1970.
    fileprivate(set) var began: Double?
    fileprivate(set) var ended: Double?

    /// How long it took, or has taken until now.
    func seconds(at now: Double) -> Double? {
        began.map { max(0, (ended ?? now) - $0) }
    }

    /// DIGITS' status of a step, by its tasks; one that left no trace in the events ended well.
    static func status(of step: Step, in tasks: [DatasetTask]) -> String {
        (tasks.first { $0.step == step }?.status ?? .done).rawValue
    }
}

extension DatasetTask {
    /// The steps of a job so far, and those that every data set needs, from its events.
    static func all(of job: JobSummary, in folder: JobFolder) -> [DatasetTask] {
        var steps = Steps()
        var reader = folder.eventReader()
        reader.read { line in
            let kind = JobEvent.Kind(ofLine: line)
            guard kind == nil || kind == .status || kind == .progress,
                let record = EventRecord(line: line)
            else { return }
            steps.add(record)
        }
        return steps.tasks
    }

    /// The steps of a job, made from its events in order.
    private struct Steps {
        private(set) var tasks = [DatasetTask(step: .parse), DatasetTask(step: .database(.train))]

        mutating func add(_ record: EventRecord) {
            switch record.event {
            case .status(.running, _):
                // A job that begins again does everything again.
                self = Steps()
                tasks[0].begin(at: record.time)
            case .status(let status, _) where status.isOver:
                end(status, at: record.time)
            case .progress(let name, let done, let total):
                guard let step = Step(named: name) else { return }
                progress(step, isDone: done >= total, at: record.time)
            default: break
            }
        }

        private mutating func progress(_ step: Step, isDone: Bool, at time: Double) {
            let index = tasks.firstIndex { $0.step == step } ?? tasks.endIndex
            if index == tasks.endIndex { tasks.append(DatasetTask(step: step)) }
            for earlier in tasks[..<index].indices { tasks[earlier].end(.done, at: time) }
            tasks[index].begin(at: time)
            if isDone { tasks[index].end(.done, at: time) }
        }

        /// The step at which the job ended has its status; those before it were done.
        private mutating func end(_ status: JobEvent.Status, at time: Double) {
            for index in tasks.indices { tasks[index].end(status, at: time) }
        }
    }

    private mutating func begin(at time: Double) {
        guard began == nil else { return }
        (began, status) = (time, .running)
    }

    private mutating func end(_ status: JobEvent.Status, at time: Double) {
        // What left no trace was done all the same where the job was.
        guard ended == nil, began != nil || status == .done else { return }
        self.status = status
        if began != nil { ended = time }
    }
}

extension DatasetView.Task {
    init(_ task: DatasetTask, _ words: Words, at now: Double = Date().timeIntervalSince1970) {
        let title =
            switch task.step {
            case .parse: "dataset.task_parse"
            case .database(.train): "dataset.task_train"
            case .database(.val): "dataset.task_val"
            case .database(.test): "dataset.task_test"
            }
        let seconds = task.seconds(at: now)
        self.init(
            title: words[title],
            status: words.text(task.status.phrase),
            colour: JobRow.colour(of: task.status),
            time: seconds.map { words.text(Wording.duration($0)) } ?? ""
        )
    }
}
