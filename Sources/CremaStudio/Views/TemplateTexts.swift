import CremaJobs
import Foundation

/// The templates as they are in their files, with keys of the word catalogs in place of words.
///
/// `[[home.models]]` is the text of that key; it may have tags of mustache and markup. `[[script]]`
/// is what scripts say, as JSON. Every form that is sent by POST begins with the field of its
/// `FormToken`.
struct TemplateTexts: Sendable {
    /// The text of each template by its name.
    let texts: [String: String]

    /// Reads the templates of a folder.
    init(folder: URL) throws {
        let files = try FileManager.default.contentsOfDirectory(
            at: folder,
            includingPropertiesForKeys: nil
        )
        texts = try files.filter { $0.pathExtension == "mustache" }.reduce(into: [:]) {
            let name = $1.deletingPathExtension().lastPathComponent
            $0[name] = try String(contentsOf: $1, encoding: .utf8)
        }
    }

    /// The templates with the words of a language.
    func texts(in words: Words) throws -> [String: String] {
        let script = try Self.script(words)
        return texts.mapValues { text in
            text.replacing(#/\[\[([\w.]+)\]\]/#) { match in
                match.1 == "script" ? script : words[String(match.1)]
            }
            .replacing(#/<form\b[^>]*\smethod="post"[^>]*>/#) { $0.output + Self.tokenField }
        }
    }

    private static let tokenField =
        "<input type=\"hidden\" name=\"\(FormToken.field)\" value=\"{{layout.formToken}}\">"

    /// What scripts say, as JSON that may be inside an element `script`.
    private static func script(_ words: Words) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let data = try encoder.encode(words.texts.filter { $0.key.hasPrefix("script.") })
        return String(decoding: data, as: UTF8.self).replacing("<", with: "\\u003c")
    }
}
