import CremaData
import CremaEvents
import CremaJobs
import CremaProto
import Foundation
import Hummingbird
import HummingbirdCore

/// `/models/<task>/new`: a data set, a network, Python layers and solver options
/// make a model.
struct NewModelPage: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        for task in ImageTaskCatalog.all {
            let routes = routes(router, for: .train)
            let opening = routes.taking(FormCatalog.cloning).replying(.html)
            opening.get("\(task.newPath(of: .model))") { request, context in
                try await new(task, request, context)
            }
            let making = routes.taking(FormCatalog.model).replying(.done(.job, .jobs))
            making.post("\(task.path(of: .model))") { request, context in
                try await create(task, request, context)
            }
        }
    }

    /// An empty form, or with `?clone=<id>` that of another model, or with `?dataset=<id>` one on
    /// that data set.
    private func new(_ task: any ImageTask, _ request: Request, _ context: StudioContext)
        async throws -> Response
    {
        guard let id = request.query("clone") else {
            let dataset = request.query("dataset")
            if let dataset, let job = await studio.store.find(dataset, .dataset) {
                try job.check(isOf: task) { "\($0.newPath(of: .model))?dataset=\(dataset)" }
            }
            let values = dataset.map { ["dataset": $0] } ?? [:]
            return try await page(Filled(task: task, values: values), context)
        }
        try await studio.store.summary(id, .model)
            .check(isOf: task) { "\($0.newPath(of: .model))?clone=\(id)" }
        return try await page(try filled(task, fromModel: id), context)
    }

    private func create(_ task: any ImageTask, _ request: Request, _ context: StudioContext)
        async throws -> Response
    {
        var form = try await Form(request, limit: Form.Limit.network)
        let asked = FormCatalog.model.errors(in: form, request)
        if !form["clone"].isEmpty {
            try await studio.store.summary(form["clone"], .model)
                .check(isOf: task) { $0.path(of: .model) }
            form.fields = try filled(task, fromModel: form["clone"]).values
                .merging(form.fields) { $1 }
        }
        var filled = Filled(task: task, values: form.fields)
        do {
            let sweep = Sweep(of: form.fields)
            var errors = asked
            errors.add(sweep.errors)
            let models = sweep.members.map { member in
                var settings = ModelSettings(of: task)
                errors.add(settings.read(member.fields))
                settings.name += member.suffix
                let snapshot = ModelSettings.snapshotName(of: settings.previousNetwork)
                settings.previousSnapshot = form[snapshot]
                return settings
            }
            filled.layerFile = try studio.layerFiles.chosen(
                models[0].layerFile,
                upload: form.files[ModelSettings.sentLayerFile.name]
            )
            let jobs = try await make(models, form, filled.layerFile, errors)
            return try await answer(jobs, context)
        } catch let errors as FormErrors {
            guard !context.wantsJSON else { throw errors }
            filled.errors = errors.sentences(in: context.words)
            return try await page(filled, context, status: .badRequest)
        }
    }

    /// The model's page, or the list of jobs where there are several; in JSON the job, or
    /// `{jobs: [job…]}`.
    private func answer(_ jobs: [Job], _ context: StudioContext) async throws -> Response {
        guard context.wantsJSON else { return .seeOther(jobs.count > 1 ? "/" : jobs[0].path) }
        var replies: [JobReply] = []
        for job in jobs {
            let summary = try await studio.store.summary(job.id)
            replies.append(JobReply(summary, folder: studio.store.jobFolder(job.id)))
        }
        return jobs.count > 1 ? try .json(["jobs": replies]) : try .json(replies[0])
    }

    /// Makes and starts models that have data set and network in common; all of them, or none.
    private func make(
        _ models: [ModelSettings],
        _ form: Form,
        _ layerFile: LayerFile?,
        _ found: FormErrors
    ) async throws -> [Job] {
        let (source, dataset) = try await checked(models[0], form, layerFile, found)
        try await checkCosts(of: models, source, dataset)
        var jobs: [Job] = []
        do {
            for settings in models {
                let request = ModelRequest(
                    settings: settings,
                    network: source.text,
                    layerFile: source.layerFile,
                    group: form["group_name"],
                    weights: source.weights
                )
                jobs.append(try await request.create(in: studio.store, dataset: dataset))
            }
        } catch {
            // What made the last one impossible is what people need to know.
            for job in jobs { try? await studio.store.delete(job.id) }
            throw error
        }
        for job in jobs { try await studio.queue.enqueue(job.id) }
        return jobs
    }

    /// Throws where the shapes of a net do not work, or it does not fit into the free memory.
    ///
    /// Layers in Python are first run by the training itself.
    private func checkCosts(
        of models: [ModelSettings],
        _ source: NetworkSource,
        _ dataset: JobSummary
    ) async throws {
        guard dataset.jobStatus == .done, source.layerFile == nil else { return }
        let folder = studio.store.jobFolder(dataset.id)
        let releasable = await studio.queue.memoryReleasedBeforeNextTraining()
        var seen: [NetworkOptions] = []
        for settings in models where !seen.contains(settings.images) {
            seen.append(settings.images)
            let training = NetworkCosts.Training(
                settings: settings,
                source: source,
                dataset: folder,
                releasable: releasable
            )
            guard let found = try await studio.networkCosts.cost(of: training) else { continue }
            let estimate = CostEstimate(
                found,
                settings.solver,
                try DatasetFolder(path: folder.path),
                isBusy: false
            )
            guard let refusal = estimate.refusal else { continue }
            let isBatch = estimate.fittingBatchSize ?? 0 > 0
            throw FormErrors([isBatch ? "batch_size" : settings.networkField: [refusal]])
        }
    }

    /// The network and the data set of a form, with everything checked that does not need the data
    /// set's files.
    private func checked(
        _ settings: ModelSettings,
        _ form: Form,
        _ layerFile: LayerFile?,
        _ found: FormErrors
    ) async throws -> (source: NetworkSource, dataset: JobSummary) {
        var errors = found
        let dataset = await studio.store.find(settings.dataset, .dataset)
        if dataset == nil { errors.add("dataset", Phrase("form.choose_dataset")) }
        if let dataset, dataset.imageTaskName != settings.taskName {
            let kind = dataset.imageTask.about.phrase(.dataset)
            errors.add(
                "dataset",
                Phrase("form.dataset_of_other_task", ["name": dataset.name, "kind": kind])
            )
        }
        if let dataset, [.aborted, .error].contains(dataset.jobStatus) {
            errors.add(
                "dataset",
                Phrase("form.dataset_unusable", ["name": dataset.name, "status": dataset.phrase])
            )
        }
        let source: NetworkSource
        do {
            source = try await studio.networkSource(
                of: settings,
                editor: form.text(ModelSettings.networkText.name),
                layerFile: layerFile
            )
        } catch let found as FormErrors {
            errors.add(found)
            throw errors
        }
        if let layerFile = source.layerFile {
            // What is wrong with the network is reported when the job is made.
            let uses = try? NetParameter.read(text: source.text, file: "network").pythonLayers()
            errors.add(await studio.layerFileChecker.errors(in: layerFile, classes: uses ?? []))
        }
        guard errors.isEmpty, let dataset else { throw errors }
        return (source, dataset)
    }
}

extension NewModelPage {
    /// The contents of the form.
    private struct Filled {
        var task: any ImageTask
        var values: [String: String] = [:]
        var layerFile: LayerFile?
        var errors: [String: [String]] = [:]

        /// Whether one of some options, or the file with layers, is wrong or not as proposed.
        func isUnusual(in options: [OptionDescription]) -> Bool {
            let proposed = ModelSettings().fields
            let names = options.map(\.name) + NewModelPage.layerFileFields
            return layerFile != nil
                || names.contains { name in
                    errors[name] != nil
                        || values[name].map { $0 != proposed[name, default: ""] } ?? false
                }
        }
    }

    private static let epochs = "train_epochs"
    private static let layerFileFields = [
        "python_layer_server_file", "python_layer_from_client",
        ModelSettings.sentLayerFile.name,
    ]

    /// The form of a model that there is, with its network in the editor.
    private func filled(_ task: any ImageTask, fromModel id: String) throws -> Filled {
        let folder = studio.store.jobFolder(id)
        let job = try folder.job()
        var settings = job.model ?? ModelSettings()
        // It may have been given another name since.
        settings.name = job.name
        settings.pair = nil
        settings.method = .custom
        var filled = Filled(task: task)
        if let data = try? Data(contentsOf: folder.file(PythonLayerUse.fileName)) {
            let file = try studio.layerFiles.keep(data, name: PythonLayerUse.fileName)
            filled.layerFile = file
            settings.layerFile.isFromClient = true
            (settings.layerFile.clientKey, settings.layerFile.clientName) = (file.key, file.name)
        }
        if folder.startWeights != nil {
            settings.method = .previous
            settings.previousNetwork = id
        }
        filled.values = settings.fields
        filled.values["group_name"] = job.group
        // Those weights that the model itself started from.
        filled.values[ModelSettings.snapshotName(of: id)] = folder.startWeights.map { _ in "-1" }
        // Without its network, the form begins with an empty editor.
        filled.values[ModelSettings.networkText.name] = try? String(
            contentsOf: folder.file("original.prototxt"),
            encoding: .utf8
        )
        return filled
    }

    private func pretrained(
        _ values: [String: String],
        _ words: Words
    ) -> [NewModelView.PretrainedChoice] {
        studio.pretrained.all().map { model in
            let row = PretrainedView.Row(model, words)
            return NewModelView.PretrainedChoice(
                id: row.id,
                title: row.name,
                note: row.note,
                isChecked: row.id == values[ModelSettings.pretrainedName]
            )
        }
    }

    private func page(
        _ filled: Filled,
        _ context: StudioContext,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let shown = { (option: OptionDescription) in
            FormField(
                option,
                in: filled.values,
                errors: filled.errors,
                dataRoot: studio.dataRoot,
                takesLists: true,
                context.words
            )
        }
        func field(_ name: String) throws -> FormField {
            guard let option = ModelSettings.formOptions.first(where: { $0.name == name }) else {
                throw StudioError.unavailable(Phrase("form.no_field", ["name": name]))
            }
            return shown(option)
        }
        let placed =
            ModelSettings.formOptions.map(\.name) + [
                ModelSettings.networkText.name, ModelSettings.sentLayerFile.name,
            ]
        let task = filled.task
        let choices = await NewModelChoices(
            task: task,
            values: filled.values,
            studio.store,
            context.words
        )
        let method = try field("method").value
        var advanced = ModelSettings.formGroups
        for index in advanced.indices {
            advanced[index].options.removeAll { $0.name == Self.epochs }
        }
        let view = NewModelView(
            task: ShownTask(task, context.words),
            isFilled: "\(filled.values["standard_networks"] != nil)",
            hasErrors: !filled.errors.isEmpty,
            otherErrors: filled.errors.filter { !placed.contains($0.key) }.lines(context.words),
            datasets: choices.datasets,
            hasDataset: !choices.datasets.isEmpty,
            networks: choices.networks,
            isStandard: method == ModelSettings.Method.standard.rawValue,
            isPrevious: method == ModelSettings.Method.previous.rawValue,
            isPretrained: method == ModelSettings.Method.pretrained.rawValue,
            isCustom: method == ModelSettings.Method.custom.rawValue,
            models: choices.models,
            pretrained: pretrained(filled.values, context.words),
            layerFile: filled.layerFile.map { .init(key: $0.key, name: $0.name) },
            epochs: try field(Self.epochs),
            rows: advanced.map { FormRow(fields: $0.options.map(shown), isParted: $0.isParted) },
            isAdvancedOpen: filled.isUnusual(in: advanced.flatMap(\.options)),
            nameField: shown(ModelSettings.nameOption),
            dataset: try field("dataset"),
            networkMethod: try field("method"),
            standardNetworks: try field("standard_networks"),
            previousNetworks: try field(ModelSettings.previousName),
            pretrainedNetworks: try field(ModelSettings.pretrainedName),
            customWeights: try field(ModelSettings.weightsName),
            networkText: shown(ModelSettings.networkText),
            serverFile: try field("python_layer_server_file"),
            isFromClient: try field("python_layer_from_client"),
            sentFile: shown(ModelSettings.sentLayerFile)
        )
        return try studio.views.page(view, context, status: status)
    }
}
