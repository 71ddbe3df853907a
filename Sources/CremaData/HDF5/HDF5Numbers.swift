import CremaProto

/// Reads the numbers of a dataset, with nothing believed that the file's length speaks against.
struct HDF5Numbers {
    private let file: HDF5Bytes
    private let layout: HDF5Layout
    /// The bytes of a number.
    private let size: Int

    /// Throws where the dataset holds no numbers, or more than the file can.
    init(_ file: HDF5Bytes, _ layout: HDF5Layout) throws(HDF5Damage) {
        guard let size = layout.type.numberSize else {
            throw HDF5Damage("floats or integers belong here, found \(layout.type.text)")
        }
        self.file = file
        self.layout = layout
        self.size = size
        var isPacked = false
        if case .chunked(let chunks) = layout.storage {
            isPacked = !chunks.filters.isEmpty
            guard chunks.extents.count == layout.extents.count, !chunks.extents.contains(0) else {
                throw HDF5Damage("damaged: \(layout.extents) in chunks of \(chunks.extents)")
            }
            try check(chunks.extents, isPacked)
        }
        try check(layout.extents, isPacked)
    }

    /// Throws where numbers of those extents could not come from a file of this length.
    ///
    /// Deflate makes at most 1,032 bytes of one. Numbers that were never written take no byte in
    /// the file: 64 MiB of them are believed.
    private func check(_ extents: [Int], _ isPacked: Bool) throws(HDF5Damage) {
        let limit = min(file.count, 1 << 48) * (isPacked ? 1032 : 1) + 64 << 20
        // An extent of 0 makes the others no smaller: there may be rows of no numbers.
        let numbers = extents.filter { $0 != 0 }.checkedProduct() ?? .max
        guard numbers.multipliedSaturated(by: size) <= limit, numbers <= Int(Int32.max) else {
            throw HDF5Damage(
                "claims the extents \(extents), more than a file of \(file.count) bytes can hold"
            )
        }
    }

    /// The number of numbers.
    var count: Int { layout.extents.reduce(1, *) }

    /// Reads all numbers into memory that has room for them.
    func read(into values: UnsafeMutablePointer<Float>) throws(HDF5Damage) {
        switch layout.storage {
        case .compact(let bytes):
            guard bytes.count == count * size else { throw HDF5Damage("damaged: cut short") }
            bytes.withUnsafeBytes { layout.type.convert($0, into: values) }
        case .contiguous(let address?): try readPiece(at: address, into: values)
        case .contiguous(nil): values.update(repeating: fill, count: count)
        case .chunked(let chunks): try read(chunks, into: values)
        }
    }

    private var fill: Float {
        guard let bytes = layout.fill, bytes.count == size else { return 0 }
        var value: Float = 0
        bytes.withUnsafeBytes { layout.type.convert($0, into: &value) }
        return value
    }

    private func readPiece(
        at address: Int,
        into values: UnsafeMutablePointer<Float>
    ) throws(HDF5Damage) {
        if layout.type.isNativeFloat {
            let memory = UnsafeMutableRawBufferPointer(start: values, count: count * size)
            return try file.read(into: memory, at: address)
        }
        var done = 0
        while done < count {
            let part = min(count - done, 1 << 18)
            var cursor = try file.read(part * size, at: address + done * size)
            let bytes = try cursor.bytes(part * size)
            bytes.withUnsafeBytes { layout.type.convert($0, into: values + done) }
            done += part
        }
    }

    // MARK: Chunks

    private func read(
        _ chunks: HDF5Layout.Chunks,
        into values: UnsafeMutablePointer<Float>
    ) throws(HDF5Damage) {
        values.update(repeating: fill, count: count)
        guard let root = chunks.tree, !chunks.extents.isEmpty else { return }
        let rank = chunks.extents.count
        let tree = HDF5Tree(file, kind: .chunks, keyLength: 8 + 8 * (rank + 1))
        var floats = [Float](repeating: 0, count: chunks.extents.reduce(1, *))
        // Each place has one chunk at most, so that unpacking comes to an end.
        var placesLeft = zip(layout.extents, chunks.extents).reduce(1) {
            $0 * (($1.0 - 1) / $1.1 + 1)
        }
        for leaf in try tree.leaves(at: root) {
            var key = HDF5Cursor(leaf.key)
            let stored = try key.integer(4)
            let skipped = try key.integer(4)
            var origin: [Int] = []
            for _ in 0..<rank { origin.append(try key.integer(8)) }
            let isInside = zip(origin, layout.extents).allSatisfy { $0 < $1 }
            // A dataset that shrank keeps chunks that are outside of it now.
            guard isInside else { continue }
            placesLeft -= 1
            guard placesLeft >= 0 else { throw HDF5Damage("damaged: it has too many chunks") }
            var cursor = try file.read(stored, at: leaf.address)
            let packed = try cursor.bytes(stored)
            guard let bytes = unpacked(packed, chunks, skipping: skipped, to: floats.count * size)
            else { throw HDF5Damage("the chunk at \(origin) is damaged") }
            floats.withUnsafeMutableBufferPointer { floats in
                bytes.withUnsafeBytes { layout.type.convert($0, into: floats.baseAddress!) }
            }
            floats.withUnsafeBufferPointer { place($0, chunks.extents, at: origin, into: values) }
        }
    }

    /// The bytes of a chunk, or nil where they are not as many as they should be.
    private func unpacked(
        _ packed: [UInt8],
        _ chunks: HDF5Layout.Chunks,
        skipping mask: Int,
        to count: Int
    ) -> [UInt8]? {
        var bytes = packed
        for (number, filter) in chunks.filters.enumerated().reversed()
        where number >= 32 || mask >> number & 1 == 0 {
            guard
                let next = filter == .deflate
                    ? Zlib.unpack(bytes, count: count) : unshuffled(bytes, count)
            else { return nil }
            bytes = next
        }
        return bytes.count == count ? bytes : nil
    }

    /// The numbers' bytes side by side again: stored are all first bytes, then all second ones.
    private func unshuffled(_ bytes: [UInt8], _ count: Int) -> [UInt8]? {
        guard bytes.count == count else { return nil }
        let numbers = count / size
        var result = bytes
        for byte in 0..<size {
            for number in 0..<numbers {
                result[number * size + byte] = bytes[byte * numbers + number]
            }
        }
        return result
    }

    /// Copies what of a chunk lies inside the dataset to where it belongs, run by run.
    private func place(
        _ floats: UnsafeBufferPointer<Float>,
        _ part: [Int],
        at origin: [Int],
        into values: UnsafeMutablePointer<Float>
    ) {
        let whole = layout.extents
        // Behind this axis a chunk is as wide as the dataset, so that its numbers lie in one run.
        let axis = whole.indices.last { whole[$0] != part[$0] || origin[$0] != 0 } ?? 0
        let width = whole[(axis + 1)...].reduce(1, *)
        let run = min(part[axis], whole[axis] - origin[axis]) * width
        let lines = (0..<axis).map { min(part[$0], whole[$0] - origin[$0]) }
        var line = [Int](repeating: 0, count: axis)
        repeat {
            var (source, target) = (0, 0)
            for index in 0...axis {
                let place = index < axis ? line[index] : 0
                source = source * part[index] + place
                target = target * whole[index] + origin[index] + place
            }
            (values + target * width).update(from: floats.baseAddress! + source * width, count: run)
        } while Self.advance(&line, below: lines)
    }

    /// Moves on to the next place, the last axis first; false after the last one.
    private static func advance(_ place: inout [Int], below ends: [Int]) -> Bool {
        for axis in place.indices.reversed() {
            place[axis] += 1
            if place[axis] < ends[axis] { return true }
            place[axis] = 0
        }
        return false
    }
}
