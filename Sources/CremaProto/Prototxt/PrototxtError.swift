/// What is wrong with a prototxt or caffemodel file, and where.
///
/// Its text has the form
/// `lenet.prototxt:41:9: layer "pool1": unknown field "kernel_sise"; did you mean "kernel_size"?`.
public struct PrototxtError: Error, Equatable, CustomStringConvertible {
    /// The file as the caller named it.
    public var file: String
    /// The place in the file; nil for binary files and files that cannot be read.
    public var position: SourcePosition?
    /// The name of the layer around the place, where there is one.
    public var layer: String?
    /// What was found, and what is allowed.
    public var what: String
    /// Whether the system could not open or read the file.
    public var isMissing = false

    /// An error about a file, at a place if one is known.
    public init(file: String, position: SourcePosition? = nil, layer: String? = nil, what: String) {
        self.file = file
        self.position = position
        self.layer = layer
        self.what = what
    }

    /// The sentence, its place before it.
    public var description: String {
        let place = position?.description ?? file
        let subject = layer.map { " layer \"\($0)\":" } ?? ""
        return "\(place):\(subject) \(what)"
    }
}

/// A place in a text file, as editors count: both numbers start at 1.
public struct SourcePosition: Sendable, Equatable, CustomStringConvertible {
    /// The file as the caller named it.
    public let file: String
    /// The line.
    public let line: Int
    /// The character in the line.
    public let column: Int

    /// A place in a file.
    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// `file:line:column`.
    public var description: String { "\(file):\(line):\(column)" }
}
