import CremaJobs
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// `/models/<task>/large_graph?job_id=`: the curves of a training on a page of their own, and
/// `/models/<id>/curves.csv`: every point of them.
struct CurvesPage: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        let looking = routes(router, for: .look)
        for task in ImageTaskCatalog.all {
            let graphs = looking.taking(FormCatalog.job).replying(.html)
            graphs.get("\(task.largeGraphPath)") { request, context in
                try await large(task, request, context)
            }
        }
        looking.replying(.file("text/csv")).get("models/{id}/curves.csv", use: table)
    }

    private func large(_ task: any ImageTask, _ request: Request, _ context: StudioContext)
        async throws -> Response
    {
        let job = try await studio.store.summary(request.query("job_id") ?? "", .model)
        try job.check(isOf: task) { $0.largeGraphPath }
        let model = try ModelFolder(studio.store.jobFolder(job.id))
        let images = studio.trainingImages(of: job)
        let curves = ShownCurves(of: job, model, epochImages: images, isSmall: false)
        return try studio.views.page(LargeGraphView(name: job.name, curves: curves), context)
    }

    @Sendable private func table(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let job = try await studio.store.summary(context.parameters.require("id"), .model)
        let model = try ModelFolder(studio.store.jobFolder(job.id))
        let table = CurveTable(of: model.folder, iterationsPerEpoch: model.iterationsPerEpoch)
        var reply = Response.data(Data(table.csv.utf8), type: "text/csv; charset=utf-8")
        reply.headers[.contentDisposition] = "attachment; filename=\(job.id)_curves.csv"
        return reply
    }
}

extension Studio {
    /// How many images a model learns from; 0 where its data set is gone.
    func trainingImages(of job: JobSummary) -> Int {
        guard let id = job.datasetID else { return 0 }
        // A data set that is not finished, or was deleted, has no numbers.
        return (try? DatasetFolder(path: store.jobFolder(id).path))?.trainCount ?? 0
    }
}
