import CZlib

/// Unpacking gzip.
enum Gzip {
    /// Whether bytes begin as a gzip file does.
    static func isPacked(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0x1F, 0x8B])
    }

    /// The unpacked bytes, or nil where they are damaged, cut short, or more than `limit`.
    static func unpack(_ packed: [UInt8], limit: Int = 1 << 30) -> [UInt8]? {
        var stream = z_stream()
        let gzipWindow: Int32 = 15 + 16
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(&stream, gzipWindow, ZLIB_VERSION, size) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        var input = packed
        var result: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        return input.withUnsafeMutableBufferPointer { source in
            stream.next_in = source.baseAddress
            stream.avail_in = UInt32(clamping: source.count)
            while true {
                let (code, produced) = inflateChunk(&stream, &chunk)
                result.append(contentsOf: chunk[..<produced])
                if code == Z_STREAM_END { return result }
                let isStuck = produced == 0 && stream.avail_in == 0
                if code != Z_OK || isStuck || result.count > limit { return nil }
            }
        }
    }

    private static func inflateChunk(
        _ stream: inout z_stream,
        _ chunk: inout [UInt8]
    ) -> (code: Int32, produced: Int) {
        chunk.withUnsafeMutableBufferPointer { target in
            stream.next_out = target.baseAddress
            stream.avail_out = UInt32(target.count)
            let code = inflate(&stream, Z_NO_FLUSH)
            return (code, target.count - Int(stream.avail_out))
        }
    }
}
