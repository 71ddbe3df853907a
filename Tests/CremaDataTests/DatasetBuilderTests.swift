import CremaProto
import Glibc
import Testing
import TestSupport

@testable import CremaData

@Suite struct DatasetBuilderTests {
    @Test func `builds every file of a data set from a folder of class folders`() throws {
        let folder = try Self.pictures(["cat": 8, "dog": 4])
        let dataset = try Self.build(folder, channels: 3)
        #expect(dataset.labels == ["cat", "dog"])
        #expect(dataset.description.counts.train == 9)
        #expect(dataset.description.counts.val == 3)
        #expect(dataset.description.classCounts?.train == [6, 3])
        #expect(dataset.description.classCounts?.val == [2, 1])
        let names = try Folder.names(in: folder("job"))
        #expect(
            names == [
                "dataset.json", "labels.txt", "mean.binaryproto", "mean.png",
                "train.txt", "train_db", "val.txt", "val_db",
            ]
        )
    }

    @Test func `numbers keys, lists and records alike`() throws {
        let folder = try Self.pictures(["cat": 8, "dog": 4])
        let dataset = try Self.build(folder, channels: 3)
        let lines = try FileBytes.lines(path: folder("job/train.txt"))
        let cursor = try LMDB(path: #require(dataset.database(of: .train))).cursor()
        for (index, line) in lines.enumerated() {
            let space = try #require(line.lastIndex(of: " "))
            let record = try cursor.next()
            #expect(record.name == "0000000\(index)_\(line[..<space])")
            let image = try ImageRecord(record, place: "train_db")
            #expect("\(image.target.label ?? -1)" == line[line.index(after: space)...])
            #expect(line.contains(image.target == .label(0) ? "/cat/" : "/dog/"))
            #expect((image.channels, image.height, image.width) == (3, 6, 5))
        }
    }

    @Test func `takes the mean over the training images`() throws {
        let folder = try Self.pictures(["cat": 8, "dog": 4])
        let dataset = try Self.build(folder, channels: 3)
        let mean = try MeanImage(path: dataset.meanFile)
        var sums = [Float](repeating: 0, count: 3 * 6 * 5)
        let cursor = try LMDB(path: #require(dataset.database(of: .train))).cursor()
        for _ in 0..<9 {
            let record = try ImageRecord(cursor.next(), place: "train_db")
            guard case .bytes(let bytes) = record.values else { continue }
            for (i, byte) in bytes.enumerated() { sums[i] += Float(byte) }
        }
        #expect((mean.channels, mean.height, mean.width) == (3, 6, 5))
        #expect(zip(mean.values, sums).allSatisfy { abs($0 - $1 / 9) < 1e-4 })
        let picture = try Image(path: folder("job/mean.png"), .color)
        #expect((picture.width, picture.height) == (5, 6))
    }

    @Test func `splits the images by the seed alone`() throws {
        let folder = try Self.pictures(["cat": 20, "dog": 20])
        let lists = try [1, 1, 2].map { (seed: UInt64) in
            var options = FolderSource.Options()
            options.seed = seed
            return try FolderSource(folder: folder("images"), options).images(of: .train)
        }
        #expect(lists[0] == lists[1])
        #expect(lists[0] != lists[2])
    }

    @Test func `keeps to the minimum and maximum of images per class`() throws {
        let folder = try Self.pictures(["cat": 8, "dog": 4, "owl": 1])
        var options = FolderSource.Options()
        options.maxPerClass = 5
        options.percentValidation = 0
        let source = try FolderSource(folder: folder("images"), options)
        #expect(source.targets.names == ["cat", "dog"])
        #expect(source.images(of: .train).count { $0.target == .label(0) } == 5)
        #expect(source.images(of: .train).count { $0.target == .label(1) } == 4)
        #expect(source.images(of: .val).isEmpty)
        #expect(source.omissions.map(\.kind) == [.smallClass])
        #expect(source.omissions[0].reason.contains("\"owl\""))
        options.maxPerClass = 1
        #expect(throws: DataError.self) { try FolderSource(folder: folder("images"), options) }
    }

    @Test func `reads validation images from a folder of their own`() throws {
        let folder = try Self.pictures(["cat": 3, "dog": 3])
        try Self.write(["dog": 2, "cow": 1], to: folder, "extra")
        var options = FolderSource.Options()
        options.validation = .init(folder("extra"))
        let source = try FolderSource(folder: folder("images"), options)
        #expect(source.images(of: .train).count == 6)
        #expect(source.images(of: .val).map(\.target) == [.label(1), .label(1)])
        #expect(source.omissions.contains { $0.reason.contains("\"cow\"") })
    }

    @Test func `keeps a share of each class for tests, in a part of its own`() throws {
        let folder = try Self.pictures(["cat": 8, "dog": 4, "owl": 2])
        var options = FolderSource.Options()
        (options.percentValidation, options.percentTest) = (25, 25)
        let source = try FolderSource(folder: folder("images"), options)
        let dataset = try Self.build(source, in: folder)
        let description = dataset.description
        #expect(description.counts == .init(train: 7, val: 4, test: 3))
        #expect(
            description.classCounts == .init(train: [4, 2, 1], val: [2, 1, 1], test: [2, 1, 0])
        )
        let lists = try DatasetPart.allCases.map {
            try FileBytes.lines(path: folder("job/\($0.rawValue).txt"))
        }
        #expect(lists.map(\.count) == [7, 4, 3])
        #expect(Set(lists.joined()).count == 14)
        let cursor = try LMDB(path: #require(dataset.database(of: .test))).cursor()
        #expect(try cursor.next().name.hasPrefix("00000000_"))
        options.percentTest = 75
        let error = #expect(throws: DataError.self) {
            try FolderSource(folder: folder("images"), options)
        }
        #expect(error?.description.contains("leave nothing for training") == true)
    }

    @Test func `reads each part from a folder of its own, with limits of its own`() throws {
        let folder = try Self.pictures(["cat": 3, "dog": 3])
        try Self.write(["cat": 9, "dog": 1], to: folder, "val")
        try Self.write(["cat": 1, "dog": 4, "cow": 5], to: folder, "test")
        var options = FolderSource.Options()
        options.validation = .init(folder("val"))
        options.validation?.maxPerClass = 5
        options.test = .init(folder("test"))
        options.test?.minPerClass = 0
        let source = try FolderSource(folder: folder("images"), options)
        let counts = DatasetPart.allCases.map { part in
            [0, 1].map { label in source.images(of: part).count { $0.target == .label(label) } }
        }
        #expect(counts == [[3, 3], [5, 0], [1, 4]])
        #expect(source.omissions.map(\.kind) == [.smallClass, .unknownClass])
        options.test = .init(folder("nowhere"))
        #expect(throws: DataError.self) { try FolderSource(folder: folder("images"), options) }
        options.test = .init(folder("val"))
        options.test?.minPerClass = 10
        let error = #expect(throws: DataError.self) {
            try FolderSource(folder: folder("images"), options)
        }
        #expect(error?.description.contains("for tests") == true)
    }

    @Test(arguments: [ImageEncoding.png, .jpg], [1, 3])
    func `records hold image files as Caffe decodes them`(encoding: ImageEncoding, channels: Int)
        throws
    {
        let folder = try Self.pictures(["cat": 8, "dog": 4])
        var format = DatasetBuilder.Format(width: 5, height: 6, channels: channels)
        let source = try FolderSource(folder: folder("images"))
        let plain = try Self.build(source, format, in: folder)
        format.encoding = encoding
        let dataset = try Self.build(source, format, in: folder, job: "encoded")
        #expect(dataset.description.encoding == encoding && plain.description.encoding == nil)
        let cursors = try [plain, dataset].map {
            try LMDB(path: #require($0.database(of: .train))).cursor()
        }
        for index in 0..<dataset.description.counts.train {
            let records = try cursors.map { try ImageRecord($0.next(), place: "train_db") }
            #expect(records.map(\.isEncoded) == [false, true])
            #expect(records[0].target == records[1].target)
            guard case .bytes(let pixels) = records[0].values,
                case .bytes(let decoded) = records[1].values
            else { Issue.record("bytes are expected"); return }
            let most = encoding == .png ? 0 : 12
            #expect(zip(pixels, decoded).allSatisfy { abs(Int($0) - Int($1)) <= most })
            #expect(pixels.count == channels * 30 && decoded.count == pixels.count)
            let shown = try #require(try dataset.images(of: .train).image(at: index))
            let image = try Image(decoding: shown.png, .native)
            #expect((image.width, image.height, image.channels) == (5, 6, channels))
        }
    }

    @Test func `a lower quality makes smaller JPEG records`() throws {
        var random = Philox(seed: 1, stream: 2).sequence(iteration: 0, element: 0)
        var pixels = (0..<64 * 64).map { UInt8($0 % 256) }
        random.shuffle(&pixels)
        let image = Image(width: 64, height: 64, channels: 1, pixels: pixels)
        let sizes = try [100, 50, 1].map { try #require(try image.file(.jpg, quality: $0)).count }
        #expect(sizes[0] > sizes[1] && sizes[1] > sizes[2])
        #expect(try image.file(.pixels, quality: 90) == nil)
    }

    @Test func `reports everything it leaves out in one notice, and lists each in a file`() throws {
        let folder = try Self.pictures(["cat": 20, "dog": 20, "owl": 1])
        let broken = try folder.write("images/cat/broken.jpg", Array("no image".utf8))
        let half = try FileBytes.read(path: folder("images/dog/0.png")).dropLast(30)
        try folder.write("images/dog/half.png", Array(half))
        try folder.write("images/dog/huge.pgm", Array("P5 60000 60000 255 ".utf8))
        try folder.write(
            "images/dog/drawing",
            Array("<svg xmlns='http://www.w3.org/2000/svg'/>".utf8)
        )
        try folder.write("images/dog/notes.txt", Array("BMW and other words".utf8))
        try folder.write("images/dog/.DS_Store", [0])
        try folder.write("images/beside.png", Array(half))
        let reports = DatasetReports()
        let dataset = try Self.build(folder, channels: 1, observer: reports)
        #expect(dataset.description.counts.train + dataset.description.counts.val == 40)
        #expect(reports.omissions.count == 1)
        #expect(reports.omissions.first?.title.english == "6 of 46 images skipped")
        #expect(reports.omissions.first?.loss == .much)
        #expect(
            reports.omissions.first?.summary.english
                == "1 is not an image; 1 is damaged; 1 is too large; 1 is of an unsupported "
                + "kind; 1 is in 1 class with too few images; 1 is next to the folders of "
                + "the classes; 1 other file is not an image; 1 hidden file or folder."
        )
        let lines = try FileBytes.lines(path: folder("job/skipped.txt"))
        #expect(lines.count == 8)
        #expect(lines.contains { $0.hasPrefix("\(broken)\tnot an image") })
        #expect(
            lines.contains { $0.contains("/images/dog/drawing\ta SVG file, which is not read") }
        )
    }

    @Test func `lists images at any depth once, through links`() throws {
        let folder = try Self.pictures(["cat": 4, "dog": 4])
        try #require(symlink("..", folder("images/cat/deep/above")) == 0)
        try #require(symlink("nowhere", folder("images/cat/lost.png")) == 0)
        let source = try FolderSource(folder: folder("images"))
        #expect(source.images(of: .train).count + source.images(of: .val).count == 8)
        #expect(source.omissions.map(\.kind) == [.otherFile, .unreadable])
    }

    @Test func `reports nothing if nothing is left out`() throws {
        let folder = try Self.pictures(["cat": 4, "dog": 4])
        let reports = DatasetReports()
        _ = try Self.build(folder, channels: 1, observer: reports)
        #expect(!Folder.hasFile(folder("job/skipped.txt")))
        #expect(reports.omissions.isEmpty)
        #expect(!Folder.hasFile(folder("job/repeated.txt")))
        #expect(reports.repetitions.isEmpty)
    }

    @Test func `finds images that occur twice, in two parts or under two classes`() throws {
        let folder = try Self.pictures(["cat": 4, "dog": 4])
        let cat = try FileBytes.read(path: folder("images/cat/0.png"))
        try folder.write("images/cat/again.png", cat)
        try folder.write("images/dog/cat.png", cat)
        try folder.write("val/cat/known.png", cat)
        try folder.write("val/dog/blank.ppm", Array("P6 1 1 255 abc".utf8))
        var options = FolderSource.Options()
        options.validation = .init(folder("val"))
        options.validation?.minPerClass = 1
        let reports = DatasetReports()
        _ = try DatasetBuilder(
            try FolderSource(folder: folder("images"), options),
            format: .init(width: 5, height: 6, channels: 1, resizeMode: .fill),
            jobFolder: folder("job"),
            observer: reports
        ).build()
        let found = try #require(reports.repetitions.first)
        #expect(reports.repetitions.count == 1 && found.isHarmful)
        #expect(found.title.english == "3 images occur more than once")
        let lines = try FileBytes.lines(path: folder("job/repeated.txt"))
        #expect(lines.count == 3)
        #expect(Set(lines.map { $0.prefix { $0 != "\t" } }).count == 1)
        #expect(lines.last?.contains("\tval \(folder("val/cat/known.png"))\t") == true)
        let pairs = try Repetitions.pairs(listedIn: folder("job"))
        #expect(pairs.count == 3)
        for (pair, line) in zip(pairs, lines) {
            let names = try [pair.first, pair.again].map { place in
                try FileBytes.lines(path: folder("job/\(place.part.rawValue).txt"))[place.index]
                    .split(separator: " ")[0]
            }
            #expect(line.split(separator: "\t")[0].hasSuffix(" \(names[0])"))
            #expect(line.split(separator: "\t")[1].hasSuffix(" \(names[1])"))
        }
        let summary = found.summary.english
        #expect(summary.hasPrefix("1 repeats an image of another part; 2 repeat an image of the"))
        #expect(summary.contains("with another label"))
    }

    @Test
    func `recognises images of every supported kind, by their bytes if the name gives no clue`()
        throws
    {
        let folder = try TemporaryFolder()
        let fixtures = Folder.parent(of: #filePath) + "/Fixtures/opencv"
        let files = try Folder.names(in: fixtures).filter {
            !$0.hasSuffix(".py") && !$0.hasSuffix(".txt")
        }
        for (index, name) in files.enumerated() {
            let bytes = try FileBytes.read(path: "\(fixtures)/\(name)")
            try folder.write("images/cat/\(name)", bytes)
            try folder.write("images/dog/\(index)", bytes)
        }
        let dataset = try Self.build(folder, channels: 3)
        let counts = dataset.description.counts
        #expect(counts.train + counts.val == 2 * files.count)
        #expect(!Folder.hasFile(folder("job/skipped.txt")))
    }

    @Test func `fails where a class has lost every image, and lists them`() throws {
        let folder = try Self.pictures(["cat": 8])
        for number in 0..<5 { try folder.write("images/dog/\(number).jpg", Array("no image".utf8)) }
        let reports = DatasetReports()
        let error = #expect(throws: DataError.self) {
            try Self.build(folder, channels: 1, observer: reports)
        }
        #expect(
            error?.description.hasPrefix("class \"dog\" has no image left for training") == true
        )
        #expect(reports.omissions.first?.title.english == "4 of 10 images skipped")
        #expect(reports.omissions.first?.summary.english == "4 are not images.")
        let lines = try FileBytes.lines(path: folder("job/skipped.txt"))
        #expect(lines.count == 4)
        #expect(try Folder.names(in: folder("job")) == ["skipped.txt"])
    }

    @Test func `fails without images, with a single class, and without a readable image`() throws {
        let empty = try TemporaryFolder()
        try Folder.create(empty("images/cat"))
        let none = #expect(throws: DataError.self) { try FolderSource(folder: empty("images")) }
        #expect(none?.description.hasPrefix("no images found in \(empty("images"))") == true)
        let single = try Self.pictures(["cat": 4])
        let one = #expect(throws: DataError.self) { try FolderSource(folder: single("images")) }
        #expect(one?.description.contains("fewer than 2 categories") == true)
        let broken = try TemporaryFolder()
        for name in ["a/1.png", "a/2.png", "b/1.png", "b/2.png"] {
            try broken.write("images/\(name)", Array("no image".utf8))
        }
        let all = #expect(throws: DataError.self) { try Self.build(broken, channels: 1) }
        #expect(all?.description.contains("had to be skipped") == true)
        let left = try Folder.names(in: broken("job"))
        #expect(left == ["skipped.txt"])
        let missing = #expect(throws: DataError.self) { try FolderSource(folder: "/nowhere") }
        #expect(missing?.description.contains("/nowhere") == true)
    }

    @Test func `clears what a killed build left and refuses a finished one`() throws {
        let folder = try Self.pictures(["cat": 4, "dog": 4])
        try folder.write("job/building/train_db/data.mdb", [1, 2, 3])
        _ = try Self.build(folder, channels: 1)
        let names = try Folder.names(in: folder("job"))
        #expect(!names.contains("building"))
        let again = #expect(throws: DataError.self) { try Self.build(folder, channels: 1) }
        #expect(again?.description.contains("already has a data set") == true)
    }

    @Test func `reports its progress to the end`() throws {
        let folder = try Self.pictures(["cat": 4, "dog": 4])
        let reports = DatasetReports()
        _ = try Self.build(folder, channels: 1, observer: reports)
        #expect(
            reports.progress.last { $0.hasPrefix("Create DB (train)") }?.hasSuffix("6/6") == true
        )
        #expect(reports.progress.last { $0.hasPrefix("Create DB (val)") }?.hasSuffix("2/2") == true)
    }

    @Test(arguments: [(0, 5, 1), (5, 9000, 1), (5, 5, 2)])
    func `refuses a format out of range`(width: Int, height: Int, channels: Int) throws {
        let folder = try Self.pictures(["cat": 4, "dog": 4])
        let source = try FolderSource(folder: folder("images"))
        let builder = DatasetBuilder(
            source,
            format: .init(width: width, height: height, channels: channels),
            jobFolder: folder("job"),
            observer: DatasetReports()
        )
        #expect(throws: DataError.self) { try builder.build() }
        #expect(!Folder.exists(folder("job")))
    }

    /// A folder with `images/CLASS/deep/N.png`, one colour an image.
    static func pictures(_ counts: [String: Int]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try write(counts, to: folder, "images")
        return folder
    }

    static func write(_ counts: [String: Int], to folder: TemporaryFolder, _ name: String) throws {
        for (label, count) in counts {
            for i in 0..<count {
                let shade = UInt8(i * 10 + label.utf8.count)
                let hue = label.utf8.reduce(0) { $0 &* 3 &+ $1 }
                let pixels = [[UInt8]](repeating: [shade, hue, 255 - shade], count: 9 * 7)
                let image = Image(width: 9, height: 7, channels: 3, pixels: Array(pixels.joined()))
                let deep = i % 2 == 0 ? "" : "deep/"
                try folder.write("\(name)/\(label)/\(deep)\(i).png", image.png())
            }
        }
    }

    static func build(
        _ source: any ImageSource,
        _ format: DatasetBuilder.Format = .init(width: 5, height: 6, channels: 1),
        in folder: TemporaryFolder,
        job: String = "job"
    ) throws -> Dataset {
        try DatasetBuilder(
            source,
            format: format,
            jobFolder: folder(job),
            observer: DatasetReports()
        ).build()
    }

    @discardableResult
    static func build(
        _ folder: TemporaryFolder,
        channels: Int,
        observer: any DatasetObserver = DatasetReports()
    ) throws -> Dataset {
        let source = try FolderSource(folder: folder("images"))
        let builder = DatasetBuilder(
            source,
            format: .init(width: 5, height: 6, channels: channels),
            jobFolder: folder("job"),
            observer: observer
        )
        return try builder.build()
    }
}

/// Keeps what a builder reports.
final class DatasetReports: DatasetObserver {
    private struct Reports {
        var progress: [String] = []
        var omissions: [Omissions] = []
        var repetitions: [Repetitions] = []
    }

    private let reports = Guarded(Reports())

    /// Such as `Create DB (train) 3/6`.
    var progress: [String] { reports.withLock { $0.progress } }
    var omissions: [Omissions] { reports.withLock { $0.omissions } }

    var repetitions: [Repetitions] { reports.withLock { $0.repetitions } }

    func noted(_ line: String) {}

    func progressed(_ task: String, _ done: Int, of total: Int) {
        reports.withLock { $0.progress.append("\(task) \(done)/\(total)") }
    }

    func repeated(_ repetitions: Repetitions) {
        reports.withLock { $0.repetitions.append(repetitions) }
    }

    func omitted(_ omissions: Omissions) {
        reports.withLock { $0.omissions.append(omissions) }
    }
}
