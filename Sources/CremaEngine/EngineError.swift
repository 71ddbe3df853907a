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
    /// How the program ends by it.
    public var status = ExitStatus.failed
    /// A file that is not there.
    var missingFile: String?

    /// An error outside of any layer, and in a field of a solver.
    public init(_ message: String, field: String? = nil) {
        self.message = message
        self.field = field
    }

    /// An error of a layer, and of a field of it.
    public init(layer: String, field: String? = nil, _ message: String) {
        self.layer = layer
        self.field = field
        self.message = message
    }

    /// Runs something whose errors have one cause where they do not say more: the
    /// text of a net, for one.
    static func blaming<Result>(
        _ status: ExitStatus,
        _ body: () throws -> Result
    ) throws -> Result {
        do { return try body() } catch var error as EngineError {
            if error.status == .failed, !error.isReported { error.status = status }
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
