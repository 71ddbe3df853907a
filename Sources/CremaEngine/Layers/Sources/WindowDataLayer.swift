import CremaData
import CremaProto

/// Batches of windows cut out of images, the background's first, then `fg_fraction` of them
/// showing objects (R-CNN).
///
/// A window with an overlap of at least `fg_threshold` shows its class; one below `bg_threshold` is
/// background, of class 0; others are left out. Windows are drawn at random, each as likely as
/// another. A pixel is `(pixel - mean) * scale` with the scale of `window_data_param` and crop,
/// mirror and mean of `transform_param`; the mean's middle is read. Outside of an image all is 0.
final class WindowDataLayer: RecordLayer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "WindowData",
            summary: "Cuts windows out of images, some of objects and some of background.",
            notes: [
                "Windows come from a file of images with their windows, their classes and "
                    + "overlaps; a batch begins with background.",
                "The scale is `window_data_param`'s own, all else is in `transform_param`.",
            ],
            differences: [
                .draws
            ],
            field: "window_data_param",
            moreFields: ["transform_param"],
            usage: "transform_param { crop_size: 227 } window_data_param { source: \"windows.txt\" "
                + "batch_size: 128 }",
            bottoms: .exactly(0),
            tops: .exactly(2)
        )
    }

    private var fields: WindowDataParameter { parameter.windowDataParam }

    override var batchSize: Int { Int(fields.batchSize) }

    override func openSource() throws -> any RecordSource {
        _ = try positive(fields.batchSize, field: "window_data_param.batch_size")
        guard !fields.source.isEmpty else {
            throw error("source is missing; it is a file of windows", field: "window_data_param")
        }
        let size = try positive(
            parameter.transformParam.cropSize,
            field: "transform_param.crop_size"
        )
        guard 2 * Int(fields.contextPad) < size else {
            throw error(
                "context_pad is \(fields.contextPad) on each side of the \(size) pixels of "
                    + "crop_size; less than half of them is allowed",
                field: "window_data_param.context_pad"
            )
        }
        guard ["warp", "square"].contains(fields.cropMode) else {
            throw error(
                "crop_mode is \"\(fields.cropMode)\"; allowed are warp and square",
                field: "window_data_param.crop_mode"
            )
        }
        let file = try WindowFile(path: fields.source)
        return try Windows(
            file,
            fields,
            size: size,
            draws: try WindowDraws(file.windows, fields, random: random) {
                error($0, field: $1)
            },
            mean: try WindowMean(
                parameter.transformParam,
                channels: file.pictures[0].channels,
                size: size
            ),
            mirrors: parameter.transformParam.mirror
        )
    }
}

/// Which window is at which place of which batch.
private struct WindowDraws {
    private let objects: [WindowFile.Window]
    private let background: [WindowFile.Window]
    private let batchSize: Int
    private let objectCount: Int
    private let random: Philox

    /// Sorts the windows by their overlap.
    ///
    /// Throws by way of `error` if a kind that a batch needs is missing.
    init(
        _ windows: [WindowFile.Window],
        _ fields: WindowDataParameter,
        random: Philox,
        error: (_ message: String, _ field: String) -> EngineError
    ) throws {
        objects = windows.filter { $0.overlap >= fields.fgThreshold }
        background = windows.filter {
            $0.overlap < fields.fgThreshold && $0.overlap < fields.bgThreshold
        }
        batchSize = Int(fields.batchSize)
        guard (0...1).contains(fields.fgFraction) else {
            throw error(
                "fg_fraction is from 0 to 1, found \(fields.fgFraction)",
                "window_data_param.fg_fraction"
            )
        }
        objectCount = Int(Float(batchSize) * fields.fgFraction)
        self.random = random
        if let window = objects.first(where: { $0.label <= 0 }) {
            throw error(
                "\(fields.source):\(window.line): the class of a window that shows an object is "
                    + "from 1, found \(window.label) at an overlap of \(window.overlap)",
                "window_data_param.source"
            )
        }
        guard !objects.isEmpty || objectCount == 0 else {
            throw error(
                "no window overlaps an object by \(fields.fgThreshold), but \(objectCount) of a "
                    + "batch are to do so; lower fg_threshold or set fg_fraction: 0",
                "window_data_param.fg_threshold"
            )
        }
        guard !background.isEmpty || objectCount == batchSize else {
            throw error(
                "no window overlaps an object by less than \(fields.bgThreshold), but "
                    + "\(batchSize - objectCount) of a batch are to be background; raise "
                    + "bg_threshold or say fg_fraction: 1",
                "window_data_param.bg_threshold"
            )
        }
    }

    /// The window of a record, its class, and the coin that decides whether it is mirrored.
    func window(_ number: Int) -> (window: WindowFile.Window, label: Int, coin: Bool) {
        let (batch, item) = number.quotientAndRemainder(dividingBy: batchSize)
        var draws = random.sequence(iteration: batch, element: item)
        let isObject = item >= batchSize - objectCount
        let windows = isObject ? objects : background
        let window = windows[draws.nextIndex(below: windows.count)]
        return (window, isObject ? window.label : 0, draws.nextWord() & 1 == 1)
    }
}

/// What is taken from the pixels of a window.
private enum WindowMean {
    case none
    case values([Float])
    /// The image, and the place in it where a crop begins.
    case image(MeanImage, offset: Int)

    init(_ fields: TransformationParameter, channels: Int, size: Int) throws {
        guard !fields.hasMeanFile || fields.meanValue.isEmpty else {
            throw DataError.invalidTransform(
                reason: "mean_file and mean_value are both given; only one of them is allowed"
            )
        }
        if fields.hasMeanFile {
            let image = try MeanImage(path: fields.meanFile)
            let offset = (image.width - size) / 2
            guard image.channels == channels, image.width >= size, image.height >= offset + size
            else {
                throw DataError.invalidTransform(
                    reason:
                        "mean_file \"\(fields.meanFile)\" is \(image.channels) x \(image.height) x "
                        + "\(image.width) (channels x height x width), which does not cover "
                        + "windows of \(channels) x \(size) x \(size)"
                )
            }
            self = .image(image, offset: offset)
        } else if fields.meanValue.isEmpty {
            self = .none
        } else {
            guard [1, channels].contains(fields.meanValue.count) else {
                throw DataError.invalidTransform(
                    reason:
                        "mean_value is given \(fields.meanValue.count) times, but the images have "
                        + "\(channels) channels; give 1 or \(channels)"
                )
            }
            let isOne = fields.meanValue.count == 1
            self = .values(
                isOne ? Array(repeating: fields.meanValue[0], count: channels) : fields.meanValue
            )
        }
    }

    /// The mean at a place of the square.
    func callAsFunction(_ channel: Int, _ row: Int, _ column: Int) -> Float {
        switch self {
        case .none: 0
        case .values(let values): values[channel]
        case .image(let image, let offset):
            image.values[
                (channel * image.height + row + offset) * image.width + column + offset
            ]
        }
    }
}

/// The windows of a file as records.
private final class Windows: RecordSource {
    private let file: WindowFile
    private let fields: WindowDataParameter
    private let root: ListRoot
    private let size: Int
    private let draws: WindowDraws
    private let mean: WindowMean
    private let mirrors: Bool
    /// The bytes of every image file, where they are to be kept.
    private let cached: [[UInt8]]?

    init(
        _ file: WindowFile,
        _ fields: WindowDataParameter,
        size: Int,
        draws: WindowDraws,
        mean: WindowMean,
        mirrors: Bool
    ) throws {
        self.file = file
        self.fields = fields
        let root = ListRoot(fields.rootFolder)
        self.root = root
        self.size = size
        self.draws = draws
        self.mean = mean
        self.mirrors = mirrors
        cached =
            fields.cacheImages
            ? try file.pictures.map { try FileBytes.read(path: root.path(of: $0.path)) } : nil
    }

    func firstShape() throws -> Shape {
        try Shape(checking: [file.pictures[0].channels, size, size])
    }

    func record(_ number: Int) throws -> () throws -> Sample {
        let (window, label, coin) = draws.window(number)
        return { [self] in
            let isMirrored = mirrors && coin
            let place = "\(fields.source):\(window.line)"
            let room = DecodingRoom()
            defer { room.leave() }
            do {
                let image = try image(window.picture, in: room)
                let crop = try WindowCrop(
                    window,
                    of: image,
                    size: size,
                    context: Int(fields.contextPad),
                    isSquare: fields.cropMode == "square",
                    isMirrored: isMirrored
                )
                let stretched = try crop.pixels(of: image)
                return Sample(
                    place: place,
                    shape: try firstShape(),
                    target: .label(label)
                ) { [self] in
                    write(stretched, crop, isMirrored: isMirrored, into: $0)
                }
            } catch let failure as EngineError {
                throw DataError.invalidRecord(place: place, reason: failure.message)
            } catch {
                throw DataError.invalidRecord(place: place, reason: "\(error)")
            }
        }
    }

    private func image(_ number: Int, in room: DecodingRoom) throws -> Image {
        let picture = file.pictures[number]
        let coding = picture.channels == 3 ? ImageCoding.color : .gray
        if let cached {
            return try Image(decoding: cached[number], coding, style: .caffe, in: room)
        }
        return try Image(
            path: root.path(of: picture.path),
            coding,
            style: .caffe,
            in: room
        )
    }

    private func write(
        _ image: Image?,
        _ crop: WindowCrop,
        isMirrored: Bool,
        into out: UnsafeMutableBufferPointer<Float>
    ) {
        out.update(repeating: 0)
        guard let image else { return }
        let channels = image.channels
        for c in 0..<channels {
            // Images are red, green, blue; blobs are blue, green, red.
            let channel = channels - 1 - c
            for h in 0..<image.height {
                let row = h + crop.top
                for w in 0..<image.width {
                    let column = w + crop.left
                    let source = isMirrored ? image.width - 1 - w : w
                    let pixel = image.pixels[(h * image.width + source) * channels + channel]
                    out[(c * size + row) * size + column] =
                        (Float(pixel) - mean(c, row, column)) * fields.scale
                }
            }
        }
    }
}
