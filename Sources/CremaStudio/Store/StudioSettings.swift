import CremaData
import Foundation

/// What can be changed while a studio runs, kept in `.settings.json` next to the jobs.
struct StudioSettings: Codable, Sendable, Equatable {
    /// How many trainings may run at the same time.
    var trainingsAtOnce: Int
    /// Whether trainings write their curves for TensorBoard; nil for no.
    var tensorBoard: Bool?

    /// The numbers that may be chosen.
    static let allowedTrainings = 1...64

    enum CodingKeys: String, CodingKey {
        case trainingsAtOnce = "trainings_at_once"
        case tensorBoard = "tensorboard"
    }

    private static func file(in jobs: URL) -> URL { jobs.appendingPathComponent(".settings.json") }

    /// The settings of a folder of jobs; nil if none were kept, or if they cannot be read.
    static func kept(in jobs: URL) -> StudioSettings? {
        // A file that is missing or damaged is as good as none.
        guard let data = try? Data(contentsOf: file(in: jobs)),
            let settings = try? JSONDecoder().decode(Self.self, from: data),
            allowedTrainings.contains(settings.trainingsAtOnce)
        else { return nil }
        return settings
    }

    /// Keeps the settings, completely or not at all.
    func keep(in jobs: URL) throws {
        try AtomicFile.write(path: Self.file(in: jobs).path, JSONEncoder().encode(self))
    }
}
