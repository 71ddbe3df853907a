internal import FoundationEssentials
internal import Glibc
internal import SwiftProtobuf

/// Writes a message as prototxt in the form Caffe prints: two spaces a level, one value a line,
/// fields in the order of their numbers, each number in the fewest digits that give it back.
struct PrototxtWriter: Visitor {
    private(set) var text = ""
    private var indent = ""
    private let schema: Schema
    private var message: Schema.Message?

    /// The prototxt of a message of the schema.
    static func text(of message: some SwiftProtobuf.Message, schema: Schema = .caffe) -> String {
        var writer = PrototxtWriter(schema: schema)
        writer.message = writer.schemaMessage(of: message)
        // The visits below throw nothing.
        try? message.traverse(visitor: &writer)
        return writer.text
    }

    private init(schema: Schema) {
        self.schema = schema
    }

    mutating func visitSingularFloatField(value: Float, fieldNumber: Int) {
        write(Self.decimal(value), fieldNumber)
    }

    mutating func visitSingularDoubleField(value: Double, fieldNumber: Int) {
        write(Self.decimal(value), fieldNumber)
    }

    mutating func visitSingularInt64Field(value: Int64, fieldNumber: Int) {
        write("\(value)", fieldNumber)
    }

    mutating func visitSingularUInt64Field(value: UInt64, fieldNumber: Int) {
        write("\(value)", fieldNumber)
    }

    mutating func visitSingularBoolField(value: Bool, fieldNumber: Int) {
        write("\(value)", fieldNumber)
    }

    mutating func visitSingularStringField(value: String, fieldNumber: Int) {
        write(TextEscapes.quote(value), fieldNumber)
    }

    mutating func visitSingularBytesField(value: Data, fieldNumber: Int) {
        write(TextEscapes.quote(value, keepsUTF8: false), fieldNumber)
    }

    mutating func visitSingularEnumField<E: SwiftProtobuf.Enum>(value: E, fieldNumber: Int) {
        let values = field(fieldNumber)?.typeName.flatMap { schema.enumerations[$0]?.values }
        let name = values?.first { $0.number == value.rawValue }?.name
        write(name ?? "\(value.rawValue)", fieldNumber)
    }

    mutating func visitSingularMessageField<M: SwiftProtobuf.Message>(
        value: M,
        fieldNumber: Int
    ) throws {
        let outside = (message, indent)
        text += "\(indent)\(name(fieldNumber)) {\n"
        message = schemaMessage(of: value)
        indent += "  "
        try value.traverse(visitor: &self)
        (message, indent) = outside
        text += "\(indent)}\n"
    }

    // `caffe.proto` has no maps, and what it does not know has no name to be written by.

    mutating func visitMapField<Key, Value: MapValueType>(
        fieldType: _ProtobufMap<Key, Value>.Type,
        value: _ProtobufMap<Key, Value>.BaseType,
        fieldNumber: Int
    ) {}

    mutating func visitMapField<Key, Value>(
        fieldType: _ProtobufEnumMap<Key, Value>.Type,
        value: _ProtobufEnumMap<Key, Value>.BaseType,
        fieldNumber: Int
    ) where Value.RawValue == Int {}

    mutating func visitMapField<Key, Value>(
        fieldType: _ProtobufMessageMap<Key, Value>.Type,
        value: _ProtobufMessageMap<Key, Value>.BaseType,
        fieldNumber: Int
    ) {}

    mutating func visitUnknown(bytes: Data) {}

    // MARK: Names and lines

    private mutating func write(_ value: String, _ number: Int) {
        text += "\(indent)\(name(number)): \(value)\n"
    }

    private func name(_ number: Int) -> String { field(number)?.name ?? "\(number)" }

    private func field(_ number: Int) -> Schema.Field? { message?[number: number] }

    private func schemaMessage(of value: some SwiftProtobuf.Message) -> Schema.Message? {
        let path = type(of: value).protoMessageName
        return schema.messages[String(path.split(separator: ".").last ?? "")]
    }

    /// As C++ prints it: `0.01`, `1`, `1e-05`.
    private static func decimal<T: BinaryFloatingPoint & LosslessStringConvertible>(
        _ value: T
    ) -> String {
        guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
        let digits = T.self == Float.self ? 6...9 : 15...17
        let candidates = digits.lazy.map { formatted(Double(value), digits: $0) }
        return candidates.first { T($0) == value } ?? "\(value)"
    }

    private static func formatted(_ value: Double, digits: Int) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
            let count = withVaList([Int32(digits), value]) {
                vsnprintf(buffer.baseAddress, buffer.count, "%.*g", $0)
            }
            return String(
                decoding: buffer.prefix(Int(count)).map { UInt8(bitPattern: $0) },
                as: UTF8.self
            )
        }
    }
}
