import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import CremaStudio

@Suite struct OpenAPITests {
    private func document(_ client: StudioClient, language: String = "en") async throws
        -> [String: Any]
    {
        let reply = try await client.execute(
            uri: "/openapi.json",
            method: .get,
            headers: [.acceptLanguage: language]
        )
        #expect(reply.status == .ok)
        let data = Data(reply.body.readableBytesView)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private func operation(_ name: String, _ path: String, in document: [String: Any]) throws
        -> [String: Any]
    {
        let paths = try #require(document["paths"] as? [String: [String: Any]])
        return try #require(paths[path]?[name] as? [String: Any], "\(name) \(path)")
    }

    @Test func `every route of the router is described, and no other`() async throws {
        try await StudioFixture().run { client, studio in
            let document = try await document(client)
            #expect(document["openapi"] as? String == "3.1.0")
            let paths = try #require(document["paths"] as? [String: [String: Any]])
            let described = paths.flatMap { path, operations in
                operations.keys.map { "\($0.uppercased()) \(path)" }
            }
            let routes = StudioApp.makeRouter(studio).routes.filter { $0.method != .head }
            let known = routes.map {
                "\($0.method) \($0.path.description.replacing("**", with: "{path}"))"
            }
            #expect(described.sorted() == known.sorted())
        }
    }

    @Test func `a route has its role, its fields and its replies`() async throws {
        try await StudioFixture().run { client, _ in
            let document = try await document(client)
            let path = "/models/images/classification"
            let create = try operation("post", path, in: document)
            #expect(create["x-role"] as? String == "train")
            #expect(create["x-changes"] as? Bool == true)
            let body = try #require(create["requestBody"] as? [String: Any])
            let form = try #require(body["content"] as? [String: [String: [String: Any]]])
            let schema = try #require(form["multipart/form-data"]?["schema"])
            let fields = try #require(schema["properties"] as? [String: [String: Any]])
            let names = ModelSettings.formOptions.map(\.name) + ["aug_flip", "clone", "group_name"]
            #expect(Set(names).isSubset(of: fields.keys))
            let epochs = try #require(fields["train_epochs"])
            #expect(epochs["type"] as? String == "integer" && epochs["minimum"] as? Int == 1)
            let replies = try #require(create["responses"] as? [String: Any])
            #expect(Set(["200", "303", "400"]).isSubset(of: replies.keys))
            let look = try operation("get", "/jobs/{id}/status", in: document)
            #expect(look["x-role"] as? String == "look" && look["requestBody"] == nil)
        }
    }

    @Test func `options are described in the reader's language`() async throws {
        try await StudioFixture().run { client, _ in
            let document = try await document(client, language: "zh-CN")
            let text = try JSONSerialization.data(withJSONObject: document)
            let label = try #require(ModelSettings.formOptions.first { $0.name == "train_epochs" })
            let words = Words.of(.simplifiedChinese).text(label.labelPhrase)
            #expect(String(decoding: text, as: UTF8.self).contains(words))
        }
    }
}
