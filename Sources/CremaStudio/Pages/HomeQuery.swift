import Foundation
import Hummingbird
import HummingbirdCore

/// What the home page shows of all jobs, as its address has it.
///
/// `/?q=lenet&group=sweep&models_sort=-best,name&models_page=2`
struct HomeQuery: Sendable, Equatable {
    /// Words that are searched for in names, notes, tags, groups and ids.
    var search = ""
    /// The only group that is shown; nil for all.
    var group: String?
    /// The only tag that is shown; nil for all.
    var tag: String?
    /// The columns that each table is sorted by.
    private(set) var orders: [HomeTableKind: [SortKey]] = [:]
    /// The page of each table, from 1.
    private(set) var pages: [HomeTableKind: Int] = [:]

    /// A column that a table is sorted by.
    struct SortKey: Sendable, Equatable {
        /// The id of the column.
        var column: String
        var isDescending = false
    }

    /// The most columns that a table is sorted by.
    private static let mostKeys = 4

    init(_ request: Request) {
        search = request.query("q")?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        group = request.query("group")
        tag = request.query("tag")
        for kind in HomeTableKind.allCases {
            if let text = request.query("\(kind.rawValue)_sort") { orders[kind] = Self.keys(text) }
            if let page = request.query("\(kind.rawValue)_page").flatMap({ Int($0) }) {
                pages[kind] = page
            }
        }
    }

    init() {}

    /// The names of all that an address may have.
    static let names = Set(
        ["q", "group", "tag"]
            + HomeTableKind.allCases.flatMap { ["\($0.rawValue)_sort", "\($0.rawValue)_page"] }
    )

    private static func keys(_ text: String) -> [SortKey] {
        text.split(separator: ",").prefix(mostKeys).map { word in
            word.hasPrefix("-")
                ? SortKey(column: String(word.dropFirst()), isDescending: true)
                : SortKey(column: String(word))
        }
    }

    // MARK: Other addresses

    /// The same, for another group, another tag or all of them; from the first page on.
    func narrowed(_ change: (inout HomeQuery) -> Void) -> HomeQuery {
        var query = self
        query.pages = [:]
        change(&query)
        return query
    }

    /// The same table on another page.
    func turned(_ kind: HomeTableKind, to page: Int) -> HomeQuery {
        var query = self
        query.pages[kind] = page == 1 ? nil : page
        return query
    }

    /// A table sorted by a column, or the other way round if it is already; `isAdded` means that
    /// the other columns keep counting.
    func sorted(_ kind: HomeTableKind, by key: SortKey, isAdded: Bool) -> HomeQuery {
        var query = self
        var key = key
        let old = orders[kind] ?? []
        if let before = old.first(where: { $0.column == key.column }) {
            key.isDescending = !before.isDescending
        }
        let place = old.firstIndex { $0.column == key.column }
        if isAdded, let place {
            query.orders[kind]?[place] = key
        } else {
            query.orders[kind] = (isAdded ? old.suffix(Self.mostKeys - 1) : []) + [key]
        }
        query.pages[kind] = nil
        return query
    }

    /// The address of the page with this.
    var address: String {
        var items: [URLQueryItem] = []
        if !search.isEmpty { items.append(.init(name: "q", value: search)) }
        if let group { items.append(.init(name: "group", value: group)) }
        if let tag { items.append(.init(name: "tag", value: tag)) }
        for kind in HomeTableKind.allCases {
            if let keys = orders[kind], !keys.isEmpty {
                let text = keys.map { ($0.isDescending ? "-" : "") + $0.column }
                items.append(
                    .init(name: "\(kind.rawValue)_sort", value: text.joined(separator: ","))
                )
            }
            if let page = pages[kind] {
                items.append(.init(name: "\(kind.rawValue)_page", value: "\(page)"))
            }
        }
        guard !items.isEmpty else { return "/" }
        let pairs = items.map { "\($0.name)=\(Self.escaped($0.value ?? ""))" }
        return "/?" + pairs.joined(separator: "&")
    }

    private static func escaped(_ text: String) -> String {
        // Only text that is not UTF-8 could not be escaped, and a String is.
        text.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
    }

    private static let allowed = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~,"
    )
}

/// A table of the home page.
enum HomeTableKind: String, CaseIterable, Sendable {
    case running, models, datasets
}
