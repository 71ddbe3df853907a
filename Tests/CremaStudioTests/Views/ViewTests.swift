import CremaJobs
import HTTPTypes
import Testing

@testable import CremaStudio

@Suite struct ViewTests {
    /// What `Views` gives every template besides its view.
    private struct Around {
        var layout: Layout
    }

    private func check(_ language: Language) throws -> TemplateCheck {
        let texts = try Repository.templates.texts(in: Words.of(language))
        var check = try TemplateCheck(texts)
        for visitor in [nil, Visitor(user: User(name: "anna"), formToken: "f")] {
            var context = StudioContext.sample(in: language)
            context.visitor = visitor
            let around = Around(layout: Layout(context))
            for view in ViewSamples.all {
                check.follow(type(of: view).template, showing: view, around: [around])
            }
        }
        return check
    }

    @Test(arguments: Language.allCases)
    func `every tag of a template is a property of its view`(language: Language) throws {
        let unknown = try check(language).unknown
        #expect(unknown == [])
    }

    @Test(arguments: Language.allCases)
    func `every property of a view is shown by its template`(language: Language) throws {
        let unused = try check(language).unused
        #expect(unused == [])
    }

    @Test(arguments: Language.allCases)
    func `the samples set each optional and leave it out, and enter each section`(
        language: Language
    ) throws {
        let check = try check(language)
        #expect(check.halfSampled == [])
        #expect(check.unreached == [])
    }

    @Test func `every template belongs to a view with a sample, or is a part of one`() throws {
        let names = Set(Repository.templates.texts.keys)
        let unseen = try names.subtracting(check(.english).shownTemplates)
        #expect(unseen == [])
    }

    @Test(arguments: Language.allCases)
    func `every sample renders as a page`(language: Language) async throws {
        let views = try await Views()
        for view in ViewSamples.all {
            let reply = try await StudioReply(views.page(view, .sample(in: language)))
            #expect(reply.status == .ok)
            for mark in ["Optional(", "{{", "[["] {
                #expect(!reply.text.contains(mark), "\(type(of: view).template): \(mark)")
            }
        }
    }
}
