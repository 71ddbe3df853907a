import Foundation
import HTTPTypes
import Testing

@testable import CremaStudio

@Suite struct PathSuggestionsTests {
    /// What is suggested in a data root with two folders, a file, and a link that leads outside.
    private func suggestions(
        _ query: @escaping @Sendable (URL) -> String
    ) async throws -> [String] {
        let fixture = try StudioFixture()
        let root = fixture.options.dataRoot
        let files = FileManager.default
        for name in ["cats/old", "cars", ".hidden"] {
            try files.createDirectory(
                at: root.appendingPathComponent(name),
                withIntermediateDirectories: true
            )
        }
        try Data().write(to: root.appendingPathComponent("cats/list.txt"))
        try files.createSymbolicLink(
            at: root.appendingPathComponent("catalogue"),
            withDestinationURL: fixture.folder
        )
        let found = Box()
        try await fixture.run { client, studio in
            let text =
                query(studio.dataRoot.url)
                .addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            let reply = try await client.execute(
                uri: "/autocomplete/path?query=\(text)",
                method: .get
            )
            let names = try JSONDecoder().decode(
                [String: [String]].self,
                from: Data(reply.text.utf8)
            )
            await found.set(names["suggestions"] ?? [])
        }
        return await found.names
    }

    private actor Box {
        var names: [String] = []
        func set(_ names: [String]) { self.names = names }
    }

    @Test func `suggests what begins with the text`() async throws {
        #expect(try await suggestions { _ in "ca" } == ["cars", "cats"])
        #expect(try await suggestions { _ in "cats/" } == ["cats/list.txt", "cats/old"])
    }

    @Test func `suggests absolute paths to those who type them`() async throws {
        let found = try await suggestions { "\($0.path)/cat" }
        #expect(found.count == 1 && found[0].hasSuffix("/data/cats"))
    }

    @Test(arguments: ["/", "/et", "../", "../jobs/", "catalogue/", "nowhere/", "/\0"])
    func `suggests nothing outside the data root`(query: String) async throws {
        #expect(try await suggestions { _ in query } == [])
    }
}
