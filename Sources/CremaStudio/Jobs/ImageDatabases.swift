import CremaData

/// The image databases that pages show, opened once.
actor ImageDatabases {
    private var opened: [(path: String, images: DatabaseImages)] = []
    private let most = 8

    /// The images of a database, with the database of their targets where these are numbers.
    ///
    /// Throws if it is missing or damaged.
    func images(at path: String, targets: String? = nil) throws -> DatabaseImages {
        if let place = opened.firstIndex(where: { $0.path == path }) {
            let found = opened.remove(at: place)
            opened.append(found)
            return found.images
        }
        let images = try DatabaseImages(path: path, targets: targets)
        opened.append((path, images))
        if opened.count > most { opened.removeFirst() }
        return images
    }

    /// Closes the databases of a folder that will be removed.
    func close(below folder: String) {
        opened.removeAll { $0.path.hasPrefix(folder + "/") }
    }
}
