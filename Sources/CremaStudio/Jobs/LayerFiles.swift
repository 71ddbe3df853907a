import CremaData
import CremaJobs
import CremaProto
import Foundation

/// A file with Python layers that a form uploaded or named.
struct LayerFile: Sendable, Equatable {
    /// Its name on the page.
    var name: String
    var text: String
    /// What the form sends to refer to the same file again.
    var key: String
}

/// The layer files that forms have sent or name.
struct LayerFiles: Sendable {
    let sent: SentFiles
    let dataRoot: DataRoot
    /// The maximum size of a layer file, in bytes.
    private static let mostBytes = 1 << 20

    /// The file that a form refers to: one uploaded with it, one uploaded before, or one on this
    /// machine.
    ///
    /// Throws `FormErrors` for the field if it is not a text or does not exist.
    func chosen(
        _ choice: ModelSettings.LayerFile,
        upload: Form.Upload?
    ) throws -> LayerFile? {
        if choice.isFromClient || choice.serverPath.isEmpty {
            if let upload { return try keep(upload.data, name: upload.name) }
            return kept(choice.clientKey, name: choice.clientName)
        }
        let field = "python_layer_server_file"
        return try FormErrors.naming(field) {
            let url = try dataRoot.resolve(choice.serverPath)
            let bytes = try FileBytes.read(path: url.path, limit: Self.mostBytes)
            return try layerFile(Data(bytes), name: url.lastPathComponent, field: field)
        }
    }

    /// A file as text, kept for later.
    func keep(_ data: Data, name: String) throws -> LayerFile {
        let file = try layerFile(data, name: name, field: "python_layer_client_file")
        _ = try sent.keep(data)
        return file
    }

    private func kept(_ key: String, name: String) -> LayerFile? {
        guard let file = sent.file(key), let text = try? String(contentsOf: file, encoding: .utf8)
        else { return nil }
        return LayerFile(name: name.isEmpty ? "\(key).py" : name, text: text, key: key)
    }

    private func layerFile(_ data: Data, name: String, field: String) throws -> LayerFile {
        guard data.count <= Self.mostBytes, !data.contains(0),
            let text = String(data: data, encoding: .utf8)
        else {
            throw FormErrors([field: [Phrase("form.not_python", ["name": name])]])
        }
        return LayerFile(name: name, text: text, key: MD5.hex(Array(data)))
    }
}
