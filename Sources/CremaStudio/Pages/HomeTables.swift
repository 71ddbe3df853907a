import CremaEvents
import CremaJobs
import CremaProto
import Foundation
import Hummingbird
import HummingbirdCore

/// The columns that somebody has chosen for each table, kept in the browser's cookies.
struct ChosenColumns: Sendable, Hashable {
    /// The ids of the columns; a table that is not there has its usual ones.
    private var ids: [HomeTableKind: [String]] = [:]

    /// The usual columns.
    init() {}

    /// Reads `crema_columns_models=status|loss` and so on, each id escaped.
    init(_ request: Request) {
        for kind in HomeTableKind.allCases {
            guard let text = request.cookie("crema_columns_\(kind.rawValue)") else { continue }
            let words = text.removingPercentEncoding ?? ""
            ids[kind] = words.split(separator: "|").map(String.init)
        }
    }

    /// Whether a table shows a column.
    func has(_ column: JobColumn, in kind: HomeTableKind) -> Bool {
        ids[kind]?.contains(column.id) ?? column.isUsual
    }
}

/// The tables of the home page, made of all jobs.
struct HomeTables {
    private let jobs: [HomeTableKind: [JobSummary]]
    private let columns: ChosenColumns
    private let context: JobColumn.Surroundings

    /// How many rows a page of a table has.
    static let pageSize: [HomeTableKind: Int] = [.running: 20, .models: 50, .datasets: 20]

    init(
        _ jobs: [JobSummary],
        query: HomeQuery = HomeQuery(),
        columns: ChosenColumns,
        words: Words,
        now: Double = Date().timeIntervalSince1970
    ) {
        self.jobs = Dictionary(grouping: jobs, by: HomeTableKind.init)
        self.columns = columns
        let datasets = jobs.filter { $0.jobKind == .dataset }.map { ($0.id, $0.name) }
        context = JobColumn.Surroundings(
            words: words,
            now: now,
            datasets: Dictionary(datasets) { first, _ in first },
            models: jobs.compactMap(\.datasetID).reduce(into: [:]) { $0[$1, default: 0] += 1 },
            query: query
        )
    }

    private var words: Words { context.words }
    private var query: HomeQuery { context.query }

    /// Every table that has something to show, or an invitation.
    func all() -> [HomeTable] {
        // Where there are no models yet, the data sets, which models are made of, come first.
        let order: [HomeTableKind] = has(.model) ? [.models, .datasets] : [.datasets, .models]
        let running = jobs[.running] == nil ? [] : [table(.running)]
        return running + order.map(table)
    }

    /// Whether there is a job of a kind, running or not.
    private func has(_ kind: Job.Kind) -> Bool {
        jobs.values.contains { $0.contains { $0.jobKind == kind } }
    }

    private func table(_ kind: HomeTableKind) -> HomeTable {
        let all = jobs[kind] ?? []
        var table = HomeTable(id: kind.rawValue, title: words[kind.titleKey], count: "0")
        if let made = kind.jobKind {
            if has(made) { table.new = new(made) } else { table.invitation = invitation(made) }
        }
        guard !all.isEmpty else { return table }
        let found = all.filter(isFound)
        table.count = words.count(found.count)
        let known = knownColumns(of: kind)
        let shown = known.filter { isShown($0, in: kind) }
        table.choices = known.dropFirst().map {
            HomeTable.Choice(
                column: $0.id,
                heading: words.text($0.title),
                isShown: isShown($0, in: kind)
            )
        }
        guard !found.isEmpty else {
            table.nothing = words["home.nothing_found"]
            return table
        }
        let order = (query.orders[kind] ?? []).filter { key in
            known.contains { $0.id == key.column }
        }
        table.columns = shown.map { heading($0, kind, order) }
        let sorted = sorted(found, known, order.isEmpty ? [JobColumn.newestFirst] : order)
        let page = page(of: sorted, kind)
        table.pages = page.pages
        let isGrouped = order.first?.column == "group"
        table.rows = rows(of: page.jobs, shown, isGrouped: isGrouped)
        return table
    }

    // MARK: Parts

    private func knownColumns(of kind: HomeTableKind) -> [JobColumn] {
        [.name] + JobColumn.all(of: kind, jobs[kind] ?? [])
    }

    private func isShown(_ column: JobColumn, in kind: HomeTableKind) -> Bool {
        column.id == JobColumn.name.id || columns.has(column, in: kind)
    }

    private func new(_ kind: Job.Kind) -> HomeTable.Link {
        let task = ShownTask(ImageTaskCatalog.all[0], words)
        let part = kind == .model ? task.models : task.datasets
        return HomeTable.Link(words: part.newTitle, address: part.newPath)
    }

    private func invitation(_ kind: Job.Kind) -> HomeTable.Invitation {
        var button = new(kind)
        guard kind == .model else {
            button.words = words["home.first_dataset"]
            return HomeTable.Invitation(
                lead: words["home.no_datasets"],
                about: words["home.about_datasets"],
                button: button
            )
        }
        button.words = words["home.first_model"]
        return HomeTable.Invitation(
            lead: words["home.no_models"],
            about: words[has(.dataset) ? "home.about_models" : "home.models_later"],
            button: has(.dataset) ? button : nil
        )
    }

    private func heading(
        _ column: JobColumn,
        _ kind: HomeTableKind,
        _ order: [HomeQuery.SortKey]
    ) -> HomeTable.Column {
        let place = order.firstIndex { $0.column == column.id }
        let isDescending = place.map { order[$0].isDescending } ?? false
        let number = order.count > 1 ? place.map { "\($0 + 1)" } ?? "" : ""
        let key = HomeQuery.SortKey(
            column: column.id,
            isDescending: column.startsDescending
        )
        return HomeTable.Column(
            heading: words.text(column.title),
            style: column.style,
            order: place.map { _ in isDescending ? "descending" : "ascending" },
            mark: place.map { _ in (isDescending ? "▼" : "▲") + number },
            sortAddress: query.sorted(kind, by: key, isAdded: false).address,
            addAddress: query.sorted(kind, by: key, isAdded: true).address
        )
    }

    private func page(of jobs: [JobSummary], _ kind: HomeTableKind)
        -> (jobs: ArraySlice<JobSummary>, pages: HomeTable.Pages?)
    {
        let size = Self.pageSize[kind] ?? 50
        let last = max(1, (jobs.count + size - 1) / size)
        let number = min(max(1, query.pages[kind] ?? 1), last)
        let first = (number - 1) * size
        let shown = jobs[first..<min(first + size, jobs.count)]
        guard last > 1 else { return (shown, nil) }
        let address = { (page: Int) in query.turned(kind, to: page).address }
        let pages = HomeTable.Pages(
            words: words.text(
                Phrase(
                    "home.page",
                    ["first": first + 1, "last": first + shown.count, "all": jobs.count]
                )
            ),
            previous: number > 1 ? address(number - 1) : nil,
            next: number < last ? address(number + 1) : nil
        )
        return (shown, pages)
    }

    // MARK: Which, and in which order

    /// Whether a job is what is searched for.
    private func isFound(_ job: JobSummary) -> Bool {
        if let group = query.group, job.groupName != group { return false }
        if let tag = query.tag, !job.tags.contains(tag) { return false }
        guard !query.search.isEmpty else { return true }
        let text = ([job.name, job.notes, job.groupName, job.id] + job.tags)
            .joined(separator: "\n").lowercased()
        return query.search.lowercased().split(separator: " ").allSatisfy { text.contains($0) }
    }

    /// Jobs by several columns; where all of these are equal, they stay as they are.
    private func sorted(
        _ jobs: [JobSummary],
        _ known: [JobColumn],
        _ order: [HomeQuery.SortKey]
    ) -> [JobSummary] {
        let columns = order.compactMap { key in known.first { $0.id == key.column } }
        let keys = jobs.map { job in columns.map { $0.value(job, context) } }
        let places = jobs.indices.sorted { one, two in
            for (place, key) in order.enumerated() where place < columns.count {
                let isBefore = keys[one][place].precedes(
                    keys[two][place],
                    isDescending: key.isDescending
                )
                if let isBefore { return isBefore }
            }
            return one < two
        }
        return places.map { jobs[$0] }
    }

    // MARK: Rows

    /// The rows of jobs as the tables have them that list these.
    func rows(of jobs: [JobSummary]) -> [HomeRow] {
        Dictionary(grouping: jobs, by: HomeTableKind.init).flatMap { kind, jobs in
            let shown = knownColumns(of: kind).filter { isShown($0, in: kind) }
            return rows(of: jobs[...], shown, isGrouped: false)
        }
    }

    private func rows(
        of jobs: ArraySlice<JobSummary>,
        _ columns: [JobColumn],
        isGrouped: Bool
    ) -> [HomeRow] {
        var group: String?
        return jobs.map { job in
            var row = row(of: job, columns)
            if isGrouped, job.groupName != group {
                group = job.groupName
                row.groupHeading = job.groupName.isEmpty ? words["home.no_group"] : job.groupName
            }
            return row
        }
    }

    private func row(of job: JobSummary, _ columns: [JobColumn]) -> HomeRow {
        let texts = JobRow(job, words, now: context.now)
        let hasFailed = job.jobStatus == .error || job.isSpoiled
        return HomeRow(
            id: job.id,
            kind: job.jobKind.path,
            name: job.name,
            path: job.path,
            tags: job.tags.map { tag in
                HomeTable.Link(words: tag, address: query.narrowed { $0.tag = tag }.address)
            },
            trouble: hasFailed ? job.message.map(words.text) : texts.hindrance,
            wait: texts.wait,
            cells: columns.dropFirst().map { $0.cell(job, context) }
        )
    }
}

extension HomeTableKind {
    /// The table that lists a job.
    fileprivate init(of job: JobSummary) {
        self = !job.isOver ? .running : job.jobKind == .model ? .models : .datasets
    }

    /// The kind of its jobs; nil if it has both.
    fileprivate var jobKind: Job.Kind? {
        switch self {
        case .running: nil
        case .models: .model
        case .datasets: .dataset
        }
    }

    fileprivate var titleKey: String {
        switch self {
        case .running: "home.running"
        case .models: "home.models"
        case .datasets: "home.datasets"
        }
    }
}
