import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// What can be done with several jobs at once: to group, to abort and to delete them.
///
/// A form names them with `job_ids[]`, once for each.
struct SelectedJobs: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        let routes = routes(router, for: .train).replying(.json(.selection))
        routes.taking(FormCatalog.grouping).post("group", use: group)
        routes.taking(FormCatalog.selection)
            .post("abort_jobs", use: abort)
            .delete("jobs", use: delete)
    }

    /// Takes `group_name`, which is empty for no group.
    @Sendable private func group(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let (jobs, form) = try await selection(request, context, FormCatalog.grouping)
        for id in jobs.map(\.id) {
            var job = try studio.store.jobFolder(id).job()
            job.group = form["group_name"]
            try await studio.store.update(job)
        }
        return try reply(jobs)
    }

    /// Aborts those that are waiting or running.
    ///
    /// Throws `forbidden` if none of them is.
    @Sendable private func abort(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let (jobs, _) = try await selection(request, context, FormCatalog.selection)
        let active = jobs.filter { !$0.isOver }
        guard !active.isEmpty else { throw StudioError.forbidden(Phrase("error.none_running")) }
        for job in active { try await studio.queue.abort(job.id) }
        return try reply(active)
    }

    /// Deletes them, a data set together with its models.
    @Sendable private func delete(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let (jobs, _) = try await selection(request, context, FormCatalog.selection)
        let ids = Set(jobs.map(\.id))
        let datasets = jobs.filter { $0.jobKind == .dataset }
        for dataset in datasets {
            try await studio.store.checkIsUnused(dataset.id, except: ids)
        }
        let models = jobs.filter { $0.jobKind == .model }
        for job in models + datasets { try await studio.delete(job.id) }
        return try reply(jobs)
    }

    /// The jobs that a form names, each once.
    ///
    /// Throws if there is none, or if one is unknown or not theirs to change.
    private func selection(
        _ request: Request,
        _ context: StudioContext,
        _ fields: FormFields
    ) async throws
        -> (jobs: [JobSummary], form: Form)
    {
        let form = try await Form(request, limit: Form.Limit.words)
        try fields.check(form, request)
        var jobs: [JobSummary] = []
        for id in form.lists[Form.jobIDs] ?? [] where !jobs.contains(where: { $0.id == id }) {
            jobs.append(try await studio.store.summary(id))
        }
        AuditNote.current?.add(jobs.map(\.id))
        guard !jobs.isEmpty else { throw FormErrors([Form.jobIDs: [Phrase("form.no_jobs")]]) }
        try context.user?.checkMayChange(jobs)
        return (jobs, form)
    }

    private func reply(_ jobs: [JobSummary]) throws -> Response {
        try .json(["job_ids": jobs.map(\.id)])
    }
}
