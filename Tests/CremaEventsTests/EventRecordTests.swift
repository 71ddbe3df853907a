import CremaEvents
import CremaProto
import Testing
import TestSupport

@Suite struct EventRecordTests {
    private static let failure = {
        var failure = JobEvent.Failure(
            message: .verbatim("layer \"mine\": no"),
            layer: "mine"
        )
        (failure.phase, failure.iteration, failure.source) = ("TRAIN", 7, "x.py:1: a/b")
        (failure.bottoms, failure.tops) = (["data: 1 2"], ["out: 1 2"])
        failure.traceback = "Traceback\n  more"
        return failure
    }()

    private static let lines: [(JobEvent, String)] = [
        (.status(.done), #""event":"status","status":"Done""#),
        (
            .status(.error, message: .verbatim("no")),
            #""event":"status","message":"no","status":"Error""#
        ),
        (
            .progress(task: "train", done: 1, total: 2),
            #""done":1,"event":"progress","task":"train""#
        ),
        (
            .train(.init(iteration: 4, outputs: ["loss": .nan], learningRate: 0.5, speed: 2)),
            #""event":"train","iteration":4,"lr":0.5,"outputs":{"loss":"NaN"},"rate":2"#
        ),
        (
            .test(.init(iteration: 4, net: 1, outputs: ["accuracy": 0.5])),
            #""event":"test","iteration":4,"net":1,"outputs":{"accuracy":0.5}"#
        ),
        (
            .snapshot(iteration: 4, file: "s.caffemodel"),
            #""event":"snapshot","file":"s.caffemodel","iteration":4"#
        ),
        (
            .notice(.init(title: .verbatim("T"), message: .verbatim("a/b"))),
            #""event":"notice","message":"a/b""#
        ),
        (
            .notice(
                .init(title: .verbatim("T"), message: .verbatim("m"), level: .danger, file: "f")
            ),
            #""event":"notice","file":"f","level":"danger","message":"m""#
        ),
        (.error(.init(message: .verbatim("no"))), #""event":"error","message":"no""#),
        (
            .error(failure),
            #""bottoms":["data: 1 2"],"event":"error","iteration":7,"layer":"mine","#
                + #""message":"layer \"mine\": no","phase":"TRAIN","source":"x.py:1: a/b""#
        ),
        (
            .request(.goOn(fromIteration: 600)),
            #""action":"continue","event":"request","iteration":600"#
        ),
        (.request(.pause), #""action":"pause","event":"request""#),
        (.request(.abort), #""action":"abort","event":"request""#),
        (.request(.shutDown), #""action":"shutdown","event":"request""#),
    ]

    @Test(arguments: lines)
    func `an event is one object with sorted keys, and is read back`(
        event: JobEvent,
        fields: String
    ) throws {
        let folder = try TemporaryFolder()
        EventLog(folder: folder.path).append(event)
        var reader = EventReader(folder: folder.path)
        var text = ""
        reader.read { text = String(decoding: $0, as: UTF8.self) }
        #expect(text.hasPrefix("{" + fields + ","), "\(text)")
        let read = try #require(EventRecord(line: text.utf8))
        #expect("\(read.event)" == "\(event)")
        #expect(abs(read.time - EventRecord(event).time) < 60)
    }

    @Test(arguments: [
        "", "no JSON", #"{"event":"unheard-of","time":1}"#, #"{"event":7,"time":1}"#,
        #"{"event":"status","status":"Done"}"#, #"{"event":"status","time":1}"#,
        #"{"event":"status","status":"Asleep","time":1}"#,
        #"{"event":"progress","done":1e99,"task":"train","total":2,"time":1}"#,
    ])
    func `a line that is malformed or of an unknown kind is skipped`(line: String) {
        #expect(EventRecord(line: line.utf8) == nil)
    }

    private static let phrase = Phrase.described(
        "a.b",
        english: "2 of c",
        ["count": 2, "name": "c", "inner": Phrase.verbatim("d"), "lines": [Phrase.verbatim("e")]]
    )

    @Test func `a phrase is its English and, next to it, what other languages need`() throws {
        let rest =
            #""phrase":{"arguments":{"count":2,"inner":{"english":"d"},"#
            + #""lines":[{"english":"e"}],"name":"c"},"key":"a.b"}"#
        for (event, fields) in [
            (JobEvent.status(.error, message: Self.phrase), #""message":"2 of c",\#(rest),"#),
            (.error(.init(message: Self.phrase)), #""message":"2 of c",\#(rest),"#),
            (
                .notice(.init(title: .described("t", english: "T"), message: Self.phrase)),
                #""message":"2 of c",\#(rest),"time":"#
            ),
        ] {
            let folder = try TemporaryFolder()
            EventLog(folder: folder.path).append(event)
            var reader = EventReader(folder: folder.path)
            var text = ""
            reader.read { text = String(decoding: $0, as: UTF8.self) }
            #expect(text.contains(fields), "\(text)")
            #expect(EventRecord(line: text.utf8)?.event == event)
        }
    }

    @Test(arguments: [
        "", #","phrase":7"#, #","phrase":{}"#, #","phrase":{"key":"a","arguments":[]}"#,
        #","phrase":{"key":"a","arguments":{"x":1.5}}"#,
        #","phrase":{"key":"a","arguments":{"x":{"key":"b"}}}"#,
    ])
    func `what is not a phrase leaves the English`(rest: String) {
        let line = #"{"event":"error","message":"no"\#(rest),"time":1}"#
        #expect(EventRecord(line: line.utf8)?.event == .error(.init(message: .verbatim("no"))))
    }

    @Test func `fields that a kind does not have are ignored`() {
        let line = #"{"event":"status","status":"Done","time":1,"later":[1]}"#
        #expect(EventRecord(line: line.utf8)?.event == .status(.done))
    }
}
