import CremaJobs
import CremaProto
import Foundation

/// The answer of `python3 -m caffe check-file` about a layer file.
struct LayerFileCheck: Decodable, Sendable, Equatable {
    var ok: Bool
    /// The layer classes in it.
    var classes: [String]?
    var error: String?
}

/// Reads layer files with the user's interpreter, without running their code.
struct LayerFileChecker: Sendable {
    let package: PythonPackage

    /// The errors between a file and the layers of a net that name its classes, by form field;
    /// empty if there are none.
    func errors(in file: LayerFile, classes wanted: [PythonLayerUse]) async -> FormErrors {
        var errors = FormErrors()
        guard let check = await check(file) else { return errors }
        let field = "python_layer_client_file"
        if !check.ok {
            let said = check.error?
                .replacingOccurrences(of: PythonLayerUse.fileName, with: file.name)
            let unreadable = Phrase("error.not_readable", ["path": file.name])
            errors.add(field, said.map { .verbatim($0) } ?? unreadable)
            return errors
        }
        let classes = check.classes ?? []
        for use in wanted where use.module == PythonLayerUse.fileModule {
            guard !classes.contains(use.className) else { continue }
            let found = Phrase.verbatim(classes.joined(separator: ", "))
            errors.add(
                field,
                Phrase(
                    "form.class_missing",
                    [
                        "layer": use.name, "class": use.className, "file": file.name,
                        "found": classes.isEmpty ? Phrase("form.no_layer_class") : found,
                    ]
                )
            )
        }
        return errors
    }

    /// The check's answer; nil if the interpreter cannot give one, in which case training itself
    /// will report the error.
    func check(_ file: LayerFile) async -> LayerFileCheck? {
        try? await withTemporaryFolder { folder in
            let source = folder.appendingPathComponent(PythonLayerUse.fileName)
            try Data(file.text.utf8).write(to: source)
            let output = try await package.run(
                ["check-file", source.path, "--json"],
                in: folder,
                limit: .seconds(20)
            )
            return try JSONDecoder().decode(LayerFileCheck.self, from: output.data)
        }
    }
}
