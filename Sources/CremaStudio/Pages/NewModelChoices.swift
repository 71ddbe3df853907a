import CremaEvents
import CremaJobs
import CremaProto

/// What the form of a new model lets people choose from.
struct NewModelChoices: Sendable {
    private(set) var datasets: [NewModelView.DatasetChoice] = []
    private(set) var networks: [NewModelView.NetworkChoice] = []
    private(set) var models: [NewModelView.ModelChoice] = []

    /// How many models are offered to continue from, the newest of all.
    private static let mostModels = 100

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
        models = await Self.models(of: task, values, store, words)
    }

    /// The models to continue from; the chosen one is among them.
    private static func models(
        of task: any ImageTask,
        _ values: [String: String],
        _ store: JobStore,
        _ words: Words
    ) async -> [NewModelView.ModelChoice] {
        let all = await store.all(.model).filter { $0.imageTaskName == task.about.name }
        let chosen = values[ModelSettings.previousName] ?? ""
        let offered =
            all.prefix(mostModels) + all.dropFirst(mostModels).filter { $0.id == chosen }
        var choices: [NewModelView.ModelChoice] = []
        for job in offered {
            let dataset = await store.find(job.datasetID ?? "")?.name ?? ""
            let note = Phrase("new_model.model_note", ["dataset": dataset, "status": job.phrase])
            let field = ModelSettings.snapshotName(of: job.id)
            let choice = NewModelView.ModelChoice(
                id: job.id,
                title: job.name,
                note: words.text(note),
                field: field,
                snapshots: snapshots(chosen: values[field], words),
                isChecked: job.id == chosen
            )
            choices.append(choice)
        }
        return choices
    }

    /// What every model has in place of an epoch, and the chosen epoch; a script adds the others.
    private static func snapshots(
        chosen: String?,
        _ words: Words
    ) -> [NewModelView.ModelChoice.Snapshot] {
        let chosen = chosen ?? "last"
        var offered = [
            ("last", words["new_model.last_snapshot"]), ("best", words["new_model.best_snapshot"]),
            ("0", words["new_model.from_start"]),
        ]
        if chosen == "-1" { offered.append(("-1", words["new_model.start_weights"])) }
        if !offered.contains(where: { $0.0 == chosen }) {
            offered.append((chosen, words.text(Phrase("model.epoch", ["epoch": chosen]))))
        }
        return offered.map { value, label in
            .init(value: value, label: label, isSelected: value == chosen)
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
            date: Wording.date(job.created, words),
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
