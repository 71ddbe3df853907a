import CremaData
public import CremaEvents
import CremaProto
import FoundationEssentials
import Glibc

/// Writes the curves of a training for TensorBoard, as an event file in a folder.
///
/// A file is a sequence of records: the length of the data (8 bytes), its checksum, the data, which
/// is an `Event` of `tensorflow/core/util/event.proto`, and the data's checksum. Numbers are little
/// endian, checksums masked CRC-32C. A run that continues begins a file of its own with a session
/// start, so that TensorBoard drops what earlier files have of later iterations.
public final class TensorBoardLog: RunObserver {
    private let file: Guarded<AppendedFile?>

    /// A new file in a folder, which is made if it does not exist.
    ///
    /// Without a place to write to, nothing is written: it is no reason to end a training.
    public init(folder: String, startingAt iteration: Int) {
        let time = Date().timeIntervalSince1970
        let name = "events.out.tfevents.\(Int(time)).crema.\(getpid())"
        // A folder that cannot be made has no file, either.
        try? Folder.create(folder)
        file = Guarded(AppendedFile(path: "\(folder)/\(name)"))
        append(Self.event(at: time) { $0.text(3, "brain.Event:2") })
        append(
            Self.event(at: time, iteration) { event in
                event.message(7) { $0.number(1, 1) }
            }
        )
    }

    /// Writes the values of a row of the curves; other events are passed over.
    public func observe(_ event: JobEvent) {
        switch event {
        case .train(let row):
            let more = ["learning_rate": row.learningRate, "iterations_per_second": row.speed]
            write(named(row.outputs, "train").merging(more) { $1 }, row.iteration)
        case .test(let row):
            write(named(row.outputs, row.net == 0 ? "val" : "val_\(row.net)"), row.iteration)
        case .layers(let row):
            var values: [String: Float] = [:]
            for layer in row.layers {
                values["weights/\(layer.name)"] = layer.weights
                values["gradients/\(layer.name)"] = layer.gradients
                values["zeros/\(layer.name)"] = layer.zeros
            }
            write(values, row.iteration)
        default: break
        }
    }

    private func named(_ outputs: [String: Float], _ part: String) -> [String: Float] {
        outputs.reduce(into: [:]) { $0["\(part)/\($1.key)"] = $1.value }
    }

    private func write(_ values: [String: Float], _ iteration: Int) {
        append(
            Self.event(at: Date().timeIntervalSince1970, iteration) { event in
                event.message(5) { summary in
                    for (tag, value) in values.sorted(by: { $0.key < $1.key }) {
                        summary.message(1) {
                            $0.text(1, tag)
                            $0.float(2, value)
                        }
                    }
                }
            }
        )
    }

    private static func event(
        at time: Double,
        _ step: Int = 0,
        _ fill: (inout WireBytes) -> Void
    ) -> [UInt8] {
        var event = WireBytes()
        event.double(1, time)
        event.number(2, UInt64(clamping: step))
        fill(&event)
        return event.bytes
    }

    private func append(_ data: [UInt8]) {
        let length = littleEndian(UInt64(data.count))
        let record =
            length + littleEndian(CRC32C.masked(length)) + data
            + littleEndian(CRC32C.masked(data))
        file.withLock { file in file?.append(record) }
    }
}

private func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
}

/// A file that is written in whole records.
private final class AppendedFile {
    private let descriptor: Int32

    init?(path: String) {
        descriptor = path.withRawCString {
            open($0, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        }
        guard descriptor >= 0 else { return nil }
    }

    deinit { close(descriptor) }

    func append(_ bytes: [UInt8]) {
        _ = bytes.withUnsafeBytes { writeAll(descriptor, $0) }
    }
}

/// The bytes of a protobuf message, field by field.
private struct WireBytes {
    private(set) var bytes: [UInt8] = []

    mutating func number(_ field: Int, _ value: UInt64) {
        varint(UInt64(field << 3))
        varint(value)
    }

    mutating func double(_ field: Int, _ value: Double) {
        varint(UInt64(field << 3 | 1))
        bytes += littleEndian(value.bitPattern)
    }

    mutating func float(_ field: Int, _ value: Float) {
        varint(UInt64(field << 3 | 5))
        bytes += littleEndian(value.bitPattern)
    }

    mutating func text(_ field: Int, _ value: String) { data(field, Array(value.utf8)) }

    mutating func message(_ field: Int, _ fill: (inout WireBytes) -> Void) {
        var inner = WireBytes()
        fill(&inner)
        data(field, inner.bytes)
    }

    private mutating func data(_ field: Int, _ value: [UInt8]) {
        varint(UInt64(field << 3 | 2))
        varint(UInt64(value.count))
        bytes += value
    }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

/// The checksum of TensorFlow's records.
enum CRC32C {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in
            value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1
        }
    }

    /// The CRC-32C of some bytes.
    static func of(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { $0 >> 8 ^ table[Int(($0 ^ UInt32($1)) & 0xFF)] }
    }

    /// The same, rotated and with a number added, as a checksum of data that has checksums in it
    /// would be weak.
    static func masked(_ bytes: [UInt8]) -> UInt32 {
        let checksum = of(bytes)
        return (checksum >> 15 | checksum << 17) &+ 0xA282_EAD8
    }
}
