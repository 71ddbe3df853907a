import CremaJobs
import CremaProto
import Foundation

/// A column of a table of jobs: what it is called, what it sorts by, what it shows.
struct JobColumn: Sendable {
    /// Its id, as addresses have it.
    let id: String
    /// Its heading.
    let title: Phrase
    /// The class of its heading.
    var style = ""
    /// Whether the largest value comes first when somebody sorts by it.
    var startsDescending = true
    /// Whether a table has it where nobody has chosen other columns.
    var isUsual = false
    /// What a job is sorted by.
    let value: @Sendable (JobSummary, Surroundings) -> Value
    /// What it shows of a job.
    let cell: @Sendable (JobSummary, Surroundings) -> HomeCell

    /// What a job is shown with, besides itself.
    struct Surroundings: Sendable {
        var words: Words
        /// The time, in seconds since 1970.
        var now: Double
        /// The names of the data sets, by id.
        var datasets: [String: String] = [:]
        /// How many models there are on each data set.
        var models: [String: Int] = [:]
        /// What the page shows, for links to others.
        var query = HomeQuery()
    }

    /// What is sorted by; what has no value comes last in either order.
    enum Value: Sendable {
        case nothing
        case number(Double)
        case text(String)

        /// Whether it comes before another; nil where neither does.
        func precedes(_ other: Value, isDescending: Bool) -> Bool? {
            switch (self, other) {
            case (.nothing, .nothing): nil
            case (.nothing, _): false
            case (_, .nothing): true
            case (.number(let one), .number(let two)):
                one == two ? nil : isDescending ? one > two : one < two
            case (.text(let one), .text(let two)):
                one == two ? nil : isDescending ? one > two : one < two
            case (.number, .text): true
            case (.text, .number): false
            }
        }
    }
}

extension JobColumn {
    /// The columns that a table can have, but for the name.
    static func all(of kind: HomeTableKind, _ jobs: [JobSummary]) -> [JobColumn] {
        switch kind {
        case .running: [job, progress, loss, status, group(isUsual: false), created]
        case .models:
            [status, loss, best, accuracy, elapsed, created, dataset, group(isUsual: true), notes]
                + outputs(of: jobs)
        case .datasets: [status, models, elapsed, created, group(isUsual: true), notes]
        }
    }

    /// What every table is sorted by where nobody has chosen a column.
    static let newestFirst = HomeQuery.SortKey(column: "created", isDescending: true)

    /// The name, which every table has.
    static let name = text("name", "home.column_name", style: "name", isUsual: true) { job, _ in
        job.name
    }

    private static let job = text("job", "home.column_kind", isUsual: true) { job, context in
        context.words.text(job.jobKind.phrase)
    }

    private static let dataset = text("dataset", "home.column_dataset") { job, context in
        context.datasets[job.datasetID ?? ""] ?? ""
    }

    private static let notes = text("notes", "home.column_notes") { job, _ in job.notes }

    private static let status = JobColumn(
        id: "status",
        title: Phrase("home.column_status"),
        startsDescending: false,
        isUsual: true,
        value: { job, context in .text(context.words.text(job.phrase)) },
        cell: { job, context in
            HomeCell(
                badge: .init(
                    words: context.words.text(job.phrase),
                    colour: job.isSpoiled ? "warning" : JobRow.colour(of: job.jobStatus)
                )
            )
        }
    )

    private static let progress = JobColumn(
        id: "progress",
        title: Phrase("job.progress"),
        isUsual: true,
        value: { job, _ in .number(job.progress) },
        cell: { job, context in
            let row = JobRow(job, context.words, now: context.now)
            return HomeCell(bar: .init(percent: row.percent, colour: row.colour, time: row.time))
        }
    )

    private static let loss = JobColumn(
        id: "loss",
        title: Phrase("home.column_loss"),
        style: "number",
        startsDescending: false,
        isUsual: true,
        value: { job, _ in job.outputs.points.last.map { .number($0.value) } ?? .nothing },
        cell: { job, context in
            guard let last = job.outputs.points.last else { return HomeCell(style: "number") }
            return HomeCell(
                style: "number",
                words: Wording.number(last.value),
                sparkline: Sparkline(job.outputs.points).path
            )
        }
    )

    private static let best = share("best", "home.column_best", isUsual: true) { $0.bestMeasure }
    private static let accuracy = share("accuracy", "home.column_accuracy") { $0.accuracy }

    private static let elapsed = JobColumn(
        id: "elapsed",
        title: Phrase("home.column_elapsed"),
        isUsual: true,
        value: { job, context in job.elapsed(at: context.now).map { .number($0) } ?? .nothing },
        cell: { job, context in
            let time = job.elapsed(at: context.now).map(Wording.duration)
            return HomeCell(words: time.map(context.words.text))
        }
    )

    private static let created = JobColumn(
        id: "created",
        title: Phrase("job.created"),
        isUsual: true,
        value: { job, _ in .number(job.created) },
        cell: { job, context in HomeCell(words: Wording.date(job.created, context.words)) }
    )

    private static let models = JobColumn(
        id: "refs",
        title: Phrase("home.models"),
        style: "number",
        isUsual: true,
        value: { job, context in .number(Double(context.models[job.id] ?? 0)) },
        cell: { job, context in
            HomeCell(style: "number", words: context.words.count(context.models[job.id] ?? 0))
        }
    )

    private static func group(isUsual: Bool) -> JobColumn {
        JobColumn(
            id: "group",
            title: Phrase("home.column_group"),
            startsDescending: false,
            isUsual: isUsual,
            value: { job, _ in .nonempty(job.groupName) },
            cell: { job, context in
                guard !job.groupName.isEmpty else { return HomeCell() }
                let query = context.query.narrowed { $0.group = job.groupName }
                return HomeCell(link: .init(words: job.groupName, address: query.address))
            }
        )
    }

    /// The last, the least and the largest value of each output that any of the models has.
    private static func outputs(of jobs: [JobSummary]) -> [JobColumn] {
        let names = jobs.reduce(into: Set<String>()) { $0.formUnion($1.outputs.ranges.keys) }
        return names.sorted().flatMap { name in
            [
                output(name, "last", Phrase("home.last", ["output": name])) { $0.last },
                output(name, "min", Phrase("home.min", ["output": name])) { $0.least },
                output(name, "max", Phrase("home.max", ["output": name])) { $0.largest },
            ]
        }
    }

    private static func output(
        _ name: String,
        _ bound: String,
        _ title: Phrase,
        _ part: @escaping @Sendable (OutputSummary.Range) -> Double
    ) -> JobColumn {
        JobColumn(
            id: "\(name) \(bound)",
            title: title,
            style: "number",
            startsDescending: !name.lowercased().contains("loss"),
            value: { job, _ in job.outputs.ranges[name].map { .number(part($0)) } ?? .nothing },
            cell: { job, _ in
                let value = job.outputs.ranges[name].map(part)
                return HomeCell(style: "number", words: value.map(Wording.number))
            }
        )
    }

    private static func text(
        _ id: String,
        _ key: String,
        style: String = "",
        isUsual: Bool = false,
        _ words: @escaping @Sendable (JobSummary, Surroundings) -> String
    ) -> JobColumn {
        JobColumn(
            id: id,
            title: Phrase(key),
            style: style,
            startsDescending: false,
            isUsual: isUsual,
            value: { .nonempty(words($0, $1)) },
            cell: { HomeCell(style: "words", words: words($0, $1)) }
        )
    }

    /// A column of a part of 1.
    private static func share(
        _ id: String,
        _ key: String,
        isUsual: Bool = false,
        _ part: @escaping @Sendable (JobSummary) -> Double?
    ) -> JobColumn {
        JobColumn(
            id: id,
            title: Phrase(key),
            style: "number",
            isUsual: isUsual,
            value: { job, _ in part(job).map { .number($0) } ?? .nothing },
            cell: { job, context in
                let words = part(job).map { Wording.percent($0 * 100, digits: 1) }
                return HomeCell(style: "number", words: words.map(context.words.text))
            }
        )
    }
}

extension JobColumn.Value {
    /// A text as people look for it, capitals or not; nothing where it is empty.
    fileprivate static func nonempty(_ text: String) -> JobColumn.Value {
        text.isEmpty ? .nothing : .text(text.lowercased())
    }
}

/// A curve as small as a word: the path of an SVG that is 100 wide and 24 high.
struct Sparkline {
    /// The path.
    let path: String

    init(_ points: [OutputSummary.Point]) {
        let values = points.map(\.value)
        let (low, high) = (values.min() ?? 0, values.max() ?? 0)
        let span = high > low ? high - low : 1
        let step = 100 / Double(max(1, points.count - 1))
        path = values.enumerated().map { place, value in
            let (x, y) = (Double(place) * step, 22 - 20 * (value - low) / span)
            return String(format: "%@%.0f %.1f", place == 0 ? "M" : "L", x, y)
        }.joined()
    }
}
