import CremaData
import CremaProto
import FoundationEssentials
import TestSupport

@testable import CremaEngine

/// A folder with a net, its inputs and what Caffe made of them.
struct GoldenCase: Sendable, CustomStringConvertible {
    /// What its `case.json` says.
    struct Details: Decodable {
        private enum CodingKeys: String, CodingKey {
            case phaseName = "phase"
            case backward, tolerance, blobs
        }

        private var phaseName: String
        var backward: Bool
        /// Relative, on a scale of at least 1.
        var tolerance: Float
        /// The shape of every blob.
        var blobs: [String: [Int]]

        var phase: Phase { phaseName == "TRAIN" ? .train : .test }
    }

    let name: String
    let folder: String

    var description: String { name }

    /// All layer and net cases, none where the reference material is not there.
    static let all: [GoldenCase] = {
        guard let folder = Shared.golden("") else { return [] }
        let names = (try? Folder.names(in: folder)) ?? []
        return names.sorted().compactMap(GoldenCase.init)
    }()

    /// The case of a name; nil for a folder of another kind.
    init?(_ name: String) {
        guard let folder = Shared.golden(name), Folder.hasFile("\(folder)/net.prototxt"),
            Folder.hasFile("\(folder)/case.json")
        else { return nil }
        self.name = name
        self.folder = folder
    }

    /// What its `case.json` says.
    func details() throws -> Details {
        let json = try FileBytes.read(path: "\(folder)/case.json")
        return try JSONDecoder().decode(Details.self, from: Data(json))
    }

    /// Its net.
    func net() throws -> NetParameter {
        try NetParameter.read(prototxt: "\(folder)/net.prototxt").message
    }

    /// The layer types that it needs and the catalog lacks.
    var missingTypes: [String] {
        // A net that cannot be read lacks none: the test of the case says what is wrong with it.
        guard let net = try? net() else { return [] }
        return Set(net.layer.map(\.type)).subtracting(LayerCatalog.builtIn.names).sorted()
    }

    /// Hands over each recorded array of a kind (`in.`, `out.` …) with the rest of its name.
    func forEach(_ kind: String, _ body: (String, [Float]) throws -> Void) throws {
        for file in try Folder.names(in: folder).sorted()
        where file.hasPrefix(kind) && file.hasSuffix(".npy") {
            let name = String(file.dropFirst(kind.count).dropLast(".npy".count))
            try body(name, Npy.load("\(folder)/\(file)").values)
        }
    }
}
