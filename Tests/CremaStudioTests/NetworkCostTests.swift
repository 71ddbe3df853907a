import CremaJobs
import CremaRuns
import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import CremaStudio

@Suite struct NetworkCostTests {
    /// A program that finds every network to cost this, and to take a second an image.
    private static func program(net: String, rest: String) -> String {
        """
        output=$(field output)
        echo '{"net":\(net),"free":1000000000,\(rest)}' > "$output"
        """
    }

    private static let net = """
        {"batchSize":64,"parameters":431080,"layers":[{"name":"conv1","type":"Convolution",\
        "shapes":[[64,20,24,24]],"parameters":520,"bytes":5898240,"multiplyAdds":18432000}]}
        """

    private func studio(_ script: String) throws -> StudioFixture {
        try StudioFixture(script: script, knowsCosts: true)
    }

    private func ask(
        _ fields: [String: String],
        address: String = "/models/cost",
        accept: String = "application/json",
        _ client: StudioClient
    ) async throws -> StudioReply {
        var headers = TestForm.headers
        headers[.accept] = accept
        return try await client.execute(
            uri: address,
            method: .post,
            headers: headers,
            body: TestForm(fields: fields).body
        )
    }

    private func form(_ dataset: String) -> [String: String] {
        [
            "dataset": dataset, "method": "standard", "standard_networks": "lenet",
            "use_mean": "none", "train_epochs": "3",
        ]
    }

    @Test func `shows what a network costs, and the time of its epochs`() async throws {
        let pace = #""bytes":20000000,"pace":{"training":0.01,"validation":0.005}"#
        let script = Self.program(net: Self.net, rest: pace)
        try await studio(script).run { client, studio in
            let fields = form(try await studio.makeDataset())
            let reply = try await ask(fields, address: "/models/cost?measure=1", client)
            #expect(reply.status == .ok)
            let text = reply.text
            for part in [
                #""memory":20000000"#, #""batch_size":64"#, #""multiply_adds":288000"#,
                #""fits":true"#, #""epoch_seconds":11"#, #""training_seconds":33"#,
            ] {
                #expect(text.contains(part), "\(part) in \(text)")
            }
            let page = try await ask(fields, accept: "text/html", client)
            #expect(page.text.contains("20.0 MB of memory with a batch of 64"))
            // What was measured once is known from then on.
            #expect(page.text.contains("An epoch takes about 11 s on this machine, 3 epochs"))
            #expect(page.text.contains("431,080 parameters"))
        }
    }

    @Test func `refuses a batch that does not fit at its field, with the one that does`()
        async throws
    {
        let rest = #""bytes":20000000000,"fittingBatch":512"#
        try await studio(Self.program(net: Self.net, rest: rest)).run { client, studio in
            var fields = form(try await studio.makeDataset())
            fields["model_name"] = "Large"
            fields["batch_size"] = "100000"
            let path = ImageTaskCatalog.all[0].path(of: .model)
            let reply = try await ask(fields, address: path, client)
            #expect(reply.status == .badRequest)
            #expect(reply.text.contains("batch_size"))
            #expect(reply.text.contains("The largest batch size that fits is 512"))
            #expect(await studio.store.all(.model).isEmpty)
        }
    }

    @Test func `refuses a network that fits with no batch, where it is chosen`() async throws {
        let rest = #""bytes":20000000000,"fittingBatch":0"#
        try await studio(Self.program(net: Self.net, rest: rest)).run { client, studio in
            var fields = form(try await studio.makeDataset())
            fields["model_name"] = "Large"
            let path = ImageTaskCatalog.all[0].path(of: .model)
            let reply = try await ask(fields, address: path, client)
            #expect(reply.status == .badRequest)
            #expect(reply.text.contains("standard_networks"))
        }
    }

    @Test func `refuses shapes that do not work, with the line in the editor`() async throws {
        let script = """
            echo 'Error: train_val.prototxt:7:3: layer "ip": its shape is wrong' >&2
            exit 78
            """
        try await studio(script).run { client, studio in
            var fields = form(try await studio.makeDataset())
            fields["method"] = "custom"
            fields["custom_network"] = StandardNetwork.named("lenet")?.prototxt
                .replacing("\"ip1\"", with: "\"ip\"")
            let reply = try await ask(fields, client)
            #expect(reply.status == .badRequest)
            #expect(reply.text.contains("layer \\\"ip\\\": its shape is wrong"))
            #expect(reply.text.contains("\"line\""))
        }
    }

    @Test func `asks for a data set that is done`() async throws {
        try await StudioFixture().run { client, studio in
            let reply = try await ask(form("20260101-000000-0000"), accept: "text/html", client)
            #expect(reply.status == .badRequest)
            #expect(reply.text.contains("Choose a data set that is done"))
        }
    }

    @Test func `makes a model whose cost cannot be known`() async throws {
        try await StudioFixture().run { client, studio in
            var fields = form(try await studio.makeDataset())
            fields["model_name"] = "Unknown"
            let path = ImageTaskCatalog.all[0].path(of: .model)
            let reply = try await ask(fields, address: path, client)
            #expect(reply.status == .ok)
        }
    }

    @Test func `writes large numbers so that people can read them`() {
        #expect(NetCostView.grouped(431_080) == "431,080")
        #expect(NetCostView.grouped(7) == "7")
        #expect(NetCostView.grouped(.min).hasPrefix("-9,223"))
        #expect(NetCostView.short(288_000) == "288 k")
        #expect(NetCostView.short(2_293_000) == "2.3 M")
        #expect(NetCostView.short(.max) == "9223 P")
    }
}
