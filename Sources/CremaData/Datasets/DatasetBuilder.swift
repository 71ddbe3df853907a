import CremaProto

/// Builds a data set from a source in a job's folder: databases, lists, labels, mean, description.
///
/// If the targets are numbers, they get a database of their own, in the same order as the images,
/// as a Datum has no room for them: a net reads the two side by side. HDF5 files hold both.
///
/// Everything is made in a folder `building` inside the job's, and moved into place when it is
/// complete, `dataset.json` last, so a killed build leaves nothing that could be mistaken for a
/// data set.
public struct DatasetBuilder: Sendable {
    /// The maximum width and height of the images in a data set, in pixels.
    public static let maxSide = 8192

    /// What the images become.
    public struct Format: Sendable {
        /// The width in pixels, from 1 to 8192.
        public var width: Int
        /// The height in pixels, from 1 to 8192.
        public var height: Int
        /// 1 (grey) or 3 (blue, green, red).
        public var channels: Int
        /// How they are resized.
        public var resizeMode: ResizeMode
        /// In which files they are written.
        public var backend: DatasetBackend
        /// What an LMDB record holds of an image.
        public var encoding = ImageEncoding.pixels
        /// The quality of JPEG files, from 1 to 100.
        public var jpegQuality = 90
        /// How HDF5 files are compressed.
        public var compression = DatasetCompression.uncompressed

        /// A format; `build` throws if it is out of range.
        public init(
            width: Int,
            height: Int,
            channels: Int,
            resizeMode: ResizeMode = .squash,
            backend: DatasetBackend = .lmdb
        ) {
            self.width = width
            self.height = height
            self.channels = channels
            self.resizeMode = resizeMode
            self.backend = backend
        }
    }

    private let source: any ImageSource
    private let format: Format
    private let folder: String
    private let building: String
    private let observer: any DatasetObserver

    /// A builder for a job's folder, which reports to an observer.
    public init(
        _ source: any ImageSource,
        format: Format,
        jobFolder: String,
        observer: any DatasetObserver
    ) {
        self.source = source
        self.format = format
        self.observer = observer
        folder = jobFolder
        building = "\(jobFolder)/building"
    }

    /// Builds the data set; throws if the format is out of range, the folder already has a data
    /// set, every image of a part or of a class had to be skipped, or the disk is full.
    ///
    /// Everything that is left out is reported once, and listed in `skipped.txt`; what occurs more
    /// than once is in `repeated.txt`.
    public func build() throws(DataError) -> Dataset {
        try check()
        try Folder.create(folder)
        try Folder.remove(building)
        try Folder.create(building)
        for name in [Dataset.FileName.omissions, Dataset.FileName.repetitions] {
            try Folder.remove("\(folder)/\(name)")
        }
        var omitted = Omissions()
        omitted.add(source.omissions)
        do throws(DataError) {
            try fill(&omitted)
        } catch {
            try? Folder.remove(building)
            // Why the data set cannot be built matters more than why its list cannot be written.
            try? report(omitted)
            throw error
        }
        return try Dataset(folder: folder)
    }

    private func check() throws(DataError) {
        try format.check()
        try Dataset.checkAbsence(in: folder)
    }

    private func fill(_ omitted: inout Omissions) throws(DataError) {
        let parts = Parts(
            train: try writeTraining(&omitted),
            val: try write(.val, &omitted),
            test: try source.images(of: .test).isEmpty ? nil : write(.test, &omitted)
        )
        try report(omitted)
        try report(repetitions(in: parts))
        try write(Dataset.FileName.labels, lines: source.targets.names.map { Array($0.utf8) })
        for (part, written) in parts.all {
            try write(Dataset.FileName.list(of: part), lines: written.images.map(\.line))
        }
        try writeMean(of: parts)
        for name in try Folder.names(in: building) {
            try Folder.remove("\(folder)/\(name)")
            try Folder.rename("\(building)/\(name)", to: "\(folder)/\(name)")
        }
        try Folder.remove(building)
        try writeDescription(of: parts)
    }

    private func writeTraining(_ omitted: inout Omissions) throws(DataError) -> Written {
        let train = try write(.train, &omitted)
        try checkClasses(train)
        return train
    }

    private func writeMean(of parts: Parts) throws(DataError) {
        let train = parts.train
        let mean = MeanImage(
            channels: format.channels,
            height: format.height,
            width: format.width,
            values: train.sums.map { Float(Double($0) / Double(train.images.count)) }
        )
        for (_, part) in parts.all { try part.records?.complete(with: mean) }
        try AtomicFile.write(path: "\(building)/\(Dataset.FileName.mean)", mean.bytes)
        try AtomicFile.write(
            path: "\(building)/\(Dataset.FileName.meanPicture)",
            mean.picture.png()
        )
    }

    private func writeDescription(of parts: Parts) throws(DataError) {
        let isClasses = source.targets.isClasses
        let isHDF5 = format.backend == .hdf5
        let description = Dataset.Description(
            width: format.width,
            height: format.height,
            channels: format.channels,
            resizeMode: format.resizeMode,
            counts: parts.described { $0.images.count },
            classCounts: isClasses ? parts.described { counts($0.images) } : nil,
            valueRanges: isClasses ? nil : ranges(parts.train),
            backend: isHDF5 ? .hdf5 : nil,
            encoding: isHDF5 || format.encoding == .pixels ? nil : format.encoding,
            compression: isHDF5 && format.compression == .gzip ? .gzip : nil
        )
        try AtomicFile.write(
            path: "\(folder)/\(Dataset.FileName.description)",
            description.json
        )
    }

    /// The number of images of each class.
    private func counts(_ images: [LabeledImage]) -> [Int] {
        var counts = Array(repeating: 0, count: source.targets.names.count)
        for case .label(let label) in images.map(\.target) { counts[label] += 1 }
        return counts
    }

    /// The range of each number of the targets.
    private func ranges(_ written: Written) -> [Dataset.Description.Range] {
        let targets = written.images.map(\.target.values)
        return source.targets.names.indices.map { index in
            let values = targets.map { $0[index] }
            return .init(min: values.min() ?? 0, max: values.max() ?? 0)
        }
    }

    private func write(_ name: String, lines: [[UInt8]]) throws(DataError) {
        let newline = [UInt8(ascii: "\n")]
        try AtomicFile.write(path: "\(building)/\(name)", lines.flatMap { $0 + newline })
    }

    /// Throws if a class has lost all of its images for training.
    private func checkClasses(_ train: Written) throws(DataError) {
        guard case .classes(let labels) = source.targets else { return }
        let kept = counts(train.images)
        let found = counts(source.images(of: .train))
        let lostClasses = kept.indices.filter { kept[$0] == 0 && found[$0] > 0 }
        guard let lost = lostClasses.first else { return }
        let asked = found[lost]
        let others = lostClasses.count - 1
        throw .invalidDataset(
            .described(
                others > 0 ? "dataset_error.lost_classes" : "dataset_error.lost_class",
                english: "class \"\(labels[lost])\" has no image left for training: none of its "
                    + "\(asked) could be used"
                    + (others > 0 ? ", nor any of \(others) more classes. " : ". ")
                    + "Repair the images, or leave the class out",
                ["class": labels[lost], "count": asked, "others": others]
            )
        )
    }

    /// What the data set has more than once; a ready-made one is as it is.
    private func repetitions(in parts: Parts) -> Repetitions {
        var repetitions = Repetitions()
        guard !source.isPublished else { return repetitions }
        for (part, written) in parts.all {
            for (index, image) in written.images.enumerated() {
                repetitions.add(image, written.contents[index], in: part, at: index)
            }
        }
        return repetitions
    }

    /// Reports what the data set has more than once, and lists it in the job's folder.
    private func report(_ repetitions: Repetitions) throws(DataError) {
        guard !repetitions.isEmpty else { return }
        let name = Dataset.FileName.repetitions
        try AtomicFile.write(path: "\(folder)/\(name)", repetitions.list)
        observer.noted("\(repetitions.title): \(repetitions.summary) All are listed in \(name).")
        observer.repeated(repetitions)
    }

    /// Reports what is not in the data set, and lists it in the job's folder.
    private func report(_ omitted: Omissions) throws(DataError) {
        guard !omitted.isEmpty else { return }
        try AtomicFile.write(path: "\(folder)/\(Dataset.FileName.omissions)", omitted.list)
        observer.noted(
            "\(omitted.title): \(omitted.summary) All are listed in \(Dataset.FileName.omissions)."
        )
        observer.omitted(omitted)
    }
}

extension DatasetBuilder {
    /// What was written to a database.
    private struct Written {
        var images: [LabeledImage] = []
        /// What stands for the pixels of each.
        var contents: [Int] = []
        /// The sum of each value over the images, planar.
        var sums: [UInt64]
        /// Its files; nil if the part has no images.
        var records: (any DatasetRecords)?

        mutating func add(_ kept: KeptImage, of image: LabeledImage) throws(DataError) {
            for (i, value) in kept.planes.enumerated() { sums[i] += UInt64(value) }
            try records?.add(kept, of: image)
            images.append(image)
            contents.append(kept.content)
        }
    }

    /// What was written to each part; there may be no test part.
    private struct Parts {
        let train: Written
        let val: Written
        let test: Written?

        /// The parts that there are.
        var all: [(DatasetPart, Written)] {
            [(.train, train), (.val, val)] + (test.map { [(.test, $0)] } ?? [])
        }

        /// A value for each part.
        func described<Value>(
            _ value: (Written) -> Value
        ) -> Dataset.Description.Parts<Value> {
            .init(train: value(train), val: value(val), test: test.map(value))
        }
    }

    /// An image on its way into a database.
    private struct Drawn: Sendable {
        let image: LabeledImage
        let kept: Result<KeptImage, DataError>
    }

    /// How many skipped images the log names.
    private static let loggedOmissions = 20

    private func openRecords(_ part: DatasetPart) throws(DataError) -> any DatasetRecords {
        switch format.backend {
        case .lmdb:
            let hasNumbers = !source.targets.isClasses
            return try LMDBRecords(part, format, hasNumbers: hasNumbers, in: building)
        case .hdf5: return try HDF5Records(part, format, in: building, movedTo: folder)
        }
    }

    /// Writes the databases of a part, if the part has images.
    private func write(
        _ part: DatasetPart,
        _ omitted: inout Omissions
    ) throws(DataError) -> Written {
        let images = source.images(of: part)
        let size = format.channels * format.height * format.width
        var written = Written(sums: Array(repeating: 0, count: size))
        guard !images.isEmpty else {
            guard part != .train else {
                throw .invalidDataset(
                    .described("dataset_error.no_training", english: "no images for training")
                )
            }
            return written
        }
        written.records = try openRecords(part)
        var progress = Progress(
            task: "Create DB (\(part.rawValue))",
            total: images.count,
            observer: observer
        )
        var done = 0
        var firstReason = ""
        let work = OrderedWork(on: images.indices, size: { _ in size }) { index in
            Drawn(
                image: images[index],
                kept: Result { () throws(DataError) in try kept(index, of: part) }
            )
        }
        try work.run { (drawn: Drawn) throws(DataError) in
            switch drawn.kept {
            case .success(let kept): try written.add(kept, of: drawn.image)
            case .failure(let error):
                let omission = try Omission(of: drawn.image.name, because: error)
                if done == written.images.count {
                    firstReason = "\(omission.path): \(omission.reason)"
                }
                if done - written.images.count < Self.loggedOmissions {
                    observer.noted("Skipped \(omission.path): \(omission.reason)")
                }
                omitted.add(omission)
            }
            done += 1
            progress.advance(to: done)
        }
        try written.records?.finish()
        omitted.keptCount += written.images.count
        guard !written.images.isEmpty else {
            throw .invalidDataset(
                .described(
                    "dataset_error.all_skipped",
                    english: "every one of the \(images.count) images had to be skipped "
                        + "(\(part.rawValue)); the first because \(firstReason)",
                    ["count": images.count, "part": part.rawValue, "reason": firstReason]
                )
            )
        }
        return written
    }

    /// An image decoded and resized, and encoded again where records hold image files.
    private func kept(_ index: Int, of part: DatasetPart) throws(DataError) -> KeptImage {
        let room = DecodingRoom()
        defer { room.leave() }
        let image = try source.image(at: index, of: part, in: room)
        let content = image.contentNumber
        let resized = format.applied(to: image, seed: UInt64(index))
        var kept = KeptImage(planes: resized.planar, content: content)
        if format.backend == .lmdb {
            kept.file = try resized.file(format.encoding, quality: format.jpegQuality)
        }
        return kept
    }
}

extension DatasetBuilder.Format {
    /// Throws if it is out of range.
    func check() throws(DataError) {
        let most = DatasetBuilder.maxSide
        guard (1...most).contains(width), (1...most).contains(height) else {
            throw .invalidDataset(
                .described(
                    "dataset_error.size",
                    english: "images of \(width) x \(height) pixels; each side must be from 1 to "
                        + "\(most)",
                    ["width": "\(width)", "height": "\(height)", "most": "\(most)"]
                )
            )
        }
        guard channels == 1 || channels == 3 else {
            throw .invalidDataset(
                .described(
                    "dataset_error.channels",
                    english: "images with \(channels) channels; it must be 1 (grey) or 3 (colour)",
                    ["channels": "\(channels)"]
                )
            )
        }
    }

    /// An image in the colours and the size of the data set.
    ///
    /// `seed` decides the noise where one is filled up.
    func applied(to image: Image, seed: UInt64) -> Image {
        let coloured = channels == 3 ? image.inColor : image.inGray
        return coloured.resized(width: width, height: height, mode: resizeMode, seed: seed)
    }
}

extension LabeledImage {
    /// Its line in a list: the path, a space and the label, or the numbers, each behind a space.
    fileprivate var line: [UInt8] {
        switch target {
        case .label(let label): name.bytes + Array(" \(label)".utf8)
        case .vector(let values): name.bytes + values.flatMap { Array(" \($0)".utf8) }
        }
    }
}

/// Reports the progress of a task now and then.
private struct Progress {
    let task: String
    let total: Int
    let observer: any DatasetObserver
    private var reported: ContinuousClock.Instant?
    private var logged = 0

    init(task: String, total: Int, observer: any DatasetObserver) {
        self.task = task
        self.total = total
        self.observer = observer
    }

    /// Reports at most four times per second, and at the end; the log gets Caffe's line every
    /// 1,000 images.
    mutating func advance(to done: Int) {
        let now = ContinuousClock.now
        if done == total || reported.map({ now - $0 >= .milliseconds(250) }) ?? true {
            reported = now
            observer.progressed(task, done, of: total)
        }
        if done / 1000 > logged / 1000 || done == total {
            logged = done
            observer.noted("Processed \(done) files.")
        }
    }
}
