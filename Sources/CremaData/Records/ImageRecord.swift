public import CremaProto
import FoundationEssentials
import SwiftProtobuf

/// The numbers of one record, planar C x H x W, and its target.
public struct ImageRecord: Sendable {
    /// Bytes as images have them, or floats.
    public enum Values: Sendable, Equatable {
        case bytes([UInt8])
        case floats([Float])
    }

    /// The outermost extent.
    public let channels: Int
    /// The middle extent.
    public let height: Int
    /// The innermost extent.
    public let width: Int
    /// `channels * height * width` numbers.
    public let values: Values
    /// What a net should find in it; of a Datum, the number of its class.
    public let target: Target
    /// Whether it was an image file, which can be decoded to grey or to colour.
    public private(set) var isEncoded = false

    /// A record whose values fit its shape.
    public init(channels: Int, height: Int, width: Int, values: Values, target: Target) {
        self.channels = channels
        self.height = height
        self.width = width
        self.values = values
        self.target = target
    }

    /// Reads a database's record; `place` names the database in errors.
    ///
    /// Throws if the value is not a Datum, its length is not C x H x W, or an encoded image cannot
    /// be decoded. As in Caffe `data` wins over `float_data`, and `coding` concerns encoded images
    /// only, whose channels come out in the order blue, green, red.
    public init(
        _ record: DatabaseRecord,
        place: String,
        coding: ImageCoding = .native,
        in room: DecodingRoom = DecodingRoom()
    ) throws(DataError) {
        try self.init(
            datum: record.value,
            place: "\(place), record \"\(record.name)\"",
            coding: coding,
            in: room
        )
    }

    /// Reads the bytes of a Datum; `place` names the record in errors.
    public init(
        datum bytes: [UInt8],
        place: String,
        coding: ImageCoding = .native,
        in room: DecodingRoom = DecodingRoom()
    ) throws(DataError) {
        guard let datum = try? Datum(serializedBytes: bytes) else {
            throw .invalidRecord(place: place, reason: "the value is not a Datum")
        }
        try self.init(datum, place: place, coding: coding, in: room)
    }

    /// Reads a Datum; `place` names the record in errors.
    public init(
        _ datum: Datum,
        place: String,
        coding: ImageCoding = .native,
        in room: DecodingRoom = DecodingRoom()
    ) throws(DataError) {
        if datum.encoded {
            try self.init(encoded: datum, place: place, coding: coding, in: room)
            return
        }
        let shape = [Int(datum.channels), Int(datum.height), Int(datum.width)]
        let length = datum.data.isEmpty ? datum.floatData.count : datum.data.count
        guard let count = elementCount(shape), count > 0, count == length else {
            throw .invalidRecord(
                place: place,
                reason: "its shape is \(shape[0]) x \(shape[1]) x \(shape[2]) (channels x height x "
                    + "width), but it has \(length) values"
            )
        }
        self.init(
            channels: shape[0],
            height: shape[1],
            width: shape[2],
            values: datum.data.isEmpty ? .floats(datum.floatData) : .bytes(Array(datum.data)),
            target: try Self.target(of: datum, place)
        )
    }

    private init(
        encoded datum: Datum,
        place: String,
        coding: ImageCoding,
        in room: DecodingRoom
    ) throws(DataError) {
        let image: Image
        do throws(DataError) {
            image = try Image(decoding: Array(datum.data), coding, style: .caffe, in: room)
        } catch {
            throw .invalidRecord(place: place, reason: "its encoded image: \(error)")
        }
        self.init(image, target: try Self.target(of: datum, place))
        isEncoded = true
    }

    private static func target(of datum: Datum, _ place: String) throws(DataError) -> Target {
        if let label = datum.wholeLabel { return .label(label) }
        throw .invalidRecord(
            place: place,
            reason: "its label is a float that is not a whole number"
        )
    }

    /// The record of an image, its colours in the order blue, green, red.
    public init(_ image: Image, target: Target) {
        self.init(
            channels: image.channels,
            height: image.height,
            width: image.width,
            values: .bytes(image.planar),
            target: target
        )
    }

    /// The record of numbers that a net should find in another one, K x 1 x 1, as Caffe's users
    /// keep them in a database of their own.
    public init(ofTarget values: [Float]) {
        self.init(
            channels: values.count,
            height: 1,
            width: 1,
            values: .floats(values),
            target: .label(0)
        )
    }

    /// The bytes of a Datum that holds an image file in place of pixels, as Caffe decodes it when
    /// it is read.
    static func bytes(
        file: [UInt8],
        channels: Int,
        height: Int,
        width: Int,
        target: Target
    ) -> [UInt8] {
        var datum = Datum()
        datum.channels = Int32(clamping: channels)
        datum.height = Int32(clamping: height)
        datum.width = Int32(clamping: width)
        datum.label = Int32(clamping: target.label ?? 0)
        datum.data = Data(file)
        datum.encoded = true
        // Only a missing required field can make this fail, and Datum has none.
        return (try? datum.serializedBytes()) ?? []
    }

    /// The Datum's bytes, as a database keeps it; it has room for the number of a class
    /// and for no other target.
    public var bytes: [UInt8] {
        var datum = Datum()
        datum.channels = Int32(clamping: channels)
        datum.height = Int32(clamping: height)
        datum.width = Int32(clamping: width)
        datum.label = Int32(clamping: target.label ?? 0)
        switch values {
        case .bytes(let bytes): datum.data = Data(bytes)
        case .floats(let floats): datum.floatData = floats
        }
        // Only a missing required field can make this fail, and Datum has none.
        return (try? datum.serializedBytes()) ?? []
    }
}
