import CremaEngine
public import FoundationEssentials

/// A run as text, for handing it from one process to another: `{"run": "train", "value": {…},
/// "folders": […]}`.
public struct RunDescription: Encodable, DecodableWithConfiguration {
    /// The run.
    public let run: any Run
    /// Folders with the files of layers in Python, searched before Python's own path.
    public let folders: [String]

    private enum Key: String, CodingKey { case run, value, folders }

    /// Describes a run.
    ///
    /// Throws if its files cannot be read.
    public init(_ run: any Run) throws {
        self.run = run
        folders = try run.folders()
    }

    /// Reads a description of a run that the catalog has.
    ///
    /// Throws if the text does not describe one.
    public init(json: String, catalog: RunCatalog = .builtIn) throws {
        do {
            let data = Data(json.utf8)
            self = try JSONDecoder().decode(Self.self, from: data, configuration: catalog)
        } catch let error as DecodingError {
            throw EngineError("the description of the run cannot be read: \(error)")
        }
    }

    /// Reads the run by its name.
    public init(from decoder: any Decoder, configuration catalog: RunCatalog) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let name = try values.decode(String.self, forKey: .run)
        guard let type = catalog.run(named: name) else {
            let names = catalog.runs.map { $0.name }
            throw EngineError(
                "unknown run \"\(name)\"; known runs: \(names.joined(separator: ", "))"
            )
        }
        run = try values.decode(type, forKey: .value)
        folders = try values.decode([String].self, forKey: .folders)
    }

    /// Writes the run with its name.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(type(of: run).name, forKey: .run)
        try values.encode(run, forKey: .value)
        try values.encode(folders, forKey: .folders)
    }

    /// The text.
    public func json() throws -> String {
        String(decoding: try JSONEncoder().encode(self), as: UTF8.self)
    }
}
