import CremaData
import CremaEvents
import CremaJobs
import CremaProto
import Foundation
import Hummingbird
import HummingbirdCore

/// `/datasets/<id>`: how a data set is built, and what is in it.
struct DatasetPage: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        let routes = routes(router, for: .look).replying(.page(.job))
        routes.get("datasets/{id}", use: show)
        routes.taking(FormCatalog.job).get("datasets/summary", use: summary)
    }

    @Sendable private func show(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let job = try await studio.store.summary(context.parameters.require("id"), .dataset)
        let folder = studio.store.jobFolder(job.id)
        if context.wantsJSON {
            return try .json(reply(of: job, folder))
        }
        let made = try folder.job()
        var view = DatasetView(
            task: ShownTask(job.imageTask, context.words),
            head: await JobHead(
                job,
                folder,
                try await studio.store.feed(of: job.id),
                context.words,
                for: context.user
            ),
            logName: folder.logFile(of: .dataset).lastPathComponent,
            settings: settings(made, folder, context.words),
            predecessor: await predecessor(of: made, context.words),
            tasks: DatasetTask.all(of: job, in: folder).map { .init($0, context.words) },
            files: JobFile.all(in: folder, at: job.path),
            standsIn: made.dataset?.kind is FashionMNISTDataset && job.isOver,
            models: await studio.store.models(on: job.id).map { JobRow($0, context.words) }
        )
        if job.jobStatus == .done {
            // Its settings and its log are worth a look all the same.
            do {
                let dataset = try Dataset(folder: folder.path)
                view.dataset = try await content(of: dataset, job, context.words)
                view.repeated = try await repeated(in: dataset, job, context.words)
            } catch let error as DataError {
                let title = context.words["dataset.not_shown"]
                view.head.notices.append(.init(title, context.text(error.phrase)))
            }
        }
        return try studio.views.page(view, context)
    }

    /// What a data set is a new version of; nil if it is not one.
    private func predecessor(of job: Job, _ words: Words) async -> DatasetView.Predecessor? {
        guard let version = job.dataset?.version else { return nil }
        let original = await studio.store.find(version.originalID, .dataset)
        let changes = VersionSource.Changes(version.changes) ?? VersionSource.Changes()
        return DatasetView.Predecessor(
            name: original?.name ?? version.originalID,
            path: original?.path,
            removed: words.count(changes.removedCount),
            changed: words.count(changes.relabelledCount)
        )
    }

    /// How many repeated images the page shows.
    private static let mostRepeated = 12

    /// The images that are in a data set more than once.
    private func repeated(in dataset: Dataset, _ job: JobSummary, _ words: Words) async throws
        -> DatasetView.Repeated?
    {
        let pairs = try Repetitions.pairs(listedIn: dataset.folder)
        guard !pairs.isEmpty else { return nil }
        var shown: [DatasetView.Repeated.Pair] = []
        for pair in pairs.prefix(Self.mostRepeated) {
            var both = DatasetView.Repeated.Pair(images: [], places: [])
            for place in [pair.first, pair.again] {
                let images = try await studio.images(of: dataset, place.part.rawValue)
                let image = try images.page(place.index, size: 1, ofClass: nil).first
                guard let image else { continue }
                let part = place.part
                both.images.append(ShownImage(image, dataset, job, part: part.rawValue))
                // The folder of its class and its own name are enough to find it.
                let name = image.name.split(separator: "/").suffix(2).joined(separator: "/")
                both.places.append("\(words[part.title]): \(name)")
            }
            shown.append(both)
        }
        return DatasetView.Repeated(
            count: words.count(pairs.count),
            listName: Repetitions.fileName,
            pairs: shown
        )
    }

    private func reply(of job: JobSummary, _ folder: JobFolder) -> JobReply {
        var reply = JobReply(job, folder: folder)
        // A damaged data set has nothing to be described; its page reports the damage.
        if job.jobStatus == .done, let dataset = try? Dataset(folder: folder.path) {
            reply.add(dataset, DatasetTask.all(of: job, in: folder))
        }
        return reply
    }

    /// `?job_id=`: what is in a data set in a few lines, for the form of a model.
    @Sendable private func summary(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let job = try await studio.store.summary(request.query("job_id") ?? "", .dataset)
        let folder = studio.store.jobFolder(job.id)
        guard !context.wantsJSON else { return try .json(reply(of: job, folder)) }
        var view = DatasetSummaryView(job: JobRow(job, context.words))
        // One that is not done, or damaged, has a name and a status alone.
        if job.jobStatus == .done, let dataset = try? Dataset(folder: folder.path) {
            view.content = .init(dataset, context.words)
        }
        return try studio.views.page(view, context)
    }

    private func settings(_ job: Job, _ folder: JobFolder, _ words: Words) -> [Fact] {
        let kind = job.dataset?.kind
        let method = Phrase.verbatim(job.dataset?.method ?? "")
        let source = words.text(kind.map { type(of: $0).about.sourcePhrase } ?? method)
        return [Fact(name: words["dataset.source"], value: source)]
            + (kind?.facts ?? []).map { Fact($0, words) }
            + Fact.ofJob(job, folder, words)
    }

    private func content(of dataset: Dataset, _ job: JobSummary, _ words: Words) async throws
        -> DatasetView.Content
    {
        let counts = dataset.description.counts
        let classCounts = dataset.description.classCounts
        let ofClasses = DatasetPart.allCases.compactMap { classCounts?[$0] }
        let most = Double(max(1, ofClasses.joined().max() ?? 1))
        let classes = dataset.classNames.enumerated().map { index, name in
            let counts = dataset.parts.map { dataset.count(ofClass: index, in: $0) }
            return DatasetView.Class(
                name: name,
                number: index,
                parts: zip(dataset.parts, counts).map { part, count in
                    let share = Wording.share(Double(count) / most)
                    return DatasetView.ClassPart(part: part.rawValue, share: share)
                },
                counts: counts.map(words.count).joined(separator: " + ")
            )
        }
        let ranges = zip(dataset.labels, dataset.description.valueRanges ?? []).map { name, range in
            DatasetView.ValueRange(
                name: name,
                low: Wording.number(Double(range.min)),
                high: Wording.number(Double(range.max))
            )
        }
        let sample = try await studio.images(of: dataset, "train").page(0, size: 24, ofClass: nil)
        return DatasetView.Content(
            trainCount: words.count(counts.train),
            valCount: words.count(counts.val),
            testCount: counts.test.map(words.count),
            targetCount: dataset.labels.count,
            isOfClasses: dataset.targets.isClasses,
            shape: "\(dataset.description.width) × \(dataset.description.height)",
            kind: words[dataset.description.channels == 1 ? "dataset.grey" : "dataset.colour"],
            classes: classes,
            ranges: ranges,
            sample: sample.map { ShownImage($0, dataset, job, part: "train") }
        )
    }
}
