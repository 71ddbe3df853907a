import CremaData
import CremaProto
import FoundationEssentials

/// What Caffe's snapshot files cannot hold, in a file next to them: `PREFIX_iter_N.resume.json`.
///
/// With it, an interrupted run ends with the same bits as an uninterrupted one.
package struct ResumeState: Codable, Equatable, Sendable {
    /// The finished iterations.
    var iteration: Int
    /// The seed of all randomness.
    package var seed: UInt64
    /// The number of workers: the last digits of sums depend on it.
    var workers: Int
    /// How each shape whose method was measured was computed.
    package var choices: [String: String]
    /// The losses whose mean is displayed.
    var losses: LossWindow
    /// Where the train net was in its data.
    var train: NetMoment
    /// Where each test net was in its data.
    var tests: [NetMoment]

    /// The path next to a snapshot's weights or solver state.
    static func path(beside snapshot: String) -> String {
        "\(snapshotStem(of: snapshot)).resume.json"
    }

    /// Reads the file next to a solver state; nil if there is none.
    ///
    /// Throws if it is damaged.
    package static func read(besideState snapshot: String) throws -> ResumeState? {
        let path = path(beside: snapshot)
        guard Folder.hasFile(path) else { return nil }
        func damaged(_ what: String) -> EngineError {
            EngineError(
                "\(path): the file is damaged (\(what)); remove it to continue without it, with "
                    + "other random numbers than an uninterrupted run"
            )
        }
        let state: ResumeState
        do {
            state = try JSONDecoder().decode(Self.self, from: Data(FileBytes.read(path: path)))
        } catch let error as DecodingError {
            throw damaged(error.phrase.english)
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
