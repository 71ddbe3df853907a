public import CremaProto

/// Scaling, mean, crop and mirror of records, to the letter of Caffe's `transform_param`.
///
/// `y = (x - mean) * scale` on the cropped window, mirrored if the coin falls so. Crops
/// are random in the phase TRAIN and from the centre in TEST; mirroring is random in both. A mean
/// file covers the whole record and is read at the pixel's place in it, before mirroring.
public struct DataTransformer: Sendable {
    private enum Mean {
        case none
        case image(MeanImage)
        case values([Float])
    }

    private let mean: Mean
    private let scale: Float
    private let mirror: Bool
    private let cropSize: Int
    private let phase: Phase
    private let meanFile: String
    /// How encoded records are to be decoded.
    public let coding: ImageCoding

    /// Reads the mean file, if any; throws where it cannot be read, or fields exclude each other.
    public init(_ parameter: TransformationParameter, phase: Phase) throws(DataError) {
        if parameter.hasMeanFile && !parameter.meanValue.isEmpty {
            throw .invalidTransform(
                reason: "mean_file and mean_value are both given; only one of them is allowed"
            )
        }
        if parameter.forceColor && parameter.forceGray {
            throw .invalidTransform(
                reason: "force_color and force_gray are both true; only one of them is allowed"
            )
        }
        if parameter.hasMeanFile {
            mean = .image(try MeanImage(path: parameter.meanFile))
        } else {
            mean = parameter.meanValue.isEmpty ? .none : .values(parameter.meanValue)
        }
        scale = parameter.scale
        mirror = parameter.mirror
        cropSize = Int(parameter.cropSize)
        self.phase = phase
        meanFile = parameter.meanFile
        coding = parameter.forceColor ? .color : parameter.forceGray ? .gray : .native
    }

    /// How many channels the mean has; nil where nothing is subtracted, or the same from all.
    public var meanChannels: Int? {
        switch mean {
        case .none: nil
        case .values(let values): values.count == 1 ? nil : values.count
        case .image(let image): image.channels
        }
    }

    /// The shape that a record has afterwards; throws where crop or mean do not fit it.
    public func outputShape(
        channels: Int,
        height: Int,
        width: Int
    ) throws(DataError) -> (channels: Int, height: Int, width: Int) {
        try checkMean(channels: channels, height: height, width: width)
        guard cropSize > 0 else { return (channels, height, width) }
        guard cropSize <= min(height, width) else {
            throw .invalidTransform(
                reason: "crop_size is \(cropSize), but the records are \(width) pixels wide and "
                    + "\(height) high; at most \(min(height, width)) is allowed"
            )
        }
        return (channels, cropSize, cropSize)
    }

    /// Writes a record's values, transformed, into `out`, which has the shape `outputShape`.
    ///
    /// Draws from `random` a word for the mirror coin (if mirroring), then two for a random crop.
    /// Throws where crop or mean do not fit the record.
    public func transform(
        _ record: ImageRecord,
        into out: UnsafeMutableBufferPointer<Float>,
        random: inout PhiloxSequence
    ) throws(DataError) {
        let shape = try outputShape(
            channels: record.channels,
            height: record.height,
            width: record.width
        )
        precondition(
            out.count == shape.channels * shape.height * shape.width,
            "the output has that shape"
        )
        let window = Window(
            channels: shape.channels,
            height: shape.height,
            width: shape.width,
            isMirrored: mirror && random.nextWord() & 1 == 1,
            top: offset(of: shape.height, in: record.height, &random),
            left: offset(of: shape.width, in: record.width, &random)
        )
        switch record.values {
        case .bytes(let bytes):
            bytes.withUnsafeBufferPointer { write($0, record, window, out) }
        case .floats(let floats):
            floats.withUnsafeBufferPointer { write($0, record, window, out) }
        }
    }

    /// The part of a record that is kept, and whether it comes out mirrored.
    private struct Window {
        let channels: Int
        let height: Int
        let width: Int
        let isMirrored: Bool
        let top: Int
        let left: Int
    }

    private func offset(of extent: Int, in whole: Int, _ random: inout PhiloxSequence) -> Int {
        guard cropSize > 0 else { return 0 }
        return phase == .train
            ? random.nextIndex(below: whole - extent + 1) : (whole - extent) / 2
    }

    private func write<Sample: ImageSample>(
        _ samples: UnsafeBufferPointer<Sample>,
        _ record: ImageRecord,
        _ window: Window,
        _ out: UnsafeMutableBufferPointer<Float>
    ) {
        var target = 0
        for c in 0..<window.channels {
            for h in 0..<window.height {
                let source = (c * record.height + window.top + h) * record.width + window.left
                var row = UnsafeMutableBufferPointer(
                    rebasing: out[target..<target + window.width]
                )
                writeRow(
                    UnsafeBufferPointer(rebasing: samples[source..<source + window.width]),
                    channel: c,
                    at: source,
                    into: row
                )
                if window.isMirrored { row.reverse() }
                target += window.width
            }
        }
    }

    private func writeRow<Sample: ImageSample>(
        _ samples: UnsafeBufferPointer<Sample>,
        channel: Int,
        at source: Int,
        into row: UnsafeMutableBufferPointer<Float>
    ) {
        switch mean {
        case .none:
            for w in 0..<row.count { row[w] = samples[w].float * scale }
        case .values(let values):
            let mean = values[values.count == 1 ? 0 : channel]
            for w in 0..<row.count { row[w] = (samples[w].float - mean) * scale }
        case .image(let image):
            image.values.withUnsafeBufferPointer { means in
                for w in 0..<row.count {
                    row[w] = (samples[w].float - means[source + w]) * scale
                }
            }
        }
    }

    private func checkMean(channels: Int, height: Int, width: Int) throws(DataError) {
        switch mean {
        case .none:
            return
        case .values(let values):
            guard values.count == 1 || values.count == channels else {
                throw .invalidTransform(
                    reason: "mean_value is given \(values.count) times, but the records have "
                        + "\(channels) channels; give 1 or \(channels)"
                )
            }
        case .image(let image):
            guard (image.channels, image.height, image.width) == (channels, height, width) else {
                throw .invalidTransform(
                    reason: "mean_file \"\(meanFile)\" is \(image.channels) x \(image.height) x "
                        + "\(image.width) (channels x height x width), but the records are "
                        + "\(channels) x \(height) x \(width); make the mean of these records"
                )
            }
        }
    }
}

/// What a record's values may be.
private protocol ImageSample {
    var float: Float { get }
}

extension UInt8: ImageSample {
    fileprivate var float: Float { Float(self) }
}

extension Float: ImageSample {
    fileprivate var float: Float { self }
}
