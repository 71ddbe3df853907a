public import CremaProto

/// A net's prototxt and the state that decides on its layers, before the net is built.
public struct NetFile: Sendable {
    /// The text, with the place of each layer.
    public var text: Prototxt<NetParameter>
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
}
