/// Pieces of JSON that claim too much, end nowhere, or belong elsewhere.
enum JSONPieces {
    static let all: [[UInt8]] =
        [
            "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u0000", "\\ud800", "null", "true", "{}",
            "[]",
            "\"\"", "-1", "1e308", "-1e308", "1e999", "9223372036854775807", "-9223372036854775808",
            "9223372036854775808", "0.5", "\"NaN\"", "\"Infinity\"", "\u{0}", "\n", "é",
            String(repeating: "[", count: 2000), String(repeating: "{\"a\":", count: 2000),
            String(repeating: "9", count: 500),
        ].map { Array($0.utf8) } + [[0xFF], [0xC3]]
}
