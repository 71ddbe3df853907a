import CremaData
import CremaEngine
import CremaJobs
import CremaProto
import Foundation

/// A network with its weights that new models start from, apart from any job.
struct PretrainedModel: Codable, Sendable, Equatable {
    var id: String
    var name: String
    /// When it was made, in seconds since 1970.
    var created: Double
    /// 1 (grey) or 3 (colour).
    var channels: Int
    var width: Int
    var height: Int
    var resizeMode: String
}

/// The pretrained models of a studio, each a folder of files next to the jobs.
struct PretrainedModels: Sendable {
    /// What is in the folder of one, besides its description.
    enum File: String, CaseIterable, Sendable {
        case network = "original.prototxt"
        case weights = "pretrained.caffemodel"
        case labels = "labels.txt"
        case mean = "mean.binaryproto"
        case layers = "digits_python_layers.py"
    }

    /// What becomes a file of one.
    enum Content: Sendable {
        case data(Data)
        case file(URL)
    }

    /// The folder of their folders.
    let folder: URL
    private static let description = "model.json"

    /// Every pretrained model, the newest first.
    func all() -> [PretrainedModel] {
        // Before the first one there is no folder.
        let names = (try? Folder.names(in: folder.path)) ?? []
        return names.compactMap(find).sorted { ($0.created, $0.id) > ($1.created, $1.id) }
    }

    /// The one with an id; nil if there is none.
    func find(_ id: String) -> PretrainedModel? {
        // Whatever cannot be read is not one.
        guard Job.isID(id),
            let data = try? Data(contentsOf: place(id).appendingPathComponent(Self.description))
        else { return nil }
        // One that is damaged is not offered.
        return try? JSONDecoder().decode(PretrainedModel.self, from: data)
    }

    /// A file of one; nil if it has none.
    func file(_ file: File, of id: String) -> URL? {
        let place = place(id).appendingPathComponent(file.rawValue)
        return Job.isID(id) && Folder.hasFile(place.path) ? place : nil
    }

    /// The text of a file of one; nil if it has none.
    func text(_ file: File, of id: String) -> String? {
        // Bytes that are no text are passed over.
        self.file(file, of: id).flatMap { try? String(contentsOf: $0, encoding: .utf8) }
    }

    /// Makes one of files, each of which is checked to be what it should be; without all of them
    /// nothing is left.
    ///
    /// Throws `FormErrors` by the fields that the files came from.
    func make(
        _ model: PretrainedModel,
        of files: [File: Content],
        fields: [File: String]
    ) throws {
        let unfinished = folder.appendingPathComponent(".new-\(model.id)")
        do {
            try Folder.create(unfinished.path)
            var errors = FormErrors()
            for (kind, content) in files {
                let place = unfinished.appendingPathComponent(kind.rawValue)
                try content.write(to: place)
                _ = errors.collecting(fields[kind] ?? kind.rawValue) { try kind.check(place) }
            }
            guard errors.isEmpty else { throw errors }
            let description = unfinished.appendingPathComponent(Self.description)
            try AtomicFile.write(path: description.path, JSONEncoder().encode(model))
            try Folder.rename(unfinished.path, to: place(model.id).path)
        } catch {
            try? Folder.remove(unfinished.path)
            throw error
        }
    }

    /// Removes one, which is kept in the trash for a while; throws `notFound` if there is none.
    func delete(_ id: String) throws {
        guard find(id) != nil else {
            throw StudioError.notFound(Phrase("error.no_pretrained", ["id": id]))
        }
        let trash = Trash(place: folder)
        // Where there is no room for the trash, it is removed at once.
        if (try? trash.put(id)) == nil { try Folder.remove(place(id).path) }
        trash.sweep()
    }

    /// Takes a deleted one back from the trash; throws `notFound` if it is not there.
    func restore(_ id: String) throws {
        guard Job.isID(id) else {
            throw StudioError.notFound(Phrase("error.not_in_trash", ["id": id]))
        }
        try Trash(place: folder).takeBack(id)
    }

    private func place(_ id: String) -> URL { folder.appendingPathComponent(id) }
}

extension PretrainedModels.Content {
    fileprivate func write(to place: URL) throws {
        switch self {
        case .data(let data): try data.write(to: place)
        case .file(let file):
            try FileManager.default.copyItem(at: file.resolvingSymlinksInPath(), to: place)
        }
    }
}

extension PretrainedModels.File {
    /// Throws unless a file can be read as what it should be.
    fileprivate func check(_ file: URL) throws {
        switch self {
        case .weights: _ = try WeightsFile(path: file.path)
        case .network:
            let lines = try FileBytes.lines(path: file.path)
            let text = lines.joined(separator: "\n")
            try NetParameter.read(text: text, file: "network").checkLayerTypes()
        case .labels, .layers: _ = try FileBytes.lines(path: file.path)
        case .mean: _ = try MeanImage(path: file.path)
        }
    }
}
