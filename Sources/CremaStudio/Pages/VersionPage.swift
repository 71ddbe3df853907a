import CremaData
import CremaJobs
import CremaProto
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// `/datasets/<id>/versions/new`: makes a new version of a data set, some of whose images are left
/// out, given another label or added.
struct VersionPage: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        let routes = routes(router, for: .train)
        routes.taking(FormCatalog.newVersion).replying(.html)
            .get("datasets/{id}/versions/new", use: new)
        routes.taking(FormCatalog.version).replying(.done(.job))
            .post("datasets/{id}/versions", use: create)
    }

    @Sendable private func new(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let original = try await original(context)
        var values = try await DatasetForms(studio: studio)
            .values(ofClone: request.query("clone"))
        if values.isEmpty {
            values[DatasetSettings.nameOption.name] = Self.nextName(after: original.name)
        }
        if request.query("without") == "repeated" {
            // What is in one place remains.
            let pairs = try Repetitions.pairs(listedIn: studio.store.jobFolder(original.id).path)
            values[VersionDataset.changesOption.name] =
                pairs.map { "\($0.again.text)=-" }.joined(separator: " ")
        }
        return try page(of: original, values: values, errors: FormErrors(), context)
    }

    @Sendable private func create(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let original = try await original(context)
        var form = try await Form(request, limit: Form.Limit.lists)
        let errors = FormCatalog.version.errors(in: form, request)
        form.fields[VersionDataset.originalOption.name] = studio.store.jobFolder(original.id).path
        let kinds = DatasetKindCatalog([VersionDataset.self])
        return try await DatasetForms(studio: studio).create(form, of: kinds, errors, context) {
            form,
            errors in
            try page(
                of: original,
                values: form.fields,
                errors: errors,
                context,
                status: .badRequest
            )
        }
    }

    /// The data set of the path, which is finished.
    private func original(_ context: StudioContext) async throws -> JobSummary {
        let job = try await studio.store.summary(context.parameters.require("id"), .dataset)
        let dataset = try studio.finishedDataset(of: job)
        guard dataset.targets.isClasses else {
            throw StudioError.badRequest(Phrase("error.no_version", ["name": job.name]))
        }
        return job
    }

    private func page(
        of original: JobSummary,
        values: [String: String],
        errors: FormErrors,
        _ context: StudioContext,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let view = VersionView(
            name: original.name,
            path: original.path,
            changes: values[VersionDataset.changesOption.name] ?? "",
            form: DatasetForms(studio: studio).form(
                VersionDataset.self,
                sentTo: "\(original.path)/versions",
                values: values,
                errors: errors,
                context.words
            )
        )
        return try studio.views.page(view, context, status: status)
    }

    /// What a new version is called unless it is given another name: "Animals (2)", "Animals (3)".
    static func nextName(after name: String) -> String {
        if let match = name.wholeMatch(of: #/(.*) \((\d{1,6})\)/#), let number = Int(match.2) {
            return "\(match.1) (\(number + 1))"
        }
        return "\(name) (2)"
    }
}
