import CremaData
import CremaJobs
import CremaProto
import Foundation

/// A data set that a form requests, with everything checked that can be checked before it is built.
struct DatasetRequest: Sendable {
    /// A file that a form sent, now or before.
    struct SentFile: Sendable {
        /// What its sender calls it.
        var name: String
        var place: URL
    }

    var settings: DatasetSettings
    /// The files that were sent, by the option whose value they are.
    var files: [String: SentFile]
    /// The group that the job is listed in.
    var group = ""

    /// Makes the job and its folder, which keeps the files that were sent.
    func create(in store: JobStore) async throws -> Job {
        var job = Job(.dataset(settings))
        job.group = group
        let folder = store.jobFolder(job.id)
        let names = files.keys.map { ($0, "\($0).txt") }
        let paths = names.map { ($0, folder.file($1).path) }
        job.settings = .dataset(
            try settings.with(Dictionary(uniqueKeysWithValues: paths))
        )
        try await store.create(job) { [files] folder in
            for (option, name) in names {
                guard let file = files[option] else { continue }
                let bytes = try FileBytes.read(path: file.place.path)
                try AtomicFile.write(path: folder.file(name).path, bytes)
            }
        }
        return job
    }
}
