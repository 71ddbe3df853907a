import Foundation

extension JobFolder {
    /// The seed that a training without one drew, from the beginning of its log; nil before it did.
    public func drawnSeed() -> Int64? {
        guard let log = try? FileHandle(forReadingFrom: logFile(of: .model)),
            let head = try? log.read(upToCount: 256 * 1024)
        else { return nil }
        return String(decoding: head, as: UTF8.self)
            .firstMatch(of: #/\] random_seed: (\d+)/#)
            .flatMap { Int64($0.1) }
    }
}
