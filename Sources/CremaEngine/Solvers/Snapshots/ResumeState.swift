import CremaData
import FoundationEssentials

/// What Caffe's files of a snapshot cannot hold, in a file beside them: `PREFIX_iter_N.resume.json`.
///
/// With it a run that was interrupted ends with the bits of one that was not.
package struct ResumeState: Codable, Equatable, Sendable {
    /// The finished iterations.
    var iteration: Int
    /// What all randomness started from.
    package var seed: UInt64
    /// The workers that each batch was dealt over: sums depend on it in the last digits.
    var workers: Int
    /// How each shape was computed that was left to measuring.
    package var choices: [String: String]
    /// The losses that the shown one is the mean of.
    var losses: LossWindow
    /// Where the net that is trained was in its data.
    var train: NetMoment
    /// Where each test net was in its data.
    var tests: [NetMoment]

    /// The path beside a snapshot's weights or solver state.
    static func path(beside snapshot: String) -> String {
        "\(snapshotStem(of: snapshot)).resume.json"
    }

    /// Reads the file beside a solver state; nil where there is none.
    ///
    /// Throws where it is damaged.
    package static func read(besideState snapshot: String) throws -> ResumeState? {
        let path = path(beside: snapshot)
        guard Folder.hasFile(path) else { return nil }
        func damaged(_ what: String) -> EngineError {
            EngineError(
                "\(path): the file is damaged (\(what)); remove it to go on without it, with other "
                    + "random numbers than an uninterrupted run"
            )
        }
        let state: ResumeState
        do {
            state = try JSONDecoder().decode(Self.self, from: Data(FileBytes.read(path: path)))
        } catch let error as DecodingError {
            throw damaged(error.words)
        }
        guard state.losses.isSound else { throw damaged("its losses are not those of a window") }
        return state
    }

    /// Writes the file in full or not at all.
    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try AtomicFile.write(path: path, encoder.encode(self))
    }
}
