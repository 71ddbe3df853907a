import CremaData
import CremaJobs
import CremaProto
import Foundation

/// What `python3 -m caffe check-layer` found out about the layers of a file.
struct LayerReport: Codable, Sendable {
    /// One checked property.
    struct Finding: Codable, Sendable {
        var what: String
        /// Nil if it could not be judged.
        var isGood: Bool?
        var sentence: String
        var traceback: String?

        enum CodingKeys: String, CodingKey {
            case what, sentence, traceback
            case isGood = "is_good"
        }
    }

    struct Layer: Codable, Sendable {
        var name: String
        var className: String
        var phase: String
        var findings: [Finding]

        enum CodingKeys: String, CodingKey {
            case name, phase, findings
            case className = "class"
        }
    }

    /// A conversion of the file, with the text of the result.
    struct Notice: Codable, Sendable {
        var title: String
        var message: String
        var file: String
        var text: String?
    }

    var layers: [Layer] = []
    var notices: [Notice] = []
    /// Why layers could not be run, or not to the end.
    var error: String?
    /// The last lines of a check that did not finish.
    var log: String?
}

/// Runs the layers of a file on the blobs that a net gives them, in a separate process.
struct LayerRunner: Sendable {
    let package: PythonPackage
    var limit: Duration = .seconds(120)

    /// Checks the layer file in a folder with the files of a model; the report on a check that did
    /// not finish is in the language of the words.
    func check(in folder: URL, _ words: Words) async throws -> LayerReport {
        let output = try await package.run(
            ["check-layer", PythonLayerUse.fileName, "--net", "train_val.prototxt", "--json"],
            in: folder,
            limit: limit
        )
        // The output of a layer's own programs may precede it; the folder will be gone.
        let line = String(decoding: output.data, as: UTF8.self).split(separator: "\n").last ?? ""
        let text = line.replacingOccurrences(of: folder.path + "/", with: "")
        guard var report = try? JSONDecoder().decode(LayerReport.self, from: Data(text.utf8)) else {
            return unfinished(output, words)
        }
        for index in report.notices.indices where !report.notices[index].file.isEmpty {
            let file = folder.appendingPathComponent(report.notices[index].file)
            // Without its text, the notice names the file alone.
            report.notices[index].text = try? String(contentsOf: file, encoding: .utf8)
        }
        return report
    }

    private func unfinished(_ output: PythonPackage.Output, _ words: Words) -> LayerReport {
        let what =
            output.ending == .late
            ? Phrase("checks.late", ["seconds": "\(limit.components.seconds)"])
            : Phrase("checks.crashed", ["ending": output.ending.phrase])
        let log = output.errors.joined(separator: "\n")
        return LayerReport(error: words.text(what), log: log.isEmpty ? nil : log)
    }
}
