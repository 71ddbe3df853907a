import Foundation
import HTTPTypes
import Testing

@testable import CremaStudio

@Suite struct ViewTests {
    /// The texts of all templates.
    private func templates() throws -> [String: String] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../Sources/CremaStudio/Templates").standardizedFileURL
        let files = try FileManager.default.contentsOfDirectory(
            at: folder,
            includingPropertiesForKeys: nil
        )
        return try files.reduce(into: [:]) { texts, file in
            let name = file.deletingPathExtension().lastPathComponent
            texts[name] = try String(contentsOf: file, encoding: .utf8)
        }
    }

    /// What `Views` gives every template besides its view.
    private struct Around {
        var layout: Layout
    }

    private func check() throws -> TemplateCheck {
        var check = try TemplateCheck(templates())
        for view in ViewSamples.all {
            check.follow(
                type(of: view).template,
                showing: view,
                around: [Around(layout: Layout(language: "en"))]
            )
        }
        return check
    }

    @Test func `every tag of a template is a property of its view`() throws {
        let unknown = try check().unknown
        #expect(unknown == [])
    }

    @Test func `every property of a view is shown by its template`() throws {
        let unused = try check().unused
        #expect(unused == [])
    }

    @Test func `the samples set each optional and leave it out, and come into each section`() throws
    {
        let check = try check()
        #expect(check.halfSampled == [])
        #expect(check.unreached == [])
    }

    @Test func `every template is that of a view with a sample, or a part of one`() throws {
        let unseen = try Set(templates().keys).subtracting(check().shownTemplates)
        #expect(unseen == [])
    }

    @Test func `every sample is a page`() async throws {
        let views = try await Views()
        for view in ViewSamples.all {
            let reply = try await StudioReply(views.page(view, .sample()))
            #expect(reply.status == .ok)
            #expect(!reply.text.contains("Optional("), "\(type(of: view).template)")
            #expect(!reply.text.contains("{{"), "\(type(of: view).template)")
        }
    }
}
