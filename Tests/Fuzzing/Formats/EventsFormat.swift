import CremaData
import CremaEvents
import CremaJobs
import CremaProto
import Foundation
import TestSupport

/// The `events.jsonl` of a job; lines that are not events are skipped, so that nothing is
/// refused but a file without any.
struct EventsFormat: FileFormat {
    static let name = "events"
    let isOfNumbers = true
    let samples: [[UInt8]] = [
        """
        {"time":1479982530.5,"event":"status","status":"Running"}
        {"time":1479982531,"event":"progress","task":"train","done":10,"total":100}
        {"time":1479982532,"event":"train","iteration":10,"outputs":{"loss":2.25},"lr":0.01,"rate":12.5}
        {"time":1479982533,"event":"test","iteration":10,"net":0,"outputs":{"accuracy":0.5,"x":"NaN"}}
        {"time":1479982534,"event":"snapshot","iteration":10,"file":"snapshot_iter_10.caffemodel"}
        {"time":1479982535,"event":"error","message":"no","layer":"ip","bottoms":["data 1 x 1"]}
        {"time":1479982536,"event":"notice","title":"a","message":"b 2","titlePhrase":{"key":"a.b"},\
        "phrase":{"key":"a.c","arguments":{"count":2,"reason":{"english":"d"},"all":[]}}}

        """
    ].map { Array($0.utf8) }
    let pieces = JSONPieces.all
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    func read(_ path: String) throws {
        let place = JobFolder(url: URL(fileURLWithPath: folder.path))
        try Data(contentsOf: URL(fileURLWithPath: path)).write(to: place.eventsFile)
        for offset in [0, 1, -1, Int.max, Int.min] {
            var reader = place.eventReader(from: offset)
            _ = reader.records()
        }
        guard !place.events().isEmpty else { throw JobError(.verbatim("no line is an event")) }
    }
}
