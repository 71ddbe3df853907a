package import CremaData

/// What went wrong in a net, a layer or a solver, in one sentence that names the place.
public struct EngineError: Error, CustomStringConvertible {
    /// The layer it happened in, where it was one.
    public var layer: String?
    /// The field of the layer's or the solver's prototxt that is to blame, for a
    /// position in the file.
    public var field: String?
    /// What was found and what is allowed.
    public var message: String
    /// `file:line:column` of the layer or field, where the net came from a file.
    public var place: String?
    /// Whether whoever threw it has told the whole story already: a layer in
    /// Python, with its traceback.
    public var isReported = false
    /// What kind of thing went wrong.
    public var kind = Kind.failed
    /// A file that is not there.
    var missingFile: String?

    /// What kind of thing goes wrong.
    public enum Kind: Sendable {
        /// Anything else: a layer failed, or the loss is not a number.
        case failed
        /// There is no such device, flag or value.
        case usage
        /// A file is damaged or does not fit.
        case badFile
        /// A file is not there or cannot be read.
        case missingFile
        /// A file cannot be written.
        case cannotWrite
        /// More memory is needed than there is.
        case outOfMemory
        /// The text of a net or a solver is wrong.
        case badDefinition
    }

    /// An error outside of any layer, and in a field of a solver.
    public init(_ message: String, field: String? = nil, kind: Kind = .failed) {
        self.message = message
        self.field = field
        self.kind = kind
    }

    /// An error of a layer, and of a field of it.
    public init(layer: String, field: String? = nil, _ message: String) {
        self.layer = layer
        self.field = field
        self.message = message
    }

    /// Runs something whose errors have one cause where they do not say more: the
    /// text of a net, for one.
    package static func blaming<Result>(
        _ kind: Kind,
        _ body: () throws -> Result
    ) throws -> Result {
        do { return try body() } catch var error as EngineError {
            if error.kind == .failed, !error.isReported { error.kind = kind }
            throw error
        }
    }

    /// The whole sentence: place, layer, message.
    public var description: String {
        let place = place.map { "\($0): " } ?? ""
        let layer = layer.map { "layer \"\($0)\": " } ?? ""
        return place + layer + message
    }
}

extension EngineError.Kind {
    /// The kind of what is wrong with files, records and images.
    package init(_ error: DataError) {
        self =
            switch error {
            case .system(let operation, _, _):
                operation.hasPrefix("read") ? .missingFile : .cannotWrite
            case .invalidTransform: .badDefinition
            case .invalidDatabase: .usage
            case .invalidFile, .invalidRecord, .invalidImage, .invalidDataset: .badFile
            }
    }
}
