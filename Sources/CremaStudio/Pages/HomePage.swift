import CremaEngine
import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// `/`: the jobs that run, the models and the data sets.
///
/// The address has what is searched for, the order and the page of each table (`HomeQuery`); a
/// cookie of the browser has the columns (`ChosenColumns`).
struct HomePage: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        let routes = routes(router, for: .look)
        routes.taking(FormCatalog.home).replying(.page(.jobs)).get("/", use: show)
        routes.taking(FormCatalog.homeEvents).replying(.events).get("/events", use: events)
        // For pages that have no events of their own.
        routes.replying(.nothing).get("/alive") { _, _ in Response(status: .noContent) }
    }

    @Sendable private func show(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        if context.wantsJSON { return try await lists() }
        // The version is read first: what changes meanwhile is sent once more.
        let version = await studio.store.version
        let jobs = await studio.store.all()
        let query = HomeQuery(request)
        let tables = HomeTables(
            jobs,
            query: query,
            columns: ChosenColumns(request),
            words: context.words
        )
        return try studio.views.page(
            HomeView(
                tables: tables.all(),
                search: jobs.isEmpty ? nil : search(query, context.words),
                pretrained: pretrained(context.words),
                version: "\(version)",
                groups: Set(jobs.map(\.groupName)).filter { !$0.isEmpty }.sorted()
            ),
            context
        )
    }

    /// All jobs as JSON.
    private func lists() async throws -> Response {
        let reply = { JobReply($0, folder: studio.store.jobFolder($0.id)) }
        return try .json(
            Lists(
                jobsFolder: studio.store.folder.path,
                datasets: await studio.store.all(.dataset).map(reply),
                models: await studio.store.all(.model).map(reply)
            )
        )
    }

    /// Every job, and the studio itself, with DIGITS' keys.
    private struct Lists: Encodable {
        let version = Version.crema
        let server = ProcessInfo.processInfo.hostName
        var jobsFolder: String
        var datasets: [JobReply]
        var models: [JobReply]

        enum CodingKeys: String, CodingKey {
            case version, datasets, models
            case server = "server_name"
            case jobsFolder = "jobs_dir"
        }
    }

    private func search(_ query: HomeQuery, _ words: Words) -> HomeView.Search {
        var filters: [HomeView.Filter] = []
        if let group = query.group {
            filters.append(
                HomeView.Filter(
                    words: words.text(Phrase("home.only_group", ["name": group])),
                    address: query.narrowed { $0.group = nil }.address
                )
            )
        }
        if let tag = query.tag {
            filters.append(
                HomeView.Filter(
                    words: words.text(Phrase("home.only_tag", ["name": tag])),
                    address: query.narrowed { $0.tag = nil }.address
                )
            )
        }
        return HomeView.Search(text: query.search, filters: filters)
    }

    private func pretrained(_ words: Words) -> String? {
        let count = studio.pretrained.all().count
        return count == 0 ? nil : words.text(Phrase("home.pretrained", ["count": count]))
    }

    /// Sends the rows that have changed since `?since=<version>`, and `list` where the tables
    /// themselves have.
    @Sendable private func events(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let last = request.headers[.init("Last-Event-ID")!] ?? request.query("since")
        let place = HomeFeed.Place(
            version: last.flatMap { Int($0) } ?? 0,
            language: context.language,
            columns: ChosenColumns(request)
        )
        return EventStream.response(on: studio.store.pulse, from: place) {
            [feed = studio.homeFeed] in await feed.news(since: $0)
        }
    }
}
