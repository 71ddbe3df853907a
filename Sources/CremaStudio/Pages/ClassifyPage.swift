import CremaData
import CremaEngine
import CremaJobs
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// `/models/images/classification/classify_one`: what a model says about one image, and what its
/// layers saw.
struct ClassifyPage: Page {
    let studio: Studio

    func addRoutes(to router: Router<BasicRequestContext>) {
        router.post("models/images/classification/classify_one", use: classify)
        router.get("tests/{id}/{file}", use: file)
    }

    /// Takes `?job_id=`, `image_file` or `image_path`, `snapshot_epoch`, `show_visualizations`.
    @Sendable private func classify(_ request: Request, _ context: BasicRequestContext) async throws
        -> Response
    {
        let form = try await Form(request, limit: Form.Limit.image)
        let id = request.query("job_id") ?? form["job_id"]
        let job = try await studio.store.summary(id, .model)
        do {
            try FormCatalog.classifyOne.check(form, request)
            return try await test(form, job, wantsJSON: request.wantsJSON)
        } catch let errors as FormErrors {
            return try refusal(errors, job, request)
        } catch let error as StudioError where !request.wantsJSON {
            return try notTested(studio.store.withoutFolder(error.description), job, error.status)
        }
    }

    private func refusal(_ errors: FormErrors, _ job: JobSummary, _ request: Request) throws
        -> Response
    {
        guard !request.wantsJSON else { return try .json(Refusal(errors), status: .badRequest) }
        return try notTested(errors.fields.lines.joined(separator: " "), job, .badRequest)
    }

    private func notTested(_ words: String, _ job: JobSummary, _ status: HTTPResponse.Status) throws
        -> Response
    {
        try studio.views.page(
            "Error",
            [
                "title": "The image was not tested", "words": words,
                "back": "\(job.path)#test", "backTitle": "Test another image",
            ],
            status: status
        )
    }

    private func test(_ form: Form, _ job: JobSummary, wantsJSON: Bool) async throws -> Response {
        let model = try ModelFolder(studio.store.jobFolder(job.id))
        let image = try image(in: form)
        let snapshot = try model.snapshot(ofEpoch: form["snapshot_epoch"])
        let isVisual = form.isOn("show_visualizations")
        let (test, result) = try await studio.imageTester.test(
            image,
            model: model.folder,
            snapshot: snapshot.file,
            isVisual: isVisual
        )
        if wantsJSON { return try .json(["predictions": result.predictions ?? []]) }
        return try studio.views.page(
            "Classify",
            [
                "job": JobRow(job), "imageName": image.name, "image": "/tests/\(test)/image.png",
                "snapshot": snapshot.title,
                "predictions": (result.predictions ?? []).map(ShownPrediction.init),
                "isVisual": isVisual,
                "visualizations": result.visualizations.map {
                    ShownVisualization($0, at: "/tests/\(test)")
                },
            ]
        )
    }

    private func image(in form: Form) throws -> ImageTester.Image {
        if let upload = form.files["image_file"] {
            guard form["image_path"].isEmpty else {
                throw FormErrors([
                    "image_path": ["An image was sent as well; send it, or name its path."]
                ])
            }
            return .sent(upload)
        }
        guard !form["image_path"].isEmpty else {
            throw StudioError.badRequest("Choose an image to test.")
        }
        let url = try studio.dataRoot.resolve(form["image_path"])
        guard Folder.hasFile(url.path) else {
            throw StudioError.badRequest("“\(form["image_path"])” is not a file that can be read.")
        }
        return .file(url)
    }

    /// A picture of a test, made by the program.
    @Sendable private func file(_ request: Request, _ context: BasicRequestContext) async throws
        -> Response
    {
        let id = try context.parameters.require("id")
        let name = try context.parameters.require("file")
        guard Job.isID(id), name.hasSuffix(".png"), !name.contains("/"), !name.hasPrefix("."),
            let data = try? Data(
                contentsOf: studio.imageTester.place(id).appendingPathComponent(name)
            )
        else { throw StudioError.notFound("There is no such picture; the test may be too old.") }
        return .data(data, type: "image/png")
    }
}

/// A prediction as the page shows it.
private struct ShownPrediction {
    var label: String
    var percent: String
    var share: Int

    init(_ prediction: InferRun.Prediction) {
        label = prediction.label
        percent = String(format: "%.2f %%", prediction.percent)
        share = Wording.share(prediction.percent / 100)
    }
}

/// A row of the table of layers.
private struct ShownVisualization {
    var name: String
    var kind: String
    var layerType: String?
    var parameters: String?
    var shape: String
    var mean: String
    var deviation: String
    var picture: String?
    var bars: [Bar]
    var low: String
    var high: String

    /// A bar of the histogram, in percent of the highest.
    struct Bar {
        var height: Int
        var count: String
    }

    init(_ found: NetInspection.Entry, at path: String) {
        name = found.name
        kind = found.kind.rawValue
        layerType = found.layerType
        parameters = found.parameters.map { "\(Wording.count($0)) learned parameters" }
        shape = found.shape.map(String.init).joined(separator: " × ")
        mean = Wording.number(found.mean)
        deviation = Wording.number(found.deviation)
        picture = found.picture.map { "\(path)/\($0)" }
        let most = Double(max(1, found.histogram.counts.max() ?? 1))
        bars = found.histogram.counts.map { count in
            // So that one value alone is seen.
            Bar(
                height: Wording.share(Double(count) / most, rounded: .up),
                count: Wording.count(count)
            )
        }
        low = Wording.number(Double(found.histogram.min))
        high = Wording.number(Double(found.histogram.max))
    }
}
