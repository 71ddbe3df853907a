import CremaData
import CremaEngine
import CremaEvents
import CremaJobs
import CremaProto
import CremaRuns
import Hummingbird
import HummingbirdCore

/// `POST /models/cost`: what the network of a form costs on its data set; with `?measure=1` also
/// the time of an epoch, for which steps are computed while no job is running.
///
/// The answer is a part of a page, or JSON.
struct NetworkCostPage: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        routes(router, for: .train, areChanges: false)
            .taking(FormCatalog.cost).replying(.page(.object)).post("models/cost", use: cost)
    }

    @Sendable private func cost(_ request: Request, _ context: StudioContext)
        async throws -> Response
    {
        let form = try await Form(request, limit: Form.Limit.network)
        do {
            let training = try await training(of: form, request)
            let isBusy = await studio.queue.isBusy
            let measures = request.query("measure") == "1" && !isBusy
            let found =
                measures
                ? try await studio.networkCosts.measuredCost(of: training)
                : try await studio.networkCosts.cost(of: training)
            guard let found else {
                throw StudioError.unavailable(Phrase("cost.unknown"))
            }
            let dataset = try DatasetFolder(path: training.dataset.path)
            let estimate = CostEstimate(found, training.settings.solver, dataset, isBusy: isBusy)
            guard !context.wantsJSON else { return try .json(estimate) }
            return try studio.views.page(NetCostView(estimate, context.words), context)
        } catch let errors as FormErrors where !context.wantsJSON {
            return try studio.views.page(
                NetCostView(errors, context.words),
                context,
                status: .badRequest
            )
        }
    }

    /// What a form would train: the first of several models; it need have no name yet.
    private func training(of form: Form, _ request: Request) async throws
        -> NetworkCosts.Training
    {
        var errors = FormCatalog.cost.errors(in: form, request)
        var settings = ModelSettings()
        let fields = Sweep(of: form.fields).members[0].fields
        errors.add(settings.read(fields).without(ModelSettings.nameOption.name, "dataset"))
        let snapshot = ModelSettings.snapshotName(of: settings.previousNetwork)
        settings.previousSnapshot = form[snapshot]
        let dataset = await studio.store.find(settings.dataset, .dataset)
        if let dataset, dataset.jobStatus == .done {
            settings.taskName = dataset.imageTaskName
        } else {
            errors.add("dataset", Phrase("cost.no_dataset"))
        }
        guard errors.isEmpty, let dataset else { throw errors }
        let file = try studio.layerFiles.chosen(
            settings.layerFile,
            upload: form.files[ModelSettings.sentLayerFile.name]
        )
        return NetworkCosts.Training(
            settings: settings,
            source: try await studio.networkSource(
                of: settings,
                editor: form.text(ModelSettings.networkText.name),
                layerFile: file
            ),
            dataset: studio.store.jobFolder(dataset.id),
            releasable: await studio.queue.memoryReleasedBeforeNextTraining()
        )
    }
}

/// What a training costs, as scripts read it.
struct CostEstimate: Encodable, Sendable {
    struct Layer: Encodable, Sendable {
        var name: String
        var type: String
        var shapes: [[Int]]
        var parameters: Int
        var memory: Int
        var multiplyAdds: Int

        enum CodingKeys: String, CodingKey {
            case name, type, shapes, parameters, memory
            case multiplyAdds = "multiply_adds"
        }
    }

    /// Each layer with what it costs for a batch; none where the batch is too large for any blob.
    var layers: [Layer]
    var batchSize: Int?
    var parameters: Int?
    /// The multiplications of one image, forward.
    var multiplyAdds: Int?
    /// Bytes; nil where they are beyond all bounds.
    var memory: Int?
    var freeMemory: Int
    var fits: Bool
    /// The largest batch that fits, where that of the form does not.
    var fittingBatchSize: Int?
    /// Nil where nothing was measured.
    var epochSeconds: Double?
    /// The time of all epochs.
    var trainingSeconds: Double?
    /// Whether nothing can be measured, as a job is running.
    var isBusy: Bool
    var epochs: Int

    enum CodingKeys: String, CodingKey {
        case layers, parameters, memory, fits, epochs
        case batchSize = "batch_size"
        case multiplyAdds = "multiply_adds"
        case freeMemory = "free_memory"
        case fittingBatchSize = "fitting_batch_size"
        case epochSeconds = "epoch_seconds"
        case trainingSeconds = "training_seconds"
        case isBusy = "is_busy"
    }
}

extension CostEstimate {
    init(
        _ found: CostRun.Result,
        _ solver: SolverSettings,
        _ dataset: DatasetFolder,
        isBusy: Bool
    ) {
        let net = found.net
        layers = (net?.layers ?? []).map { layer in
            Layer(
                name: layer.name,
                type: layer.type,
                shapes: layer.shapes,
                parameters: layer.parameters,
                memory: layer.bytes,
                multiplyAdds: layer.multiplyAdds
            )
        }
        batchSize = net?.batchSize
        parameters = net?.parameters
        multiplyAdds = net.map { $0.multiplyAdds / max(1, $0.batchSize) }
        memory = net.map { _ in found.bytes }
        freeMemory = found.free
        fits = found.fits
        fittingBatchSize = found.fittingBatch
        epochs = solver.epochs
        self.isBusy = isBusy
        guard let pace = found.pace else { return }
        let training = pace.training * Double(dataset.trainCount)
        let validations = solver.valInterval > 0 ? 1 / solver.valInterval : 0
        let validation = pace.validation * Double(dataset.valCount) * validations
        epochSeconds = training + validation
        trainingSeconds = (training + validation) * Double(solver.epochs)
    }
}
