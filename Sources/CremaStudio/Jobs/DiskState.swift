import CremaData
import CremaJobs
import CremaProto

/// Whether the files of a job can be written.
struct DiskState {
    private let isThere: Bool
    private let freeBytes: Int

    init(of folder: JobFolder) {
        isThere = Folder.exists(folder.path)
        freeBytes = isThere ? Folder.freeBytes(folder.path) : 0
    }

    /// What prevents the job from recording what happens; nil if nothing does.
    var hindrance: Phrase? {
        if !isThere { return Phrase("job.folder_removed") }
        return freeBytes < 64 * 1024 ? Phrase("job.disk_full") : nil
    }
}
