public import CremaProto

/// What all rules that a solver's prototxt may name have in common.
public protocol NamedRule: SendableMetatype {
    /// Its name in the solver's prototxt: `SGD`, `step`.
    static var name: String { get }
    /// The label in a form: `Step down`.
    static var label: String { get }
    /// One sentence with the formula, in the terms of the solver's prototxt.
    static var summary: String { get }
    /// Its options in a form.
    static var options: [OptionDescription] { get }
}

/// The rules of one kind that a solver's prototxt and the form of a new model may name.
///
/// ```
/// let rates = RateCatalog.builtIn.adding(WarmupRate.self)
/// let rule = rates.rule(named: "warmup")
/// ```
public struct RuleCatalog<Rule: Sendable>: Sendable {
    /// The rules, in the order in which a form offers them.
    public private(set) var rules: [Rule]
    /// The one that a form begins with.
    public let standard: Rule
    private let option: (name: String, label: String, help: String)
    private let named: @Sendable (Rule) -> any NamedRule.Type

    /// A catalog of these rules, with the one that a form begins with and the option that chooses.
    init(
        _ rules: [Rule],
        standard: Rule,
        option: (name: String, label: String, help: String),
        named: @escaping @Sendable (Rule) -> any NamedRule.Type
    ) {
        self.rules = rules
        self.standard = standard
        self.option = option
        self.named = named
    }

    /// The same catalog with one more rule.
    public func adding(_ rule: Rule) -> Self {
        var copy = self
        copy.rules.append(rule)
        return copy
    }

    /// The names of the rules, in their order.
    public var names: [String] { rules.map { named($0).name } }

    /// The rule with that name, or nil.
    public func rule(named name: String) -> Rule? { rules.first { named($0).name == name } }

    /// The rule with the name in a field of a solver's prototxt.
    ///
    /// Throws what was found with the nearest name, or with all names behind `listedAs`.
    func rule(
        named name: String,
        field: String,
        found: String,
        listedAs title: String
    ) throws -> Rule {
        if let rule = rule(named: name) { return rule }
        let advice = NearestName.advice(name, in: names.sorted(), listedAs: title)
        throw EngineError(found + advice, field: field)
    }

    /// The choice between the rules in the form of a new model.
    public var choice: OptionDescription {
        OptionDescription(
            option.name,
            .choice(rules.map { .init(named($0).name, named($0).label) }),
            default: named(standard).name,
            label: option.label,
            help: option.help
        )
    }

    /// All that a form offers: the choice, then the options of every rule.
    public var options: [OptionDescription] { [choice] + rules.flatMap { named($0).options } }
}
