import CZlib

/// Zlib's own format, in which HDF5 keeps its chunks.
enum Zlib {
    /// The packed bytes.
    static func pack(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var length = compressBound(uLong(bytes.count))
        return [UInt8](unsafeUninitializedCapacity: Int(length)) { packed, count in
            let source = bytes.bindMemory(to: UInt8.self).baseAddress
            let level: Int32 = 4
            // There is room for whatever comes out, so only a lack of memory could prevent it.
            let code = compress2(packed.baseAddress, &length, source, uLong(bytes.count), level)
            precondition(code == Z_OK, "zlib has the memory that it needs")
            count = Int(length)
        }
    }

    /// The unpacked bytes, or nil where they are damaged or not as many as expected.
    static func unpack(_ packed: [UInt8], count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var length = uLongf(count)
        guard uncompress(&bytes, &length, packed, uLong(packed.count)) == Z_OK else { return nil }
        return Int(length) == count ? bytes : nil
    }
}
