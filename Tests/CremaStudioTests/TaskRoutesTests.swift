import CremaJobs
import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import CremaStudio

/// The routes of each task with the jobs of every other one.
@Suite struct TaskRoutesTests {
    /// A request that names a job.
    private struct Sample {
        /// The route, as the router has it.
        var route: String
        /// What is behind its path.
        var query = ""
        var fields: [String: String] = [:]
        var method: HTTPRequest.Method { route.hasPrefix("GET") ? .get : .post }
        var path: String { String(route.drop { $0 != "/" }) }
    }

    /// Every request to the routes of a task that names a data set or a model.
    private func samples(of task: any ImageTask, dataset: String, model: String) -> [Sample] {
        let new = "GET \(task.newPath(of: .model))"
        let create = "POST \(task.path(of: .model))"
        let tests = [task.testPath, task.testManyPath] + [task.likeliestPath].compactMap(\.self)
        return [
            Sample(
                route: "GET \(task.path(of: .dataset))/explore",
                query: "?job_id=\(dataset)"
            ),
            Sample(route: "GET \(task.newPath(of: .dataset))", query: "?clone=\(dataset)"),
            Sample(route: "GET \(task.largeGraphPath)", query: "?job_id=\(model)"),
            Sample(route: new, query: "?dataset=\(dataset)"),
            Sample(route: new, query: "?clone=\(model)"),
            Sample(route: create, fields: ["dataset": dataset, "model_name": "x"]),
            Sample(route: create, fields: ["clone": model, "model_name": "x"]),
        ]
            + tests.map { Sample(route: "POST \($0)", query: "?job_id=\(model)") }
            + tests.map { Sample(route: "POST \($0)", fields: ["job_id": model]) }
    }

    /// The id of an empty data set of a task, and that of a model on it.
    private func makeJobs(of task: any ImageTask, _ studio: Studio) async throws
        -> (dataset: String, model: String)
    {
        let kind = try #require(task.datasetKinds.first)
        let dataset = Job(.dataset(DatasetSettings(name: "Images", kind.init())))
        var settings = ModelSettings(of: task)
        (settings.name, settings.dataset) = ("Net", dataset.id)
        let model = Job(.model(settings))
        for job in [dataset, model] { try await studio.store.create(job) }
        return (dataset.id, model.id)
    }

    @Test func `no route takes the job of another task, and each names the one that does`()
        async throws
    {
        try await StudioFixture().run { client, studio in
            var jobs: [(task: any ImageTask, dataset: String, model: String)] = []
            for task in ImageTaskCatalog.all {
                let (dataset, model) = try await makeJobs(of: task, studio)
                jobs.append((task, dataset, model))
            }
            for (other, dataset, model) in jobs {
                for task in ImageTaskCatalog.all where task.about.name != other.about.name {
                    let samples = samples(of: task, dataset: dataset, model: model)
                    for sample in samples {
                        try await refuse(sample, of: other, client)
                    }
                }
            }
            #expect(try await studio.store.all().count == 2 * ImageTaskCatalog.all.count)
        }
    }

    private func refuse(_ sample: Sample, of other: any ImageTask, _ client: StudioClient)
        async throws
    {
        for (ending, language) in [("", "en"), (".json", "en"), (".json", "zh-CN")] {
            var headers = TestForm.headers
            headers[.acceptLanguage] = language
            let reply = try await client.execute(
                uri: sample.path + ending + sample.query,
                method: sample.method,
                headers: headers,
                body: sample.method == .post ? TestForm(fields: sample.fields).body : nil
            )
            #expect(reply.status == .badRequest, "\(sample)")
            let words = Words.of(language == "en" ? .english : .simplifiedChinese)
            let names = [ImageTaskDescription.Part.dataset, .model].map {
                words.text(other.about.phrase($0))
            }
            #expect(names.contains { reply.text.contains($0) }, "\(sample): \(reply.text)")
            // The field of a form leads to another data set, everything else to another page.
            if sample.fields["dataset"] == nil {
                let path = reply.text.replacing("\\/", with: "/")
                #expect(path.contains("/\(other.about.route)"), "\(sample): \(reply.text)")
            }
        }
    }

    @Test func `every route of a task is tried with jobs, or takes none`() async throws {
        let fixture = try StudioFixture()
        let routes = try await StudioApp.routes(fixture.options)
        for task in ImageTaskCatalog.all {
            let own = routes.filter { $0.contains(task.about.route) && !$0.hasPrefix("HEAD") }
            let tried = samples(of: task, dataset: "", model: "").map(\.route)
            #expect(Set(own) == Set(tried + ["POST \(task.path(of: .dataset))"]))
        }
    }
}
