import CremaData
import CremaEngine
import CremaJobs
import CremaProto
import CremaRuns
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// `/models/<task>/classify_one`, or as the task calls it: what a model finds in one image,
/// and what its layers saw.
struct ClassifyPage: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        for task in ImageTaskCatalog.all {
            let router = routes(router, for: .train, areChanges: false)
                .taking(FormCatalog.testOne).replying(.page(.predictions))
            router.post("\(task.testPath)") { request, context in
                try await classify(task, request, context)
            }
        }
        routes(router, for: .train).replying(.file("image/png", "text/csv"))
            .get("tests/{id}/{file}", use: file)
    }

    /// Takes `?job_id=`, `image_file` or `image_path` (or `image_url`), `snapshot_epoch`,
    /// `show_visualizations`.
    private func classify(_ task: any ImageTask, _ request: Request, _ context: StudioContext)
        async throws -> Response
    {
        let form = try await Form(request, limit: Form.Limit.image)
        let id = request.query("job_id") ?? form["job_id"]
        let job = try await studio.store.summary(id, .model)
        let back = WayBack(path: "\(job.path)#test", title: Phrase("way.test_another"))
        return try await telling(.page(title: Phrase("error.not_tested"), back: back)) {
            try job.check(isOf: task) { $0.testPath }
            return try await ModelPage(studio: studio).answer(form, about: job, context) {
                try FormCatalog.testOne.check(form, request)
                return try await test(form, job, context)
            }
        }
    }

    private func test(_ form: Form, _ job: JobSummary, _ context: StudioContext) async throws
        -> Response
    {
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
        if context.wantsJSON { return try .json(job.imageTask.reply(to: result)) }
        let pictures = "/tests/\(test)"
        let view = ClassifyView(
            job: JobRow(job, context.words),
            imageName: image.name,
            image: "\(pictures)/image.png",
            snapshot: context.text(snapshot.title),
            predictions: (result.predictions ?? []).map { .init($0, context.words) },
            values: (result.values ?? []).map(ClassifyView.Value.init),
            isVisual: isVisual,
            visualizations: result.visualizations.map {
                .init($0, at: pictures, context.words)
            }
        )
        return try studio.views.page(view, context)
    }

    private func image(in form: Form) throws -> ImageTester.Image {
        // The second is the name of the first in DIGITS 2.
        let field = ["image_path", "image_url"].first { !form[$0].isEmpty }
        if let upload = form.files["image_file"] {
            if let field { throw FormErrors([field: [Phrase("form.image_twice")]]) }
            return .sent(upload)
        }
        guard let field else { throw FormErrors(["image_file": [Phrase("error.no_image")]]) }
        let path = form[field]
        return try FormErrors.naming(field) {
            guard !path.contains("://") else {
                throw StudioError.badRequest(
                    Phrase("form.fixed", ["value": path, "reason": Phrase("fixed.no_url")])
                )
            }
            let url = try studio.dataRoot.resolve(path)
            guard Folder.hasFile(url.path) else {
                throw StudioError.badRequest(Phrase("error.not_readable", ["path": path]))
            }
            return .file(url)
        }
    }

    /// A picture of a test, made by the program.
    @Sendable private func file(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let id = try context.parameters.require("id")
        let name = try context.parameters.require("file")
        guard Job.isID(id), name.hasSuffix(".png") || name == ListTable.fileName,
            !name.contains("/"), !name.hasPrefix("."),
            let data = try? Data(
                contentsOf: studio.imageTester.place(id).appendingPathComponent(name)
            )
        else { throw StudioError.notFound(Phrase("error.no_picture")) }
        return .data(data, type: name.hasSuffix(".png") ? "image/png" : "text/csv; charset=utf-8")
    }
}
