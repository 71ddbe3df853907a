import Testing

/// A view of the tests' own.
struct TestView {
    var name = "a"
    var note: String?
    var parts = [Part(), Part(name: "b", detail: "d")]
    var isOn = true
    var part = Part()

    struct Part {
        var name = "a"
        var detail: String?
    }
}

@Suite struct TemplateCheckTests {
    private let whole = """
        {{<frame}}{{$body}}{{name}}{{#note}}{{.}}{{/note}}{{^note}}-{{/note}}{{/body}}{{/frame}}
        {{#parts}}{{>row}}{{/parts}}{{#empty(parts)}}none{{/empty(parts)}}
        {{#isOn}}{{part.name}}{{/isOn}}
        """

    private func check(_ page: String, row: String = "{{name}}{{detail}}") throws -> TemplateCheck {
        var check = try TemplateCheck([
            "page": page, "row": row, "frame": "<{{$title}}{{name}}{{/title}}{{$body}}{{/body}}>",
        ])
        check.follow("page", showing: TestView())
        check.follow("page", showing: TestView(note: "n", parts: [], isOn: false))
        return check
    }

    @Test func `finds nothing if every tag is a property and every property is shown`() throws {
        let check = try check(whole)
        #expect(check.unknown.isEmpty)
        #expect(check.unused.isEmpty)
        #expect(check.unreached.isEmpty)
        #expect(check.halfSampled.isEmpty)
        #expect(check.shownTemplates == ["page", "row", "frame"])
    }

    @Test(arguments: [
        ("{{nam}}", "page:1: {{nam}}"), ("{{#note}}{{lenght}}{{/note}}", "page:1: {{lenght}}"),
        ("\n{{#isOf}}{{/isOf}}", "page:2: {{isOf}}"), ("{{^isOf}}{{/isOf}}", "page:1: {{isOf}}"),
        ("{{part.nam}}", "page:1: {{part.nam}}"), ("{{parts.name}}", "page:1: {{parts.name}}"),
        ("{{#parts}}{{nane}}{{/parts}}", "page:1: {{nane}}"),
        ("{{#void(parts)}}{{/void(parts)}}", "page:1: {{void(parts)}}"),
        (
            "{{#empty(part)}}{{/empty(part)}}{{#empty(prats)}}{{/empty(prats)}}",
            "page:1: {{empty(prats)}}"
        ),
        ("{{>rows}}", "page: there is no template rows"),
        ("{{<frame}}{{$body}}{{nam}}{{/body}}{{/frame}}", "page:1: {{nam}}"),
    ])
    func `finds a tag that is mistyped`(text: String, finding: String) throws {
        #expect(try check(text).unknown == [finding])
    }

    @Test func `finds a tag that is mistyped in a partial`() throws {
        #expect(try check(whole, row: "{{name}}{{detial}}").unknown == ["row:1: {{detial}}"])
    }

    @Test func `a tag in a section may be a property of the enclosing view`() throws {
        #expect(try check("{{#parts}}{{isOn}}{{/parts}}").unknown.isEmpty)
        #expect(try check("{{#part}}{{isOn}}{{/part}}").unknown.isEmpty)
    }

    @Test func `finds a property that is never shown`() throws {
        #expect(
            try check("{{name}}{{note}}{{isOn}}{{#part}}{{name}}{{/part}}").unused == [
                "TestView.Part.detail", "TestView.parts",
            ]
        )
    }

    @Test func `finds a section that no sample enters`() throws {
        var check = try TemplateCheck(["page": "{{#note}}{{typo}}{{/note}}{{^isOn}}-{{/isOn}}"])
        check.follow("page", showing: TestView())
        #expect(check.halfSampled == ["TestView.note"])
        #expect(check.unreached == ["page:1: {{#note}}", "page:1: {{^isOn}}"])
    }

    @Test(arguments: [
        "{{#a}}", "{{/a}}", "{{#a}}{{/b}}", "{{a", "{{&a}}", "{{<frame}}{{a}}{{/frame}}",
    ])
    func `refuses a text that is damaged`(text: String) {
        #expect(throws: MustacheText.Damage.self) { try MustacheText.pieces(of: text) }
    }
}
