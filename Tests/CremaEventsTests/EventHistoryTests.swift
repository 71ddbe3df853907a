import CremaData
import CremaEvents
import CremaProto
import Testing
import TestSupport

@Suite struct EventHistoryTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func history(of lines: [String]) -> EventHistory {
        var history = EventHistory()
        for line in lines { Array(line.utf8).withUnsafeBytes { history.append($0) } }
        return history
    }

    private func train(_ iteration: Int) -> String {
        #"{"event":"train","iteration":\#(iteration),"time":1}"#
    }

    @Test func `a short history is complete`() {
        let lines = (1...700).flatMap {
            [train($0), #"{"event":"test","iteration":\#($0),"time":1}"#]
        }
        let found = history(of: lines).lines(after: 0)
        #expect(found.map(\.number) == Array(1...1400))
        #expect(found.map { String(decoding: $0.bytes, as: UTF8.self) } == lines)
    }

    @Test func `a long curve is thinned evenly, and its newest lines are all kept`() {
        let count = 200_000
        var lines = (1...count).map(train)
        lines[77_777] = #"{"event":"notice","message":"once","time":1}"#
        let found = history(of: lines).lines(after: 0)
        #expect(found.count < 4000)
        #expect(found.contains { $0.number == 77_778 })
        let numbers = found.map(\.number)
        #expect(numbers.suffix(512) == ArraySlice(count - 511...count))
        let steps = zip(numbers.dropFirst(), numbers).map { $0 - $1 }
        #expect(steps.max() ?? 0 <= 256)
        #expect(numbers.first == 1)
    }

    @Test func `the curves are the lines of training and of validation, in order`() {
        let lines = [
            train(1), #"{"event":"notice","message":"once","time":1}"#,
            #"{"event":"test","iteration":1,"time":1}"#, train(2),
        ]
        #expect(history(of: lines).curves.map(\.number) == [1, 3, 4])
    }

    /// Rows of training and of a test net, as they are written.
    private func rows(_ iteration: Int) -> [String] {
        [
            #"{"event":"train","iteration":\#(iteration),"lr":1,"outputs":{},"rate":1,"time":1}"#,
            #"{"event":"test","iteration":\#(iteration),"net":0,"outputs":{},"time":1}"#,
        ]
    }

    @Test(arguments: [0, 5, 100, 3000])
    func `a job that goes on drops what comes after, and its errors`(start: Int) {
        let first = (0..<3000).flatMap(rows)
        let again = #"{"action":"continue","event":"request","iteration":\#(start),"time":1}"#
        let failed = #"{"event":"error","message":"broken","time":1}"#
        let second = (start..<3000).map { rows($0)[0] }
        let history = history(of: first + [failed, again] + second)
        #expect(history.last(9, .error).isEmpty)
        let events = history.lines(after: 0).compactMap(\.event)
        let trained = events.filter { $0.kind == .train }.compactMap(\.iteration)
        let tested = events.filter { $0.kind == .test }.compactMap(\.iteration)
        #expect(trained == trained.sorted() && Set(trained).count == trained.count)
        #expect(trained.last == 2999)
        #expect(tested.allSatisfy { $0 < start })
    }

    @Test(arguments: [Int.max, Int.min, -1, 0, 3])
    func `lines after a number are those with a greater one`(number: Int) {
        let history = history(of: (1...5).map(train))
        #expect(history.lines(after: number).map(\.number) == (1...5).filter { $0 > number })
    }

    @Test func `notices and errors are read as events, the last of many`() {
        let lines = (1...300).map { #"{"event":"notice","message":"\#($0)","time":1,"title":"t"}"# }
        let found = history(of: lines + [train(1)]).last(2, .notice)
        #expect(found.map(\.notice?.message.english) == ["299", "300"])
    }

    @Test func `the kind of a line is known without decoding all of it`() throws {
        let texts = [
            #"{"event":"train","iteration":1,"lr":1,"outputs":{"event":1},"rate":1,"time":1}"#,
            #"{ "time": 1, "event": "test", "iteration": 1, "net": 0, "outputs": {} }"#,
            #"{"event":"error","message":"said \"event\":\"train\" in it","time":1}"#,
            #"{"event":"unheard-of","time":1}"#, "no JSON", "", #"{"event":7}"#,
        ]
        for text in texts {
            let kind = Array(text.utf8).withUnsafeBytes { JobEvent.Kind(ofLine: $0) }
            #expect(kind == EventRecord(line: text.utf8)?.event.kind, "\(text)")
        }
    }

    @Test func `a reader returns complete lines, and continues where it was`() throws {
        let path = folder("events.jsonl")
        let long = String(repeating: "x", count: 3 << 20)
        try AtomicFile.write(path: path, text: "one\n\n\(long)\ntwo\ntorn")
        var reader = EventReader(folder: folder("."))
        var lines: [String] = []
        reader.read { lines.append(String(decoding: $0, as: UTF8.self)) }
        #expect(lines == ["one", "", "", "two"])
        try AtomicFile.write(path: path, text: "one\n\n\(long)\ntwo\ntorn no more\n")
        reader.read { lines.append(String(decoding: $0, as: UTF8.self)) }
        #expect(lines.dropFirst(4) == ["torn no more"])
    }

    @Test(arguments: [Int.min, -1, Int.max])
    func `a reader accepts any number as its start`(offset: Int) throws {
        try AtomicFile.write(path: folder("events.jsonl"), text: "one\n")
        var reader = EventReader(folder: folder("."), from: offset)
        var count = 0
        reader.read { _ in count += 1 }
        #expect(count == (offset < 0 ? 1 : 0))
    }
}
