import CremaJobs
import CremaProto

/// A task as pages show it: its words, and the paths of its pages.
struct ShownTask: Sendable {
    /// Its entry in the menu.
    var title: String
    var datasets: Jobs
    var models: Jobs
    /// The path that tests one image, and the words of its button.
    var testPath: String
    var testTitle: String
    /// The path that tests many images, and the words of its button.
    var testManyPath: String
    var testManyTitle: String
    /// The path that finds the likeliest images of each class, if there are classes.
    var likeliestPath: String?

    /// The data sets or the models of a task.
    struct Jobs: Sendable {
        /// What one of them is.
        var title: String
        /// Where the form of a new one is sent.
        var path: String
        /// The page with the form, and its title.
        var newPath: String
        var newTitle: String
    }
}

extension ShownTask {
    init(_ task: any ImageTask, _ words: Words) {
        let text = { (part: ImageTaskDescription.Part) in words.text(task.about.phrase(part)) }
        self.init(
            title: text(.title),
            datasets: Jobs(
                title: text(.dataset),
                path: task.path(of: .dataset),
                newPath: task.newPath(of: .dataset),
                newTitle: text(.newDataset)
            ),
            models: Jobs(
                title: text(.model),
                path: task.path(of: .model),
                newPath: task.newPath(of: .model),
                newTitle: text(.newModel)
            ),
            testPath: task.testPath,
            testTitle: text(.test),
            testManyPath: task.testManyPath,
            testManyTitle: text(.testMany),
            likeliestPath: task.likeliestPath
        )
    }
}

extension ImageTask {
    /// Where the form of a new data set or model is sent.
    func path(of kind: Job.Kind) -> String { "/\(kind.path)/\(about.route)" }

    /// The page with that form.
    func newPath(of kind: Job.Kind) -> String { path(of: kind) + "/new" }

    /// What tests one image with a model.
    var testPath: String { "\(path(of: .model))/\(about.testRoute)" }

    /// What tests a list of images with a model.
    var testManyPath: String { "\(path(of: .model))/\(about.testManyRoute)" }

    /// What finds the likeliest images of each class in a list; nil where there are no classes.
    var likeliestPath: String? {
        about.likeliestRoute.map { "\(path(of: .model))/\($0)" }
    }
}

extension JobSummary {
    /// Throws `badRequest` if the job is another task's, with the path of that task which does what
    /// was requested.
    func check(
        isOf task: any ImageTask,
        otherwiseAt path: (any ImageTask) -> String
    ) throws(StudioError) {
        guard imageTaskName != task.about.name else { return }
        let kind = imageTask.about.phrase(jobKind == .dataset ? .dataset : .model)
        throw .badRequest(
            Phrase("error.other_task", ["name": name, "kind": kind, "path": path(imageTask)])
        )
    }
}
