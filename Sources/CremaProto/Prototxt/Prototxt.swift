/// A message read from prototxt, with the position of each layer and field in the text.
///
/// The positions make errors precise, even after upgrades have added or removed layers:
///
/// ```
/// let net = try NetParameter.read(prototxt: "lenet.prototxt")
/// throw net.error(ofLayer: 3, field: "type", "unknown type \"Poling\"")
/// // lenet.prototxt:41:9: layer "pool1": unknown type "Poling"
/// ```
///
/// Positions are kept as offsets of bytes, and turned into lines and columns on demand.
public struct Prototxt<Message: Sendable>: Sendable {
    /// The message, upgraded to the newest form.
    public var message: Message
    /// The file as the caller named it.
    public var file: String { source.file }
    /// The position of each layer, in the order of the text.
    public let layers: [PrototxtLayer]
    /// The offset of the name of each field outside the layers, by path.
    let fields: [String: Int]
    let source: SourceText

    /// The text.
    public var text: String { String(raw: source.bytes) }

    /// Line and column of a byte of the text.
    public func position(at offset: Int) -> SourcePosition { source.position(at: offset) }

    /// Line and column of a field outside the layers; nil if the text does not have it.
    public func position(ofField path: String) -> SourcePosition? {
        fields[path].map(position(at:))
    }
}

extension Prototxt {
    /// A message that was not read from a text, so that nothing in it has a position.
    ///
    /// `file` is how errors name where it comes from.
    public init(_ message: Message, file: String = "") {
        self.init(
            message: message,
            layers: [],
            fields: [:],
            source: SourceText(file: file, bytes: [])
        )
    }
}

/// The position of a layer in prototxt, as offsets of bytes in the text.
public struct PrototxtLayer: Sendable {
    /// Its name, where it has one.
    public internal(set) var name: String?
    /// The offset of the word `layer`.
    public let start: Int
    /// The offset after its opening brace.
    public let bodyStart: Int
    /// The offset of its closing brace.
    public internal(set) var bodyEnd: Int
    /// The offset of each field's name, by path: `type`, `bottom`, `bottom[1]`,
    /// `convolution_param.kernel_size`.
    public internal(set) var fields: [String: Int] = [:]

    init(start: Int, bodyStart: Int) {
        self.start = start
        self.bodyStart = bodyStart
        self.bodyEnd = bodyStart
    }
}

extension Prototxt<NetParameter> {
    /// The position of `message.layer[index]`; nil if the text does not have it.
    public func place(ofLayer index: Int) -> PrototxtLayer? {
        guard message.layer.indices.contains(index) else { return nil }
        let name = message.layer[index].name
        // Upgrades add and remove layers: only the name, and the order among namesakes, stay.
        let occurrence = message.layer[..<index].count { $0.name == name }
        return layers.lazy.filter { ($0.name ?? "") == name }.dropFirst(occurrence).first
    }

    /// Line and column of `message.layer[index]`, or of a field of it, by path.
    ///
    /// Without that field in the text, the position of its block or layer; nil if the text does not
    /// have the layer.
    public func position(ofLayer index: Int, field: String? = nil) -> SourcePosition? {
        guard let layer = place(ofLayer: index) else { return nil }
        var path = field ?? ""
        while !path.isEmpty {
            if let offset = layer.fields[path] { return position(at: offset) }
            let block = path.lastIndex(of: ".") ?? path.startIndex
            path = String(path[..<block])
        }
        return position(at: layer.start)
    }

    /// An error about `message.layer[index]`, at its place in the text.
    public func error(ofLayer index: Int, field: String? = nil, _ what: String) -> PrototxtError {
        PrototxtError(
            file: file,
            position: position(ofLayer: index, field: field),
            layer: message.layer.indices.contains(index) ? message.layer[index].name : nil,
            what: what
        )
    }
}
