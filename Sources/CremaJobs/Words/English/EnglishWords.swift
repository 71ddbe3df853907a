/// The English catalog.
enum EnglishWords {
    /// Its areas.
    ///
    /// What units, such as options, are described by is in their own files.
    static let areas = [
        pages, parts, sentences, jobs, queue, datasets, dataPages, networks, home, costs, many,
        people, everyone, training, api, versions,
    ]
}
