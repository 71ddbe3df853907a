import CremaData
import Foundation

@testable import CremaStudio

/// The sources that words are used in.
enum Repository {
    private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../Sources").standardizedFileURL

    /// The templates of the pages, with their keys; none where they cannot be read.
    static let templates: TemplateTexts = {
        let folder = sources.appendingPathComponent("CremaStudio/Templates")
        do {
            return try TemplateTexts(folder: folder)
        } catch {
            preconditionFailure("\(folder.path): \(error)")
        }
    }()

    /// The studio's own scripts, by the names of their files.
    static let scripts = files(ending: ".js")

    /// Its styles.
    static let styles = Array(files(ending: ".css").values)

    private static func files(ending: String) -> [String: String] {
        let folder = sources.appendingPathComponent("CremaStudio/Public")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasSuffix(ending) }.reduce(into: [:]) { texts, name in
            let file = folder.appendingPathComponent(name)
            texts[name] = try? String(contentsOf: file, encoding: .utf8)
        }
    }

    /// The Swift and the scripts of the studio and of jobs, but for the catalogs.
    static let code = code(of: ["CremaJobs", "CremaStudio"])

    /// The keys of what other parts report, with its English next to it there.
    static let reportKeys: Set<String> = {
        let reported =
            #/"((?:dataset_error|json_error|net_error|notice|omitted|repeated|run_status)\.\w+)"/#
        let literal = code(of: ["CremaData", "CremaEngine", "CremaRuns"])
            .flatMap { $0.matches(of: reported).map { String($0.1) } }
        let made =
            Omission.Kind.allCases.map { "omitted.\($0.rawValue)" }
            + ["missing", "type", "value"].map { "json_error.\($0)" }
        // A name of a file, not a key.
        return Set(literal + made).subtracting([Repetitions.fileName])
    }()

    private static func code(of parts: [String]) -> [String] {
        parts.flatMap { part in
            let folder = sources.appendingPathComponent(part)
            let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
            return (files?.compactMap { $0 as? URL } ?? []).filter {
                ["js", "swift"].contains($0.pathExtension) && !$0.path.contains("Words+")
            }.compactMap { try? String(contentsOf: $0, encoding: .utf8) }
        }
    }
}
