import CremaProto
import Foundation
import SwiftProtobuf
import TestSupport
import Testing

@Suite struct PrototxtErrorTests {
    /// The sentence that reading a text ends with.
    private func sentence(_ text: String) -> String {
        do {
            _ = try NetParameter.read(text: text, file: "net.prototxt")
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    @Test func `an unknown field is named with its layer and the nearest known one`() {
        let found = sentence(
            """
            layer {
              name: "pool1"
              pooling_param {
                kernel_sise: 2
              }
            }
            """
        )
        #expect(
            found == "net.prototxt:4:5: layer \"pool1\": unknown field \"kernel_sise\"; "
                + "did you mean \"kernel_size\"?"
        )
    }

    @Test(arguments: ["9223372036854775808", "-9223372036854775808", "4294967296", "-1", "3"])
    func `a number that no value of an enum has is refused`(number: String) {
        let found = sentence("layer { pooling_param { pool: \(number) } }")
        #expect(found.hasPrefix("net.prototxt:1:31: "))
        #expect(found.contains("MAX, AVE or STOCHASTIC"))
    }

    @Test func `the layer is named even if its name comes later`() {
        let found = sentence("layer {\n  typ: \"ReLU\"\n  name: \"relu1\"\n}")
        #expect(
            found
                == "net.prototxt:2:3: layer \"relu1\": unknown field \"typ\"; did you mean "
                + "\"type\"?"
        )
    }

    @Test func `an unknown field without a near one lists what the block takes`() {
        let found = sentence("layer { name: \"d\" dropout_param { percentage: 3 } }")
        #expect(
            found == "net.prototxt:1:35: layer \"d\": unknown field \"percentage\"; "
                + "\"dropout_param\" takes dropout_ratio"
        )
    }

    @Test func `a layer inside a layer points at the missing brace`() {
        let found = sentence("layer {\n  name: \"a\"\nlayer {\n  name: \"b\"\n}\n")
        #expect(
            found == "net.prototxt:3:1: layer \"a\": unknown field \"layer\" in \"layer\"; "
                + "is the \"}\" of its block, opened in line 1, missing?"
        )
    }

    @Test(arguments: [
        (
            "layer { name: 5 }",
            "net.prototxt:1:15: \"name\" takes a string in quotes, found 5"
        ),
        (
            "layer { name: \"c\" convolution_param { num_output: \"ten\" } }",
            "net.prototxt:1:51: layer \"c\": \"num_output\" takes an integer from 0 to 4294967295, "
                + "found \"ten\""
        ),
        (
            "layer { name: \"c\" convolution_param { num_output: -1 } }",
            "net.prototxt:1:51: layer \"c\": \"num_output\" takes an integer from 0 to 4294967295, "
                + "found -1"
        ),
        (
            "input_dim: 3000000000",
            "net.prototxt:1:12: \"input_dim\" takes an integer from -2147483648 to 2147483647, "
                + "found 3000000000"
        ),
        (
            "force_backward: yes",
            "net.prototxt:1:17: \"force_backward\" takes true or false, found yes"
        ),
        (
            "layer { name: \"p\" pooling_param { pool: MAXX } }",
            "net.prototxt:1:41: layer \"p\": \"pool\" takes MAX, AVE or STOCHASTIC, found MAXX; "
                + "did you mean \"MAX\"?"
        ),
        (
            "layer { name: \"p\" pooling_param { pool: 7 } }",
            "net.prototxt:1:41: layer \"p\": \"pool\" takes MAX, AVE or STOCHASTIC, found 7"
        ),
        (
            "layer { name: \"r\" relu_param { negative_slope: 0x1 } }",
            "net.prototxt:1:48: layer \"r\": \"negative_slope\" takes a number, found 0x1"
        ),
        (
            "layer { name: \"r\" relu_param: 1 }",
            "net.prototxt:1:31: layer \"r\": \"relu_param\" takes a block in { }, found 1"
        ),
        (
            "layer { name: \"r\" type: }",
            "net.prototxt:1:25: layer \"r\": \"type\" has no value; it takes a string in quotes"
        ),
        (
            "layer { name: \"r\" type \"ReLU\" }",
            "net.prototxt:1:24: layer \"r\": \"type\" needs a \":\" before its value, found "
                + "\"ReLU\""
        ),
    ])
    func `a wrong value is reported with the allowed ones`(text: String, expected: String) {
        let found = sentence(text)
        #expect(found == expected)
    }

    @Test(arguments: [
        (
            "layer {\n  name: \"a\"\n  type: \"ReLU\n}",
            "net.prototxt:3:9: layer \"a\": this string is not closed on its line"
        ),
        (
            "layer {\n  name: \"a\"\n  relu_param {",
            "net.prototxt:3:3: layer \"a\": the block of \"relu_param\" is never closed by \"}\""
        ),
        (
            "layer < name: \"a\" }",
            "net.prototxt:1:19: layer \"a\": } closes the block of \"layer\", "
                + "which needs \">\""
        ),
        ("name: \"n\"\n}", "net.prototxt:2:1: } closes no block"),
        (
            "name: \"a\\q\"",
            "net.prototxt:1:7: this string has an escape that prototxt does not know"
        ),
        ("name: [\"a\"]", "net.prototxt:1:7: \"name\" takes one value, not a list"),
        ("input: [\"a\" \"b\" 3]", "net.prototxt:1:17: expected \",\" or \"]\" in a list, found 3"),
        ("= 3", "net.prototxt:1:1: expected a field's name, found ="),
    ])
    func `a syntax error is reported with its line and column`(text: String, expected: String) {
        let found = sentence(text)
        #expect(found == expected)
    }

    @Test func `a field that may occur once is refused with both places`() {
        let found = sentence("layer {\n  name: \"a\"\n  name: \"b\"\n}")
        #expect(
            found == "net.prototxt:3:3: layer \"a\": \"name\" takes one value, "
                + "and has one already, at 2:3"
        )
    }

    @Test func `columns count characters, not bytes`() {
        let found = sentence("name: \"网络\" x: 1")
        #expect(found.hasPrefix("net.prototxt:1:12: unknown field \"x\""))
    }

    @Test func `a file that cannot be opened is reported with the system's reason`() {
        let error = #expect(throws: PrototxtError.self) {
            _ = try NetParameter.read(prototxt: "/nowhere/net.prototxt")
        }
        #expect(
            error?.description == "/nowhere/net.prototxt: cannot be read: No such file or directory"
        )
    }

    @Test func `a truncated caffemodel is reported as such`() throws {
        let net = try NetParameter.read(text: PrototxtReaderTests.lenet, file: "lenet.prototxt")
            .message
        let bytes: [UInt8] = try net.serializedBytes()
        let folder = try TemporaryFolder()
        let path = folder("cut.caffemodel")
        try Data(bytes.dropLast(3)).write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: PrototxtError.self) {
            _ = try NetParameter.read(caffemodel: path)
        }
        #expect(
            error?.what
                == "the file is cut short: it ends after \(bytes.count - 3) bytes, inside a value"
        )
    }

    @Test func `a text that is too long is refused before it is read`() throws {
        let folder = try TemporaryFolder()
        try #require(FileManager.default.createFile(atPath: folder("long"), contents: nil))
        let handle = try #require(FileHandle(forWritingAtPath: folder("long")))
        // Sparse, so that it takes no disk.
        try handle.truncate(atOffset: 65 << 20)
        let error = #expect(throws: PrototxtError.self) {
            _ = try NetParameter.read(prototxt: folder("long"))
        }
        #expect(
            error?.description
                == "\(folder("long")): 68157440 bytes, where at most 67108864 are read"
        )
    }

    @Test func `a binary file is not a prototxt`() throws {
        let folder = try TemporaryFolder()
        try Data([0x0A, 0x05, 0x4C, 0x65, 0x00]).write(to: URL(fileURLWithPath: folder("net")))
        let error = #expect(throws: PrototxtError.self) {
            _ = try NetParameter.read(prototxt: folder("net"))
        }
        #expect(error?.what == "no text, since it has zeros in it; is it a binary file?")
    }
}
