import CremaJobs
import CremaProto
import Foundation
import Hummingbird
import HummingbirdCore

/// What the editor of a new model asks for: a network's text, what is wrong with it, the words
/// that complete it, its drawing, the course of the learning rate.
struct NetworkTools: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        let routes = routes(router, for: .train, areChanges: false).replying(.json(.object))
        routes.taking(FormCatalog.network).replying(.json(.network))
            .post("models/customize", use: customize)
        routes.taking(FormCatalog.lint).post("models/lint-network", use: lint)
        routes.get("models/network-words", use: words)
        routes.taking(FormCatalog.drawing).post("models/visualize-network", use: visualize)
        routes.taking(FormCatalog.model).post("models/visualize-lr", use: visualizeRate)
    }

    private struct Network: Encodable {
        var network: String
        var pythonLayer = false
        var snapshot: String?

        enum CodingKeys: String, CodingKey {
            case network, snapshot
            case pythonLayer = "python_layer"
        }
    }

    /// `?network=lenet`, or the id of a model or a pretrained model; of a model a form's
    /// `snapshot_epoch` names the weights.
    @Sendable private func customize(_ request: Request, _ context: StudioContext)
        async throws
        -> Response
    {
        try await telling(.json) {
            let form = try await Form(request, limit: Form.Limit.words)
            try FormCatalog.network.check(form, request)
            let name = request.query("network") ?? ""
            return try .json(try await network(name, snapshot: form["snapshot_epoch"]))
        }
    }

    private func network(_ name: String, snapshot: String) async throws -> Network {
        if let network = StandardNetwork.named(name) {
            return Network(network: network.prototxt)
        }
        let pretrained = studio.pretrained
        if let text = pretrained.text(.network, of: name) {
            return Network(
                network: text,
                pythonLayer: pretrained.file(.layers, of: name) != nil,
                snapshot: pretrained.file(.weights, of: name)?.path
            )
        }
        let job = try await studio.store.summary(name, .model)
        let model = try ModelFolder(studio.store.jobFolder(job.id))
        return Network(
            network: try String(
                contentsOf: model.folder.file("original.prototxt"),
                encoding: .utf8
            ),
            pythonLayer: model.folder.has(PythonLayerUse.fileName),
            snapshot: try model.weights(of: snapshot, measuredBy: job.imageTask)?.path
        )
    }

    private struct Findings: Encodable {
        struct Finding: Encodable {
            var line: Int
            var column: Int
            var error: String
        }

        var errors: [Finding]
    }

    /// Every error in the form's `custom_network` that its text alone shows, with line and column.
    @Sendable private func lint(_ request: Request, _ context: StudioContext)
        async throws
        -> Response
    {
        try await telling(.json) {
            let form = try await Form(request, limit: Form.Limit.network)
            try FormCatalog.lint.check(form, request)
            let text = form.text(ModelSettings.networkText.name)
            let found = NetParameter.networkErrors(in: text).map { error in
                let layer = error.layer.map { "layer \"\($0)\": " } ?? ""
                return Findings.Finding(
                    line: error.position?.line ?? 1,
                    column: error.position?.column ?? 1,
                    error: (layer + error.what).shown
                )
            }
            return try .json(Findings(errors: found))
        }
    }

    /// What the editor completes: types of layers and the fields of each block.
    @Sendable private func words(_ request: Request, _ context: StudioContext)
        async throws
        -> Response
    {
        try .json(NetworkWords.all)
    }

    private struct Drawing: Encodable {
        var svg: String
    }

    /// Draws the form's `custom_network`, or says what is wrong with it and with the layer file,
    /// with the line.
    @Sendable private func visualize(_ request: Request, _ context: StudioContext)
        async throws
        -> Response
    {
        try await telling(.json) {
            let form = try await Form(request, limit: Form.Limit.network)
            try FormCatalog.drawing.check(form, request)
            var settings = ModelSettings()
            // A network can be drawn whatever is still missing elsewhere in the form.
            _ = settings.read(form.fields)
            let text = form.text(ModelSettings.networkText.name)
            let (svg, uses) = try FormErrors.naming("custom_network") {
                let net = try NetParameter.read(text: text, file: "network")
                return (try NetDrawing(net).svg(), try net.pythonLayers())
            }
            let upload = form.files[ModelSettings.sentLayerFile.name]
            if let file = try studio.layerFiles.chosen(settings.layerFile, upload: upload) {
                let errors = await studio.layerFileChecker.errors(in: file, classes: uses)
                guard errors.isEmpty else { throw errors }
            }
            return try .json(Drawing(svg: svg))
        }
    }

    /// The course of the learning rate by the form's policy, for each of its rates.
    @Sendable private func visualizeRate(_ request: Request, _ context: StudioContext)
        async throws
        -> Response
    {
        try await telling(.json) {
            let form = try await Form(request, limit: Form.Limit.network)
            try FormCatalog.model.check(form, request)
            return try .json(try RateCurves(form: form.fields))
        }
    }
}
