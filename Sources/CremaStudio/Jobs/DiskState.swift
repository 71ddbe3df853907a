import CremaData
import CremaJobs

/// Whether the files of a job can be written.
struct DiskState {
    private let isThere: Bool
    private let freeBytes: Int

    init(of folder: JobFolder) {
        isThere = Folder.exists(folder.path)
        freeBytes = isThere ? Folder.freeBytes(folder.path) : 0
    }

    /// What prevents the job from recording what happens; nil if nothing does.
    var hindrance: String? {
        if !isThere { return "The job's folder was removed while it ran." }
        guard freeBytes < 64 * 1024 else { return nil }
        return "The disk is full: what happens cannot be written down until there is room again."
    }
}
