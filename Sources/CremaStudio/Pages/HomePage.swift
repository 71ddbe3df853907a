import CremaJobs
import Foundation
import Hummingbird
import HummingbirdCore

/// `/`: the data sets and the models.
struct HomePage: Page {
    let studio: Studio

    func addRoutes(to router: Router<BasicRequestContext>) {
        router.get("/", use: show)
        router.get("/events", use: events)
    }

    @Sendable private func show(_ request: Request, _ context: BasicRequestContext) async throws
        -> Response
    {
        let datasets = try await studio.store.all(.dataset)
        let models = try await studio.store.all(.model)
        if request.wantsJSON {
            let reply = { JobReply($0, folder: studio.store.jobFolder($0.id)) }
            return try .json(["datasets": datasets.map(reply), "models": models.map(reply)])
        }
        return try studio.views.page(
            "Home",
            [
                "datasets": datasets.map { JobRow($0) },
                "models": models.map { JobRow($0) },
                "hasDataset": !datasets.isEmpty,
                "hasModel": !models.isEmpty,
            ]
        )
    }

    /// Sends every row when something about it changed.
    @Sendable private func events(_ request: Request, _ context: BasicRequestContext) async throws
        -> Response
    {
        let sent = LastSent<[JobRow]>()
        let store = studio.store
        return EventStream.response(every: .seconds(1)) {
            let rows = try await store.all().map { JobRow($0) }
            guard await sent.isNew(rows) else { return [] }
            let text = String(decoding: try JSONEncoder().encode(rows), as: UTF8.self)
            return [EventStream.Event(type: "jobs", data: text)]
        }
    }
}

/// What an open page got last.
actor LastSent<Value: Equatable & Sendable> {
    private var value: Value?

    func isNew(_ value: Value) -> Bool {
        defer { self.value = value }
        return value != self.value
    }
}
