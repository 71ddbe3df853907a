import CremaProto

/// The images of a part of a data set for viewing: by number, by class, page by page.
public protocol StoredImages: Sendable {
    /// The number of images, of one class or of all.
    func count(ofClass label: Int?) -> Int

    /// A page of images in their order, of one class or of all; pages count from 0, and one past
    /// the end is empty.
    ///
    /// Throws if a record is damaged.
    func page(_ page: Int, size: Int, ofClass label: Int?) throws(DataError) -> [StoredImage]

    /// The image at a position and its target, or nil if there is no such position; throws if the
    /// record is damaged.
    func decoded(at index: Int) throws(DataError) -> (image: Image, target: Target)?
}

extension StoredImages {
    /// The image at a position as PNG, and its target, in the same way.
    public func image(at index: Int) throws(DataError) -> (png: [UInt8], target: Target)? {
        guard let (image, target) = try decoded(at: index) else { return nil }
        return (try image.png(), target)
    }
}

/// One image of a data set, not yet read.
public struct StoredImage: Sendable, Equatable {
    /// The position in its part, from 0.
    public let index: Int
    /// Its key in a database, or its path.
    public let name: String
    /// What a net should find in it.
    public let target: Target
}

extension Dataset {
    /// The images of a part; throws if it has none, or they are damaged.
    public func images(of part: DatasetPart) throws(DataError) -> any StoredImages {
        guard let path = database(of: part) else {
            throw .invalidDataset(
                .described(
                    "dataset_error.no_part",
                    english: "\(folder) has no part \(part.rawValue)",
                    ["folder": folder, "part": part.rawValue]
                )
            )
        }
        switch backend {
        case .lmdb: return try DatabaseImages(path: path, targets: targetDatabase(of: part))
        case .hdf5: return try HDF5Images(of: self, part, listedIn: path)
        }
    }
}
