import CremaEngine
import CremaJobs
import Foundation

/// What `python3 -m caffe check-file` says about a layer file.
struct LayerFileCheck: Decodable, Sendable, Equatable {
    var ok: Bool
    /// The layer classes in it.
    var classes: [String]?
    var error: String?
}

/// Reads layer files with the user's interpreter, without running what is in them.
struct LayerFileChecker: Sendable {
    /// The interpreter that was named, or nil for the one that `crema train` takes.
    let python: String?
    /// The folder with the `caffe` package.
    let package: String?

    /// What is wrong between a file and the layers of a net that name its classes, by form field;
    /// empty where nothing is.
    func errors(in file: LayerFile, classes wanted: [PythonLayerUse]) async -> FormErrors {
        var errors = FormErrors()
        guard let check = await check(file) else { return errors }
        let field = "python_layer_client_file"
        if !check.ok {
            let words = check.error ?? "\(PythonLayerUse.fileName) cannot be read"
            errors.add(
                field,
                words.replacingOccurrences(of: PythonLayerUse.fileName, with: file.name)
            )
            return errors
        }
        let classes = check.classes ?? []
        for use in wanted where use.module == PythonLayerUse.fileModule {
            guard !classes.contains(use.className) else { continue }
            let found = classes.isEmpty ? "no layer class" : classes.joined(separator: ", ")
            errors.add(
                field,
                "Layer “\(use.name)” takes the class \(use.className), but \(file.name) has \(found)."
            )
        }
        return errors
    }

    /// The check's answer; nil where the interpreter cannot give one, so that training itself will
    /// tell.
    func check(_ file: LayerFile) async -> LayerFileCheck? {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("crema-check-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let source = folder.appendingPathComponent(PythonLayerUse.fileName)
            try Data(file.text.utf8).write(to: source)
            let answer = folder.appendingPathComponent("answer.json")
            let interpreter = try PythonInterpreter.find(named: python).path
            var command = [
                "/usr/bin/env", "timeout", "20", interpreter, "-m", "caffe", "check-file",
                source.path,
                "--json",
            ]
            if let package { command.insert("PYTHONPATH=\(package)", at: 1) }
            let process = try ChildProcess.start(
                command,
                in: folder.path,
                log: answer.path,
                errors: "/dev/null"
            )
            _ = await process.ending()
            return try JSONDecoder().decode(
                LayerFileCheck.self,
                from: Data(contentsOf: answer)
            )
        } catch {
            return nil
        }
    }
}
