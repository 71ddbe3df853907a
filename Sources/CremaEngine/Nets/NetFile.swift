public import CremaProto

/// A net's prototxt and the state that decides on its layers, before the net is built.
public struct NetFile: Sendable {
    /// The text, with the place of each layer.
    public let text: Prototxt<NetParameter>
    /// The phase, level and stages.
    public let state: NetState

    /// Reads a prototxt file.
    ///
    /// Throws `PrototxtError` with the place of what is wrong.
    public init(path: String, state: NetState) throws {
        text = try NetParameter.read(prototxt: path)
        self.state = state
    }

    /// Whether the net has layers written in Python in this state.
    public func needsPython() throws -> Bool { try text.message.needsPython(in: state) }

    /// Builds the net in the process that hosts a run, on so many workers, with the weights of
    /// files where there are any, the later ones over the earlier.
    ///
    /// Throws the first error, at its place in the file; a file of weights that has
    /// none for this net is one.
    public func makeNet(
        in host: RunHost,
        workers: Int? = nil,
        weights: [String] = []
    ) throws -> Net {
        let context = try NetContext(
            catalog: host.catalog,
            workers: workers.map { try WorkerPool(checking: $0) },
            log: host.log,
            place: { text.position(ofLayer: $0, field: $1)?.description }
        )
        let net = try EngineError.blaming(.badDefinition) {
            try Net(text.message, state: state, context: context)
        }
        try EngineError.blaming(.badFile) { try net.takeWeights(from: weights, log: host.log) }
        return net
    }
}
