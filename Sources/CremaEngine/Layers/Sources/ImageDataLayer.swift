import CremaData
import CremaProto

/// Batches of the image files that a list names, transformed according to
/// `transform_param`, and their labels.
///
/// Each line of `source` is a path and a label, parted by the last blank; `root_folder` is put
/// before the path, with a slash between where it is a folder without one. Images are stretched to
/// `new_height` x `new_width` where both are given. With `shuffle` each epoch has an order of its
/// own; `rand_skip` skips a random number of images below it, at the start.
final class ImageDataLayer: RecordLayer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "ImageData",
            summary: "Reads the images and labels of a list of files.",
            notes: [
                "Each line of the list has a path and, after the last space, a label.",
                "Give both `new_height` and `new_width`, or neither.",
            ],
            differences: [
                .draws
            ],
            field: "image_data_param",
            moreFields: ["transform_param"],
            usage:
                "image_data_param { source: \"train.txt\" root_folder: \"images/\" batch_size: 32 "
                + "new_height: 256 new_width: 256 }",
            bottoms: .exactly(0),
            tops: .exactly(2)
        )
    }

    private var fields: ImageDataParameter { parameter.imageDataParam }

    override var batchSize: Int { Int(fields.batchSize) }

    override func openSource() throws -> any RecordSource {
        _ = try positive(fields.batchSize, field: "image_data_param.batch_size")
        guard !fields.source.isEmpty else {
            throw error("source is missing; it is a list of images", field: "image_data_param")
        }
        guard (fields.newHeight == 0) == (fields.newWidth == 0) else {
            throw error(
                "new_height is \(fields.newHeight) and new_width \(fields.newWidth); give both or "
                    + "neither",
                field: "image_data_param.new_height"
            )
        }
        let images = try ImageList.read(fields.source)
        guard !images.isEmpty else {
            throw error("\(fields.source) is empty", field: "image_data_param.source")
        }
        return ListedImages(
            images,
            fields,
            RecordTransform(try transformer(), random, batchSize: batchSize),
            first: try skippedCount(of: images.count),
            order: philox(of: "shuffle")
        )
    }

    /// How many of the list's images `rand_skip` passes over.
    private func skippedCount(of count: Int) throws -> Int {
        guard fields.randSkip > 0 else { return 0 }
        var draws = philox(of: "skip").sequence(iteration: 0, element: 0)
        let skipped = draws.nextIndex(below: Int(fields.randSkip))
        guard skipped < count else {
            throw error(
                "rand_skip came to pass over \(skipped) images, but \(fields.source) has only "
                    + "\(count)",
                field: "image_data_param.rand_skip"
            )
        }
        return skipped
    }

    /// What one use of randomness apart from the transform comes from.
    private func philox(of use: String) -> Philox {
        Philox(seed: context.seed, stream: Philox.stream(named: "\(name)/\(use)"))
    }
}

/// The images of a list, in its order or an order of each epoch's own.
private final class ListedImages: RecordSource {
    private let images: [LabeledImage]
    private let fields: ImageDataParameter
    private let root: ListRoot
    private let transform: RecordTransform
    private let first: Int
    private let order: Philox
    private var shuffled: (epoch: Int, places: [Int])?

    init(
        _ images: [LabeledImage],
        _ fields: ImageDataParameter,
        _ transform: RecordTransform,
        first: Int,
        order: Philox
    ) {
        self.images = images
        self.fields = fields
        root = ListRoot(fields.rootFolder)
        self.transform = transform
        self.first = first
        self.order = order
    }

    func record(_ number: Int) throws -> () throws -> Sample {
        let (epoch, turn) = (first + number).quotientAndRemainder(dividingBy: images.count)
        let place = fields.shuffle ? places(in: epoch)[turn] : turn
        let image = images[place]
        let (fields, root, transform) = (fields, root, transform)
        return {
            let line = "\(fields.source):\(place + 1)"
            let room = DecodingRoom()
            defer { room.leave() }
            let picture: Image
            do {
                picture = try Self.read(root.path(of: image.name), fields, in: room)
            } catch {
                throw DataError.invalidRecord(place: line, reason: "\(error)")
            }
            let record = ImageRecord(picture, target: image.target)
            return try transform.sample(record, number: number, place: line).leaving(room)
        }
    }

    private static func read(
        _ path: FilePath,
        _ fields: ImageDataParameter,
        in room: DecodingRoom
    ) throws -> Image {
        let image = try Image(
            path: path,
            fields.isColor ? .color : .gray,
            style: .caffe,
            in: room
        )
        guard fields.newHeight > 0 else { return image }
        return try image.interpolated(width: Int(fields.newWidth), height: Int(fields.newHeight))
    }

    private func places(in epoch: Int) -> [Int] {
        if let shuffled, shuffled.epoch == epoch { return shuffled.places }
        var places = Array(images.indices)
        var draws = order.sequence(iteration: epoch, element: 0)
        draws.shuffle(&places)
        shuffled = (epoch, places)
        return places
    }
}
