public import SwiftProtobuf

extension SwiftProtobuf.Message {
    /// The message as prototxt, in the form Caffe prints: two spaces a level, one value a line.
    public func prototxt() -> String { PrototxtWriter.text(of: self) }

    /// The message as binary files hold it.
    ///
    /// Throws where it is larger than the 2 GiB that the format allows.
    public func binary() throws -> [UInt8] { try serializedBytes() }

    /// Reads a prototxt file as it is written, in an old form or in today's.
    ///
    /// Throws `PrototxtError` with line and column of the first thing that is wrong.
    public static func parse(prototxt path: String) throws -> Prototxt<Self> {
        try parse(FileBytes.read(path, limit: PrototxtReader.byteLimit), file: path)
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
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let source = SourceText(
            file: file,
            bytes: bytes.starts(with: byteOrderMark) ? Array(bytes.dropFirst(3)) : bytes
        )
        guard let text = String(validating: source.bytes, as: UTF8.self) else {
            throw PrototxtError(file: file, what: "not a text in UTF-8; is it a binary file?")
        }
        let (layers, fields) = try PrototxtReader.walk(
            over: source,
            message: String(protoMessageName.split(separator: ".").last ?? "")
        )
        do {
            let message = try Self(textFormatString: text)
            return Prototxt(message: message, layers: layers, fields: fields, source: source)
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
        try parse(Array(text.utf8), file: file).upgraded()
    }

    /// Reads a net with its weights from a binary file, upgrading old forms.
    ///
    /// Throws `PrototxtError` where the file is no caffemodel, or is cut short.
    public static func read(caffemodel path: String) throws -> NetParameter {
        try parse(caffemodel: path).upgraded(file: path)
    }

    /// Reads a net with its weights from a binary file as it is, in an old form or in today's.
    ///
    /// Throws `PrototxtError` where the file is no caffemodel, or is cut short.
    public static func parse(caffemodel path: String) throws -> NetParameter {
        let bytes = try FileBytes.read(path, limit: Int(Int32.max))
        let hdf5: [UInt8] = [0x89, 0x48, 0x44, 0x46]
        guard !bytes.starts(with: hdf5) else {
            throw PrototxtError(
                file: path,
                what: "the weights are in HDF5; only the binary .caffemodel form is read"
            )
        }
        do {
            return try NetParameter(serializedBytes: bytes)
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
        try parse(Array(text.utf8), file: file).upgraded()
    }
}
