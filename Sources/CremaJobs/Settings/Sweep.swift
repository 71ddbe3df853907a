public import CremaProto

/// The models that a form describes, where each of its numbers may be a list, in brackets or not.
///
/// Each combination of the lists' values is a model of its own:
///
/// ```swift
/// let sweep = Sweep(of: ["learning_rate": "0.1, 0.01", "batch_size": "32, 64"])
/// sweep.members.count              // 4
/// sweep.members[0].suffix          // " batch_size:32 learning_rate:0.1"
/// sweep.members[0].fields          // ["learning_rate": "0.1", "batch_size": "32"]
/// ```
public struct Sweep: Sendable {
    /// One of the models.
    public struct Member: Sendable, Equatable {
        /// The fields of its form, without lists.
        public var fields: [String: String]
        /// What its name ends with: the values that it does not have in common with the others.
        public var suffix = ""

        /// A model with these fields.
        public init(fields: [String: String]) { self.fields = fields }
    }

    /// How many models a form makes at most.
    public static let limit = 100

    /// The models; one where the form has no list, or something is wrong with a list.
    public let members: [Member]
    /// What is wrong with the lists.
    public let errors: FormErrors

    /// The models of the fields of a form.
    public init(of fields: [String: String]) {
        var lists: [(option: OptionDescription, values: [String])] = []
        var errors = FormErrors()
        for (option, text) in Self.lists(in: fields) {
            do {
                lists.append((option, try Self.values(of: text, option)))
            } catch {
                errors.add(option.name, option.phrase(about: error))
            }
        }
        let count = lists.reduce(1) { $0.multipliedSaturated(by: $1.values.count) }
        if count > Self.limit {
            let words = Phrase("form.sweep_limit", ["count": count, "limit": Self.limit])
            for list in lists { errors.add(list.option.name, words) }
        }
        self.errors = errors
        guard errors.isEmpty else {
            // The other fields are still worth a check.
            let wrong = errors.fields
            members = [Member(fields: fields.filter { wrong[$0.key] == nil })]
            return
        }
        members = lists.reduce([Member(fields: fields)]) { members, list in
            members.flatMap { member in
                list.values.map { member.having($0, of: list.option, isOne: list.values.count < 2) }
            }
        }
    }

    /// The numbers among the options that count in a form, and have several values there.
    private static func lists(
        in fields: [String: String]
    ) -> [(option: OptionDescription, text: String)] {
        var known: [String: String] = [:]
        return ModelSettings.formOptions.compactMap { option in
            guard option.isShown(among: known) else { return nil }
            let sent = fields[option.name] ?? ""
            let text = option.isNumber ? Self.withoutBrackets(sent) : sent
            // What is wrong with a choice is found when the settings are read.
            known[option.name] = (try? option.value(of: text))?.text ?? option.defaultText
            return option.isNumber && (text.contains(",") || text != sent) ? (option, text) : nil
        }
    }

    /// DIGITS takes a list in brackets as well: `[0.1, 0.01]`.
    private static func withoutBrackets(_ text: String) -> String {
        let list = text.trimmed
        return list.hasPrefix("[") && list.hasSuffix("]")
            ? String(list.dropFirst().dropLast()) : text
    }

    /// The values of a list, each once.
    private static func values(
        of text: String,
        _ option: OptionDescription
    ) throws(OptionFault) -> [String] {
        var (values, seen): ([String], Set<String>) = ([], [])
        for word in text.split(separator: ",", omittingEmptySubsequences: false) {
            let word = String(word).trimmed
            // An empty text would mean the default.
            let value = try option.value(of: word.isEmpty ? text : word)
            if seen.insert(value.text).inserted { values.append(word) }
        }
        return values
    }
}

extension Sweep.Member {
    /// The same with a value of an option; it is in the name unless it is the only one.
    fileprivate func having(
        _ value: String,
        of option: OptionDescription,
        isOne: Bool
    ) -> Sweep.Member {
        var member = self
        member.fields[option.name] = value
        if !isOne { member.suffix += " \(option.name):\(value)" }
        return member
    }
}

extension OptionDescription {
    /// Whether it takes one number, and a form of models several.
    public var isNumber: Bool {
        switch kind {
        case .integer, .number: true
        default: false
        }
    }
}
