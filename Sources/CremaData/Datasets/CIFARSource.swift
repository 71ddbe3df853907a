import CremaProto

/// CIFAR-10 or CIFAR-100 as published: the test images are the validation part.
public struct CIFARSource: ImageSource {
    /// The ten or hundred classes.
    public let targets: TargetSpace
    /// None: nothing is left out.
    public let omissions: [Omission] = []
    /// True: it has been the same for everybody.
    public let isPublished = true
    private let parts: [DatasetPart: CIFAR.Records]
    private let name: String

    /// Reads the files; throws if one is missing or damaged, or has a class without a name.
    public init(_ database: CIFAR) throws(DataError) {
        let labels = try database.labels()
        targets = .classes(labels)
        name = database.version.rawValue.lowercased()
        var parts: [DatasetPart: CIFAR.Records] = [:]
        for part in [DatasetPart.train, .val] {
            let records = try database.records(of: part)
            let wrong = (0..<records.count).map(records.label).first { $0 >= labels.count }
            if let wrong {
                throw .invalidFile(
                    path: database.folder,
                    reason: "label \(wrong) (\(part.rawValue)); labels are from 0 to "
                        + "\(labels.count - 1)"
                )
            }
            parts[part] = records
        }
        self.parts = parts
    }

    /// The images of a part, in the order of its files.
    public func images(of part: DatasetPart) -> [LabeledImage] {
        guard let records = parts[part] else { return [] }
        return (0..<records.count).map { index in
            let file = "\(name)/\(part.rawValue)/\(zeroPadded(index, 5))"
            return LabeledImage(name: FilePath(file), target: .label(records.label(at: index)))
        }
    }

    /// The image at a position in that order, coloured.
    public func image(
        at index: Int,
        of part: DatasetPart,
        in room: DecodingRoom
    ) throws(DataError) -> Image {
        guard let records = parts[part] else {
            throw .invalidDataset(
                .described(
                    "dataset_error.no_part",
                    english: "\(name) has no part \(part.rawValue)",
                    ["folder": name, "part": part.rawValue]
                )
            )
        }
        return records.image(at: index)
    }
}
