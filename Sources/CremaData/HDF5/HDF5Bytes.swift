import CremaProto
import Glibc

/// What is wrong with a part of an HDF5 file, before it is known which object it belongs to.
struct HDF5Damage: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}

/// The bytes of an HDF5 file, read on demand and never beyond its end.
final class HDF5Bytes: Sendable {
    /// What every HDF5 file begins with.
    static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

    /// The length of the file.
    let count: Int
    /// Where the signature is: the file's own addresses count from there.
    let base: Int
    private let descriptor: Int32

    /// Opens a file; throws where it is missing or has no signature.
    init(path file: FilePath) throws(DataError) {
        let path = file.description
        let descriptor = file.withCString { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        guard descriptor >= 0 else { throw .lastSystemError("read", path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            let base = Self.base(of: descriptor)
        else {
            let reason = Self.reason(of: descriptor)
            close(descriptor)
            throw .invalidFile(path: path, reason: reason ?? "not an HDF5 file")
        }
        self.descriptor = descriptor
        self.base = base
        count = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// What a file is that is not HDF5.
    private static func reason(of descriptor: Int32) -> String? {
        var bytes = [UInt8](repeating: 0, count: ForeignFile.headSize)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        if count < 0, errno == EISDIR { return "it is a folder, not a file" }
        if count == 0 { return "the file is empty" }
        return ForeignFile.reason(of: bytes.prefix(max(0, count)))
    }

    /// Before the signature there may be a block of the user's, of 512 bytes or
    /// twice as many and so on.
    private static func base(of descriptor: Int32) -> Int? {
        var bytes = [UInt8](repeating: 0, count: signature.count)
        var offset = 0
        while pread(descriptor, &bytes, bytes.count, off_t(offset)) == bytes.count {
            if bytes == signature { return offset }
            offset = max(512, offset * 2)
        }
        return nil
    }

    /// Reads so many bytes at an address of the file's own.
    func read(_ count: Int, at address: Int) throws(HDF5Damage) -> HDF5Cursor {
        try check(count, at: address)
        var bytes = [UInt8](repeating: 0, count: count)
        var failed = false
        bytes.withUnsafeMutableBytes { failed = !fill($0, at: address) }
        if failed { throw HDF5Damage("\(count) bytes at \(address) cannot be read") }
        return HDF5Cursor(bytes)
    }

    /// Fills memory with the bytes at an address of the file's own.
    func read(into memory: UnsafeMutableRawBufferPointer, at address: Int) throws(HDF5Damage) {
        try check(memory.count, at: address)
        guard fill(memory, at: address) else {
            throw HDF5Damage("\(memory.count) bytes at \(address) cannot be read")
        }
    }

    private func check(_ count: Int, at address: Int) throws(HDF5Damage) {
        guard address >= 0, count >= 0, address <= self.count - base,
            count <= self.count - base - address
        else {
            throw HDF5Damage(
                "damaged: \(count) bytes at \(address) are beyond the end of the file"
            )
        }
    }

    private func fill(_ memory: UnsafeMutableRawBufferPointer, at address: Int) -> Bool {
        var filled = 0
        while filled < memory.count {
            let target = memory.baseAddress! + filled
            let got = retryingInterrupts {
                pread(descriptor, target, memory.count - filled, off_t(base + address + filled))
            }
            if got <= 0 { return false }
            filled += got
        }
        return true
    }
}

/// A walk over bytes of an HDF5 file; integers have their lowest byte first.
struct HDF5Cursor {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// How many bytes are left.
    var left: Int { bytes.count - place }

    /// The next bytes.
    mutating func bytes(_ count: Int) throws(HDF5Damage) -> [UInt8] {
        guard count >= 0, count <= left else { throw HDF5Damage("damaged: a part is cut short") }
        defer { place += count }
        return Array(bytes[place..<place + count])
    }

    /// Passes over bytes.
    mutating func skip(_ count: Int) throws(HDF5Damage) {
        guard count >= 0, count <= left else { throw HDF5Damage("damaged: a part is cut short") }
        place += count
    }

    /// The next integer of 1 to 8 bytes, at most `Int.max`.
    mutating func integer(_ count: Int) throws(HDF5Damage) -> Int {
        guard count <= left else { throw HDF5Damage("damaged: a part is cut short") }
        defer { place += count }
        return Int(
            clamping: (0..<count).reduce(UInt64(0)) { $0 | UInt64(bytes[place + $1]) << (8 * $1) }
        )
    }

    /// The next address, or nil if there is none.
    mutating func address() throws(HDF5Damage) -> Int? {
        let address = try integer(8)
        return address == .max ? nil : address
    }

    /// Passes over a mark of four letters; throws if it finds something else.
    mutating func expect(_ mark: String) throws(HDF5Damage) {
        let found = try bytes(mark.utf8.count)
        guard found.elementsEqual(mark.utf8) else {
            throw HDF5Damage("damaged: expected \(mark) here")
        }
    }
}
