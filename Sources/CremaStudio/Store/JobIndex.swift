import CremaJobs
import Foundation
import GRDB

/// What is known about every job, kept in `.index.sqlite`, so a studio need not read every event
/// again when it starts.
///
/// Nothing depends on it: if it cannot be read or written, the folders are read instead.
struct JobIndex {
    /// Nil if there is no room for one.
    private let database: DatabaseQueue?
    /// What could not be written yet: rows, or nil for those to remove.
    private var pending: [String: JobSummary?] = [:]

    /// Opens the index of a folder of jobs; makes a new one if it is broken.
    init(folder: URL) {
        let file = folder.appendingPathComponent(".index.sqlite")
        if let opened = try? JobIndex.open(file) {
            database = opened
        } else {
            for ending in ["", "-journal", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: file.path + ending)
            }
            // Without room for an index, the folders are read at the next start.
            database = try? JobIndex.open(file)
        }
    }

    /// Every job that was known at the last write.
    func all() -> [JobSummary] {
        (try? database?.read { try JobSummary.fetchAll($0) }) ?? []
    }

    /// Records what is known about some jobs, or that they are gone; what cannot be written is
    /// written the next time.
    mutating func save(_ changes: [String: JobSummary?]) {
        pending.merge(changes) { $1 }
        guard let database, !pending.isEmpty else { return }
        let rows = pending
        // What is not saved stays pending.
        let isSaved: Void? = try? database.write { db in
            for (id, summary) in rows {
                if let summary {
                    try summary.save(db)
                } else {
                    try JobSummary.deleteOne(db, key: id)
                }
            }
        }
        if isSaved != nil { pending = [:] }
    }

    private static func open(_ file: URL) throws -> DatabaseQueue {
        var configuration = Configuration()
        // Another program may have the index open.
        configuration.busyMode = .timeout(2)
        let queue = try DatabaseQueue(path: file.path, configuration: configuration)
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
        migrator.registerMigration("0002-add-image-task") { db in
            try db.alter(table: JobSummary.databaseTableName) { table in
                table.add(column: "imageTaskName", .text).notNull()
                    .defaults(to: ImageTaskCatalog.all[0].about.name)
            }
        }
        migrator.registerMigration("0003-keep-phrases-as-messages") { db in
            // Their English alone was kept; the events have the rest.
            try JobSummary.deleteAll(db)
        }
        migrator.registerMigration("0004-add-runs") { db in
            try db.alter(table: JobSummary.databaseTableName) { table in
                table.add(column: "runStarted", .double)
                table.add(column: "requested", .text)
                table.add(column: "secondsBefore", .double).notNull().defaults(to: 0)
                table.add(column: "doneBefore", .integer).notNull().defaults(to: 0)
            }
            // When its last run began is in the events.
            try JobSummary.deleteAll(db)
        }
        migrator.registerMigration("0005-add-groups") { db in
            try db.alter(table: JobSummary.databaseTableName) { table in
                for (name, empty) in [("notes", ""), ("groupName", ""), ("tags", "[]")] {
                    table.add(column: name, .text).notNull().defaults(to: empty)
                }
            }
        }
        migrator.registerMigration("0006-add-outputs") { db in
            try db.alter(table: JobSummary.databaseTableName) { table in
                table.add(column: "outputs", .text).notNull().defaults(to: "{}")
            }
            // They are in the events.
            try JobSummary.deleteAll(db)
        }
        migrator.registerMigration("0007-add-owners") { db in
            try db.alter(table: JobSummary.databaseTableName) { table in
                table.add(column: "owner", .text).notNull().defaults(to: "")
            }
        }
        try migrator.migrate(queue)
        _ = try queue.read { try JobSummary.fetchOne($0) }
        return queue
    }
}
