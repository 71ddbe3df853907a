public import SwiftProtobuf

extension SwiftProtobuf.Message {
    /// The message as prototxt, in the form Caffe prints: two spaces a level, one value a line.
    public func prototxt() -> String { PrototxtWriter.text(of: self) }

    /// The message as binary files hold it.
    ///
    /// Throws where it is larger than the 2 GiB that the format allows.
    public func binary() throws -> [UInt8] {
        WireRewriter.restored(try serializedBytes(partial: true), as: Self.schemaName)
    }

    /// Reads a message as C++ does: strings need not be UTF-8, fields that are required may lack,
    /// and what Caffe's forks put into a layer under our numbers is passed over.
    ///
    /// Throws `BinaryDecodingError` where the bytes are damaged.
    public init(binary bytes: [UInt8]) throws {
        do { try self.init(serializedBytes: bytes, partial: true) } catch {
            guard let readable = WireRewriter.readable(bytes, as: Self.schemaName) else {
                throw error
            }
            try self.init(serializedBytes: readable, partial: true)
        }
    }

    /// The message's name in the schema.
    private static var schemaName: String {
        String(protoMessageName.split(separator: ".").last ?? "")
    }

    /// Reads a prototxt file as it is written, in an old form or in today's.
    ///
    /// Throws `PrototxtError` with line and column of the first thing that is wrong.
    public static func parse(prototxt path: String) throws -> Prototxt<Self> {
        try parse(PrototxtError.bytes(of: path, limit: PrototxtReader.byteLimit), file: path)
    }

    /// Reads prototxt; `file` is how errors name it.
    ///
    /// Throws `PrototxtError` with line and column of the first thing that is wrong.
    static func parse(_ bytes: [UInt8], file: String) throws -> Prototxt<Self> {
        guard bytes.count <= PrototxtReader.byteLimit else {
            throw PrototxtError(
                file: file,
                what: "the text is longer than \(PrototxtReader.byteLimit >> 20) MiB"
            )
        }
        if let reason = ForeignFile.reason(of: bytes, expecting: .text) {
            throw PrototxtError(file: file, what: reason)
        }
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let source = SourceText(
            file: file,
            bytes: bytes.starts(with: byteOrderMark) ? Array(bytes.dropFirst(3)) : bytes
        )
        guard !source.bytes.contains(0) else {
            throw PrototxtError(
                file: file,
                what: "no text, since it has zeros in it; is it a binary file?"
            )
        }
        let walk = try PrototxtReader.walk(over: source, message: schemaName)
        do {
            let message = try Self(textFormatString: source.text(replacing: walk.literals))
            return Prototxt(
                message: message,
                layers: walk.layers,
                fields: walk.fields,
                source: source
            )
        } catch {
            throw PrototxtError(file: file, what: "the text cannot be read (\(error))")
        }
    }
}

extension NetParameter {
    /// Reads a net from a prototxt file, upgrading old forms.
    ///
    /// Throws `PrototxtError`.
    public static func read(prototxt path: String) throws -> Prototxt<NetParameter> {
        try parse(prototxt: path).upgraded()
    }

    /// Reads a net from prototxt, upgrading old forms; `file` is how errors name it.
    ///
    /// Throws `PrototxtError`.
    public static func read(text: String, file: String) throws -> Prototxt<NetParameter> {
        try parse(text.rawBytes, file: file).upgraded()
    }

    /// Reads a net with its weights from a binary file, upgrading old forms.
    ///
    /// Throws `PrototxtError` if the file is not a caffemodel, or is cut short.
    public static func read(caffemodel path: String) throws -> NetParameter {
        try parse(caffemodel: path).upgraded(file: path)
    }

    /// Reads a net with its weights from a binary file as it is, in an old form or in today's.
    ///
    /// Throws `PrototxtError` if the file is not a caffemodel, or is cut short.
    public static func parse(caffemodel path: String) throws -> NetParameter {
        let bytes = try PrototxtError.bytes(of: path, limit: Int(Int32.max))
        let hdf5: [UInt8] = [0x89, 0x48, 0x44, 0x46]
        guard !bytes.starts(with: hdf5) else {
            throw PrototxtError(
                file: path,
                what: "the weights are in HDF5; only the binary .caffemodel form is read"
            )
        }
        guard !bytes.isEmpty else { throw PrototxtError(file: path, what: "the file is empty") }
        if let reason = ForeignFile.reason(of: bytes) {
            throw PrototxtError(file: path, what: reason)
        }
        do {
            return try NetParameter(binary: bytes)
        } catch BinaryDecodingError.truncated {
            throw PrototxtError(
                file: path,
                what: "the file is cut short: it ends after \(bytes.count) bytes, inside a value"
            )
        } catch is BinaryDecodingError {
            throw PrototxtError(file: path, what: "the file is damaged, or not a .caffemodel")
        }
    }
}

extension SolverParameter {
    /// Reads solver settings from a prototxt file, upgrading old forms.
    ///
    /// Throws `PrototxtError`.
    public static func read(prototxt path: String) throws -> Prototxt<SolverParameter> {
        try parse(prototxt: path).upgraded()
    }

    /// Reads solver settings from prototxt, upgrading old forms; `file` is how errors name it.
    ///
    /// Throws `PrototxtError`.
    public static func read(text: String, file: String) throws -> Prototxt<SolverParameter> {
        try parse(text.rawBytes, file: file).upgraded()
    }
}
