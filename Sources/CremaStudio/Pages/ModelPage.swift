import CremaData
import CremaEvents
import CremaJobs
import CremaProto
import Foundation
import Hummingbird
import HummingbirdCore

/// `/models/<id>`: a model while it trains and after.
struct ModelPage: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        router.get("models/{id}", use: show)
        router.post("models/{id}/validate-on-whole-images", use: validateOnWholeImages)
    }

    @Sendable private func show(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let job = try await studio.store.summary(context.parameters.require("id"), .model)
        let model = try ModelFolder(studio.store.jobFolder(job.id))
        if context.wantsJSON {
            var reply = JobReply(job, folder: model.folder)
            reply.snapshots = model.snapshots.reversed().map(\.epoch)
            return try .json(reply)
        }
        return try studio.views.page(try await view(of: job, model), context)
    }

    private func view(of job: JobSummary, _ model: ModelFolder) async throws -> ModelView {
        let feed = try await studio.store.feed(of: job.id)
        return ModelView(
            head: await JobHead(job, model.folder, feed),
            epochIterations: model.iterationsPerEpoch,
            epochCount: model.epochCount,
            snapshots: model.snapshots.map { .init(epoch: $0.epoch, title: $0.title) },
            formats: ArchiveFormat.allCases.map(\.rawValue),
            files: files(of: model.folder, at: job.path),
            settings: settings(model),
            hasLayerFile: model.folder.has(PythonLayerUse.fileName),
            validation: try await validation(of: job, model),
            dataset: await studio.store.find(job.datasetID ?? "").map { JobRow($0) }
        )
    }

    /// Trains the same model once more, its layers in Python kept out of validation.
    @Sendable private func validateOnWholeImages(
        _ request: Request,
        _ context: StudioContext
    ) async throws -> Response {
        let job = try await studio.store.summary(context.parameters.require("id"), .model)
        if let pair = try await pair(of: job) {
            return try answer(context, pair)
        }
        let model = try ModelFolder(studio.store.jobFolder(job.id))
        let dataset = try await studio.store.summary(job.datasetID ?? "", .dataset)
        var settings = model.job.model ?? ModelSettings()
        settings.pair = job.id
        settings.name = "\(job.name), validated on whole images"
        let wanted = ModelRequest(
            settings: settings,
            network: try model.networkValidatingOnWholeImages(),
            layerFile: model.layerFileText.map {
                LayerFile(name: PythonLayerUse.fileName, text: $0, key: "")
            }
        )
        let made = try await wanted.create(in: studio.store, dataset: dataset)
        try await studio.queue.enqueue(made.id)
        return try answer(context, try await studio.store.summary(made.id))
    }

    private func answer(_ context: StudioContext, _ job: JobSummary) throws -> Response {
        context.wantsJSON ? try .json(["location": job.path, "id": job.id]) : .seeOther(job.path)
    }
}

extension ModelPage {
    private func validation(of job: JobSummary, _ model: ModelFolder) async throws
        -> ModelView.Validation?
    {
        let layers = model.layersInValidation
        let pair = try await pair(of: job)
        let isAsked = !layers.isEmpty && job.jobStatus != .error
        guard isAsked || pair != nil else { return nil }
        var validation = ModelView.Validation()
        if !layers.isEmpty {
            validation.layers = layers.map { "“\($0.name)”" }.joined(separator: " and ")
            validation.isOne = layers.count == 1
        }
        guard let pair else { return validation }
        let (changed, whole) = layers.isEmpty ? (pair, job) : (job, pair)
        validation.comparison = [
            compared(changed, "Validated on images that the layer changed", this: job),
            compared(whole, "Validated on whole images", this: job),
        ]
        return validation
    }

    private func compared(_ job: JobSummary, _ title: String, this: JobSummary)
        -> ModelView.Compared
    {
        let row = JobRow(job)
        return ModelView.Compared(
            title: title,
            name: job.name,
            path: job.path,
            status: job.status,
            colour: row.colour,
            accuracy: row.accuracy,
            isThis: job.id == this.id
        )
    }

    /// The same model with the other validation, where it was made and is still there.
    private func pair(of job: JobSummary) async throws -> JobSummary? {
        // A job whose file is damaged is nobody's.
        func original(of id: String) -> String? {
            (try? studio.store.jobFolder(id).job())?.model?.pair
        }
        if let id = original(of: job.id) { return await studio.store.find(id) }
        guard let dataset = job.datasetID else { return nil }
        return await studio.store.models(on: dataset).first { original(of: $0.id) == job.id }
    }

    private func files(of folder: JobFolder, at path: String) -> [ModelView.File] {
        let hidden = ["job.json", "events.jsonl", "process.json"]
        // The folder may be removed just now.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted { $0.localizedStandardCompare($1) == .orderedAscending }
            .filter { !hidden.contains($0) && !$0.hasPrefix(".") }
            .compactMap { name in
                let values = try? folder.file(name).resourceValues(
                    forKeys: [.fileSizeKey, .isRegularFileKey])
                guard values?.isRegularFile == true, let size = values?.fileSize else { return nil }
                let escaped = name.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed)
                return ModelView.File(
                    name: name,
                    address: "\(path)/files/\(escaped ?? name)",
                    size: Wording.size(size)
                )
            }
    }

    private func settings(_ model: ModelFolder) -> [Setting] {
        let known = (model.job.model?.facts ?? []).map { Setting(name: $0.label, value: $0.words) }
        return known + [
            Setting(name: "Created", value: Wording.date(model.job.created)),
            Setting(name: "Size on disk", value: Wording.size(model.folder.size())),
            Setting(name: "Job folder", value: model.folder.path),
        ]
    }
}
