import CremaData
import CremaEvents
import CremaJobs
import CremaProto
import Foundation
import Hummingbird
import HummingbirdCore

/// `/models/images/classification/new`: a data set, a network, Python layers and solver options
/// make a model.
struct NewModelPage: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        router.get("models/images/classification/new", use: new)
        router.post("models/images/classification", use: create)
    }

    /// An empty form, or with `?clone=<id>` that of another model, or with `?dataset=<id>` one on
    /// that data set.
    @Sendable private func new(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        guard let id = request.query("clone") else {
            let values = request.query("dataset").map { ["dataset": $0] } ?? [:]
            return try await page(Filled(values: values), context)
        }
        _ = try await studio.store.summary(id, .model)
        return try await page(try filled(fromModel: id), context)
    }

    @Sendable private func create(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        var form = try await Form(request, limit: Form.Limit.network)
        let asked = FormCatalog.model.errors(in: form, request)
        if !form["clone"].isEmpty {
            _ = try await studio.store.summary(form["clone"], .model)
            form.fields = try filled(fromModel: form["clone"]).values
                .merging(form.fields) { $1 }
        }
        var filled = Filled(values: form.fields)
        do {
            filled.layerFile = try studio.layerFiles.chosen(in: form)
            let job = try await make(form, filled.layerFile, asked)
            guard context.wantsJSON else { return .seeOther(job.path) }
            let summary = try await studio.store.summary(job.id)
            return try .json(JobReply(summary, folder: studio.store.jobFolder(job.id)))
        } catch let errors as FormErrors {
            guard !context.wantsJSON else {
                return try .json(["errors": errors.fields], status: .badRequest)
            }
            filled.errors = errors.fields
            return try await page(filled, context, status: .badRequest)
        }
    }

    private func make(_ form: Form, _ layerFile: LayerFile?, _ asked: FormErrors) async throws
        -> Job
    {
        var errors = asked
        if form["model_name"].isEmpty {
            errors.add("model_name", "A model needs a name.")
        }
        if let words = ModelForm.refusal(ofStates: form["solver_states"]) {
            errors.add("solver_states", words)
        }
        let dataset = try? await studio.store.summary(form["dataset"], .dataset)
        if dataset == nil { errors.add("dataset", "Choose a data set.") }
        if let dataset, [.aborted, .error].contains(dataset.jobStatus) {
            errors.add("dataset", "“\(dataset.name)” is \(dataset.status); choose another.")
        }
        let network: String
        do {
            network = try ModelForm.network(in: form)
        } catch let error as FormErrors {
            errors.add(error)
            throw errors
        }
        if let layerFile {
            let uses = try? NetParameter.read(text: network, file: "network").pythonLayers()
            errors.add(await studio.layerFileChecker.errors(in: layerFile, classes: uses ?? []))
        }
        guard errors.isEmpty, let dataset else { throw errors }
        var settings = form.fields.filter {
            FormCatalog.model.isActedOn($0.key) && !["custom_network", "clone"].contains($0.key)
        }
        settings["model_name"] = form["model_name"]
        let request = ModelRequest(form: settings, network: network, layerFile: layerFile)
        let job = try await request.create(in: studio.store, dataset: dataset)
        try await studio.queue.enqueue(job.id)
        return job
    }
}

extension NewModelPage {
    /// What stands in the form.
    private struct Filled {
        var values: [String: String] = [:]
        var layerFile: LayerFile?
        var errors: [String: [String]] = [:]
    }

    /// The form of a model that there is, with its network in the editor.
    private func filled(fromModel id: String) throws -> Filled {
        let folder = studio.store.jobFolder(id)
        var filled = Filled(values: try folder.job().settings)
        filled.values["pair"] = nil
        filled.values["custom_network"] = try? String(
            contentsOf: folder.file("original.prototxt"),
            encoding: .utf8
        )
        filled.values["method"] = "custom"
        if let data = try? Data(contentsOf: folder.file(PythonLayerUse.fileName)) {
            let file = try studio.layerFiles.keep(data, name: PythonLayerUse.fileName)
            filled.layerFile = file
            filled.values["python_layer_from_client"] = "on"
            filled.values["python_layer_client_key"] = file.key
            filled.values["python_layer_client_name"] = file.name
        }
        return filled
    }

    /// The fields whose errors the page has a place for, besides those of `ModelForm`.
    private static let placed = [
        "dataset", "custom_network", "standard_networks", "method", "python_layer_client_file",
        "python_layer_server_file",
    ]

    private struct DatasetChoice {
        var id: String
        var name: String
        var status: String
        var colour: String
        var isDone: Bool
        var isChecked: Bool
    }

    private struct NetworkChoice {
        var id: String
        var title: String
        var summary: String
        var isChecked: Bool
    }

    private func page(
        _ filled: Filled,
        _ context: StudioContext,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let values = filled.values
        let usable = await studio.store.all(.dataset)
            .filter { ![.aborted, .error].contains($0.jobStatus) }
        let chosen = values["dataset"] ?? (usable.count == 1 ? usable[0].id : "")
        let datasets = usable.map {
            DatasetChoice(
                id: $0.id,
                name: $0.name,
                status: $0.status,
                colour: JobRow.colour(of: $0.jobStatus),
                isDone: $0.jobStatus == .done,
                isChecked: $0.id == chosen
            )
        }
        let networks = StandardNetwork.all.map {
            NetworkChoice(
                id: $0.id,
                title: $0.title,
                summary: $0.summary,
                isChecked: $0.id == values["standard_networks"]
            )
        }
        let isClient = Form(fields: values).isOn("python_layer_from_client")
        var content: [String: Any] = [
            "form": ModelForm.fields.shown(values, errors: filled.errors),
            "hasErrors": !filled.errors.isEmpty,
            "otherErrors": filled.errors.filter { name, _ in
                !ModelForm.fields.contains { $0.name == name } && !Self.placed.contains(name)
            }.lines,
            "datasets": datasets, "hasDataset": !datasets.isEmpty,
            "networks": networks,
            "method": values["method"] ?? "standard",
            "isCustom": values["method"] == "custom",
            "network": values["custom_network"] ?? "",
            "isClient": isClient,
            "serverFile": values["python_layer_server_file"] ?? "",
            "dataRoot": studio.dataRoot.url.path,
        ]
        content["layerFile"] = filled.layerFile
        for name in Self.placed {
            content["error_\(name)"] = filled.errors[name]?.joined(separator: " ")
        }
        return try studio.views.page("NewModel", content, context, status: status)
    }
}
