import CremaProto
import TestSupport
import Testing

@testable import CremaData

@Suite struct HDF5RecordsTests {
    private let folder: TemporaryFolder
    private let format = DatasetBuilder.Format(width: 2, height: 1, channels: 1, backend: .hdf5)

    init() throws { folder = try TemporaryFolder() }

    @Test func `images go into files of a bounded size, with the mean subtracted`() throws {
        var records = try HDF5Records(
            .train,
            format,
            in: folder.path,
            movedTo: "/data/road",
            mostBytes: 16
        )
        for number in 0..<5 {
            let image = LabeledImage(
                name: FilePath("\(number).png"),
                target: .vector([Float(number), -0.5])
            )
            try records.add(KeptImage(planes: [UInt8(number), 200]), of: image)
        }
        try records.finish()
        try records.complete(
            with: MeanImage(channels: 1, height: 1, width: 2, values: [1, 150.5])
        )
        let list = try FileBytes.lines(path: folder("train_h5.txt"))
        #expect(list == (0..<3).map { "/data/road/train_\($0).h5" })
        var number: Float = 0
        for (name, count) in [("train_0.h5", 2), ("train_1.h5", 2), ("train_2.h5", 1)] {
            let file = try HDF5File(path: folder(name))
            let (extents, data) = try file.floats(of: "data")
            let labels = try file.floats(of: "label")
            #expect(extents == [count, 1, 1, 2])
            #expect(labels.extents == [count, 2])
            for row in 0..<count {
                #expect(Array(data[2 * row..<2 * row + 2]) == [number - 1, 49.5])
                #expect(Array(labels.values[2 * row..<2 * row + 2]) == [number, -0.5])
                number += 1
            }
        }
    }

    @Test func `files that are compressed hold the same numbers in fewer bytes`() throws {
        var sizes: [Int] = []
        var numbers: [[Float]] = []
        for compression in [DatasetCompression.uncompressed, .gzip] {
            var format = DatasetBuilder.Format(width: 40, height: 30, channels: 3, backend: .hdf5)
            format.compression = compression
            let place = folder(compression.rawValue)
            try Folder.create(place)
            var records = try HDF5Records(.val, format, in: place, movedTo: place)
            for number in 0..<150 {
                let image = LabeledImage(name: "a.png", target: .label(number % 3))
                let planes = (0..<3600).map { UInt8(($0 / 100 + number) % 256) }
                try records.add(KeptImage(planes: planes), of: image)
            }
            try records.finish()
            let mean = MeanImage(
                channels: 3,
                height: 30,
                width: 40,
                values: Array(repeating: 2, count: 3600)
            )
            try records.complete(with: mean)
            sizes.append(try FileBytes.read(path: "\(place)/val_0.h5").count)
            let file = try HDF5File(path: "\(place)/val_0.h5")
            let (extents, values) = try file.floats(of: "data")
            #expect(extents == [150, 3, 30, 40])
            #expect(try file.floats(of: "label").extents == [150, 1])
            numbers.append(values)
        }
        #expect(numbers[0] == numbers[1])
        #expect(sizes[1] < sizes[0] / 10)
    }

    @Test func `a data set of classes in HDF5 is explored by class`() throws {
        let pictures = try DatasetBuilderTests.pictures(["cat": 6, "dog": 4])
        let dataset = try DatasetBuilderTests.build(
            try FolderSource(folder: pictures("images")),
            .init(width: 2, height: 2, channels: 1, backend: .hdf5),
            in: pictures
        )
        #expect(dataset.targets == .classes(["cat", "dog"]))
        let images = try dataset.images(of: .train)
        #expect([nil, 0, 1, 2].map(images.count) == [7, 4, 3, 0])
        let dogs = try images.page(0, size: 10, ofClass: 1)
        #expect(dogs.count == 3)
        for dog in dogs {
            #expect(dog.target == .label(1) && dog.name.contains("/dog/"))
            #expect(try images.image(at: dog.index)?.target == .label(1))
        }
    }

    @Test func `a folder whose path has a blank is refused`() throws {
        let error = #expect(throws: DataError.self) {
            try HDF5Records(.train, format, in: folder.path, movedTo: "/my data/road")
        }
        #expect(error?.description.contains("/my data/road has a blank in its name") == true)
    }

    @Test func `a data set in HDF5 shows the images that were put into it`() throws {
        for number in 0..<4 {
            let pixels = (0..<4).map { UInt8(60 * number + $0) }
            let image = Image(width: 2, height: 2, channels: 1, pixels: pixels)
            try folder.write("\(number) x.png", image.png())
        }
        let lines = (0..<4).map { "\($0) x.png \($0).5 -1\n" }.joined()
        let list = try folder.write("list.txt", Array(lines.utf8))
        let dataset = try DatasetBuilder(
            ValueListSource(list: list),
            format: .init(width: 2, height: 2, channels: 1, backend: .hdf5),
            jobFolder: folder("job"),
            observer: DatasetReports()
        ).build()
        #expect(dataset.backend == .hdf5 && dataset.targetDatabase(of: .train) == nil)
        #expect(dataset.database(of: .val) == folder("job/val_h5.txt"))
        for (part, count) in [(DatasetPart.train, 3), (.val, 1)] {
            let images = try dataset.images(of: part)
            #expect(images.count(ofClass: nil) == count)
            let entries = try images.page(0, size: 10, ofClass: nil)
            #expect(try images.page(1, size: 10, ofClass: nil) == [])
            for entry in entries {
                let number = try #require(UInt8(entry.name.prefix(1)))
                #expect(entry.name == "\(number) x.png")
                #expect(entry.target == .vector([Float(number) + 0.5, -1]))
                let (png, target) = try #require(try images.image(at: entry.index))
                #expect(target == entry.target)
                let image = try Image(decoding: png, .native)
                #expect(image.pixels == (0..<4).map { 60 * number + $0 })
            }
            #expect(try images.image(at: count) == nil)
        }
    }
}
