import CremaData
import CremaEvents
import CremaJobs
import CremaProto
import Foundation

/// Every job, as its folder describes it, and the events that could not be written to its folder.
actor JobStore {
    nonisolated let folder: URL
    /// Beats whenever something about a job has changed.
    nonisolated let pulse = Pulse()
    private var summaries: [String: JobSummary] = [:]
    private var feeds: [String: (feed: JobFeed, asked: ContinuousClock.Instant)] = [:]
    /// Events that could not be written, by job, in order.
    private var unwritten: [String: [EventRecord]] = [:]
    /// What prevents running jobs from writing, by job.
    private var hindrances: [String: Phrase] = [:]
    private var index: JobIndex?
    /// Increases with every change; that of a later studio is larger.
    private(set) var version = Int(saturating: Date().timeIntervalSince1970 * 1000)
    /// The version of each job's last change.
    private var versions: [String: Int] = [:]
    /// The version at which a job last came, went, began, ended or got another name, group or tag.
    private(set) var listVersion: Int
    /// The jobs that were deleted.
    nonisolated let trash: Trash

    /// The jobs of a folder, which is not touched before `open`.
    init(folder: URL) {
        self.folder = folder
        trash = Trash(place: folder)
        listVersion = version
    }

    /// Reads the folder: removes what half-made and half-deleted jobs left, adds the events since
    /// the index was written, and forgets jobs whose folder is gone.
    ///
    /// Throws if the folder cannot be made or listed.
    func open() throws {
        try Folder.create(folder.path)
        JobFolder.removeRemains(in: folder)
        let names = try Folder.names(in: folder.path)
        var opened = JobIndex(folder: folder)
        var known = opened.all().reduce(into: [:]) { $0[$1.id] = $1 }
        var changes: [String: JobSummary?] = [:]
        for name in names where Job.isID(name) {
            let jobFolder = jobFolder(name)
            guard let job = try? jobFolder.job(), job.id == name else { continue }
            let before = known.removeValue(forKey: name)
            var summary = before ?? JobSummary(job)
            // From a folder that was put in place of another, or from a damaged index.
            let isOfOtherEvents =
                jobFolder.eventByteCount < summary.eventBytes
                || !(0...max(0, summary.eventBytes)).contains(summary.eventCount)
            if isOfOtherEvents { summary = JobSummary(job) }
            summary.take(job)
            _ = summary.update(from: jobFolder)
            summaries[name] = summary
            if summary != before { changes[name] = summary }
        }
        for gone in known.keys { changes.updateValue(nil, forKey: gone) }
        opened.save(changes)
        index = opened
    }

    /// The folder of a job, which need not exist.
    nonisolated func jobFolder(_ id: String) -> JobFolder {
        JobFolder(url: folder.appendingPathComponent(id))
    }

    /// A sentence about a file of a job, without the path of the jobs' folder.
    nonisolated func withoutFolder(_ words: String) -> String {
        words.replacing(folder.path + "/", with: "")
    }

    /// Every job, the newest first.
    func all(_ kind: Job.Kind? = nil) -> [JobSummary] {
        summaries.values.filter { kind == nil || $0.jobKind == kind }
            .sorted { ($0.created, $0.id) > ($1.created, $1.id) }
    }

    /// The job with an id; nil if there is none.
    func find(_ id: String) -> JobSummary? { summaries[id] }

    /// The job of one kind with an id; nil if there is none.
    func find(_ id: String, _ kind: Job.Kind) -> JobSummary? {
        summaries[id].flatMap { $0.jobKind == kind ? $0 : nil }
    }

    /// The job with an id; throws `notFound` if there is none.
    func summary(_ id: String) throws -> JobSummary {
        guard let found = summaries[id] else {
            throw StudioError.notFound(Phrase("error.no_job", ["id": id]))
        }
        return found
    }

    /// The job of one kind with an id; throws `notFound` if there is none.
    func summary(_ id: String, _ kind: Job.Kind) throws -> JobSummary {
        let found = try summary(id)
        guard found.jobKind == kind else {
            throw StudioError.notFound(
                Phrase(
                    "error.other_kind",
                    ["id": id, "found": found.jobKind.phrase, "wanted": kind.phrase]
                )
            )
        }
        return found
    }

    /// The jobs that have changed since a version, and those that run, whose time passes.
    func changed(since version: Int) -> [JobSummary] {
        summaries.values.filter {
            versions[$0.id, default: 0] > version || $0.jobStatus == .running
        }
    }

    /// The models that were made with a data set.
    func models(on datasetID: String) -> [JobSummary] {
        all().filter { $0.datasetID == datasetID }
    }

    /// Makes the folder of a new job, with what `fill` puts into it, and lists it.
    func create(
        _ job: Job,
        filledBy fill: @Sendable (JobFolder) throws -> Void = { _ in }
    ) throws {
        _ = try JobFolder.make(job, in: folder) { folder in
            try fill(folder)
            try folder.append(.status(.initialized))
        }
        AuditNote.current?.add([job.id])
        try list(job)
    }

    /// Lists a job whose folder has just been made.
    ///
    /// Throws `notFound` if its data set was deleted meanwhile; then the folder is removed, too.
    func list(_ job: Job) throws {
        if let dataset = job.datasetID, summaries[dataset] == nil {
            try? Folder.remove(jobFolder(job.id).path)
            throw StudioError.notFound(Phrase("error.dataset_deleted"))
        }
        keep(JobSummary(job))
        _ = try refresh(job.id)
    }

    /// Records a new name, notes, group, tags or settings.
    func update(_ job: Job) throws {
        var summary = try summary(job.id)
        try jobFolder(job.id).write(job)
        summary.take(job)
        keep(summary)
    }

    /// Adds an event to a job and updates its summary.
    ///
    /// An event that cannot be written counts all the same, and is written when there is room
    /// again.
    @discardableResult
    func append(_ event: JobEvent, to id: String) throws -> JobSummary {
        var summary = try summary(id)
        let record = EventRecord(event)
        if unwritten[id] == nil, (try? jobFolder(id).append(record)) != nil {
            return try refresh(id)
        }
        unwritten[id, default: []].append(record)
        summary.apply(record)
        keep(summary)
        return summary
    }

    /// Sets the status of a job.
    @discardableResult
    func setStatus(_ status: JobEvent.Status, of id: String, _ message: Phrase? = nil) throws
        -> JobSummary
    {
        try append(.status(status, message: message), to: id)
    }

    /// Writes what could not be written before, as far as there is room now.
    func writeRest() {
        for id in unwritten.keys {
            let folder = jobFolder(id)
            while let record = unwritten[id]?.first {
                // Whatever the process itself could record later is the last word.
                let isStatus = record.event.kind == .status
                let isOld = isStatus && record.time < folder.lastStatus()?.time ?? 0
                guard isOld || (try? folder.append(record)) != nil else { break }
                unwritten[id]?.removeFirst()
            }
            if unwritten[id]?.isEmpty == true { unwritten[id] = nil }
            // Only a job that has been deleted meanwhile cannot be refreshed.
            _ = try? refresh(id)
        }
        index?.save([:])
    }

    /// Adds what a job's process has written since the last call.
    @discardableResult
    func refresh(_ id: String) throws -> JobSummary {
        var summary = try summary(id)
        if summary.update(from: jobFolder(id)) { keep(summary) } else { tell(summary) }
        return summary
    }

    /// The events of a job, for the pages that show it.
    func feed(of id: String) async throws -> JobFeed {
        let summary = try summary(id)
        if feeds[id] == nil { forgetFeeds() }
        let feed = feeds[id]?.feed ?? JobFeed(jobFolder(id), summary)
        feeds[id] = (feed, .now)
        await feed.refresh(summary, version)
        return feed
    }

    /// Removes a job; its folder is kept in the trash for a while.
    ///
    /// Throws `notFound` if it is gone already, `forbidden` if models need it, and `unavailable` if
    /// its folder cannot be moved; then it is still there.
    func delete(_ id: String) throws {
        _ = try summary(id)
        try checkIsUnused(id)
        if Folder.exists(jobFolder(id).path) { try throwAway(id) }
        summaries[id] = nil
        unwritten[id] = nil
        versions[id] = nil
        version += 1
        listVersion = version
        feeds.removeValue(forKey: id)?.feed.pulse.finish()
        index?.save([id: nil])
        pulse.beat()
    }

    /// Moves the folder of a job into the trash, or removes it at once where there is no room for
    /// that.
    private func throwAway(_ id: String) throws {
        if (try? trash.put(id)) != nil {
            Task.detached { [trash] in trash.sweep() }
            return
        }
        do {
            let grave = try jobFolder(id).bury()
            // What cannot be removed now is removed when a studio starts.
            Task.detached { try? Folder.remove(grave.path) }
        } catch {
            let reason = (error as? DataError).map { Phrase.verbatim($0.reason) }
            throw StudioError.unavailable(
                Phrase("error.folder_stays", ["reason": reason ?? Phrase("error.not_renamed")])
            )
        }
    }

    /// A job, also one in the trash; nil if there is none.
    func findEvenDeleted(_ id: String) -> JobSummary? {
        if let job = summaries[id] { return job }
        guard Job.isID(id), let place = trash.find(id) else { return nil }
        // What cannot be read cannot be restored.
        return (try? JobFolder(url: place).job()).map { JobSummary($0) }
    }

    /// Takes a deleted job back from the trash, as it was when it was deleted.
    ///
    /// Throws `notFound` if it is not there, and `forbidden` if it is not deleted.
    func restore(_ id: String) throws -> JobSummary {
        guard summaries[id] == nil else {
            throw StudioError.forbidden(Phrase("error.not_deleted", ["id": id]))
        }
        guard Job.isID(id), let place = trash.find(id) else {
            throw StudioError.notFound(Phrase("error.not_in_trash", ["id": id]))
        }
        // A job that could not be listed stays where it is.
        let job = try JobFolder(url: place).job()
        try trash.takeBack(id)
        keep(JobSummary(job))
        let found = try refresh(id)
        return found.isOver ? found : try setStatus(.aborted, of: id)
    }

    /// Throws `forbidden` if models need a data set, other than some.
    func checkIsUnused(_ id: String, except others: Set<String> = []) throws {
        let models = models(on: id).filter { !others.contains($0.id) }
        guard !models.isEmpty else { return }
        let names = models.map { "“\($0.name)”" }.joined(separator: ", ")
        throw StudioError.forbidden(Phrase("error.models_use", ["names": names]))
    }

    /// Records what prevents a running job from writing, or nil if nothing does any more.
    func setHindrance(_ hindrance: Phrase?, of id: String) {
        guard var summary = summaries[id], summary.jobStatus == .running,
            hindrances[id] != hindrance
        else { return }
        if hindrance != nil || summary.message == hindrances[id] { summary.message = hindrance }
        hindrances[id] = hindrance
        keep(summary)
    }

    /// Records what a waiting job waits for.
    func setWait(_ wait: Phrase, of id: String) {
        guard var summary = summaries[id], summary.jobStatus == .waiting, summary.message != wait
        else { return }
        summary.message = wait
        keep(summary)
    }

    private func keep(_ summary: JobSummary) {
        version += 1
        versions[summary.id] = version
        if summaries[summary.id]?.place != summary.place { listVersion = version }
        summaries[summary.id] = summary
        index?.save([summary.id: summary])
        tell(summary)
        pulse.beat()
    }

    private func tell(_ summary: JobSummary) {
        guard let feed = feeds[summary.id]?.feed else { return }
        Task { [version] in await feed.refresh(summary, version) }
    }

    /// Releases feeds that nobody uses, if there are many.
    private func forgetFeeds() {
        guard feeds.count >= 32 else { return }
        feeds = feeds.filter { _, kept in
            kept.feed.pulse.isHeard || kept.asked.duration(to: .now) < .seconds(60)
        }
    }
}

extension JobEvent {
    /// Something that the user should know about a job, and that does not stop it.
    static func notice(_ message: Phrase) -> JobEvent {
        .notice(Notice(title: Phrase("job.note"), message: message))
    }
}
