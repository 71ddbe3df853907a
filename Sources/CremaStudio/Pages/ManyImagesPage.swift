import CremaJobs
import CremaProto
import CremaRuns
import Foundation
import Hummingbird
import HummingbirdCore

/// `/models/<task>/classify_many` and `top_n`: what a model finds in a list of images, how often it
/// is right, and which images are the likeliest of each class.
struct ManyImagesPage: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        let tests = routes(router, for: .train, areChanges: false)
        for task in ImageTaskCatalog.all {
            let many = tests.taking(FormCatalog.testMany).replying(.page(.manyPredictions))
            many.post("\(task.testManyPath)") { request, context in
                try await answer(request, context, of: task, FormCatalog.testMany, showMany)
            }
            guard let path = task.likeliestPath else { continue }
            let likeliest = tests.taking(FormCatalog.likeliest).replying(.page(.object))
            likeliest.post("\(path)") { request, context in
                try await answer(request, context, of: task, FormCatalog.likeliest, showLikeliest)
            }
        }
    }

    /// A list of images that is tested, and the model.
    private struct Test {
        var job: JobSummary
        var model: ModelFolder
        var snapshot: ModelFolder.Snapshot
        var form: Form
    }

    /// Takes `?job_id=`, `image_list`, `image_folder`, `num_test_images`, `snapshot_epoch`.
    private func answer(
        _ request: Request,
        _ context: StudioContext,
        of task: any ImageTask,
        _ fields: FormFields,
        _ show: @Sendable (Test, StudioContext) async throws -> Response
    ) async throws -> Response {
        let form = try await Form(request, limit: Form.Limit.lists)
        let id = request.query("job_id") ?? form["job_id"]
        let job = try await studio.store.summary(id, .model)
        let back = WayBack(path: "\(job.path)#test-many", title: Phrase("way.test_others"))
        return try await telling(.page(title: Phrase("error.not_tested_many"), back: back)) {
            try job.check(isOf: task) { $0.testManyPath }
            return try await ModelPage(studio: studio).answer(form, about: job, context) {
                try fields.check(form, request)
                let model = try ModelFolder(studio.store.jobFolder(job.id))
                let snapshot = try model.snapshot(ofEpoch: form["snapshot_epoch"])
                return try await show(
                    Test(job: job, model: model, snapshot: snapshot, form: form),
                    context
                )
            }
        }
    }

    @Sendable private func showMany(_ test: Test, _ context: StudioContext) async throws
        -> Response
    {
        let (id, result) = try await result(of: test, likeliest: 0, context)
        if context.wantsJSON { return try .json(test.job.imageTask.reply(to: result)) }
        let table = ListTable(result, labels: try labels(of: test))
        let place = studio.imageTester.place(id).appendingPathComponent(ListTable.fileName)
        try Data(table.text.utf8).write(to: place)
        let view = ManyImagesView(
            result,
            job: JobRow(test.job, context.words),
            snapshot: context.text(test.snapshot.title),
            labels: try labels(of: test),
            file: "/tests/\(id)/\(ListTable.fileName)",
            context.words
        )
        return try studio.views.page(view, context)
    }

    /// Takes `top_n` as well.
    @Sendable private func showLikeliest(_ test: Test, _ context: StudioContext) async throws
        -> Response
    {
        let count = try test.form.number("top_n", in: 1...100) ?? 9
        let (id, result) = try await result(of: test, likeliest: count, context)
        let labels = try labels(of: test)
        if context.wantsJSON {
            return try .json(["top_n": LikeliestView.reply(result, labels: labels)])
        }
        let view = LikeliestView(
            job: JobRow(test.job, context.words),
            snapshot: context.text(test.snapshot.title),
            classes: LikeliestView.classes(
                result,
                labels: labels,
                at: "/tests/\(id)",
                context.words
            )
        )
        return try studio.views.page(view, context)
    }

    /// The names of the model's classes, or of its numbers.
    private func labels(of test: Test) throws -> [String] {
        try ModelJob.dataset(of: test.model.folder).labels
    }

    private func result(
        of test: Test,
        likeliest: Int,
        _ context: StudioContext
    ) async throws -> (id: String, result: InferManyRun.Result) {
        var errors = FormErrors()
        let list = test.form.files["image_list"]
        if list == nil { errors.add("image_list", Phrase("form.choose_list")) }
        let limit = errors.collecting("num_test_images") {
            try test.form.number("num_test_images", in: 1...10_000_000)
        }
        guard let list, let limit, errors.isEmpty else { throw errors }
        let lines = TestList(
            Form.text(of: list),
            of: test.job.imageTask,
            on: try ModelJob.dataset(of: test.model.folder),
            folder: test.form["image_folder"],
            limit: limit
        ).lines
        var (found, missing): ([InferManyRun.Listed], [InferManyRun.Found]) = ([], [])
        for line in lines {
            do {
                let file = try studio.dataRoot.resolve(line.path).path
                found.append(.init(name: line.path, file: file, truth: line.truth))
            } catch {
                let words = context.text(error.telling.explanation)
                missing.append(.init(name: line.path, truth: line.truth, error: words))
            }
        }
        guard !found.isEmpty else {
            let reason = missing.first?.error ?? context.text(Phrase("form.empty_list"))
            throw FormErrors(["image_list": [.verbatim(reason)]])
        }
        var (id, result) = try await studio.imageTester.test(
            found,
            model: test.model.folder,
            snapshot: test.snapshot.file,
            likeliest: likeliest
        )
        result.images += missing
        return (id, result)
    }
}

extension Form {
    /// The text of a file that was sent, with this system's line ends.
    static func text(of upload: Upload) -> String {
        String(decoding: upload.data, as: UTF8.self).replacing("\r\n", with: "\n")
    }

    /// A whole number of a field; nil if it is empty.
    ///
    /// Throws, with the field, for any other text.
    func number(_ name: String, in range: ClosedRange<Int>) throws(FormErrors) -> Int? {
        if self[name].isEmpty { return nil }
        if let number = Int(self[name]), range.contains(number) { return number }
        throw FormErrors([
            name: [
                Phrase(
                    "form.not_count",
                    [
                        "found": String(self[name].prefix(40)), "low": range.lowerBound,
                        "high": range.upperBound,
                    ]
                )
            ]
        ])
    }
}
