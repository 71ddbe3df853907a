import CremaData
import CremaJobs
import CremaProto
import Foundation

/// A job in JSON, with DIGITS' keys.
struct JobReply: Encodable, Sendable {
    let id: String
    let name: String
    let notes: String
    let group: String
    let tags: [String]
    /// Whoever made it, if they have a name.
    let username: String?
    let status: String
    let directory: String
    let type: String
    let progress: Double
    let created: Double
    let elapsed: Double?
    let message: String?
    let datasetID: String?
    let accuracy: Double?
    var snapshots: [Double]?
    /// What a finished data set has in it.
    private(set) var parsing: [ParseFolderReply]?
    private(set) var databases: [CreateDatabaseReply]?

    enum CodingKeys: String, CodingKey {
        case id, name, notes, group, tags, username
        case status, directory, type, progress, created, elapsed, message, accuracy
        case snapshots
        case datasetID = "dataset_id"
        case parsing = "ParseFolderTasks"
        case databases = "CreateDbTasks"
    }

    init(_ job: JobSummary, folder: JobFolder) {
        id = job.id
        (name, notes, group, tags) = (job.name, job.notes, job.groupName, job.tags)
        username = job.owner.isEmpty ? nil : job.owner
        status = job.status
        directory = folder.path
        type = job.type
        progress = job.progress
        created = job.created
        elapsed = job.elapsed(at: Date().timeIntervalSince1970)
        message = job.message?.english
        datasetID = job.datasetID
        accuracy = job.accuracy
    }

    /// Adds what is in the data set of the job, and what became of the job's tasks.
    mutating func add(_ dataset: Dataset, _ tasks: [DatasetTask]) {
        parsing = [ParseFolderReply(dataset, tasks)]
        databases = DatasetPart.allCases.compactMap { CreateDatabaseReply($0, of: dataset, tasks) }
    }
}
