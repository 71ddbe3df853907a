/// A rule of style: what breaks it, and what to do instead.
///
/// Each rule is one file in `Rules/` and one line in `RuleCatalog`, and shows by two small trees
/// that it sees what breaks it and leaves alone what does not.
protocol Rule: Sendable {
    /// The rule as a sentence: `Lines end at column 100.`
    var name: String { get }
    /// What to do instead.
    var remedy: String { get }
    /// Trees that break the rule, one for each way to do so.
    var bad: [Tree] { get }
    /// A tree that keeps it.
    var good: Tree { get }
    /// What may break the rule, and why: paths, folders that end with "/", or names, as the rule
    /// reports them; "visit*" means all names that begin so.
    var exceptions: [String: String] { get }

    func violations(in tree: Tree) -> [Violation]
}

extension Rule {
    var exceptions: [String: String] { [:] }
}

/// A place that breaks a rule.
struct Violation: Sendable {
    let path: String
    /// Counted from 1.
    let line: Int
    let found: String
    /// What an exception would name: the path, unless the rule judges names.
    let subject: String

    init(_ path: String, _ line: Int, _ found: String, subject: String? = nil) {
        self.path = path
        self.line = line
        self.found = found
        self.subject = subject ?? path
    }

    /// Whether an exception means it.
    func isMeant(by exception: String) -> Bool {
        if exception.hasSuffix("*") { return subject.hasPrefix(exception.dropLast()) }
        return subject == exception || exception.hasSuffix("/") && subject.hasPrefix(exception)
    }
}

extension Rule {
    /// A sentence for each violation that is not excepted, and for each exception that is no longer
    /// needed.
    func complaints(in tree: Tree) -> [String] {
        let violations = violations(in: tree)
        let breaches = violations.filter { violation in
            !exceptions.keys.contains { violation.isMeant(by: $0) }
        }
        let spent = exceptions.keys.filter { exception in
            !violations.contains { $0.isMeant(by: exception) }
        }
        return breaches.map { "\($0.path):\($0.line): \($0.found). \(name) \(remedy)" }
            + spent.sorted().map {
                "\"\($0)\" keeps the rule \"\(name)\"; remove it from the rule's exceptions."
            }
    }
}
