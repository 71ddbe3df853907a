import CremaJobs
import CremaProto
import Foundation
import Hummingbird
import HummingbirdCore

/// `/datasets/<task>/new`: makes a data set of any kind that a task learns from.
struct NewDatasetPage: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        for task in ImageTaskCatalog.all {
            router.get("\(task.newPath(of: .dataset))") { _, context in
                try page(of: task, values: [:], errors: FormErrors(), context)
            }
            router.post("\(task.path(of: .dataset))") { request, context in
                try await create(task, request, context)
            }
        }
    }

    private func create(
        _ task: any ImageTask,
        _ request: Request,
        _ context: StudioContext
    ) async throws -> Response {
        let form = try await Form(request, limit: Form.Limit.settings)
        let settings: DatasetSettings
        do {
            settings = try self.settings(in: form, of: task, request)
        } catch let errors as FormErrors {
            guard !context.wantsJSON else {
                return try .json(
                    ["errors": errors.sentences(in: context.words)],
                    status: .badRequest
                ).inLanguage(of: context)
            }
            return try page(
                of: task,
                values: form.fields,
                errors: errors,
                context,
                status: .badRequest
            )
        }
        let job = Job(.dataset(settings))
        try await studio.store.create(job)
        try await studio.queue.enqueue(job.id)
        guard context.wantsJSON else { return .seeOther(job.path) }
        let summary = try await studio.store.summary(job.id)
        return try .json(JobReply(summary, folder: studio.store.jobFolder(job.id)))
    }

    /// The settings that a form means, with every folder in it at its real path.
    ///
    /// Throws `FormErrors`.
    private func settings(
        in form: Form,
        of task: any ImageTask,
        _ request: Request
    ) throws -> DatasetSettings {
        let kind = try studio.options.datasetKinds.kinds(of: task)
            .kind(inForm: form.fields)
        var errors = FormCatalog.dataset(kind).errors(in: form, request)
        var fields = form.fields
        for option in kind.formOptions
        where [.folder, .file].contains(option.kind) && !form[option.name].isEmpty {
            do {
                fields[option.name] = try place(form[option.name], option.kind).path
            } catch {
                errors.add(option.name, error.telling.explanation)
            }
        }
        do {
            let kinds = studio.options.datasetKinds.kinds(of: task)
            let settings = try DatasetSettings(form: fields, of: kinds)
            guard errors.isEmpty else { throw errors }
            return settings
        } catch let found as FormErrors {
            errors.add(found)
            throw errors
        }
    }

    /// The real path of a folder or a file below the data root.
    private func place(_ text: String, _ kind: OptionDescription.Kind) throws -> URL {
        let url = try studio.dataRoot.resolve(text)
        let values = try url.resourceValues(forKeys: [.isDirectoryKey])
        guard kind == .folder else {
            guard values.isDirectory == false else {
                throw StudioError.badRequest(Phrase("error.not_a_file", ["path": text]))
            }
            return url
        }
        guard values.isDirectory == true else {
            throw StudioError.badRequest(Phrase("error.is_file", ["path": text]))
        }
        return url
    }
}

// MARK: - What is shown

extension NewDatasetPage {
    private func page(
        of task: any ImageTask,
        values: [String: String],
        errors: FormErrors,
        _ context: StudioContext,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let catalog = studio.options.datasetKinds.kinds(of: task)
        let ready = catalog.kinds.filter { $0.formOptions.isEmpty }
        let others = catalog.kinds.filter { !$0.formOptions.isEmpty }
        // A form that names no kind belongs to none of them.
        let sent = try? catalog.kind(inForm: values).about.name
        // What went wrong elsewhere is shown in the first form.
        let chosen = others.first { $0.about.name == sent } ?? others.first
        let forms = others.enumerated().map { index, kind in
            let isChosen = kind.about.name == chosen?.about.name
            return form(
                kind,
                isFirst: index == 0,
                values: isChosen ? values : [:],
                errors: isChosen ? errors : FormErrors(),
                context.words
            )
        }
        let cards = ready.enumerated().map { index, kind in
            let words = kind.about.paragraphPhrases.map(context.text)
            return NewDatasetView.ReadyKind(
                name: kind.about.name,
                title: context.text(kind.about.titlePhrase),
                summary: words.first ?? "",
                note: words.dropFirst().first,
                isFirst: index == 0
            )
        }
        let view = NewDatasetView(task: ShownTask(task, context.words), ready: cards, forms: forms)
        return try studio.views.page(view, context, status: status)
    }

    private func form(
        _ kind: any DatasetKind.Type,
        isFirst: Bool,
        values: [String: String],
        errors: FormErrors,
        _ words: Words
    ) -> NewDatasetView.KindForm {
        let sentences = errors.sentences(in: words)
        let shown = [DatasetSettings.nameOption.name] + kind.formOptions.map(\.name)
        let field = { (option: OptionDescription) in
            FormField(
                option,
                in: values,
                errors: sentences,
                dataRoot: studio.dataRoot,
                form: kind.about.name,
                words
            )
        }
        return NewDatasetView.KindForm(
            name: kind.about.name,
            title: words.text(kind.about.titlePhrase),
            isFirst: isFirst,
            rows: kind.formGroups.map {
                FormRow(fields: $0.options.map(field), isParted: $0.isParted)
            },
            nameField: field(DatasetSettings.nameOption),
            hasErrors: !errors.isEmpty,
            otherErrors: sentences.filter { !shown.contains($0.key) }.lines(words)
        )
    }
}

extension [String: [String]] {
    /// Each sentence on a line with its field, for a page that has no place beside the field.
    func lines(_ words: Words) -> [String] {
        sorted { $0.key < $1.key }.flatMap { name, sentences in
            sentences.map { words.text(Phrase("form.field", ["name": name, "sentence": $0])) }
        }
    }
}
