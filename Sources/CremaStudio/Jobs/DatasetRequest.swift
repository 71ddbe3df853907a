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
        /// Whether it is an archive of images, which may be larger than the memory.
        var isArchive = false

        /// What it is called in the folder of its job, as the value of an option.
        fileprivate func name(as option: String) -> String {
            isArchive ? "\(option).archive" : "\(option).txt"
        }
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
        let paths = files.map { ($0, folder.file($1.name(as: $0)).path) }
        job.settings = .dataset(
            try settings.with(Dictionary(uniqueKeysWithValues: paths))
        )
        try await store.create(job) { [files] folder in
            for (option, file) in files {
                let place = folder.file(file.name(as: option))
                if file.isArchive {
                    try FileManager.default.linkItem(at: file.place, to: place)
                } else {
                    try AtomicFile.write(
                        path: place.path,
                        FileBytes.read(path: file.place.path)
                    )
                }
            }
        }
        return job
    }
}
