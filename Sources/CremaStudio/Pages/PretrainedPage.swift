import CremaJobs
import CremaProto
import Foundation
import Hummingbird
import HummingbirdCore

/// `/pretrained_models`: networks with weights that new models start from.
struct PretrainedPage: Page {
    let studio: Studio
    private static let path = "/pretrained_models"

    func addRoutes(to router: Router<StudioContext>) {
        let making = routes(router, for: .train).replying(.done(.object))
        making.replying(.page(.object)).get("pretrained_models", use: show)
        making.taking(FormCatalog.pretrained).replying(.done(.pretrained))
            .post("pretrained_models/new", use: create)
        making.taking(FormCatalog.archive).post("pretrained_models/upload_archive", use: upload)
        making.taking(FormCatalog.toPretrained).post("models/{id}/to_pretrained", use: convert)
        let removing = routes(router, for: .administer)
        removing.replying(.json(.deleted)).delete("pretrained_models/{id}", use: delete)
        removing.replying(.done(.object)).post("pretrained_models/{id}/restore", use: restore)
    }

    @Sendable private func show(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        context.wantsJSON
            ? try .json(["pretrained_models": studio.pretrained.all()])
            : try page(Form(fields: [:]), FormErrors(), context)
    }

    private func page(
        _ form: Form,
        _ errors: FormErrors,
        _ context: StudioContext,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let view = PretrainedView(
            models: studio.pretrained.all().map { PretrainedView.Row($0, context.words) },
            name: form["job_name"],
            errors: errors.sentences(in: context.words).lines(context.words)
        )
        return try studio.views.page(view, context, status: status)
    }

    @Sendable private func create(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let form = try await Form(request, limit: Form.Limit.weights)
        do {
            try FormCatalog.pretrained.check(form, request)
            let wanted = try PretrainedRequest(form)
            try wanted.keep(in: studio.pretrained)
            return context.wantsJSON ? try .json(wanted.model) : .seeOther(Self.path)
        } catch let errors as FormErrors {
            guard !context.wantsJSON else { throw errors }
            return try page(form, errors, context, status: .badRequest)
        }
    }

    /// An archive as a model is downloaded, of this studio or of DIGITS.
    @Sendable private func upload(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let form = try await Form(request, limit: Form.Limit.weights)
        do {
            try FormCatalog.archive.check(form, request)
            guard let archive = form.files["archive"] else {
                throw FormErrors(["archive": [Phrase("form.choose_file")]])
            }
            let unpacked = try await studio.modelPacker.unpack(archive.data)
            try unpacked.keep(in: studio.pretrained)
            return context.wantsJSON
                ? try .json(["status": "success"]) : .seeOther(Self.path)
        } catch let errors as FormErrors {
            guard !context.wantsJSON else {
                var reply = ErrorReply(errors, context.words)
                reply.status = "error"
                return try .json(reply, status: .badRequest).inLanguage(of: context)
            }
            return try page(form, errors, context, status: .badRequest)
        }
    }

    @Sendable private func delete(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let id = try context.parameters.require("id")
        try studio.pretrained.delete(id)
        return try .json(["deleted": id])
    }

    /// Undoes a deletion.
    @Sendable private func restore(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let id = try context.parameters.require("id")
        try studio.pretrained.restore(id)
        return context.wantsJSON ? try .json(["restored": id]) : .seeOther(Self.path)
    }

    /// Makes a pretrained model of a model's snapshot, the newest unless a form names its epoch.
    @Sendable private func convert(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let job = try await studio.store.summary(context.parameters.require("id"), .model)
        let form = try await Form(request, limit: Form.Limit.words)
        try FormCatalog.toPretrained.check(form, request)
        let folder = studio.store.jobFolder(job.id)
        let snapshot = try ModelFolder(folder).snapshot(ofEpoch: form["snapshot_epoch"])
        let dataset = try DatasetFolder(path: studio.store.jobFolder(job.datasetID ?? "").path)
        let model = PretrainedModel(job.name, of: dataset)
        try studio.pretrained.make(
            model,
            of: folder.pretrainedFiles(snapshot.file, dataset),
            fields: [:]
        )
        guard context.wantsJSON else { return .seeOther(Self.path) }
        return try .json(["id": model.id, "location": Self.path])
    }
}

extension PretrainedModel {
    /// A new one for the images of a data set.
    fileprivate init(_ name: String, of dataset: DatasetFolder) {
        let now = Date()
        self.init(
            id: Job.makeID(now: now),
            name: name,
            created: now.timeIntervalSince1970,
            channels: dataset.channels,
            width: dataset.width,
            height: dataset.height,
            resizeMode: dataset.resizeMode
        )
    }
}

extension JobFolder {
    /// What a pretrained model is made of, as far as it is there: network, weights, labels, mean,
    /// layers.
    fileprivate func pretrainedFiles(
        _ snapshot: String,
        _ dataset: DatasetFolder
    ) -> [PretrainedModels.File: PretrainedModels.Content] {
        let sources: [PretrainedModels.File: URL] = [
            .network: file("original.prototxt"), .weights: file(snapshot),
            .labels: URL(fileURLWithPath: dataset.labelsFile),
            .mean: URL(fileURLWithPath: dataset.meanFile),
            .layers: file(PythonLayerUse.fileName),
        ]
        return sources.filter { FileManager.default.fileExists(atPath: $0.value.path) }
            .mapValues { .file($0) }
    }
}
