import CremaProto

/// The images of a part in HDF5 files for viewing, with the mean added to them again.
final class HDF5Images: StoredImages {
    private let files: [(path: FilePath, rows: Range<Int>)]
    private let mean: MeanImage
    private let images: [StoredImage]
    /// The file that was read last, as the next image is mostly in the same one.
    private let last = Guarded<(path: FilePath, values: [Float])?>(nil)

    /// Reads the list of the files, and that of the images with their numbers.
    ///
    /// Throws if a file is missing or damaged, or the two do not have the same number of images.
    init(of dataset: Dataset, _ part: DatasetPart, listedIn list: String) throws(DataError) {
        var files: [(path: FilePath, rows: Range<Int>)] = []
        for path in try FileBytes.paths(listedIn: list) {
            let count = try HDF5File(path: path).extents(of: "data").first ?? 0
            let start = files.last?.rows.upperBound ?? 0
            files.append((path, start..<start.addingSaturated(count)))
        }
        let names = "\(dataset.folder)/\(Dataset.FileName.list(of: part))"
        let isClasses = dataset.targets.isClasses
        let targetCount = isClasses ? 1 : dataset.labels.count
        let images = try FileBytes.lines(path: names).enumerated().map { index, line in
            let words = line.split(separator: " ")
            let numbers = words.suffix(targetCount).compactMap { Float($0) }
            let label = numbers.first.flatMap { Int(exactly: $0) } ?? 0
            return StoredImage(
                index: index,
                name: words.dropLast(targetCount).joined(separator: " "),
                target: isClasses ? .label(label) : .vector(numbers)
            )
        }
        let count = files.last?.rows.upperBound ?? 0
        guard images.count == count else {
            throw .invalidFile(
                path: list,
                reason: "its files have \(count) images, but \(names) has \(images.count)"
            )
        }
        (self.files, self.images) = (files, images)
        mean = try MeanImage(path: dataset.meanFile)
    }

    func count(ofClass label: Int?) -> Int { images(ofClass: label).count }

    func page(_ page: Int, size: Int, ofClass label: Int?) throws(DataError) -> [StoredImage] {
        precondition(page >= 0 && size > 0, "pages count from 0 and have at least one image")
        let chosen = images(ofClass: label)
        return Array(chosen.dropFirst(page.multipliedSaturated(by: size)).prefix(size))
    }

    private func images(ofClass label: Int?) -> [StoredImage] {
        label == nil ? images : images.filter { $0.target.label == label }
    }

    func decoded(at index: Int) throws(DataError) -> (image: Image, target: Target)? {
        guard images.indices.contains(index),
            let (path, rows) = files.first(where: { $0.rows.contains(index) })
        else { return nil }
        let values = try values(of: path, count: rows.count)
        let size = mean.values.count
        let start = (index - rows.lowerBound) * size
        let record = ImageRecord(
            channels: mean.channels,
            height: mean.height,
            width: mean.width,
            values: .floats(zip(values[start..<start + size], mean.values).map { $0 + $1 }),
            target: images[index].target
        )
        return (Image(record), images[index].target)
    }

    /// The numbers of a file of so many images.
    private func values(of path: FilePath, count: Int) throws(DataError) -> [Float] {
        if let kept = last.withLock({ $0 }), kept.path == path { return kept.values }
        let (extents, values) = try HDF5File(path: path).floats(of: "data")
        let shape = [count, mean.channels, mean.height, mean.width]
        guard extents == shape else {
            throw .invalidFile(
                path: path.description,
                reason: "\"data\" is \(extents), where \(shape) is expected"
            )
        }
        last.withLock { $0 = (path, values) }
        return values
    }
}
