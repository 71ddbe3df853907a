import CremaData
import CremaEvents
import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// `/datasets/<id>/explore`: the images of a data set, a page at a time, and each by itself.
struct ExplorePage: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        let exploring = routes(router, for: .look).taking(FormCatalog.explore)
        exploring.get("datasets/{id}/explore") { request, context in
            let id = try context.parameters.require("id")
            return try await show(studio.store.summary(id, .dataset), request, context)
        }
        for task in ImageTaskCatalog.all {
            // DIGITS' address, which names the job in its query.
            let path: RouterPath = "\(task.path(of: .dataset))/explore"
            exploring.get(path) { request, context in
                let id = request.query("job_id") ?? ""
                let job = try await studio.store.summary(id, .dataset)
                try job.check(isOf: task) { "\($0.path(of: .dataset))/explore?job_id=\(id)" }
                return try await show(job, request, context)
            }
        }
        routes(router, for: .look).replying(.file("image/png"))
            .get("datasets/{id}/images/{part}/{index}", use: image)
    }

    /// `?part=train&class=3&page=0&size=100`, or DIGITS' `?db=train_db&label=3`: the images, a page
    /// at a time.
    private func show(_ job: JobSummary, _ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let dataset = try studio.finishedDataset(of: job)
        let choice = try ExploreChoice(request)
        let images = try await studio.images(of: dataset, choice.part)
        let page = try ImagePage(choice, of: images, in: dataset, job, context.words)
        return context.wantsJSON
            ? try .json(page.reply) : try studio.views.page(page.view, context)
    }

    @Sendable private func image(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let job = try await studio.store.summary(context.parameters.require("id"), .dataset)
        let dataset = try studio.finishedDataset(of: job)
        let images = try await studio.images(of: dataset, try context.parameters.require("part"))
        guard let index = context.parameters.get("index", as: Int.self),
            let image = try images.image(at: index)
        else { throw StudioError.notFound(Phrase("error.no_such_image", ["name": job.name])) }
        return Response(
            status: .ok,
            headers: [.contentType: "image/png", .cacheControl: "max-age=3600"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: image.png))
        )
    }
}

extension Studio {
    /// The data set that a job has built; throws `notFound` unless it is done.
    func finishedDataset(of job: JobSummary) throws -> Dataset {
        guard job.jobStatus == .done else {
            throw StudioError.notFound(
                Phrase("error.no_images", ["name": job.name, "status": job.phrase])
            )
        }
        return try Dataset(folder: store.jobFolder(job.id).path)
    }

    /// The images of a part of a data set, by its name; throws `notFound` if it has none.
    func images(of dataset: Dataset, _ part: String) async throws -> any StoredImages {
        guard let known = DatasetPart(rawValue: part), let path = dataset.database(of: known) else {
            throw StudioError.notFound(Phrase("error.no_part", ["part": part]))
        }
        return try await databases.images(of: known, in: dataset, at: path)
    }
}

extension Dataset {
    /// The names of the classes; none where the targets are numbers.
    var classNames: [String] { targets.isClasses ? labels : [] }

    /// The parts that have images.
    var parts: [DatasetPart] { DatasetPart.allCases.filter { database(of: $0) != nil } }

    /// How many images of a class a part has.
    func count(ofClass label: Int, in part: DatasetPart) -> Int {
        let counts = description.classCounts?[part] ?? []
        return counts.indices.contains(label) ? counts[label] : 0
    }
}

extension DatasetPart {
    /// The key of what it is called.
    var title: String {
        switch self {
        case .train: "explore.training"
        case .val: "explore.validation"
        case .test: "explore.test"
        }
    }
}

/// Which images are looked at.
private struct ExploreChoice {
    /// The name of a part.
    var part: String
    /// The number of a class; nil for all.
    var label: Int?
    /// The number of the page, from 0.
    var page: Int
    /// How many images a page has.
    var size: Int

    /// The sizes that a page offers.
    static let sizes = [25, 100, 400]
    private static let mostImages = 1000

    init(_ request: Request) throws {
        let database = request.query("db").map { $0.hasSuffix("_db") ? $0.dropLast(3) : $0[...] }
        part = request.query("part") ?? database.map(String.init) ?? DatasetPart.train.rawValue
        label = try (request.query("class") ?? request.query("label")).flatMap { text in
            if text.isEmpty { return nil }
            guard let label = Int(text) else {
                throw StudioError.badRequest(Phrase("error.no_class", ["text": text]))
            }
            return label
        }
        page = max(0, request.query("page").flatMap { Int($0) } ?? 0)
        size = 100
        if let text = request.query("size"), !text.isEmpty {
            guard let size = Int(text), (1...Self.mostImages).contains(size) else {
                throw StudioError.badRequest(
                    Phrase("error.page_size", ["text": text, "most": "\(Self.mostImages)"])
                )
            }
            self.size = size
        }
    }
}

/// One page of the images of a data set.
private struct ImagePage {
    private let choice: ExploreChoice
    private let job: JobSummary
    private let dataset: Dataset
    private let words: Words
    /// How many images there are on all pages.
    private let count: Int
    private let pageCount: Int
    private let images: [StoredImage]

    init(
        _ choice: ExploreChoice,
        of stored: any StoredImages,
        in dataset: Dataset,
        _ job: JobSummary,
        _ words: Words
    ) throws {
        count = stored.count(ofClass: choice.label)
        pageCount = max(1, (count - 1) / choice.size + 1)
        var choice = choice
        choice.page = min(choice.page, pageCount - 1)
        images = try stored.page(choice.page, size: choice.size, ofClass: choice.label)
        (self.choice, self.dataset, self.job, self.words) = (choice, dataset, job, words)
    }

    /// The page of another choice.
    private func address(_ change: (inout ExploreChoice) -> Void) -> String {
        var choice = choice
        choice.page = 0
        change(&choice)
        let label = choice.label.map { "&class=\($0)" } ?? ""
        return "\(job.path)/explore?part=\(choice.part)\(label)&page=\(choice.page)"
            + "&size=\(choice.size)"
    }

    private var shown: [ShownImage] {
        images.map { ShownImage($0, dataset, job, part: choice.part) }
    }

    var view: ExploreView {
        ExploreView(
            name: job.name,
            path: job.path,
            parts: parts,
            classes: classes,
            isChangeable: dataset.targets.isClasses,
            labels: dataset.classNames.enumerated().map { .init(number: $0, name: $1) },
            images: shown,
            count: words.text(Phrase("explore.count", ["count": count])),
            number: choice.page + 1,
            pageCount: pageCount,
            pages: pageCount > 1 ? pages : [],
            sizes: ExploreChoice.sizes.map { size in
                ExploreView.Link(
                    title: words.count(size),
                    address: address { $0.size = size },
                    isActive: size == choice.size
                )
            },
            previous: choice.page > 0 ? address { $0.page = choice.page - 1 } : nil,
            next: choice.page + 1 < pageCount ? address { $0.page = choice.page + 1 } : nil
        )
    }

    private var parts: [ExploreView.Link] {
        dataset.parts.map { part in
            ExploreView.Link(
                title: words[part.title],
                imageCount: dataset.description.counts[part].map(words.count),
                address: address { $0.part = part.rawValue },
                isActive: part.rawValue == choice.part
            )
        }
    }

    /// All classes together, and each by itself; none where the targets are numbers.
    private var classes: [ExploreView.Link] {
        guard !dataset.classNames.isEmpty, let part = DatasetPart(rawValue: choice.part) else {
            return []
        }
        let all = ExploreView.Link(
            title: words["explore.all"],
            imageCount: dataset.description.counts[part].map(words.count),
            address: address { $0.label = nil },
            isActive: choice.label == nil
        )
        return [all]
            + dataset.classNames.enumerated().map { label, name in
                ExploreView.Link(
                    title: name,
                    imageCount: words.count(dataset.count(ofClass: label, in: part)),
                    address: address { $0.label = label },
                    isActive: label == choice.label
                )
            }
    }

    /// The first and the last page, and those around this one; a gap stands for the others.
    private var pages: [ExploreView.PageLink] {
        let around = (choice.page - 2)...(choice.page + 2)
        let numbers = Set([0, pageCount - 1] + around.filter { (0..<pageCount).contains($0) })
        var links: [ExploreView.PageLink] = []
        var last = -1
        for number in numbers.sorted() {
            let isGap = number > last + 1
            links.append(
                ExploreView.PageLink(
                    title: words.count(number + 1),
                    address: address { $0.page = number },
                    isActive: number == choice.page,
                    isBehindGap: isGap
                )
            )
            last = number
        }
        return links
    }

    /// The page in JSON.
    struct Reply: Encodable {
        /// An image of the page.
        struct Image: Encodable {
            var index: Int
            var name: String
            var label: String
            var source: String
        }

        var part: String
        var label: Int?
        var page: Int
        var size: Int
        /// How many images and pages there are.
        var count: Int
        var pages: Int
        var images: [Image]
    }

    var reply: Reply {
        Reply(
            part: choice.part,
            label: choice.label,
            page: choice.page,
            size: choice.size,
            count: count,
            pages: pageCount,
            images: zip(images, shown).map {
                Reply.Image(index: $0.index, name: $0.name, label: $1.label, source: $1.source)
            }
        )
    }
}
