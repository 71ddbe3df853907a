import CremaData
import CremaEvents
import CremaJobs
import CremaProto
import Foundation
import Hummingbird
import HummingbirdCore

/// `POST /models/check-layers` and `/models/<id>/check-layers`: runs the layers in Python of a form
/// or of a model on its data set's images, and reports what they do.
///
/// The answer is a part of a page, or JSON.
struct LayerChecks: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        let routes = routes(router, for: .train, areChanges: false).replying(.page(.object))
        routes.taking(FormCatalog.model).post("models/check-layers", use: checkForm)
        routes.post("models/{id}/check-layers", use: checkModel)
    }

    @Sendable private func checkForm(_ request: Request, _ context: StudioContext)
        async throws -> Response
    {
        let form = try await Form(request, limit: Form.Limit.network)
        do {
            return try answer(try await report(on: form, request, context), context)
        } catch let errors as FormErrors where !context.wantsJSON {
            return try studio.views.page(
                LayerCheckView(errors, context.words),
                context,
                status: .badRequest
            )
        }
    }

    @Sendable private func checkModel(_ request: Request, _ context: StudioContext)
        async throws -> Response
    {
        let job = try await studio.store.summary(context.parameters.require("id"), .model)
        let model = studio.store.jobFolder(job.id)
        let names = [PythonLayerUse.fileName, "train_val.prototxt"]
        guard model.has(names[0]) else {
            throw StudioError.badRequest(Phrase("error.no_layer_file", ["name": job.name]))
        }
        guard model.has(names[1]) else {
            throw StudioError.badRequest(Phrase("error.waits", ["name": job.name]))
        }
        // Not in the job's own folder: a check leaves nothing behind.
        let report = try await withTemporaryFolder { folder in
            for name in names {
                try FileManager.default.copyItem(
                    at: model.file(name),
                    to: folder.appendingPathComponent(name)
                )
            }
            return try await studio.layerRunner.check(in: folder, context.words)
        }
        return try answer(report, context)
    }

    // MARK: A form

    private func report(on form: Form, _ request: Request, _ context: StudioContext)
        async throws -> LayerReport
    {
        var errors = FormCatalog.model.errors(in: form, request)
        var settings = ModelSettings()
        // The first of several models; it need have no name yet, and its data set is checked below.
        let fields = Sweep(of: form.fields).members[0].fields
        errors.add(settings.read(fields).without(ModelSettings.nameOption.name, "dataset"))
        let dataset = await studio.store.find(settings.dataset, .dataset)
        if let dataset {
            settings.taskName = dataset.imageTaskName
            if dataset.jobStatus != .done {
                errors.add(
                    "dataset",
                    Phrase(
                        "form.dataset_not_done",
                        ["name": dataset.name, "status": dataset.phrase]
                    )
                )
            }
        } else {
            errors.add("dataset", Phrase("form.choose_dataset_to_check"))
        }
        let file = try studio.layerFiles.chosen(
            settings.layerFile,
            upload: form.files[ModelSettings.sentLayerFile.name]
        )
        if file == nil {
            let isClient = settings.layerFile.isFromClient
            errors.add(
                isClient ? ModelSettings.sentLayerFile.name : "python_layer_server_file",
                Phrase("form.choose_layer_file")
            )
        }
        var source: NetworkSource?
        do {
            source = try await studio.networkSource(
                of: settings,
                editor: form.text(ModelSettings.networkText.name),
                layerFile: file
            )
        } catch let found as FormErrors { errors.add(found) }
        guard errors.isEmpty, let source, let file, let dataset else { throw errors }
        try await checkUses(of: file, in: source.text)
        let folder = studio.store.jobFolder(dataset.id)
        return try await report(on: settings, source.text, file, folder, context)
    }

    /// Whether the network has layers of the file, and the file their classes.
    private func checkUses(of file: LayerFile, in network: String) async throws {
        let uses = try FormErrors.naming("custom_network") {
            try NetParameter.read(text: network, file: "network").pythonLayers()
        }
        let errors = await studio.layerFileChecker.errors(in: file, classes: uses)
        guard errors.isEmpty else { throw errors }
        guard !uses.contains(where: { $0.module == PythonLayerUse.fileModule }) else { return }
        throw FormErrors([
            "custom_network": [
                Phrase(
                    "form.layer_unused",
                    ["file": file.name, "module": PythonLayerUse.fileModule]
                )
            ]
        ])
    }

    private func report(
        on settings: ModelSettings,
        _ network: String,
        _ file: LayerFile,
        _ dataset: JobFolder,
        _ context: StudioContext
    ) async throws -> LayerReport {
        try await withTemporaryFolder { folder in
            _ = try ModelRequest.prepare(
                JobFolder(url: folder),
                settings: settings,
                network: network,
                layerFile: file.text,
                dataset: dataset
            )
            let report = try await studio.layerRunner.check(in: folder, context.words)
            if let words = report.error.flatMap({ networkSentence($0, of: network) }) {
                throw FormErrors(["custom_network": [.verbatim(words)]])
            }
            return report
        }
    }

    private func answer(_ report: LayerReport, _ context: StudioContext) throws -> Response {
        if context.wantsJSON { return try .json(report) }
        return try studio.views.page(LayerCheckView(report, context.words), context)
    }
}
