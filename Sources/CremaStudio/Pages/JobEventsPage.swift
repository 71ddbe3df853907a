import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// `/models/<id>/events`: what happens in a job, as it happens.
///
/// A line of `events.jsonl` is a message whose id is the line's number, so that a reconnect goes on
/// after the last one it got; of lines that make curves and came long ago only as many are sent as
/// a chart can show. Other messages are `job` (the job's row, whenever it changes), `log` (new
/// lines of the log) and `end`; with `?follow=true` there is no end before the job is deleted.
struct JobEventsPage: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        for kind in ["datasets", "models"] {
            routes(router, for: .look).taking(FormCatalog.jobEvents).replying(.events)
                .get("\(kind)/{id}/events", use: events)
        }
    }

    @Sendable private func events(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let feed = try await studio.store.feed(of: context.parameters.require("id"))
        let line = request.headers[.init("Last-Event-ID")!].flatMap { Int($0) } ?? 0
        let start = JobFeed.Place(
            afterLine: line,
            in: context.language,
            follows: request.query("follow") == "true"
        )
        return EventStream.response(on: feed.pulse, from: start) {
            await feed.news(since: $0)
        }
    }
}
