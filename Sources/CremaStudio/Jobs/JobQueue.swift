import CremaData
import CremaEvents
import CremaJobs
import CremaProto
import Foundation
import Glibc
import ServiceLifecycle

/// Runs the jobs: one process each, in the order in which they were queued.
///
/// ```
/// let queue = JobQueue(store: store, trainingsAtOnce: 1, grace: .seconds(10)) { job, folder in
///     try await commands.command(for: job, in: folder)
/// }
/// try await queue.enqueue(job.id)  // starts when its data set is done and a place is free
/// try await queue.pause(job.id)    // takes a snapshot, and frees its place
/// try await queue.goOn(job.id) { try await Continuation(of: $0, in: $1) }  // from a snapshot
/// try await queue.abort(job.id)    // SIGINT first, then SIGTERM and SIGKILL
/// ```
///
/// A training waits for its data set and for a free place; data sets are built next to trainings,
/// one at a time. The processes outlive the studio: the next one continues to watch them.
/// A training that was interrupted goes on by itself where the studio was started so.
actor JobQueue: Service {
    /// Makes a job's folder ready for its process, and returns what starts that.
    ///
    /// Throws what is wrong, in words.
    typealias Preparation = @Sendable (Job, JobFolder) async throws -> Command

    private let store: JobStore
    private let prepare: Preparation
    private(set) var trainingsAtOnce: Int
    private let grace: Duration
    private let resumesInterrupted: Bool
    private var waiting: [String] = []
    private var running: [String: Running] = [:]
    /// Jobs that are being made ready to go on.
    private var goingOn: Set<String> = []
    private var isResumed = false
    private var isStopping = false

    private struct Running {
        var kind: Job.Kind
        /// Nil while the folder is being prepared.
        var process: ChildProcess?
        var isAborted = false
    }

    init(
        store: JobStore,
        trainingsAtOnce: Int,
        grace: Duration,
        resumesInterrupted: Bool = false,
        prepare: @escaping Preparation
    ) {
        self.store = store
        self.resumesInterrupted = resumesInterrupted
        self.trainingsAtOnce = trainingsAtOnce
        self.grace = grace
        self.prepare = prepare
    }

    /// Changes how many trainings may run at the same time; those that run are left alone.
    func allow(trainingsAtOnce count: Int) async {
        trainingsAtOnce = count
        await startReady()
    }

    /// Runs until the program is asked to stop; then jobs that still run are aborted.
    func run() async throws {
        await resume()
        let writer = Task { [store] in
            while (try? await Task.sleep(for: .seconds(1))) != nil { await store.writeRest() }
        }
        let sweeper = Task.detached { [trash = store.trash] in
            repeat { trash.sweep() } while (try? await Task.sleep(for: .seconds(60))) != nil
        }
        defer { sweeper.cancel() }
        // Whoever cancels it wants the jobs to end as well.
        try? await gracefulShutdown()
        isStopping = true
        waiting = []
        for id in Array(running.keys) {
            // Who has paused a job wants it to stay so.
            if await store.find(id)?.isPaused == false { await record(.shutDown, of: id) }
            stop(id)
        }
        while !running.isEmpty { try? await Task.sleep(for: .milliseconds(50)) }
        writer.cancel()
        await store.writeRest()
    }

    /// Puts a job at the end of the queue.
    func enqueue(_ id: String) async throws {
        try await store.setStatus(.waiting, of: id)
        waiting.append(id)
        await startReady()
    }

    /// Ends a job that is waiting or running.
    ///
    /// Throws `forbidden` if it is neither.
    func abort(_ id: String) async throws {
        if let place = waiting.firstIndex(of: id) {
            waiting.remove(at: place)
            try await store.setStatus(.aborted, of: id)
            return await startReady()
        }
        guard running[id] != nil else {
            let status = try await store.summary(id).phrase
            throw StudioError.forbidden(Phrase("error.not_running", ["status": status]))
        }
        await record(.abort, of: id)
        stop(id)
    }

    /// Stops a training at a snapshot, which frees its place until it is let go on.
    ///
    /// Throws `forbidden` if it is not running.
    func pause(_ id: String) async throws {
        while let job = running[id], job.process == nil { try await Task.sleep(for: Self.moment) }
        let job = try await store.summary(id)
        guard let process = running[id]?.process, running[id]?.isAborted == false, !job.isOver
        else {
            throw StudioError.forbidden(Phrase("error.not_running", ["status": job.phrase]))
        }
        guard !job.isPaused else { return }
        await record(.pause, of: id)
        process.send(SIGINT)
    }

    /// Lets a training that has ended go on, at the end of the queue.
    ///
    /// `plan` finds out how, for the job as it ended; meanwhile nobody else lets it go on. Throws
    /// `forbidden` if it has not ended.
    func goOn(
        _ id: String,
        by plan: @Sendable (JobSummary, JobStore) async throws -> Continuation
    ) async throws {
        let job = try await ended(id)
        guard goingOn.insert(id).inserted else {
            throw StudioError.forbidden(Phrase("error.going_on"))
        }
        defer { goingOn.remove(id) }
        try await plan(job, store).apply(to: job, in: store)
        try await enqueue(id)
    }

    /// A job that has ended, once its process is gone.
    private func ended(_ id: String) async throws -> JobSummary {
        let end = ContinuousClock.now + .seconds(10)
        while running[id] != nil, try await store.summary(id).isOver, .now < end {
            try await Task.sleep(for: Self.moment)
        }
        let job = try await store.summary(id)
        guard job.isOver, !isKnown(id) else {
            throw StudioError.forbidden(Phrase("error.not_ended", ["status": job.phrase]))
        }
        return job
    }

    private static let moment = Duration.milliseconds(20)

    /// Ends a job if it is waiting or running, and returns when its process is gone.
    func abortAndWait(_ id: String) async throws {
        if waiting.contains(id) || running[id] != nil { try await abort(id) }
        while running[id] != nil { try await Task.sleep(for: Self.moment) }
    }
}

extension JobQueue {
    /// Takes over, once, what an earlier studio left: lists waiting jobs again, continues to watch
    /// processes that still run, and marks the other jobs as gone.
    func resume() async {
        guard !isResumed else { return }
        isResumed = true
        var found = ChildProcess.all(below: store.folder)
        for job in await store.all().reversed() where !isKnown(job.id) {
            if let process = ChildProcess.doing(store.jobFolder(job.id), among: found) {
                found = found.filter { !$0.value.contains(process) }
                running[job.id] = Running(kind: job.jobKind, process: process)
                Task { await watch(job.id, process, isChild: false) }
                continue
            }
            // Read after the process was seen to be gone, as it may just have written its last
            // event.
            guard let job = try? await store.refresh(job.id), !isKnown(job.id) else { continue }
            guard !job.isOver else {
                if job.isShutDown { await goOnByItself(job) }
                continue
            }
            let folder = store.jobFolder(job.id)
            // Its log is made with the process: a studio may have been killed just before.
            let hasStarted = folder.has(folder.logFile(of: job.jobKind).lastPathComponent)
            if job.jobStatus == .running, hasStarted {
                let isHindered = DiskState(of: folder).hindrance != nil
                await setStatus(
                    .aborted,
                    of: job.id,
                    Phrase(isHindered ? "job.ended_unrecorded" : "job.ended_unwatched")
                )
                if !job.isPaused { await goOnByItself(job) }
            } else {
                if job.jobStatus == .running {
                    await setStatus(.waiting, of: job.id)
                }
                waiting.append(job.id)
            }
        }
        endOrphans(found)
        await startReady()
    }

    /// Lets a training that was interrupted go on where the studio does so by itself.
    private func goOnByItself(_ job: JobSummary) async {
        guard resumesInterrupted, job.jobKind == .model, !isStopping else { return }
        // What cannot go on stays as it ended; its page has the reason.
        try? await goOn(job.id) { job, store in
            try await Continuation(of: job, in: store, startsAgain: true)
        }
    }

    /// Ends the remaining processes of jobs whose main process or folder is gone.
    private func endOrphans(_ found: [String: [ChildProcess]]) {
        for (folder, processes) in found {
            let id = URL(fileURLWithPath: folder).lastPathComponent
            guard !isKnown(id) else { continue }
            for process in processes { process.send(SIGKILL) }
        }
    }

    /// Whether a job is waiting or running already, for example because it was queued meanwhile.
    private func isKnown(_ id: String) -> Bool { running[id] != nil || waiting.contains(id) }

    /// Starts every waiting job that has a free place and a finished data set.
    private func startReady() async {
        for id in waiting {
            guard let job = await store.find(id) else {
                waiting.removeAll { $0 == id }
                continue
            }
            // The place is looked up last: it may have changed while this waited for the store.
            guard await isReady(job), hasPlace(for: job.jobKind), !isStopping,
                let place = waiting.firstIndex(of: id)
            else { continue }
            waiting.remove(at: place)
            running[id] = Running(kind: job.jobKind)
            Task { await start(id) }
        }
        await tellPlaces()
    }

    /// Records for every waiting job its place among those of its kind, and what it waits for.
    private func tellPlaces() async {
        var places: [Job.Kind: Int] = [:]
        for id in waiting {
            guard let job = await store.find(id) else { continue }
            places[job.jobKind, default: 0] += 1
            let place = places[job.jobKind] ?? 1
            await store.setWait(await wait(of: job, at: place), of: id)
        }
    }

    private func wait(of job: JobSummary, at place: Int) async -> Phrase {
        if job.jobKind == .dataset { return Phrase("queue.dataset", ["place": place]) }
        if let dataset = await store.find(job.datasetID ?? ""), !dataset.isOver {
            return Phrase("queue.for_dataset", ["place": place, "name": dataset.name])
        }
        return Phrase("queue.model", ["place": place, "count": trainingsAtOnce])
    }

    /// The memory of the trainings that end before another one starts, in bytes; 0 if that could
    /// start at once.
    func memoryReleasedBeforeNextTraining() -> Int {
        guard !hasPlace(for: .model) else { return 0 }
        let trainings = running.values.filter { $0.kind == .model }
        return trainings.compactMap { $0.process?.memory }.min() ?? 0
    }

    /// Whether jobs are running.
    var isBusy: Bool { !running.isEmpty }

    private func hasPlace(for kind: Job.Kind) -> Bool {
        let places = kind == .model ? trainingsAtOnce : 1
        return running.values.count { $0.kind == kind } < places
    }

    /// Whether nothing keeps a job from starting; a job that can never start is ended here, with
    /// the reason.
    private func isReady(_ job: JobSummary) async -> Bool {
        guard job.jobKind == .model, let datasetID = job.datasetID else { return true }
        let dataset = await store.find(datasetID)
        switch dataset?.jobStatus {
        case .done: return true
        case .initialized, .waiting, .running: return false
        case .aborted, .error, nil:
            waiting.removeAll { $0 == job.id }
            await setStatus(.error, of: job.id, Self.refusal(of: dataset))
            return false
        }
    }

    /// Why a model cannot learn from a data set that has failed, was aborted or is gone.
    private static func refusal(of dataset: JobSummary?) -> Phrase {
        guard let dataset else { return Phrase("job.dataset_deleted") }
        let key = dataset.jobStatus == .aborted ? "job.dataset_aborted" : "job.dataset_failed"
        return Phrase(key, ["name": dataset.name])
    }

    private func start(_ id: String) async {
        let folder = store.jobFolder(id)
        do {
            let job = try folder.job()
            try await store.setStatus(.running, of: id)
            let command = try await prepare(job, folder)
            guard running[id]?.isAborted == false else {
                return await finish(id) { _ in (.aborted, nil) }
            }
            let process = try ChildProcess.start(
                command,
                in: folder.path,
                log: folder.logFile(of: job.kind).path,
                job: folder
            )
            running[id]?.process = process
            process.writeDown(in: folder)
            await watch(id, process, isChild: true)
        } catch {
            let reason = DiskState(of: folder).hindrance ?? error.telling.explanation
            await finish(id) { _ in (.error, reason) }
        }
    }

    /// Follows a process to its end and records the ending if the process could not.
    private func watch(_ id: String, _ process: ChildProcess, isChild: Bool) async {
        let folder = store.jobFolder(id)
        let tail = Task { [store] in
            while !Task.isCancelled {
                // A job that was deleted has nothing to be read.
                _ = try? await store.refresh(id)
                await store.setHindrance(DiskState(of: folder).hindrance, of: id)
                try? await Task.sleep(for: .milliseconds(300))
            }
        }
        var ending = ProcessEnding.unknown
        if isChild {
            ending = await process.ending()
        } else {
            while process.isAlive { try? await Task.sleep(for: .milliseconds(200)) }
            // The children of the process may outlive it.
            process.send(SIGKILL)
        }
        tail.cancel()
        await tail.value
        let isAborted = running[id]?.isAborted ?? false
        let hindrance = DiskState(of: folder).hindrance
        let interrupted = await interrupted(id, ending)
        await finish(id) { summary in
            if isAborted || summary.isPaused, summary.jobStatus != .done {
                return summary.jobStatus == .aborted ? nil : (.aborted, nil)
            }
            if summary.isOver { return nil }
            // It succeeded, but could not record it.
            if ending == .exited(0), let hindrance { return (.done, hindrance) }
            let ended = Phrase("job.process_ended", ["ending": ending.phrase])
            return (.error, summary.message ?? hindrance ?? ended)
        }
        if let interrupted { await goOnByItself(interrupted) }
    }

    /// A training whose process somebody else stopped or killed, unless it would be killed at the
    /// same place for ever.
    private func interrupted(_ id: String, _ ending: ProcessEnding) async -> JobSummary? {
        // A job that was deleted meanwhile does not go on.
        guard running[id]?.isAborted == false, let job = try? await store.refresh(id),
            !job.isPaused, job.jobStatus == .aborted || !job.isOver && ending.isKill
        else { return nil }
        let states = store.jobFolder(id).solverStates()
        return states.last.map { $0.iteration > job.doneBefore } == true ? job : nil
    }

    private func record(_ request: JobEvent.Request, of id: String) async {
        // A job that was deleted meanwhile has nothing more to be recorded.
        _ = try? await store.append(.request(request), to: id)
    }

    private func setStatus(
        _ status: JobEvent.Status,
        of id: String,
        _ message: Phrase? = nil
    ) async {
        // A job that was deleted meanwhile has no status any more.
        _ = try? await store.setStatus(status, of: id, message)
    }

    private func finish(
        _ id: String,
        with status: (JobSummary) -> (JobEvent.Status, Phrase?)?
    ) async {
        if let summary = try? await store.refresh(id), let (status, message) = status(summary) {
            await setStatus(status, of: id, message)
        }
        running[id] = nil
        await startReady()
    }

    /// Asks a process to stop, more firmly each time.
    private func stop(_ id: String) {
        guard running[id]?.isAborted == false else { return }
        running[id]?.isAborted = true
        guard let process = running[id]?.process else { return }
        process.send(SIGINT)
        Task { [grace] in
            try? await Task.sleep(for: grace / 2)
            if process.isAlive { process.send(SIGTERM) }
            try? await Task.sleep(for: grace / 2)
            if process.isAlive { process.send(SIGKILL) }
        }
    }
}

extension ProcessEnding {
    /// Whether it is one that somebody else, or the system, has caused.
    fileprivate var isKill: Bool {
        guard case .signalled(let signal) = self else { return false }
        return [SIGKILL, SIGTERM, SIGHUP].contains(signal)
    }
}
