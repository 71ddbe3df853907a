import CremaJobs
import Foundation
import Hummingbird
import HummingbirdCore

/// `/`: the data sets and the models.
struct HomePage: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        router.get("/", use: show)
        router.get("/events", use: events)
    }

    @Sendable private func show(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let datasets = await studio.store.all(.dataset)
        let models = await studio.store.all(.model)
        if context.wantsJSON {
            let reply = { JobReply($0, folder: studio.store.jobFolder($0.id)) }
            return try .json(["datasets": datasets.map(reply), "models": models.map(reply)])
        }
        return try studio.views.page(
            HomeView(
                task: ShownTask(ImageTaskCatalog.all[0], context.words),
                datasets: datasets.map { JobRow($0, context.words) },
                models: models.map { JobRow($0, context.words) }
            ),
            context
        )
    }

    /// Sends every row when something about it changed.
    @Sendable private func events(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        EventStream.response(on: studio.store.pulse, from: 0) { [feed = studio.homeFeed] in
            await feed.news(since: $0, in: context.language)
        }
    }
}
