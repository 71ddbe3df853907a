import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// What can be done with every job: look at its status, abort, change, delete and restore it.
struct JobActions: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        for kind in ["jobs", "datasets", "models"] {
            let looking = routes(router, for: .look)
            looking.replying(.json(.status)).get("\(kind)/{id}/status", use: status)
            looking.replying(.file("*/*")).get("\(kind)/{id}/files/{name}", use: file)
            let changing = routes(router, for: .change)
            changing.replying(.done(.object)).post("\(kind)/{id}/abort", use: abort)
            changing.taking(FormCatalog.details).replying(.json(.job))
                .put("\(kind)/{id}", use: change)
            changing.replying(.json(.deleted)).delete("\(kind)/{id}", use: delete)
            changing.replying(.done(.job)).post("\(kind)/{id}/restore", use: restore)
        }
        routes(router, for: .look).replying(.otherPage).get("jobs/{id}", use: show)
    }

    private func summary(_ context: StudioContext) async throws -> JobSummary {
        try await studio.store.summary(context.parameters.require("id"))
    }

    @Sendable private func status(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let job = try await summary(context)
        let nothing: String? = nil
        return try .json([
            "status": job.status, "name": job.name, "type": job.type, "error": nothing,
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

    /// Takes `name`, `notes`, `group` and `tags` from a form, or DIGITS' `job_name` and
    /// `job_notes`; what is not sent stays.
    @Sendable private func change(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let id = try await summary(context).id
        let form = try await Form(request, limit: Form.Limit.words)
        try FormCatalog.details.check(form, request)
        func sent(_ names: String...) -> String? {
            names.first { form.fields[$0] != nil }.map { form[$0] }
        }
        let (name, notes) = (sent("name", "job_name"), sent("notes", "job_notes"))
        let (group, tags) = (sent("group", "group_name"), sent("tags"))
        guard name?.isEmpty == false || name == nil && !form.fields.isEmpty else {
            throw StudioError.badRequest(Phrase("error.no_name"))
        }
        var job = try studio.store.jobFolder(id).job()
        job.name = name ?? job.name
        job.notes = notes ?? job.notes
        job.group = group ?? job.group
        job.tags = tags.map(Self.tags(in:)) ?? job.tags
        try await studio.store.update(job)
        let changed = try await studio.store.summary(id)
        return try .json(JobReply(changed, folder: studio.store.jobFolder(id)))
    }

    /// The tags of a list between commas, each once.
    private static func tags(in text: String) -> [String] {
        var seen: Set<String> = []
        return text.split(separator: ",")
            .map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
            .filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    @Sendable private func delete(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let job = try await summary(context)
        try await studio.delete(job.id)
        return try .json(["deleted": job.id])
    }

    /// Undoes a deletion.
    @Sendable private func restore(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let job = try await studio.store.restore(context.parameters.require("id"))
        return context.wantsJSON
            ? try .json(JobReply(job, folder: studio.store.jobFolder(job.id)))
            : .seeOther(job.path)
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
        // Other files name folders of this machine.
        guard context.user?.role != .look || type.mediaType.hasPrefix("image/") else {
            throw StudioError.forbidden(Phrase("people.files"))
        }
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

extension Studio {
    /// Ends a job if it runs, and removes it.
    ///
    /// Throws, before anything is done, if models need it.
    func delete(_ id: String) async throws {
        // Said before the job is ended for nothing.
        try await store.checkIsUnused(id)
        try await queue.abortAndWait(id)
        await databases.close(below: store.jobFolder(id).path)
        try await store.delete(id)
    }
}
