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

    /// The Swift and the scripts of the studio and of jobs, but for the catalogs.
    static let code: [String] = ["CremaJobs", "CremaStudio"].flatMap { part in
        let folder = sources.appendingPathComponent(part)
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return (files?.compactMap { $0 as? URL } ?? []).filter {
            ["js", "swift"].contains($0.pathExtension) && !$0.path.contains("Words+")
        }.compactMap { try? String(contentsOf: $0, encoding: .utf8) }
    }
}
