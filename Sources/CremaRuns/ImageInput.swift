import CremaData
import CremaEngine
import CremaProto

extension InferRun {
    /// How an image becomes the net's input: as the images of the data set did.
    public struct Preparation: Codable, Sendable {
        /// The width in pixels.
        public var width: Int
        /// The height in pixels.
        public var height: Int
        /// 1 (grey) or 3 (colour).
        public var channels: Int
        /// `squash`, `crop`, `fill` or `half_crop`.
        public var resizeMode: String
        /// The mean image that is subtracted, if any.
        public var meanFile: String?
        /// The mean of each channel that is subtracted; empty if there is a mean image.
        public var meanValues: [Float] = []
        /// The side of the square cut from the middle; nil for the whole image.
        public var cropSize: Int?

        /// The preparation for images of one size.
        public init(width: Int, height: Int, channels: Int, resizeMode: String) {
            self.width = width
            self.height = height
            self.channels = channels
            self.resizeMode = resizeMode
        }
    }
}

extension InferRun.Preparation {
    /// The image of a file at the data set's size.
    ///
    /// Throws if it cannot be read.
    func image(path: String) throws -> Image {
        try Image(path: path, channels == 1 ? .gray : .color)
            .resized(width: width, height: height, mode: mode())
    }

    private func mode() throws -> ResizeMode {
        if let mode = ResizeMode(rawValue: resizeMode) { return mode }
        let modes = ResizeMode.allCases.map(\.rawValue).joined(separator: ", ")
        throw EngineError("the resize mode must be one of \(modes); found \"\(resizeMode)\"")
    }

    /// What is done to an image of the data set's size.
    fileprivate func transformer() throws -> DataTransformer {
        var parameter = TransformationParameter()
        if let meanFile { parameter.meanFile = meanFile }
        parameter.meanValue = meanValues
        if let cropSize { parameter.cropSize = UInt32(clamping: cropSize) }
        return try DataTransformer(parameter, phase: .test)
    }
}

/// The input of a deploy net, which images are put into as those of its data set were.
struct ImageInput {
    private let net: Net
    private let blob: Blob
    private let transformer: DataTransformer

    /// Throws where the net has no input, or one of another size.
    init(of net: Net, _ preparation: InferRun.Preparation, model: String) throws {
        guard let blob = net.inputs.first.flatMap(net.blob) else {
            throw EngineError("\(model) has no Input layer for the image")
        }
        let transformer = try preparation.transformer()
        let shape = try transformer.outputShape(
            channels: preparation.channels,
            height: preparation.height,
            width: preparation.width
        )
        guard blob.shape == [1, shape.channels, shape.height, shape.width] else {
            throw EngineError(
                "the net reads images of shape \(blob.shape), but the data set has "
                    + "1 \(shape.channels) \(shape.height) \(shape.width)"
            )
        }
        (self.net, self.blob, self.transformer) = (net, blob, transformer)
    }

    /// Puts images, the mean subtracted and the middle cut out, into the input, whose batch becomes
    /// as large as their number.
    func fill(with images: [Image]) throws {
        if blob.shape.dims[0] != images.count {
            blob.reshape(to: Shape([images.count] + blob.shape.dims.dropFirst()))
            try net.reshape()
        }
        let values = blob.data.write()
        let size = values.count / images.count
        for (number, image) in images.enumerated() {
            // Neither mirrored nor cropped at random, so no random numbers are drawn.
            var random = Philox(seed: 0, stream: 0).sequence(iteration: 0, element: 0)
            try transformer.transform(
                ImageRecord(image, target: .label(0)),
                into: UnsafeMutableBufferPointer(
                    rebasing: values[number * size..<(number + 1) * size]
                ),
                random: &random
            )
        }
    }
}
