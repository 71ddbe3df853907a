import CremaJobs
import CremaProto
import Foundation
import Hummingbird
import HummingbirdCore

/// The fields that a form accepts.
///
/// Each has an effect, or stands for something that the studio does in one way only, and then
/// accepts only that value; any other field is refused by name, so that no request is silently
/// ignored.
struct FormFields: Sendable {
    /// A field of DIGITS that has no effect yet.
    struct Fixed: Sendable {
        /// The values that match what is done anyway, in lower case; an empty one always does.
        var values: [String]
        /// What is done, in words.
        var words: Phrase
    }

    /// What the fields mean that are options of a job.
    var options: [OptionDescription] = []
    /// The fields that have an effect.
    var texts: Set<String> = []
    /// The check boxes.
    var flags: Set<String> = []
    /// The files.
    var files: Set<String> = []
    /// Fields that a page sends along, for another of its buttons.
    var companions: Set<String> = []
    var fixed: [String: Fixed] = [:]
    /// The parameters of the address.
    var query: Set<String> = []
    /// Whether a name is that of one of many fields, such as one for each model.
    var isOneOfMany: @Sendable (String) -> Bool = { _ in false }

    /// The parameter that admits a client without the studio's cookies.
    private static let token = "token"

    /// What is wrong with the fields of a form and with the address that it was sent to, by field.
    func errors(in form: Form, _ request: Request? = nil) -> FormErrors {
        var errors = FormErrors()
        for (name, value) in form.fields {
            let value = value.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
            if let words = refusal(of: name, value) { errors.add(name, words) }
        }
        for name in form.files.keys where !files.contains(name) && !companions.contains(name) {
            errors.add(name, unknown(name))
        }
        for (name, value) in request?.uri.queryParameters ?? [:] where name != Self.token {
            let name = String(name)
            if !query.contains(name) {
                errors.add(name, unknown(name))
            } else if fixed[name] != nil, let words = refusal(of: name, value.lowercased()) {
                errors.add(name, words)
            }
        }
        return errors
    }

    /// Throws if something is wrong with them.
    func check(_ form: Form, _ request: Request? = nil) throws(FormErrors) {
        let errors = errors(in: form, request)
        guard errors.isEmpty else { throw errors }
    }

    private func refusal(of name: String, _ value: String) -> Phrase? {
        if texts.contains(name) || companions.contains(name) || isOneOfMany(name) { return nil }
        if flags.contains(name) {
            let isKnown =
                OptionDescription.yes.contains(value) || OptionDescription.no.contains(value)
            return isKnown ? nil : Phrase("form.not_flag", ["found": shown(value)])
        }
        if files.contains(name) {
            return value.isEmpty ? nil : Phrase("form.is_file")
        }
        guard let fixed = fixed[name] else { return unknown(name) }
        if value.isEmpty || fixed.values.contains(value) { return nil }
        let allowed = fixed.values.filter { !$0.isEmpty }.joined(separator: ", ")
        return Phrase(
            allowed.isEmpty ? "form.fixed" : "form.fixed_to",
            ["value": shown(value), "reason": fixed.words, "allowed": allowed]
        )
    }

    private func unknown(_ name: String) -> Phrase {
        let known = texts.union(flags).union(files).union(query).sorted()
        guard let nearest = NearestName.of(name, in: known) else {
            return Phrase("form.no_field", ["name": shown(name)])
        }
        return Phrase("form.no_field_but", ["name": shown(name), "nearest": nearest])
    }

    private func shown(_ text: String) -> String {
        text.count > 40 ? "\(text.prefix(40))…" : text
    }
}
