import CremaProto
import Glibc

/// A path as the system has it: bytes that need not be UTF-8, as in lists and folders of another
/// time or country.
///
/// It is for names that a disk or a list has, which are compared, sorted and taken apart: what is
/// the same text to Unicode, and so to `String`, may be two files. A path that is a setting is a
/// `String`, which keeps such bytes too (`String(raw:)`) and can be written to prototxt and JSON;
/// `description` leads from one to the other, without loss.
public struct FilePath: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The bytes, without a zero at their end.
    public let bytes: [UInt8]

    /// The path of some bytes.
    public init(bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
    }

    /// The path that a text spells, in UTF-8 or in bytes that it keeps (`String(raw:)`).
    public init(_ text: String) {
        self.init(bytes: text.rawBytes)
    }

    /// The path that a text spells.
    public init(stringLiteral text: String) {
        self.init(text)
    }

    /// The path as text, which keeps bytes that are not UTF-8.
    public var description: String { String(raw: bytes) }

    /// The bytes of both, one behind the other.
    public static func + (before: String, path: FilePath) -> FilePath {
        FilePath(bytes: before.rawBytes + path.bytes)
    }

    /// A name in the folder of this path.
    func appending(_ name: FilePath) -> FilePath {
        FilePath(bytes: bytes + [UInt8(ascii: "/")] + name.bytes)
    }

    /// The part behind the last slash.
    var lastName: ArraySlice<UInt8> {
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return bytes[...] }
        return bytes[(slash + 1)...]
    }

    /// What follows the last dot of its name, in lower case;
    /// nothing if there is none.
    var ending: String {
        guard let point = lastName.lastIndex(of: UInt8(ascii: ".")) else { return "" }
        return String(decoding: lastName[(point + 1)...], as: UTF8.self).lowercased()
    }

    /// Calls the system with the path as C has it.
    func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        (bytes + [0]).withUnsafeBufferPointer {
            $0.withMemoryRebound(to: CChar.self) { body($0.baseAddress!) }
        }
    }
}
