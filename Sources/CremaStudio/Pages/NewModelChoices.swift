import CremaEvents
import CremaJobs
import CremaProto

/// What the form of a new model lets people choose from.
struct NewModelChoices: Sendable {
    private(set) var datasets: [NewModelView.DatasetChoice] = []
    private(set) var networks: [NewModelView.NetworkChoice] = []

    /// The choices of a task's form with these values; the only data set is chosen, and the network
    /// that fits the chosen data set unless there is one in the form.
    init(
        task: any ImageTask,
        values: [String: String],
        _ store: JobStore,
        _ words: Words
    ) async {
        let usable = await store.all(.dataset)
            .filter { $0.imageTaskName == task.about.name }
            .filter { ![.aborted, .error].contains($0.jobStatus) }
        let chosen = values["dataset"] ?? (usable.count == 1 ? usable[0].id : "")
        datasets = usable.map { job in
            // One that is still being built has no description yet.
            let folder = try? DatasetFolder(path: store.jobFolder(job.id).path)
            return Self.choice(job, folder, of: task, isChecked: job.id == chosen, words)
        }
        let proposed = datasets.first(where: \.isChecked)?.network
        networks = task.networks.map {
            NewModelView.NetworkChoice(
                id: $0.id,
                title: words.text($0.titlePhrase),
                summary: words.text($0.summaryPhrase),
                images: words.text($0.images.phrase),
                isChecked: $0.id == values["standard_networks"] ?? proposed
            )
        }
    }

    private static func choice(
        _ job: JobSummary,
        _ folder: DatasetFolder?,
        of task: any ImageTask,
        isChecked: Bool,
        _ words: Words
    ) -> NewModelView.DatasetChoice {
        NewModelView.DatasetChoice(
            id: job.id,
            name: job.name,
            note: folder.map { words.text(note($0)) },
            network: folder.flatMap(task.proposedNetwork)?.id ?? "",
            status: words.text(job.phrase),
            colour: JobRow.colour(of: job.jobStatus),
            isDone: job.jobStatus == .done,
            isChecked: isChecked
        )
    }

    /// Size and count of a data set's images.
    private static func note(_ dataset: DatasetFolder) -> Phrase {
        Phrase(
            "new_model.dataset_note",
            [
                "width": "\(dataset.width)", "height": "\(dataset.height)",
                "colours": Phrase(dataset.channels == 1 ? "dataset.grey" : "dataset.colour"),
                "count": dataset.trainCount.addingSaturated(dataset.valCount),
            ]
        )
    }
}
