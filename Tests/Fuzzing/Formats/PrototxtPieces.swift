/// Pieces of prototxt that claim too much, end nowhere, or belong elsewhere.
enum PrototxtPieces {
    static let all: [[UInt8]] =
        [
            "{", "}", "<", ">", "[", "]", ":", ",", ";", "#", "\"", "'", "\\", "\\x", "\\777",
            "layer {", "layers {", "layer { layer {", "name: \"a\"", "type: \"Convolution\"",
            "1152921504606846976", "-9223372036854775808", "99999999999999999999999", "1e999",
            "-1", "nan", "-inf", "0x7fffffffffffffff", "0777", "1.5f", "true", "TRAIN",
            "input_dim: 1152921504606846976 ", "shape { dim: -1 }", "kernel_size: [3, 3] ",
            "\u{0}", "\u{FEFF}", "é", "𝄞", "\n", "\r", "\t",
            String(repeating: "layer { ", count: 500), String(repeating: "[", count: 500),
            String(repeating: "9", count: 500),
            String(repeating: "convolution_param <", count: 500),
        ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80]]
}
