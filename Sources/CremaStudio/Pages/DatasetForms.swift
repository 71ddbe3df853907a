import CremaData
import CremaJobs
import CremaProto
import Foundation
import Hummingbird
import HummingbirdCore

/// The forms of new data sets: what they request, and how they are shown.
struct DatasetForms: Sendable {
    let studio: Studio

    /// Makes the data set that a form requests and puts it at the end of the queue; `show` is the
    /// page with the form where something is wrong with it.
    ///
    /// `found` is what is wrong with it so far.
    func create(
        _ form: Form,
        of kinds: DatasetKindCatalog,
        _ found: FormErrors,
        _ context: StudioContext,
        orShow show: (Form, FormErrors) throws -> Response
    ) async throws -> Response {
        var form = form
        let job: Job
        do {
            job = try await request(in: &form, of: kinds, found).create(in: studio.store)
        } catch let errors as FormErrors {
            guard !context.wantsJSON else { throw errors }
            return try show(form, errors)
        }
        try await studio.queue.enqueue(job.id)
        guard context.wantsJSON else { return .seeOther(job.path) }
        let summary = try await studio.store.summary(job.id)
        return try .json(JobReply(summary, folder: studio.store.jobFolder(job.id)))
    }

    /// What a form requests, with every folder in it at its real path; a file that it sent is kept,
    /// and the form names it.
    ///
    /// Throws `FormErrors`, those that were found before included.
    private func request(
        in form: inout Form,
        of kinds: DatasetKindCatalog,
        _ found: FormErrors
    ) async throws -> DatasetRequest {
        var errors = found
        var fields = form.fields
        var files: [String: DatasetRequest.SentFile] = [:]
        var hasLargeFile = false
        for option in try kinds.kind(inForm: fields).formOptions
        where [.folder, .file].contains(option.kind) {
            do {
                if let file = try await sentFile(option, in: &form) {
                    (fields[option.name], files[option.name]) = (file.place.path, file)
                } else if !form[option.name].isEmpty {
                    let place = try place(form[option.name], option)
                    fields[option.name] = place.path
                    let size = try place.resourceValues(forKeys: [.fileSizeKey]).fileSize
                    hasLargeFile = hasLargeFile || size ?? 0 > Form.Limit.lists
                }
            } catch {
                errors.add(option.name, error.telling.explanation)
            }
        }
        errors.add(try kinds.kind(inForm: fields).uncounted(in: fields))
        do {
            let names = files.values.map { ($0.place.path, $0.name) }
            // The same file may be sent twice.
            let sent = Dictionary(names) { first, _ in first }
            let settings = try DatasetSettings(form: fields, of: kinds)
                .confined(to: studio.dataRoot.url.path, sent: Set(sent.keys))
            guard errors.isEmpty else { throw errors }
            // What may take much memory is checked by the job, in a process of its own.
            let request = DatasetRequest(
                settings: settings,
                files: files,
                group: form["group_name"]
            )
            guard !hasLargeFile else { return request }
            errors = await onWaitingThread {
                settings.kind?.checkFiles(sent: sent) ?? FormErrors()
            }
            guard errors.isEmpty else { throw errors }
            return request
        } catch let found as FormErrors {
            errors.add(found)
            throw errors
        }
    }

    /// The file that a form sends as the value of an option, now or before; nil if it sends none.
    private func sentFile(
        _ option: OptionDescription,
        in form: inout Form
    ) async throws -> DatasetRequest.SentFile? {
        let isArchive = option.kind == .folder
        let kept = isArchive ? studio.sentArchives : studio.sentLists
        let (keyName, nameName) = (option.keptNames[0], option.keptNames[1])
        if let upload = form.files[option.sentName] {
            form.fields[keyName] =
                try isArchive
                ? await studio.keepArchive(upload.data).key : kept.keep(upload.data)
            form.fields[nameName] = upload.name
            guard form[option.name].isEmpty else {
                throw StudioError.badRequest(Phrase("form.file_twice"))
            }
        }
        guard form[option.name].isEmpty, let place = kept.file(form[keyName]) else {
            return nil
        }
        let name = form[nameName].isEmpty ? "list" : form[nameName]
        return .init(name: name, place: place, isArchive: isArchive)
    }

    /// The real path of a folder or a file below the data root; an archive may take the place of a
    /// folder that can be sent as one.
    private func place(_ text: String, _ option: OptionDescription) throws -> URL {
        let url = try studio.dataRoot.resolve(text)
        let values = try url.resourceValues(forKeys: [.isDirectoryKey])
        guard option.kind == .folder else {
            guard values.isDirectory == false else {
                throw StudioError.badRequest(Phrase("error.not_a_file", ["path": text]))
            }
            return url
        }
        guard values.isDirectory == true || option.isSendable else {
            throw StudioError.badRequest(Phrase("error.is_file", ["path": text]))
        }
        return url
    }
}

// MARK: - What is shown

extension DatasetForms {
    /// What the form of a data set contained, with the lists that were sent with it; nothing where
    /// none is cloned.
    func values(ofClone id: String?) async throws -> [String: String] {
        guard let id else { return [:] }
        let folder = studio.store.jobFolder(try await studio.store.summary(id, .dataset).id)
        let job = try folder.job()
        var values = job.settings.fields
        // It may have been given another name since.
        values[DatasetSettings.nameOption.name] = job.name
        values["group_name"] = job.group
        for option in job.dataset?.kind.map({ type(of: $0).formOptions }) ?? []
        where option.isSendable && values[option.name]?.hasPrefix(folder.path + "/") == true {
            let file = URL(fileURLWithPath: values.removeValue(forKey: option.name) ?? "")
            // What is gone has to be sent again.
            guard Folder.hasFile(file.path) else { continue }
            values[option.keptNames[0]] =
                try option.kind == .folder
                ? studio.sentArchives.link(file)
                : studio.sentLists.keep(Data(contentsOf: file))
            values[option.keptNames[1]] = file.lastPathComponent
        }
        return values
    }

    /// The form of a kind of data set, with the values of its fields and what is wrong with them.
    func form(
        _ kind: any DatasetKind.Type,
        sentTo action: String,
        isFirst: Bool = true,
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
            action: action,
            title: words.text(kind.about.titlePhrase),
            isFirst: isFirst,
            rows: kind.formGroups.map {
                FormRow(fields: $0.options.map(field), isParted: $0.isParted)
            },
            nameField: field(DatasetSettings.nameOption),
            isResizing: kind.formOptions.contains { $0.name == FormatSettings.modeName },
            hasErrors: !errors.isEmpty,
            otherErrors: sentences.filter { !shown.contains($0.key) }.lines(words)
        )
    }
}

extension [String: [String]] {
    /// Each sentence on a line with its field, for a page without a place next to the field.
    func lines(_ words: Words) -> [String] {
        sorted { $0.key < $1.key }.flatMap { name, sentences in
            sentences.map { words.text(Phrase("form.field", ["name": name, "sentence": $0])) }
        }
    }
}
