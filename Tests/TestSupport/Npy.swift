import CremaData

/// Arrays as NumPy saves them: float32, C order.
public enum Npy {
    /// What is wrong with a file.
    public struct Failure: Error, CustomStringConvertible {
        /// The sentence for a person.
        public let description: String
    }

    /// The extents and the values of a `.npy` file.
    public static func load(_ path: String) throws -> (shape: [Int], values: [Float]) {
        let bytes = try FileBytes.read(path: path)
        guard bytes.count >= 10, bytes.starts(with: [0x93] + Array("NUMPY".utf8)) else {
            throw Failure(description: "\(path): not an .npy file")
        }
        let headerStart = bytes[6] == 1 ? 10 : 12
        let length = Int(bytes[8]) | Int(bytes[9]) << 8
        let header = String(decoding: bytes[headerStart..<headerStart + length], as: UTF8.self)
        guard header.contains("'<f4'"), header.contains("'fortran_order': False"),
            let open = header.firstIndex(of: "("), let close = header.firstIndex(of: ")")
        else { throw Failure(description: "\(path): not float32 in C order: \(header)") }
        let shape = header[header.index(after: open)..<close].split(separator: ",")
            .compactMap { Int($0.filter { $0 != " " }) }
        let start = headerStart + length
        let values = stride(from: start, to: bytes.count, by: 4).map { offset in
            Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << (8 * $1) })
        }
        guard values.count == shape.reduce(1, *) else {
            throw Failure(description: "\(path): \(values.count) values for shape \(shape)")
        }
        return (shape, values)
    }
}
