import CremaData

/// The images of data sets that pages show, opened once.
actor ImageDatabases {
    private var opened: [(path: String, images: any StoredImages)] = []
    private let most = 8

    /// The images of a part of a data set, whose database is at a path.
    ///
    /// Throws if it is missing or damaged.
    func images(of part: DatasetPart, in dataset: Dataset, at path: String) throws
        -> any StoredImages
    {
        if let place = opened.firstIndex(where: { $0.path == path }) {
            let found = opened.remove(at: place)
            opened.append(found)
            return found.images
        }
        let images = try dataset.images(of: part)
        opened.append((path, images))
        if opened.count > most { opened.removeFirst() }
        return images
    }

    /// Closes the databases of a folder that will be removed.
    func close(below folder: String) {
        opened.removeAll { $0.path.hasPrefix(folder + "/") }
    }
}
