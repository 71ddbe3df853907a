import CremaJobs

/// A line of a table about a job.
struct Fact: Sendable {
    var name: String
    var value: String
}

extension Fact {
    init(_ fact: SettingFact, _ words: Words) {
        self.init(name: words.text(fact.label), value: words.text(fact.value))
    }

    /// What the settings of every job end with.
    static func ofJob(_ job: Job, _ folder: JobFolder, _ words: Words) -> [Fact] {
        [
            Fact(name: words["job.created"], value: Wording.date(job.created, words)),
            Fact(name: words["job.size"], value: Wording.size(folder.size())),
            Fact(name: words["job.folder"], value: folder.path),
        ]
    }
}
