import CremaJobs
import CremaEngine
import CremaProto
import Testing

/// What every option of every form and command must have, whatever it is about.
@Suite struct OptionTests {
    /// The options of a model and of each kind of data set.
    static let lists: [(name: String, options: [OptionDescription])] =
        [
            (
                "model",
                ModelSettings.options.map(\.option)
                    + [ModelSettings.networkText, ModelSettings.sentLayerFile]
            )
        ]
        + DatasetKindCatalog.builtIn.kinds.map { kind in
            let others = kind.commandOptions.filter { option in
                !kind.formOptions.contains { $0.name == option.name }
            }
            let common = [DatasetSettings.nameOption, DatasetKindCatalog.builtIn.choice]
            return (kind.about.name, common + kind.formOptions + others)
        }

    @Test(arguments: lists.indices)
    func `each has a label, a help of a sentence or two, and a unique name`(_ index: Int) {
        let (list, options) = Self.lists[index]
        for option in options {
            #expect(!option.label.isEmpty, "\(list): \(option.name)")
            #expect(option.help.hasSuffix("."), "\(list): \(option.name)")
            #expect((20...220).contains(option.help.count), "\(list): \(option.name)")
            #expect(option.name.wholeMatch(of: #/[a-z_]+/#) != nil)
        }
        #expect(Set(options.map(\.name)).count == options.count)
        #expect(Set(options.map(\.flag)).count == options.count)
    }

    @Test(arguments: lists.indices)
    func `each default passes its own check`(_ index: Int) throws {
        for option in Self.lists[index].options {
            _ = try option.value(of: "")
            #expect(
                option.choices.isEmpty || option.defaultText.isEmpty == (option.requirement != nil)
            )
        }
    }

    @Test(arguments: lists.indices)
    func `each whole number but a seed has a unit`(_ index: Int) {
        for option in Self.lists[index].options where !option.name.hasSuffix("seed") {
            if case .integer = option.kind { #expect(option.unit != nil, "\(option.name)") }
        }
    }

    @Test(arguments: lists.indices)
    func `each condition is about a choice that comes before it`(_ index: Int) {
        let options = Self.lists[index].options
        for (place, option) in options.enumerated() {
            guard let condition = option.condition else { continue }
            let other = options[..<place].first { $0.name == condition.option }
            let known = other?.kind == .flag ? ["on"] : other?.choices.map(\.value) ?? []
            #expect(Set(condition.values).isSubset(of: known), "\(option.name)")
        }
    }

    @Test func `the policies are those that train, each with its own labels`() {
        let policy = ModelSettings.options.first { $0.option.name == "lr_policy" }?.option
        #expect(policy?.choices.map(\.value) == RateCatalog.builtIn.names)
        #expect(policy?.choices.allSatisfy { $0.label != $0.value } == true)
    }

    @Test func `kinds of data sets are distinguished by their names and titles`() {
        let about = DatasetKindCatalog.builtIn.kinds.map { $0.about }
        #expect(Set(about.map(\.name)).count == about.count)
        #expect(Set(about.map(\.title)).count == about.count)
        for kind in about {
            #expect(DatasetKindCatalog.builtIn.kind(named: kind.name)?.about.name == kind.name)
        }
    }
}
