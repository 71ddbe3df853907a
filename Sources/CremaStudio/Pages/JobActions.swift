import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// What can be asked of every job: its status, to stop, to go, another name.
struct JobActions: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        for kind in ["jobs", "datasets", "models"] {
            router.get("\(kind)/{id}/status", use: status)
            router.post("\(kind)/{id}/abort", use: abort)
            router.get("\(kind)/{id}/files/{name}", use: file)
        }
        router.get("jobs/{id}", use: show)
        router.put("jobs/{id}", use: rename)
        router.delete("jobs/{id}", use: delete)
    }

    private func summary(_ context: StudioContext) async throws -> JobSummary {
        try await studio.store.summary(context.parameters.require("id"))
    }

    @Sendable private func status(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let job = try await summary(context)
        return try .json([
            "status": job.status, "name": job.name, "type": job.type,
        ])
    }

    @Sendable private func show(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        .seeOther(try await summary(context).path + (context.wantsJSON ? ".json" : ""))
    }

    @Sendable private func abort(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let job = try await summary(context)
        try await studio.queue.abort(job.id)
        return context.wantsJSON ? try .json(["status": "aborting"]) : .seeOther(job.path)
    }

    /// Takes `name` from a form, or DIGITS' `job_name`.
    @Sendable private func rename(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let id = try await summary(context).id
        let form = try await Form(request, limit: Form.Limit.words)
        try FormCatalog.renaming.check(form, request)
        let name = form["name"].isEmpty ? form["job_name"] : form["name"]
        guard !name.isEmpty else { throw StudioError.badRequest(Phrase("error.no_name")) }
        var job = try studio.store.jobFolder(id).job()
        job.name = name
        try await studio.store.update(job)
        return try .json(["name": name])
    }

    @Sendable private func delete(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let job = try await summary(context)
        // Said before the job is ended for nothing.
        try await studio.store.checkIsUnused(job.id)
        try await studio.queue.abortAndWait(job.id)
        await studio.databases.close(below: studio.store.jobFolder(job.id).path)
        try await studio.store.delete(job.id)
        return try .json(["deleted": job.id])
    }

    /// A file of the job's folder, by its plain name.
    @Sendable private func file(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let job = try await summary(context)
        let name = try context.parameters.require("name").removingPercentEncoding ?? ""
        let file = studio.store.jobFolder(job.id).file(name)
        let isPlain = !name.hasPrefix(".") && !name.contains("/") && !name.contains("\0")
        // What is not there is no file either.
        let values = try? file.resourceValues(forKeys: [.isRegularFileKey])
        guard isPlain, values?.isRegularFile == true else {
            throw StudioError.notFound(Phrase("error.no_file", ["name": name]))
        }
        let type = FileType.named(name)
        return Response(
            status: .ok,
            headers: [
                .contentType: type.mediaType,
                .contentDisposition:
                    "\(type.isShown ? "inline" : "attachment"); filename*=UTF-8''\(escaped(name))",
                .cacheControl: "no-cache",
            ],
            body: try await FileIO().loadFile(path: file.path, context: context)
        )
    }

    private func escaped(_ name: String) -> String {
        name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "file"
    }
}
