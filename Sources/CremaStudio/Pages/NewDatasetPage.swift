import CremaData
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
            let routes = routes(router, for: .train)
            let opening = routes.taking(FormCatalog.cloning).replying(.html)
            opening.get("\(task.newPath(of: .dataset))") { request, context in
                let id = request.query("clone")
                if let id {
                    try await studio.store.summary(id, .dataset)
                        .check(isOf: task) { "\($0.newPath(of: .dataset))?clone=\(id)" }
                }
                let values = try await DatasetForms(studio: studio).values(ofClone: id)
                return try page(of: task, values: values, errors: FormErrors(), context)
            }
            let kinds = studio.options.datasetKinds.kinds(of: task).kinds
            let making = routes.taking(kinds.map(FormCatalog.dataset)).replying(.done(.job))
            making.post("\(task.path(of: .dataset))") { request, context in
                try await create(task, request, context)
            }
        }
    }

    private func create(
        _ task: any ImageTask,
        _ request: Request,
        _ context: StudioContext
    ) async throws -> Response {
        let kinds = studio.options.datasetKinds.kinds(of: task)
        let takesLists = kinds.kinds.contains { $0.formOptions.contains(where: \.isSendable) }
        let form = try await Form(
            request,
            limit: takesLists ? Form.Limit.lists : Form.Limit.settings
        )
        var found = FormErrors()
        do {
            found.add(
                FormCatalog.dataset(try kinds.kind(inForm: form.fields)).errors(in: form, request)
            )
        } catch { found.add(error) }
        return try await DatasetForms(studio: studio).create(form, of: kinds, found, context) {
            form,
            errors in
            try page(of: task, values: form.fields, errors: errors, context, status: .badRequest)
        }
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
        let others = catalog.kinds.filter { !$0.formOptions.isEmpty && $0.about.isOffered }
        // A form that names no kind belongs to none of them.
        let sent = try? catalog.kind(inForm: values).about.name
        // What went wrong elsewhere is shown in the first form.
        let chosen = others.first { $0.about.name == sent } ?? others.first
        let forms = others.enumerated().map { index, kind in
            let isChosen = kind.about.name == chosen?.about.name
            return DatasetForms(studio: studio).form(
                kind,
                sentTo: task.path(of: .dataset),
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
        let view = NewDatasetView(
            task: ShownTask(task, context.words),
            ready: cards,
            notes: notes(on: others, context.words),
            forms: forms
        )
        return try studio.views.page(view, context, status: status)
    }

    /// What the kinds are made from, as far as they describe it.
    private func notes(
        on kinds: [any DatasetKind.Type],
        _ words: Words
    ) -> [NewDatasetView.Note] {
        kinds.filter { !$0.about.paragraphs.isEmpty }.map { kind in
            NewDatasetView.Note(
                name: kind.about.name,
                title: words.text(kind.about.titlePhrase),
                paragraphs: kind.about.paragraphPhrases.map(words.text),
                sample: kind.about.sample
            )
        }
    }
}
