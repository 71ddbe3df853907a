import CremaData
import CremaEvents
import CremaJobs
import CremaProto
import Foundation
import Hummingbird
import HummingbirdCore

/// `/models/<id>`: a model while it trains and after.
struct ModelPage: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        routes(router, for: .look).replying(.page(.job)).get("models/{id}", use: show)
        routes(router, for: .train).replying(.done(.object))
            .post("models/{id}/validate-on-whole-images", use: validateOnWholeImages)
    }

    @Sendable private func show(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let job = try await studio.store.summary(context.parameters.require("id"), .model)
        let model = try ModelFolder(studio.store.jobFolder(job.id))
        if context.wantsJSON {
            var reply = JobReply(job, folder: model.folder)
            reply.snapshots = model.snapshots.reversed().map(\.epoch)
            return try .json(reply)
        }
        return try studio.views.page(try await view(of: job, model, context), context)
    }

    /// What a form of tests leads to; in a browser, where something is wrong with the form, the
    /// page once more, with what was typed and what is wrong at its fields.
    func answer(
        _ form: Form,
        about job: JobSummary,
        _ context: StudioContext,
        _ test: () async throws -> Response
    ) async throws -> Response {
        do {
            return try await test()
        } catch let errors as FormErrors where !context.wantsJSON {
            let model = try ModelFolder(studio.store.jobFolder(job.id))
            var view = try await view(of: job, model, context)
            view.test = ModelView.SentTest(form, errors.sentences(in: context.words))
            let chosen = Double(form["snapshot_epoch"])
            for index in view.snapshots.indices {
                view.snapshots[index].isChosen = view.snapshots[index].epoch == chosen
            }
            return try studio.views.page(view, context, status: .badRequest)
        }
    }

    private func view(of job: JobSummary, _ model: ModelFolder, _ context: StudioContext)
        async throws -> ModelView
    {
        let words = context.words
        let feed = try await studio.store.feed(of: job.id)
        let images = studio.trainingImages(of: job)
        let isStopped = job.jobStatus == .aborted
        return ModelView(
            task: ShownTask(job.imageTask, words),
            head: await JobHead(job, model.folder, feed, words, for: context.user),
            curves: ShownCurves(of: job, model, epochImages: images, isSmall: true),
            stopReason: isStopped ? job.message.map(words.text) : nil,
            hasWarning: await feed.notices.contains { $0.level != .info },
            snapshots: model.scored(by: await feed.tests, of: job.imageTask).map {
                .init(epoch: $0.snapshot.epoch, title: words.text($0.title))
            },
            formats: ArchiveFormat.allCases.map(\.rawValue),
            files: JobFile.all(in: model.folder, at: job.path),
            sources: await sources(of: model, words),
            settings: settings(model, words),
            hasLayerFile: model.folder.has(PythonLayerUse.fileName),
            validation: try await validation(of: job, model, words),
            canPause: job.jobStatus == .running && !job.isPaused,
            continuation: continuation(of: job, model, words),
            dataset: await studio.store.find(job.datasetID ?? "").map { JobRow($0, words) }
        )
    }

    private func continuation(of job: JobSummary, _ model: ModelFolder, _ words: Words)
        -> ModelView.Continuation?
    {
        let snapshots = model.snapshotsToGoOnFrom
        guard job.isOver, let last = snapshots.first ?? (job.isPaused ? .start : nil) else {
            return nil
        }
        let isIncomplete = job.jobStatus != .done || last.iteration < model.iterationCount ?? 0
        return ModelView.Continuation(
            title: words[job.isPaused ? "model.resume" : "model.continue"],
            isIncomplete: isIncomplete,
            snapshots: snapshots.map { .init(epoch: $0.epoch, title: words.text($0.title)) },
            moreEpochs: isIncomplete ? 0 : model.epochCount
        )
    }

    /// Trains the same model once more, its layers in Python kept out of validation.
    @Sendable private func validateOnWholeImages(
        _ request: Request,
        _ context: StudioContext
    ) async throws -> Response {
        let job = try await studio.store.summary(context.parameters.require("id"), .model)
        if let pair = try await pair(of: job) {
            return try answer(context, pair)
        }
        let model = try ModelFolder(studio.store.jobFolder(job.id))
        let dataset = try await studio.store.summary(job.datasetID ?? "", .dataset)
        var settings = model.job.model ?? ModelSettings()
        settings.pair = job.id
        settings.name = context.text(Phrase("model.whole_name", ["name": job.name]))
        let wanted = ModelRequest(
            settings: settings,
            network: try model.networkValidatingOnWholeImages(),
            layerFile: model.layerFileText.map {
                LayerFile(name: PythonLayerUse.fileName, text: $0, key: "")
            },
            weights: model.folder.startWeights
        )
        let made = try await wanted.create(in: studio.store, dataset: dataset)
        try await studio.queue.enqueue(made.id)
        return try answer(context, try await studio.store.summary(made.id))
    }

    private func answer(_ context: StudioContext, _ job: JobSummary) throws -> Response {
        context.wantsJSON ? try .json(["location": job.path, "id": job.id]) : .seeOther(job.path)
    }
}

extension ModelPage {
    private func validation(
        of job: JobSummary,
        _ model: ModelFolder,
        _ words: Words
    ) async throws -> ModelView.Validation? {
        let layers = model.layersInValidation
        let pair = try await pair(of: job)
        let isAsked = !layers.isEmpty && job.jobStatus != .error
        guard isAsked || pair != nil else { return nil }
        var validation = ModelView.Validation()
        validation.explanation = Self.list(layers.map(\.name)).map { names in
            words.text(Phrase("model.why_note", ["count": layers.count, "layers": names]))
        }
        guard let pair else { return validation }
        let (changed, whole) = layers.isEmpty ? (pair, job) : (job, pair)
        validation.comparison = [
            compared(changed, words["model.validated_changed"], this: job, words),
            compared(whole, words["model.validated_whole"], this: job, words),
        ]
        return validation
    }

    /// Names between quotation marks, one after the other; nil if there are none.
    private static func list(_ names: [String]) -> Phrase? {
        let quoted = names.map { Phrase("format.quoted", ["name": $0]) }
        guard let first = quoted.first else { return nil }
        return quoted.dropFirst().reduce(first) {
            Phrase("format.list", ["first": $0, "second": $1])
        }
    }

    private func compared(
        _ job: JobSummary,
        _ title: String,
        this: JobSummary,
        _ words: Words
    ) -> ModelView.Compared {
        let row = JobRow(job, words)
        return ModelView.Compared(
            title: title,
            name: job.name,
            path: job.path,
            status: row.status,
            colour: row.colour,
            accuracy: job.accuracy.map { words.text(Wording.percent($0 * 100, digits: 1)) },
            isThis: job.id == this.id
        )
    }

    /// The same model with the other validation, where it was made and is still there.
    private func pair(of job: JobSummary) async throws -> JobSummary? {
        func original(of id: String) -> String? {
            // A job whose file is damaged is nobody's.
            (try? studio.store.jobFolder(id).job())?.model?.pair
        }
        if let id = original(of: job.id) { return await studio.store.find(id) }
        guard let dataset = job.datasetID else { return nil }
        return await studio.store.models(on: dataset).first { original(of: $0.id) == job.id }
    }

    /// The network and the weights that a model was made from, and the seed of its randomness.
    private func sources(of model: ModelFolder, _ words: Words) async -> [ModelView.Source] {
        guard let settings = model.job.model else { return [] }
        var sources = [await network(of: settings, words)]
        if !settings.previousSnapshot.isEmpty, settings.method == .previous {
            sources.append(.init(name: words["model.snapshot"], value: settings.previousSnapshot))
        }
        if let weights = settings.usedWeights {
            sources.append(.init(name: words["model.start_weights"], value: weights))
        }
        if settings.solver.randomSeed == nil, let seed = model.folder.drawnSeed() {
            sources.append(.init(name: words["model.drawn_seed"], value: "\(seed)"))
        }
        return sources
    }

    private func network(of settings: ModelSettings, _ words: Words) async -> ModelView.Source {
        let name = words["model.network"]
        switch settings.method {
        case .standard:
            let title = settings.task.network(settings.standardNetwork)?.titlePhrase
            return .init(name: name, value: title.map(words.text) ?? settings.standardNetwork)
        case .previous:
            let previous = await studio.store.find(settings.previousNetwork, .model)
            return .init(
                name: name,
                value: previous?.name ?? settings.previousNetwork,
                path: previous?.path
            )
        case .pretrained:
            let title = studio.pretrained.find(settings.pretrainedNetwork)?.name
            return .init(name: name, value: title ?? settings.pretrainedNetwork)
        case .custom: return .init(name: name, value: words["model.custom_network"])
        }
    }

    private func settings(_ model: ModelFolder, _ words: Words) -> [Fact] {
        (model.job.model?.facts ?? []).map { Fact($0, words) }
            + Fact.ofJob(model.job, model.folder, words)
    }
}
