import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// `/models/<id>/download.<format>`: a trained model as an archive, to be used elsewhere.
struct DownloadPage: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        for path: RouterPath in ["models/{id}/download", "models/{id}/download.{format}"] {
            routes(router, for: .look, areChanges: false)
                .taking(FormCatalog.download)
                .replying(.archive)
                .get(path, use: download)
                .post(path, use: download)
        }
    }

    /// Takes `?epoch=`, or a form's `snapshot_epoch`, and a form's `format` where the path has
    /// none.
    @Sendable private func download(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let job = try await studio.store.summary(context.parameters.require("id"), .model)
        let back = WayBack(path: job.path, title: Phrase("way.to_model"))
        return try await telling(.page(title: Phrase("error.packed_not"), back: back)) {
            try await archive(of: job, request, context)
        }
    }

    private func archive(of job: JobSummary, _ request: Request, _ context: StudioContext)
        async throws -> Response
    {
        let form =
            request.method == .post
            ? try await Form(request, limit: Form.Limit.words) : Form(fields: [:])
        let errors = FormCatalog.download.errors(in: form, request)
        guard errors.isEmpty else {
            // In one sentence: an archive is asked for by an address as well, which has no fields.
            let lines = errors.sentences(in: context.words).lines(context.words)
            throw StudioError.badRequest(.verbatim(lines.joined(separator: " ")))
        }
        let format = try format(context.parameters.get("format") ?? form["format"])
        let model = try ModelFolder(studio.store.jobFolder(job.id))
        let snapshot = try model.snapshot(
            ofEpoch: request.query("epoch") ?? form["snapshot_epoch"]
        )
        let archive = try await studio.modelPacker.pack(export(model, snapshot), as: format)
        let epoch = Wording.plain(snapshot.epoch)
        return Response(
            status: .ok,
            headers: [
                .contentType: format.mediaType,
                .contentDisposition:
                    "attachment; filename=\(job.id)_epoch_\(epoch).\(format.rawValue)",
                .cacheControl: "no-store",
            ],
            body: try await body(archive, context)
        )
    }

    private func format(_ name: String) throws -> ArchiveFormat {
        if name.isEmpty { return .tarGz }
        guard let format = ArchiveFormat(rawValue: name) else {
            let known = ArchiveFormat.allCases.map(\.rawValue).joined(separator: ", ")
            throw StudioError.badRequest(Phrase("error.format", ["known": known, "format": name]))
        }
        return format
    }

    /// What is packed; the error of a model that cannot be says what is left to do.
    private func export(_ model: ModelFolder, _ snapshot: ModelFolder.Snapshot) throws
        -> ModelExport
    {
        do {
            return try ModelExport(of: model.folder, snapshot: snapshot.file, epoch: snapshot.epoch)
        } catch let error as JobError {
            throw StudioError.badRequest(Phrase("error.not_exported", ["reason": error.phrase]))
        }
    }

    /// The archive in pieces, as it may be larger than the memory; it goes when it is sent.
    private func body(_ archive: ModelArchive, _ context: StudioContext) async throws
        -> ResponseBody
    {
        let body = try await FileIO().loadFile(path: archive.file.path, context: context)
        return ResponseBody(contentLength: body.contentLength) { writer in
            defer { withExtendedLifetime(archive) {} }
            try await body.write(writer)
        }
    }
}
