import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// What can be asked of a training besides: to pause, and to go on.
struct TrainingActions: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        let routes = routes(router, for: .change).replying(.done(.object))
        routes.post("models/{id}/pause", use: pause)
        routes.taking(FormCatalog.continuation)
            .post("models/{id}/continue", use: goOn)
            .post("models/{id}/resume", use: goOn)
    }

    private func summary(_ context: StudioContext) async throws -> JobSummary {
        try await studio.store.summary(context.parameters.require("id"), .model)
    }

    @Sendable private func pause(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let job = try await summary(context)
        try await studio.queue.pause(job.id)
        return context.wantsJSON ? try .json(["status": "pausing"]) : .seeOther(job.path)
    }

    /// Takes `snapshot_epoch`, the snapshot to go on from, and `epochs`, how many are added.
    @Sendable private func goOn(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let job = try await summary(context)
        let back = WayBack(path: job.path, title: Phrase("way.to_model"))
        return try await telling(.page(title: Phrase("error.not_continued"), back: back)) {
            let form = try await Form(request, limit: Form.Limit.words)
            try FormCatalog.continuation.check(form, request)
            let (epoch, more) = (form["snapshot_epoch"], try moreEpochs(form["epochs"]))
            try await studio.queue.goOn(job.id) { job, store in
                try await Continuation(of: job, in: store, fromEpoch: epoch, moreEpochs: more)
            }
            guard context.wantsJSON else { return .seeOther(job.path) }
            let status = try await studio.store.summary(job.id).status
            return try .json(["id": job.id, "location": job.path, "status": status])
        }
    }

    private func moreEpochs(_ text: String) throws -> Int {
        if text.isEmpty { return 0 }
        guard let count = Int(text), (0...SolverSettings.mostEpochs).contains(count) else {
            let arguments: [String: any PhraseArgument] = [
                "found": String(text.prefix(40)), "most": SolverSettings.mostEpochs,
            ]
            throw FormErrors(["epochs": [Phrase("form.not_epochs", arguments)]])
        }
        return count
    }
}
