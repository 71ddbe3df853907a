import CremaJobs
import Foundation

/// A file of a job that can be fetched.
struct JobFile: Sendable {
    var name: String
    var address: String
    var size: String
}

extension JobFile {
    /// What the studio itself keeps there.
    private static let own = ["job.json", "events.jsonl", "process.json", JobFolder.runFile]

    /// The files in the folder of a job whose pages are below a path, by their names.
    static func all(in folder: JobFolder, at path: String) -> [JobFile] {
        // The folder may be removed just now.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted { $0.localizedStandardCompare($1) == .orderedAscending }
            .filter { !own.contains($0) && !$0.hasPrefix(".") }
            .compactMap { name in
                // A file may be removed just now.
                let values = try? folder.file(name).resourceValues(
                    forKeys: [.fileSizeKey, .isRegularFileKey])
                guard values?.isRegularFile == true, let size = values?.fileSize else { return nil }
                let escaped = name.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed)
                return JobFile(
                    name: name,
                    address: "\(path)/files/\(escaped ?? name)",
                    size: Wording.size(size)
                )
            }
    }
}
