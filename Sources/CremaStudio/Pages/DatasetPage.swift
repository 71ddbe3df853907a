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
        router.get("datasets/{id}", use: show)
        router.get("datasets/{id}/explore", use: explore)
        router.get("datasets/{id}/images/{part}/{index}", use: image)
    }

    @Sendable private func show(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let job = try await studio.store.summary(context.parameters.require("id"), .dataset)
        let folder = studio.store.jobFolder(job.id)
        if context.wantsJSON {
            var reply = JobReply(job, folder: folder)
            // A damaged data set has nothing to be described; its page reports the damage.
            if job.jobStatus == .done, let dataset = try? Dataset(folder: folder.path) {
                reply.add(dataset)
            }
            return try .json(reply)
        }
        let made = try folder.job()
        var view = DatasetView(
            task: ShownTask(job.imageTask, context.words),
            head: await JobHead(
                job,
                folder,
                try await studio.store.feed(of: job.id),
                context.words
            ),
            logName: folder.logFile(of: .dataset).lastPathComponent,
            settings: settings(made, folder, context.words),
            standsIn: made.dataset?.kind is FashionMNISTDataset && job.isOver,
            models: await studio.store.models(on: job.id).map { JobRow($0, context.words) }
        )
        if job.jobStatus == .done {
            // Its settings and its log are worth a look all the same.
            do {
                let dataset = try Dataset(folder: folder.path)
                view.dataset = try await content(of: dataset, job, context.words)
            } catch let error as DataError {
                let title = context.words["dataset.not_shown"]
                view.head.notices.append(.init(title, context.text(error.phrase)))
            }
        }
        return try studio.views.page(view, context)
    }

    /// `?part=train&class=3&page=0`: the images, a page at a time.
    @Sendable private func explore(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let job = try await studio.store.summary(context.parameters.require("id"), .dataset)
        let dataset = try finished(job)
        let part = request.query("part") ?? "train"
        let label = try request.query("class").map { text in
            guard let label = Int(text) else {
                throw StudioError.badRequest(Phrase("error.no_class", ["text": text]))
            }
            return label
        }
        let number = max(0, request.query("page").flatMap { Int($0) } ?? 0)
        let images = try await images(of: dataset, part)
        let count = images.count(ofClass: label)
        let pageCount = max(1, (count + ExplorePage.size - 1) / ExplorePage.size)
        let page = ExplorePage(
            job: job,
            dataset: dataset,
            part: part,
            label: label,
            number: min(number, pageCount - 1),
            pageCount: pageCount,
            count: count,
            words: context.words
        )
        let entries = try images.page(page.number, size: ExplorePage.size, ofClass: label)
        return try studio.views.page(page.view(of: entries), context)
    }

    @Sendable private func image(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let job = try await studio.store.summary(context.parameters.require("id"), .dataset)
        let dataset = try finished(job)
        let images = try await images(of: dataset, try context.parameters.require("part"))
        guard let index = context.parameters.get("index", as: Int.self),
            let image = try images.image(at: index)
        else { throw StudioError.notFound(Phrase("error.no_such_image", ["name": job.name])) }
        return Response(
            status: .ok,
            headers: [.contentType: "image/png", .cacheControl: "max-age=3600"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: image.png))
        )
    }

    private func finished(_ job: JobSummary) throws -> Dataset {
        guard job.jobStatus == .done else {
            throw StudioError.notFound(
                Phrase("error.no_images", ["name": job.name, "status": job.phrase])
            )
        }
        return try Dataset(folder: studio.store.jobFolder(job.id).path)
    }

    private func images(of dataset: Dataset, _ part: String) async throws -> any StoredImages {
        guard let known = DatasetPart(rawValue: part), let path = dataset.database(of: known) else {
            throw StudioError.notFound(Phrase("error.no_part", ["part": part]))
        }
        return try await studio.databases.images(of: known, in: dataset, at: path)
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
        let parts = DatasetPart.allCases.filter { dataset.database(of: $0) != nil }
        let classes = dataset.classNames.enumerated().map { index, name in
            let counts = parts.map { part in
                let counts = classCounts?[part] ?? []
                return counts.indices.contains(index) ? counts[index] : 0
            }
            return DatasetView.Class(
                name: name,
                number: index,
                parts: zip(parts, counts).map { part, count in
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
        let sample = try await images(of: dataset, "train").page(0, size: 24, ofClass: nil)
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

extension Dataset {
    /// The names of the classes; none where the targets are numbers.
    fileprivate var classNames: [String] { targets.isClasses ? labels : [] }
}

/// One page of the images of a data set.
private struct ExplorePage {
    static let size = 100

    let job: JobSummary
    let dataset: Dataset
    let part: String
    let label: Int?
    let number: Int
    let pageCount: Int
    let count: Int
    let words: Words

    private func address(part: String? = nil, label: Int?, page: Int = 0) -> String {
        let choice = label.map { "&class=\($0)" } ?? ""
        return "\(job.path)/explore?part=\(part ?? self.part)\(choice)&page=\(page)"
    }

    func view(of entries: [StoredImage]) -> ExploreView {
        let all = ExploreView.Link(
            title: words["explore.all"],
            address: address(label: nil),
            isActive: label == nil
        )
        let classes = dataset.classNames.enumerated().map {
            ExploreView.Link(title: $1, address: address(label: $0), isActive: $0 == label)
        }
        let hasNext = number + 1 < pageCount
        return ExploreView(
            name: job.name,
            path: job.path,
            parts: parts,
            classes: classes.isEmpty ? [] : [all] + classes,
            images: entries.map { ShownImage($0, dataset, job, part: part) },
            count: words.text(Phrase("explore.count", ["count": count])),
            number: number + 1,
            pageCount: pageCount,
            previous: number > 0 ? address(label: label, page: number - 1) : nil,
            next: hasNext ? address(label: label, page: number + 1) : nil
        )
    }

    private var parts: [ExploreView.Link] {
        DatasetPart.allCases.filter { dataset.database(of: $0) != nil }.map { known in
            ExploreView.Link(
                title: words[Self.title(of: known)],
                address: address(part: known.rawValue, label: label),
                isActive: known.rawValue == part
            )
        }
    }

    private static func title(of part: DatasetPart) -> String {
        switch part {
        case .train: "explore.training"
        case .val: "explore.validation"
        case .test: "explore.test"
        }
    }
}
