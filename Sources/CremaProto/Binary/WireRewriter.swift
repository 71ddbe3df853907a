/// Rewrites binary messages where SwiftProtobuf is stricter than the library that Caffe uses.
///
/// C++ takes a string's bytes as they are, where SwiftProtobuf requires UTF-8. And Caffe's forks
/// give numbers of fields meanings of their own: in a file of weights, a layer's `…_param`
/// that does not read as ours is another program's, and is left out. Everything else that
/// does not read is damage.
struct WireRewriter {
    /// What becomes of a string's bytes.
    private let text: (ArraySlice<UInt8>) -> [UInt8]
    private let schema = Schema.caffe

    /// How deep messages lie in messages; those of Caffe reach 5.
    private static let depthLimit = 32

    /// Bytes for SwiftProtobuf of what C++ would read; nil where that is damaged.
    static func readable(_ bytes: [UInt8], as message: String) -> [UInt8]? {
        let rewriter = WireRewriter { String(raw: $0).utf8.map { $0 } }
        return rewriter.schema.messages[message].flatMap { rewriter.rewrite(bytes[...], $0, 0) }
    }

    /// Bytes as C++ would write them of what SwiftProtobuf wrote.
    static func restored(_ bytes: [UInt8], as message: String) -> [UInt8] {
        guard bytes.withUnsafeBufferPointer(RawByte.isIn) else { return bytes }
        let rewriter = WireRewriter { String(decoding: $0, as: UTF8.self).rawBytes }
        return rewriter.schema.messages[message].flatMap { rewriter.rewrite(bytes[...], $0, 0) }
            ?? bytes
    }

    private func rewrite(
        _ bytes: ArraySlice<UInt8>,
        _ message: Schema.Message,
        _ depth: Int
    ) -> [UInt8]? {
        guard depth < Self.depthLimit else { return nil }
        var rest = bytes
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        while !rest.isEmpty {
            let start = rest.startIndex
            guard let tag = rest.popVarint(), tag >> 3 > 0, tag >> 3 <= 0x1FFF_FFFF,
                let content = Self.content(&rest, wireType: tag & 7)
            else { return nil }
            let field = message[number: Int(tag >> 3)]
            guard tag & 7 == 2, let field else {
                result += bytes[start..<rest.startIndex]
                continue
            }
            guard let content = rewrite(content, of: field, depth) else {
                guard message.isLayer, field.name.hasSuffix("_param") else { return nil }
                continue
            }
            Self.append(tag, to: &result)
            Self.append(UInt64(content.count), to: &result)
            result += content
        }
        return result
    }

    /// What follows a field's length; nil where it does not read as what the schema has.
    private func rewrite(
        _ content: ArraySlice<UInt8>,
        of field: Schema.Field,
        _ depth: Int
    ) -> ArraySlice<UInt8>? {
        switch field.kind {
        case .string:
            return text(content)[...]
        case .message:
            // Blobs are most of a file, and have no strings.
            guard let name = field.typeName, name != "BlobProto",
                let message = schema.messages[name]
            else { return content }
            return rewrite(content, message, depth + 1).map { $0[...] }
        case _ where !field.isRepeated: return content
        case .float: return content.count % 4 == 0 ? content : nil
        case .double: return content.count % 8 == 0 ? content : nil
        case .bool, .int32, .int64, .uint32, .enum:
            var rest = content
            while !rest.isEmpty { guard rest.popVarint() != nil else { return nil } }
            return content
        case .bytes: return content
        }
    }

    /// A field's bytes behind its tag and length; nil where they go beyond the message.
    private static func content(
        _ rest: inout ArraySlice<UInt8>,
        wireType: UInt64
    ) -> ArraySlice<UInt8>? {
        let length: UInt64?
        switch wireType {
        case 0:
            return rest.popVarint().map { _ in [] }
        case 1: length = 8
        case 2: length = rest.popVarint()
        case 5: length = 4
        // Groups are of no message of Caffe's.
        default: length = nil
        }
        guard let length, length <= UInt64(rest.count) else { return nil }
        defer { rest.removeFirst(Int(length)) }
        return rest.prefix(Int(length))
    }

    private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

extension Schema.Message {
    /// Whether it is a layer, in one of its forms.
    fileprivate var isLayer: Bool { ["LayerParameter", "V1LayerParameter"].contains(name) }
}
