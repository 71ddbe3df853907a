import CremaEvents
import CremaJobs
import CremaProto
import Foundation
import Hummingbird
import HummingbirdCore

/// `/models/compare?job_ids=<id>,<id>,…`: several models next to each other.
struct ComparePage: Page {
    let studio: Studio

    /// How many models can be compared.
    private static let most = 20

    func addRoutes(to router: Router<StudioContext>) {
        routes(router, for: .look).taking(FormCatalog.comparison)
            .get("models/compare", use: show)
    }

    @Sendable private func show(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let jobs = try await jobs(request)
        if context.wantsJSON { return try .json(["models": await curves(of: jobs)]) }
        return try studio.views.page(await view(of: jobs, context.words), context)
    }

    /// The models that the address names, each once.
    private func jobs(_ request: Request) async throws -> [JobSummary] {
        var ids: [String] = []
        for id in (request.query("job_ids") ?? "").split(separator: ",").map(String.init)
        where !ids.contains(id) {
            ids.append(id)
        }
        guard (1...Self.most).contains(ids.count) else {
            throw StudioError.badRequest(
                Phrase("compare.not_so_many", ["count": ids.count, "most": Self.most])
            )
        }
        var jobs: [JobSummary] = []
        for id in ids { jobs.append(try await studio.store.summary(id, .model)) }
        return jobs
    }

    private func view(of jobs: [JobSummary], _ words: Words) async -> CompareView {
        let outputs = Set(jobs.flatMap { $0.outputs.ranges.keys }).sorted()
        return CompareView(
            models: jobs.enumerated().map { number, job in
                let row = JobRow(job, words)
                return CompareView.Model(
                    number: number,
                    name: job.name,
                    path: job.path,
                    status: row.status,
                    colour: row.colour
                )
            },
            charts: outputs.map { CompareView.Chart(output: $0) },
            results: outputs.flatMap { results(of: $0, jobs, words) },
            settings: await differences(of: jobs, words),
            dataAddress: "/models/compare.json?job_ids=" + jobs.map(\.id).joined(separator: ",")
        )
    }

    /// The last and the best value of an output; the best of each are marked.
    private func results(of output: String, _ jobs: [JobSummary], _ words: Words)
        -> [CompareView.Row]
    {
        let isMeasure = jobs.contains { $0.imageTask.isMeasure(output) }
        let ranges = jobs.map { $0.outputs.ranges[output] }
        func row(_ key: String, _ part: (OutputSummary.Range) -> Double) -> CompareView.Row {
            let values = ranges.map { $0.map(part) }
            let known = values.compactMap(\.self)
            let best = isMeasure ? known.max() : known.min()
            return CompareView.Row(
                label: words.text(Phrase(key, ["output": output])),
                cells: values.map { value in
                    CompareView.Cell(
                        text: value.map(Wording.number) ?? "–",
                        isBest: known.count > 1 && value != nil && value == best
                    )
                }
            )
        }
        let last = row("home.last") { $0.last }
        let best = isMeasure ? row("home.max") { $0.largest } : row("home.min") { $0.least }
        return [last, best]
    }

    // MARK: Settings

    /// The settings that do not all have the same value.
    private func differences(of jobs: [JobSummary], _ words: Words) async -> [CompareView.Row] {
        // A model whose file is damaged has no settings to compare.
        let folders = jobs.map { try? ModelFolder(studio.store.jobFolder($0.id)) }
        var rows: [CompareView.Row] = []
        func add(_ label: String, _ values: [String]) {
            guard Set(values).count > 1 else { return }
            rows.append(
                CompareView.Row(
                    label: label,
                    cells: values.map { CompareView.Cell(text: $0.isEmpty ? "–" : $0) }
                )
            )
        }
        var datasets: [String] = []
        for job in jobs {
            let dataset = await studio.store.find(job.datasetID ?? "")
            datasets.append(dataset?.name ?? job.datasetID ?? "")
        }
        add(words["home.column_dataset"], datasets)
        add(words["new_model.network"], versions(of: folders.map { $0?.networkText }, words))
        let facts = folders.map { folder in
            (folder?.job.model?.facts ?? []).map { Fact($0, words) }
        }
        var labels: [String] = []
        for fact in facts.flatMap(\.self) where !labels.contains(fact.name) {
            labels.append(fact.name)
        }
        for label in labels {
            add(label, facts.map { $0.first { $0.name == label }?.value ?? "" })
        }
        return rows
    }

    /// Equal texts have the same number, from 1.
    private func versions(of texts: [String?], _ words: Words) -> [String] {
        var known: [String] = []
        return texts.map { text in
            guard let text else { return "" }
            if !known.contains(text) { known.append(text) }
            let number = (known.firstIndex(of: text) ?? 0) + 1
            return words.text(Phrase("compare.version", ["number": number]))
        }
    }

    // MARK: Curves

    /// The curves of a model, by the name of the output: epochs and values.
    private struct Curves: Encodable {
        var id: String
        var name: String
        var isOver: Bool
        var outputs: [String: [[Double]]] = [:]

        enum CodingKeys: String, CodingKey {
            case id, name, outputs
            case isOver = "is_over"
        }
    }

    private func curves(of jobs: [JobSummary]) async throws -> [Curves] {
        var found: [Curves] = []
        for job in jobs {
            let feed = try await studio.store.feed(of: job.id)
            // What is not known yet counts as one epoch per iteration.
            let model = try? ModelFolder(studio.store.jobFolder(job.id))
            let length = model?.iterationsPerEpoch ?? 1
            var curves = Curves(id: job.id, name: job.name, isOver: job.isOver)
            for event in await feed.curveEvents {
                let (part, outputs) = event.curvePoints
                let epoch = Double(event.iteration ?? 0) / length
                for (name, value) in outputs where value.isFinite {
                    curves.outputs["\(name) (\(part))", default: []].append([epoch, Double(value)])
                }
            }
            curves.outputs = curves.outputs.mapValues(Self.thinned)
            found.append(curves)
        }
        return found
    }

    /// As many points as a chart among others can show.
    private static func thinned(_ points: [[Double]]) -> [[Double]] {
        let stride = max(1, (points.count + 499) / 500)
        return points.enumerated()
            .filter { $0.offset.isMultiple(of: stride) || $0.offset == points.count - 1 }
            .map(\.element)
    }
}

extension JobEvent {
    /// The outputs of training (`train`) or of validation (`val`); nothing for other events.
    fileprivate var curvePoints: (part: String, outputs: [String: Float]) {
        switch self {
        case .train(let row): ("train", row.outputs)
        case .test(let row): ("val", row.outputs)
        default: ("", [:])
        }
    }
}
