import CZlib

/// Unpacking zlib's own format, in which HDF5 keeps its chunks.
enum Zlib {
    /// The unpacked bytes, or nil where they are damaged or not as many as expected.
    static func unpack(_ packed: [UInt8], count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var length = uLongf(count)
        guard uncompress(&bytes, &length, packed, uLong(packed.count)) == Z_OK else { return nil }
        return Int(length) == count ? bytes : nil
    }
}
