import ArgumentParser
import Foundation

extension ParsableCommand {
    /// Ends the program like Caffe's tools if the number of words after the flags is wrong: with
    /// the usage and status 1.
    static func check(_ words: [String], are allowed: some RangeExpression<Int>) throws {
        guard !allowed.contains(words.count) else { return }
        try FileHandle.standardError.write(contentsOf: Data("Usage: \(usageString())\n".utf8))
        throw ExitCode(1)
    }
}
