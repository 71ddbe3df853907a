import Testing

/// Style is a test: each rule holds for the whole repository, and is itself tested on a bad and a
/// good tree.
@Suite struct TidyTests {
    @Test(arguments: RuleCatalog.all.indices)
    func `the tree keeps every rule`(index: Int) {
        for complaint in RuleCatalog.all[index].complaints(in: .repository) {
            Issue.record("\(complaint)")
        }
    }

    @Test(arguments: RuleCatalog.all.indices)
    func `a rule sees what breaks it`(index: Int) {
        let rule = RuleCatalog.all[index]
        for tree in rule.bad { #expect(!rule.violations(in: tree).isEmpty, "\(rule.name)") }
    }

    @Test(arguments: RuleCatalog.all.indices)
    func `a rule accepts what keeps it`(index: Int) {
        let rule = RuleCatalog.all[index]
        #expect(rule.violations(in: rule.good).map(\.found) == [], "\(rule.name)")
    }

    @Test func `rules have sentences for names and for remedies`() {
        for rule in RuleCatalog.all {
            #expect(rule.name.hasSuffix(".") && rule.remedy.hasSuffix("."), "\(rule.name)")
        }
        #expect(Set(RuleCatalog.all.map(\.name)).count == RuleCatalog.all.count)
    }

    @Test func `an exception that nothing needs is a complaint`() {
        let rule = LineLengthRule(exceptions: ["a.py": "a reason"])
        #expect(rule.complaints(in: Tree(["a.py": "short"])).count == 1)
        #expect(rule.complaints(in: rule.bad[0].renamed(to: "a.py")).isEmpty)
        #expect(rule.complaints(in: rule.bad[0].renamed(to: "b.py")).count == 2)
    }

    @Test func `comments and strings of Swift are distinguished from code`() {
        let file = SourceFile(
            path: "a.swift",
            text: #"""
                let a = "x // y \(b("c")) z"  // why
                let d = """
                    print(
                    """
                let e = #"a " b"#
                """#
        )
        #expect(file.code[0] == #"let a = ""  "#)
        #expect(file.uncommented[0] == #"let a = "x // y \(b("c")) z"  "#)
        #expect(file.code[2] == "" && file.isQuoted(2) && !file.isQuoted(0))
        #expect(file.code[4] == ##"let e = #""#"##)
        #expect(
            file.isExplained(0) && file.isExplained(1) && file.isExplained(2)
                && !file.isExplained(3)
        )
    }
}

extension Tree {
    /// The same texts, all under one other path.
    fileprivate func renamed(to path: String) -> Tree {
        Tree([path: files[0].lines.joined(separator: "\n")])
    }
}
