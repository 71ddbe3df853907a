/// A message read from prototxt, and where in the text its layers stand.
public struct Prototxt<Message: Sendable>: Sendable {
    /// What the text says, upgraded to the newest form.
    public var message: Message
    /// The file as the caller named it.
    public var file: String { source.file }
    /// Where each layer of the text stands, in its order.
    public let layers: [PrototxtLayer]
    /// The offset of the name of each field that stands in no layer, by path.
    let fields: [String: Int]
    let source: SourceText

    /// The text.
    public var text: String { String(raw: source.bytes) }

    /// Line and column of a byte of the text.
    public func position(at offset: Int) -> SourcePosition { source.position(at: offset) }

    /// Line and column of a field that stands in no layer; nil where the text does not give it.
    public func position(ofField path: String) -> SourcePosition? {
        fields[path].map(position(at:))
    }
}

/// Where a layer stands in prototxt: offsets of bytes in the text.
public struct PrototxtLayer: Sendable {
    /// Its name, where it has one.
    public internal(set) var name: String?
    /// The offset of the word `layer`.
    public let start: Int
    /// The offset behind its opening brace.
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
    /// Where `message.layer[index]` stands; nil where it is in no text.
    public func place(ofLayer index: Int) -> PrototxtLayer? {
        guard message.layer.indices.contains(index) else { return nil }
        let name = message.layer[index].name
        // Upgrades add and remove layers, so that only name and order among namesakes stay.
        let occurrence = message.layer[..<index].count { $0.name == name }
        return layers.lazy.filter { ($0.name ?? "") == name }.dropFirst(occurrence).first
    }

    /// Line and column of `message.layer[index]`, or of a field of it, by path.
    ///
    /// Without that field in the text, the place of its block or layer; nil for a layer that is in
    /// no text.
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
