/// The catalog of simplified Chinese.
enum ChineseWords {
    /// Its areas; the last two are what units, such as options, are described by, and what other
    /// parts report.
    static let areas = [
        pages, parts, sentences, jobs, queue, datasets, dataPages, networks, home, costs, many,
        people, everyone, training, api, versions, units, reports,
    ]
}
