/// What HDF5 files are made of: marks of their parts, and extents and addresses that lie.
enum HDF5Pieces {
    static let all: [[UInt8]] =
        ["TREE", "SNOD", "HEAP", "OHDR", "OCHK", "FRHP", "GCOL"].map { Array($0.utf8) } + [
            [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A], Array(repeating: 0xFF, count: 8),
            Array(repeating: 0, count: 8), [0, 0, 0, 0, 0, 0, 0, 0x10], [1, 0], [0x60, 0, 0, 0],
        ]
}
