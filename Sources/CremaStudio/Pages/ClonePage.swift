import CremaJobs
import Hummingbird
import HummingbirdCore

/// `/clone/<id>`: the form of a new data set or model, filled in as that of another one was.
struct ClonePage: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        routes(router, for: .train).replying(.otherPage).get("clone/{id}", use: clone)
    }

    @Sendable private func clone(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let job = try await studio.store.summary(context.parameters.require("id"))
        if job.jobKind == .dataset,
            let version = try studio.store.jobFolder(job.id).job().dataset?.version
        {
            return .seeOther("/datasets/\(version.originalID)/versions/new?clone=\(job.id)")
        }
        return .seeOther("\(job.imageTask.newPath(of: job.jobKind))?clone=\(job.id)")
    }
}
