import CremaProto

/// Builds a data set from a source into a job's folder: databases, lists, labels, mean, description.
///
/// All is made in a folder `building` inside and moved into place when it is whole, `dataset.json`
/// last, so a build that is killed leaves nothing that could be taken for a data set.
public struct DatasetBuilder: Sendable {
    /// The most pixels that an image of a data set may be wide or high.
    public static let maxSide = 8192

    /// What the images become.
    public struct Format: Sendable {
        /// The width in pixels, from 1 to 8192.
        public var width: Int
        /// The height in pixels, from 1 to 8192.
        public var height: Int
        /// 1 (grey) or 3 (blue, green, red).
        public var channels: Int
        /// How they come to that size.
        public var resizeMode: ResizeMode

        /// A format; `build` throws where it is out of range.
        public init(width: Int, height: Int, channels: Int, resizeMode: ResizeMode = .squash) {
            self.width = width
            self.height = height
            self.channels = channels
            self.resizeMode = resizeMode
        }
    }

    private let source: any ImageSource
    private let format: Format
    private let folder: String
    private let building: String
    private let events: EventLog
    private let log: @Sendable (String) -> Void
    /// Told of each image that is done.
    public var show: @Sendable (_ task: String, _ done: Int, _ total: Int) -> Void = { _, _, _ in }

    /// A builder into a job's folder, telling what it does to its `events.jsonl` and to `log`.
    public init(
        _ source: any ImageSource,
        format: Format,
        jobFolder: String,
        log: @escaping @Sendable (String) -> Void
    ) {
        self.source = source
        self.format = format
        self.log = log
        folder = jobFolder
        building = "\(jobFolder)/building"
        events = EventLog(folder: jobFolder)
    }

    /// Builds the data set; throws where the format is out of range, the folder has a data set
    /// already, every image of a part had to be skipped, or the disk is full.
    public func build() throws(DataError) -> Dataset {
        try check()
        try Folder.create(folder)
        try Folder.remove(building)
        try Folder.create(building)
        do throws(DataError) {
            try fill()
        } catch {
            try? Folder.remove(building)
            throw error
        }
        return try Dataset(folder: folder)
    }

    private func check() throws(DataError) {
        guard (1...Self.maxSide).contains(format.width), (1...Self.maxSide).contains(format.height)
        else {
            throw .invalidDataset(
                reason: "images of \(format.width) x \(format.height) pixels; from 1 to "
                    + "\(Self.maxSide) are allowed for each"
            )
        }
        guard format.channels == 1 || format.channels == 3 else {
            throw .invalidDataset(
                reason: "images of \(format.channels) channels; 1 (grey) or 3 (colour) are allowed"
            )
        }
        try Dataset.checkAbsence(in: folder)
    }

    private func fill() throws(DataError) {
        for notice in source.notices { tell(title: "Left out", notice) }
        let train = try write(.train, to: Dataset.FileName.trainDatabase)
        let val = try write(.val, to: Dataset.FileName.valDatabase)
        try write(Dataset.FileName.labels, lines: source.labels)
        try write(Dataset.FileName.trainList, lines: train.images.map { "\($0.name) \($0.label)" })
        try write(Dataset.FileName.valList, lines: val.images.map { "\($0.name) \($0.label)" })
        let mean = MeanImage(
            channels: format.channels,
            height: format.height,
            width: format.width,
            values: train.sums.map { Float(Double($0) / Double(train.images.count)) }
        )
        try AtomicFile.write(path: "\(building)/\(Dataset.FileName.mean)", mean.bytes)
        try AtomicFile.write(
            path: "\(building)/\(Dataset.FileName.meanPicture)",
            mean.picture.png()
        )
        for name in try Folder.names(in: building) {
            try Folder.remove("\(folder)/\(name)")
            try Folder.rename("\(building)/\(name)", to: "\(folder)/\(name)")
        }
        try Folder.remove(building)
        try writeDescription(train, val)
    }

    private func writeDescription(_ train: Written, _ val: Written) throws(DataError) {
        func classCounts(_ images: [LabeledImage]) -> [Int] {
            images.reduce(into: Array(repeating: 0, count: source.labels.count)) {
                $0[$1.label] += 1
            }
        }
        let description = Dataset.Description(
            width: format.width,
            height: format.height,
            channels: format.channels,
            resizeMode: format.resizeMode,
            counts: .init(train: train.images.count, val: val.images.count),
            classCounts: .init(train: classCounts(train.images), val: classCounts(val.images))
        )
        try AtomicFile.write(
            path: "\(folder)/\(Dataset.FileName.description)",
            description.json
        )
    }

    private func write(_ name: String, lines: [String]) throws(DataError) {
        try AtomicFile.write(
            path: "\(building)/\(name)",
            text: lines.map { $0 + "\n" }.joined()
        )
    }

    private func tell(title: String, _ message: String) {
        log(message)
        events.append(
            JobEvent(.notice) {
                $0.title = title
                $0.message = message
            }
        )
    }
}

extension DatasetBuilder {
    /// What went into a database.
    private struct Written {
        var images: [LabeledImage] = []
        /// The sum of each value over the images, planar.
        var sums: [UInt64]
        var skipped = 0
        var firstReason = ""
    }

    /// Images decoded at a time: enough to keep every core busy, few enough to hold in memory.
    private static let chunk = 250
    private static let noticeLimit = 20

    /// Writes the database of a part, if the part has images.
    private func write(_ part: DatasetPart, to name: String) throws(DataError) -> Written {
        let images = source.images(of: part)
        var written = Written(
            sums: Array(repeating: 0, count: format.channels * format.height * format.width)
        )
        guard !images.isEmpty else {
            guard part == .val else { throw .invalidDataset(reason: "no images for training") }
            return written
        }
        let writer = try LMDBWriter(path: "\(building)/\(name)")
        var progress = Progress(
            task: "Create DB (\(part.rawValue))",
            total: images.count,
            events: events,
            log: log,
            show: show
        )
        for start in stride(from: 0, to: images.count, by: Self.chunk) {
            let range = start..<min(start + Self.chunk, images.count)
            for (index, result) in zip(range, decode(range, of: part)) {
                try add(result, images[index], to: writer, &written)
            }
            progress.advance(to: range.upperBound)
        }
        try writer.finish()
        guard !written.images.isEmpty else {
            throw .invalidDataset(
                reason: "every one of the \(images.count) images had to be skipped "
                    + "(\(part.rawValue)); the first because \(written.firstReason)"
            )
        }
        if written.skipped > Self.noticeLimit {
            tell(title: "Images skipped", "\(written.skipped) images were skipped in all")
        }
        return written
    }

    private func add(
        _ result: Result<[UInt8], DataError>,
        _ image: LabeledImage,
        to writer: LMDBWriter,
        _ written: inout Written
    ) throws(DataError) {
        switch result {
        case .success(let planes):
            for (i, value) in planes.enumerated() { written.sums[i] += UInt64(value) }
            let key = "\(zeroPadded(written.images.count, 8))_\(image.name)"
            let record = ImageRecord(
                channels: format.channels,
                height: format.height,
                width: format.width,
                values: .bytes(planes),
                label: image.label
            )
            try writer.put(
                key: Array(key.rawBytes.prefix(LMDBWriter.maxKeyLength)),
                value: record.bytes
            )
            written.images.append(image)
        case .failure(let error):
            if written.skipped == 0 { written.firstReason = error.description }
            written.skipped += 1
            if written.skipped <= Self.noticeLimit {
                tell(title: "Image skipped", error.description)
            }
        }
    }

    /// The planar bytes of some images, each decoded and resized, on every core.
    private func decode(
        _ range: Range<Int>,
        of part: DatasetPart
    ) -> [Result<[UInt8], DataError>] {
        range.concurrentMap { index in
            Result { () throws(DataError) in try planes(of: index, of: part) }
        }
    }

    private func planes(of index: Int, of part: DatasetPart) throws(DataError) -> [UInt8] {
        let image = try source.image(at: index, of: part)
        let colored = format.channels == 3 ? image.inColor : image.inGray
        return colored.resized(
            width: format.width,
            height: format.height,
            mode: format.resizeMode,
            seed: UInt64(index)
        ).planar
    }
}

/// Tells how far a task is, now and then.
private struct Progress {
    let task: String
    let total: Int
    let events: EventLog
    let log: (String) -> Void
    let show: (String, Int, Int) -> Void
    private var told: Double = 0
    private var logged = 0

    init(
        task: String,
        total: Int,
        events: EventLog,
        log: @escaping (String) -> Void,
        show: @escaping (String, Int, Int) -> Void
    ) {
        self.task = task
        self.total = total
        self.events = events
        self.log = log
        self.show = show
    }

    /// Tells at most four times a second, and at the end; the log gets Caffe's line every 1,000.
    mutating func advance(to done: Int) {
        show(task, done, total)
        let event = JobEvent(.progress) {
            $0.task = task
            $0.done = done
            $0.total = total
        }
        if event.time - told >= 0.25 || done == total {
            told = event.time
            events.append(event)
        }
        if done / 1000 > logged / 1000 || done == total {
            logged = done
            log("Processed \(done) files.")
        }
    }
}
