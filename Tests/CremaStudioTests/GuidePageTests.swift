import Foundation
import Hummingbird
import Testing

@testable import CremaStudio

@Suite struct GuidePageTests {
    /// The guide of the studio's own resources.
    private func guide() throws -> Guide {
        Guide(folder: try AssetFolders().own.appending(path: "guide"))
    }

    @Test func `the first page leads to every other one, and each has words`() throws {
        let guide = try guide()
        let files = try FileManager.default.contentsOfDirectory(atPath: guide.folder.path)
        let names = files.filter { $0.hasSuffix(".md") }.map { String($0.dropLast(3)) }
        #expect(guide.pages.map(\.name).sorted() == names.sorted())
        for page in guide.pages {
            let text = try #require(guide.text(of: page.name), "\(page.name)")
            #expect(!text.title.isEmpty)
            #expect(text.blocks.count > 2, "\(page.name)")
        }
    }

    @Test func `links of the guide lead to pages, and its pictures are there and small`() throws {
        let guide = try guide()
        let known = Set(guide.pages.map { Guide.address(of: $0.name) })
        for page in guide.pages {
            for block in guide.text(of: page.name)?.blocks ?? [] {
                for part in block.parts + block.items.flatMap(\.parts) {
                    guard let address = part.address else { continue }
                    #expect(known.contains(address), "\(page.name): \(address)")
                }
                guard let picture = block.picture else { continue }
                let name = picture.source.split(separator: "/").last.map(String.init) ?? ""
                let file = guide.folder.appending(path: "pictures/\(name)")
                let data = try Data(contentsOf: file)
                #expect(data.count < 120_000, "\(name)")
            }
        }
    }

    @Test(arguments: [
        ("/", "home"), ("/datasets/images/classification/new", "new-data-set"),
        ("/clone/20260101-000000-0000", "new-data-set"),
        ("/datasets/20260101-000000-0000", "data-set"),
        ("/datasets/20260101-000000-0000/explore?page=2", "explore"),
        ("/models/images/regression/new?dataset=x", "new-model"),
        ("/models/20260101-000000-0000", "model"), ("/models/compare?job_ids=a", "compare"),
        ("/models/images/classification/classify_one", "classify"),
        ("/models/images/regression/infer_many", "many-images"),
        ("/models/images/classification/top_n", "many-images"),
        ("/pretrained_models", "pretrained"), ("/settings", "settings"), ("/api", "api"),
    ])
    func `each page has its own in the guide`(path: String, name: String) throws {
        #expect(Guide.address(ofPage: path) == "/guide/\(name)")
        #expect(try guide().text(of: name) != nil)
    }

    @Test func `shows its pages, and nothing but them`() async throws {
        try await StudioFixture().run { client, _ in
            let first = try await client.execute(uri: "/guide", method: .get)
            #expect(first.status == .ok)
            #expect(first.text.contains("href=\"/guide/new-model\""))
            for path in ["/guide/nothing", "/guide/..%2Fwords", "/guide/README.md"] {
                #expect(try await client.execute(uri: path, method: .get).status == .notFound)
            }
        }
    }
}
