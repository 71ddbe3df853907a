import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import CremaStudio

@Suite struct NetworkToolsTests {
    private func visualizeRate(_ fields: [String: String], _ client: StudioClient) async throws
        -> StudioReply
    {
        try await client.execute(
            uri: "/models/visualize-lr",
            method: .post,
            headers: TestForm.headers,
            body: TestForm(fields: fields).body
        )
    }

    @Test func `draws the learning rate as DIGITS' scripts read it`() async throws {
        try await StudioFixture().run { client, _ in
            let reply = try await visualizeRate(
                ["lr_policy": "poly", "lr_poly_power": "1", "learning_rate": "0.5, 0.25"],
                client
            )
            #expect(reply.status == .ok)
            let answer = try JSONSerialization.jsonObject(with: Data(reply.text.utf8))
            let data = (answer as? [String: Any])?["data"] as? [String: Any]
            let columns = try #require(data?["columns"] as? [[Any]])
            #expect(columns.map(\.count) == [102, 102])
            #expect(columns.map { $0[0] as? String } == ["Learning Rate 0", "Learning Rate 1"])
            #expect(columns[1][51] as? Double == 0.125)
        }
    }

    @Test(arguments: [
        ("learning_rate", "none"), ("lr_policy", "cosine"), ("lr_step_gamma", "-1"),
        ("nonsense", "1"),
    ])
    func `refuses a wrong field of the learning rate by name`(name: String, value: String)
        async throws
    {
        try await StudioFixture().run { client, _ in
            let reply = try await visualizeRate([name: value], client)
            #expect(reply.status == .badRequest)
            #expect(reply.text.contains(name))
        }
    }

    @Test func `names every error of a network with line and column`() async throws {
        try await StudioFixture().run { client, _ in
            let text = "layer {\n  typ: \"ReLU\"\n  name: \"a\"\n}\nlayer { type: 3 }\n"
            let reply = try await client.execute(
                uri: "/models/lint-network",
                method: .post,
                headers: TestForm.headers,
                body: TestForm(fields: ["custom_network": text]).body
            )
            #expect(reply.status == .ok)
            let answer = try JSONSerialization.jsonObject(with: Data(reply.text.utf8))
            let errors = try #require((answer as? [String: [[String: Any]]])?["errors"])
            #expect(errors.map { $0["line"] as? Int } == [1, 2, 5, 5])
            #expect((errors[1]["error"] as? String)?.contains("layer \"a\": unknown") == true)
        }
    }

    @Test func `lists the words that complete a network`() async throws {
        try await StudioFixture().run { client, _ in
            let reply = try await client.execute(uri: "/models/network-words.json", method: .get)
            #expect(reply.status == .ok)
            #expect(reply.text.contains("\"convolution_param\""))
        }
    }
}
