import CremaJobs

/// A line of a job's settings.
struct Setting: Sendable {
    var name: String
    var value: String
}

extension Setting {
    init(_ fact: SettingFact, _ words: Words) {
        self.init(name: words.text(fact.label), value: words.text(fact.value))
    }

    /// What the settings of every job end with.
    static func ofJob(_ job: Job, _ folder: JobFolder, _ words: Words) -> [Setting] {
        [
            Setting(name: words["job.created"], value: Wording.date(job.created, words)),
            Setting(name: words["job.size"], value: Wording.size(folder.size())),
            Setting(name: words["job.folder"], value: folder.path),
        ]
    }
}
