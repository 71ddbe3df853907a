import CremaData
import CremaJobs
import Foundation
import GRDB

/// Every job there is: an SQLite index over the job folders, made anew from them when lost.
actor JobStore {
    nonisolated let folder: URL
    private let database: DatabaseQueue
    /// Grows with every change, so that a page can see that there was one.
    private(set) var version = 0

    /// Opens the index of a jobs folder and brings it up to date with the folders.
    init(folder: URL) throws {
        self.folder = folder
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        database = try JobStore.openIndex(folder.appendingPathComponent(".index.sqlite"))
        try JobStore.scan(folder, into: database)
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
    func all(_ kind: Job.Kind? = nil) throws -> [JobSummary] {
        try database.read { db in
            let request = JobSummary.order(Column("created").desc, Column("id").desc)
            guard let kind else { return try request.fetchAll(db) }
            return try request.filter(Column("kind") == kind.rawValue).fetchAll(db)
        }
    }

    /// A job by its id; throws `notFound` where there is none.
    func summary(_ id: String) throws -> JobSummary {
        guard Job.isID(id), let found = try database.read({ try JobSummary.fetchOne($0, key: id) })
        else { throw StudioError.notFound("There is no job “\(id)”; it may have been deleted.") }
        return found
    }

    /// A job of one kind by its id; throws `notFound` where there is none.
    func summary(_ id: String, _ kind: Job.Kind) throws -> JobSummary {
        let found = try summary(id)
        guard found.jobKind == kind else {
            throw StudioError.notFound("Job “\(id)” is a \(found.kind), not a \(kind.rawValue).")
        }
        return found
    }

    /// The models made on a data set.
    func models(on datasetID: String) throws -> [JobSummary] {
        try database.read { db in
            try JobSummary.filter(Column("datasetID") == datasetID).fetchAll(db)
        }
    }

    /// Makes the folder of a new job and lists it.
    func create(_ job: Job) throws {
        let folder = jobFolder(job.id)
        try folder.create(job)
        try folder.append(JobEvent(.status) { $0.status = .initialized })
        try save(JobSummary(job))
        _ = try refresh(job.id)
    }

    /// Writes down a new name or new settings.
    func update(_ job: Job) throws {
        try jobFolder(job.id).write(job)
        var summary = try summary(job.id)
        summary.name = job.name
        summary.datasetID = job.settings["dataset"]
        try save(summary)
    }

    /// Adds an event to a job and folds it in.
    @discardableResult
    func append(_ event: JobEvent, to id: String) throws -> JobSummary {
        try jobFolder(id).append(event)
        return try refresh(id)
    }

    /// Tells the person something about a job that does not stop it.
    func addNotice(_ words: String, titled title: String = "Note", to id: String) throws {
        try append(JobEvent(.notice) { ($0.title, $0.message) = (title, words) }, to: id)
    }

    /// Says where a job stands.
    @discardableResult
    func setStatus(_ status: JobEvent.Status, of id: String, _ message: String? = nil) throws
        -> JobSummary
    {
        try append(
            JobEvent(.status) {
                $0.status = status
                $0.message = message
            },
            to: id
        )
    }

    /// Folds in what a job's process has written since the last time.
    @discardableResult
    func refresh(_ id: String) throws -> JobSummary {
        var summary = try summary(id)
        if summary.update(from: jobFolder(id)) { try save(summary) }
        return summary
    }

    /// Removes a job with its folder.
    func delete(_ id: String) throws {
        let doomed = jobFolder(id).url
        // Renamed first, so that a half-deleted folder is never taken for a job.
        let grave = folder.appendingPathComponent(".deleted-\(id)")
        try FileManager.default.moveItem(at: doomed, to: grave)
        _ = try database.write { try JobSummary.deleteOne($0, key: id) }
        version += 1
        try FileManager.default.removeItem(at: grave)
    }

    private func save(_ summary: JobSummary) throws {
        try database.write { try summary.save($0) }
        version += 1
    }
}

extension JobStore {
    private static func openIndex(_ file: URL) throws -> DatabaseQueue {
        do {
            return try migrated(file)
        } catch let error as DatabaseError
            where [.SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_ERROR].contains(error.resultCode)
        {
            try FileManager.default.removeItem(at: file)
            return try migrated(file)
        }
    }

    private static func migrated(_ file: URL) throws -> DatabaseQueue {
        let queue = try DatabaseQueue(path: file.path)
        var migrator = DatabaseMigrator()
        migrator.registerMigration("0001-create-job") { db in
            try db.create(table: JobSummary.databaseTableName) { table in
                table.primaryKey("id", .text)
                for name in ["kind", "name", "status"] { table.column(name, .text).notNull() }
                for name in ["datasetID", "message", "task"] { table.column(name, .text) }
                table.column("created", .double).notNull()
                for name in ["started", "ended", "accuracy"] { table.column(name, .double) }
                for name in ["done", "total"] { table.column(name, .integer) }
                for name in ["eventBytes", "eventCount"] {
                    table.column(name, .integer).notNull()
                }
            }
        }
        try migrator.migrate(queue)
        return queue
    }

    /// Lists the folders that have a `job.json`, folds in their new events, and forgets jobs whose
    /// folder is gone.
    private static func scan(_ folder: URL, into database: DatabaseQueue) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        for name in names where name.hasPrefix(".deleted-") {
            try FileManager.default.removeItem(at: folder.appendingPathComponent(name))
        }
        try database.write { db in
            var known = try JobSummary.fetchAll(db).reduce(into: [:]) { $0[$1.id] = $1 }
            for name in names where Job.isID(name) {
                let jobFolder = JobFolder(url: folder.appendingPathComponent(name))
                guard let job = try? jobFolder.job(), job.id == name else { continue }
                var summary = known.removeValue(forKey: name) ?? JobSummary(job)
                if jobFolder.eventByteCount < summary.eventBytes { summary = JobSummary(job) }
                (summary.name, summary.datasetID) = (job.name, job.settings["dataset"])
                _ = summary.update(from: jobFolder)
                try summary.save(db)
            }
            for gone in known.keys { try JobSummary.deleteOne(db, key: gone) }
        }
    }
}
