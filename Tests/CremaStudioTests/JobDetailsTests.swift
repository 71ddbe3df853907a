import CremaEvents
import CremaJobs
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import CremaStudio

@Suite struct JobDetailsTests {
    private func send(
        _ client: StudioClient,
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: String
    ) async throws -> StudioReply {
        try await client.execute(
            uri: path,
            method: method,
            headers: [
                .contentType: "application/x-www-form-urlencoded", .accept: "application/json",
            ],
            body: ByteBuffer(string: body)
        )
    }

    @Test(arguments: ["name=b&notes=n&group=g", "job_name=b&job_notes=n&group_name=g"])
    func `a job is given another name, notes, a group and tags`(body: String) async throws {
        try await StudioFixture().run { client, studio in
            let id = try await studio.makeDataset()
            let reply = try await send(client, .put, "/jobs/\(id)", "\(body)&tags=x,%20y,x,")
            #expect(reply.status == .ok)
            for part in [#""name":"b""#, #""notes":"n""#, #""group":"g""#, #""tags":["x","y"]"#] {
                #expect(reply.text.contains(part))
                let json = try await client.execute(uri: "/datasets/\(id).json", method: .get)
                #expect(json.text.contains(part))
            }
            // What is not sent stays, and so does everything when a studio starts.
            #expect(try await send(client, .put, "/jobs/\(id)", "notes=").status == .ok)
            let again = try await openStore(studio.store.folder).summary(id)
            #expect((again.name, again.notes, again.groupName) == ("b", "", "g"))
            #expect(again.tags == ["x", "y"])
            for body in ["", "name=", "name=%20&notes=x"] {
                #expect(try await send(client, .put, "/jobs/\(id)", body).status == .badRequest)
            }
            let unknown = try await send(client, .put, "/jobs/\(id)", "note=x")
            #expect(unknown.text.contains("\"note\""))
        }
    }

    @Test func `a form puts its job into a group, and a clone has the name of the job as it is`()
        async throws
    {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makeDataset()
            let body =
                "model_name=a&group_name=g&dataset=\(dataset)&method=standard"
                + "&standard_networks=lenet"
            let path = "/models/images/classification"
            let made = try await send(client, .post, path, body)
            #expect(made.status == .ok)
            let model = try #require(await studio.store.all(.model).first)
            #expect(model.groupName == "g")
            _ = try await send(client, .put, "/jobs/\(model.id)", "name=renamed")
            let form = try await client.execute(uri: "\(path)/new?clone=\(model.id)", method: .get)
            #expect(form.text.contains("value=\"renamed\""))
            let clone = try await send(client, .post, path, "clone=\(model.id)&learning_rate=0.1")
            #expect(clone.text.contains(#""name":"renamed""#))
            #expect(clone.text.contains(#""group":"g""#))
        }
    }

    @Test func `several jobs are grouped, aborted and deleted at once`() async throws {
        try await StudioFixture(script: "sleep 600").run { client, studio in
            let first = try await studio.startDataset("first")
            let second = try await studio.startDataset("second")
            let done = try await studio.makeDataset("done")
            let ids = [first, second, done].map { "job_ids[]=\($0)" }.joined(separator: "&")
            #expect(try await send(client, .post, "/group", ids + "&group_name=g").status == .ok)
            #expect(await studio.store.all().map(\.groupName) == ["g", "g", "g"])
            let aborted = try await send(client, .post, "/abort_jobs", ids)
            #expect(aborted.status == .ok)
            #expect(!aborted.text.contains(done))
            for id in [first, second] {
                #expect(try await studio.wait(for: id).status == "Aborted")
            }
            #expect(try await send(client, .post, "/abort_jobs", ids).status == .forbidden)
            let unknown = try await send(client, .delete, "/jobs", ids + "&job_ids[]=x")
            #expect(unknown.status == .notFound)
            #expect(await studio.store.all().count == 3)
            #expect(try await send(client, .delete, "/jobs", ids).status == .ok)
            #expect(await studio.store.all().isEmpty)
            #expect(try await send(client, .delete, "/jobs", "").status == .badRequest)
        }
    }

    @Test func `a data set is deleted together with its models, or not at all`() async throws {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makeDataset()
            for name in ["a", "b"] {
                try await studio.store.create(
                    Job(.model(ModelSettings(name: name, dataset: dataset)))
                )
            }
            let models = await studio.store.all(.model).map(\.id)
            let some = "job_ids[]=\(dataset)&job_ids[]=\(models[0])"
            #expect(try await send(client, .delete, "/jobs", some).status == .forbidden)
            #expect(await studio.store.all().count == 3)
            let all = some + "&job_ids[]=\(models[1])"
            #expect(try await send(client, .delete, "/jobs", all).status == .ok)
            #expect(await studio.store.all().isEmpty)
        }
    }

    @Test func `a job is deleted under the path of its kind`() async throws {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makeDataset()
            let model = Job(.model(ModelSettings(name: "m", dataset: dataset)))
            try await studio.store.create(model)
            for path in ["/models/\(model.id)", "/datasets/\(dataset)"] {
                #expect(try await client.execute(uri: path, method: .delete).status == .ok)
            }
            #expect(await studio.store.all().isEmpty)
        }
    }
}
