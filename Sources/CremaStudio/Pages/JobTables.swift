import CremaJobs
import Hummingbird
import HummingbirdCore

/// DIGITS' table of jobs as JSON: `/completed_jobs.json`, and a row of it,
/// `/jobs/<id>/table_data.json`.
struct JobTables: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        routes(router, for: .look).replying(.json(.object))
            .get("completed_jobs", use: all)
            .get("jobs/{id}/table_data", use: one)
    }

    /// Every job: those that are not over, and the others by their kind.
    private struct Table: Encodable {
        var running: [TableRow]
        var datasets: [TableRow]
        var models: [TableRow]
        var pretrainedModels: [TableRow]
        /// The outputs that any of the models has.
        var outputFields: [String]

        enum CodingKeys: String, CodingKey {
            case running, datasets, models
            case pretrainedModels = "pretrained_models"
            case outputFields = "model_output_fields"
        }
    }

    @Sendable private func all(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let jobs = await studio.store.all()
        let ended = jobs.filter(\.isOver)
        let models = Dictionary(grouping: jobs.compactMap(\.datasetID)) { $0 }.mapValues(\.count)
        let rows = { (jobs: [JobSummary]) in
            jobs.map { row(of: $0, modelCount: models[$0.id] ?? 0) }
        }
        let outputs = Set(jobs.flatMap { $0.outputs.ranges.keys })
        return try .json(
            Table(
                running: rows(jobs.filter { !$0.isOver }),
                datasets: rows(ended.filter { $0.jobKind == .dataset }),
                models: rows(ended.filter { $0.jobKind == .model }),
                pretrainedModels: studio.pretrained.all().map { model in
                    TableRow(
                        model,
                        hasLabels: studio.pretrained.file(.labels, of: model.id) != nil
                    )
                },
                outputFields: outputs.sorted()
            )
        )
    }

    @Sendable private func one(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let job = try await studio.store.summary(context.parameters.require("id"))
        let count = await studio.store.models(on: job.id).count
        return try .json(["job": row(of: job, modelCount: count)])
    }

    private func row(of job: JobSummary, modelCount: Int) -> TableRow {
        // A job whose file is damaged is shown as far as it is known.
        let file = job.jobKind == .dataset ? try? studio.store.jobFolder(job.id).job() : nil
        return TableRow(job, file, modelCount: modelCount)
    }
}
