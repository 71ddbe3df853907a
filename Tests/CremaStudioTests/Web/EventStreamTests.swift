import Testing

@testable import CremaStudio

@Suite struct EventStreamTests {
    @Test func `a stream that was idle ends with its last event, not with a comment`() {
        let last = EventStream.News(text: "event: end\ndata: Done\n\n", place: 3, isLast: true)
        #expect(last.sent(isIdle: true) == last.text)
    }

    @Test func `a stream without news is kept alive by comments`() {
        let nothing = EventStream.News(text: "", place: 3)
        #expect(nothing.sent(isIdle: true).hasPrefix(":"))
        #expect(nothing.sent(isIdle: false).isEmpty)
    }

    @Test func `an event of several lines is sent as one`() {
        let event = EventStream.Event(type: "log", data: "one\r\ntwo\n", id: 7)
        #expect(event.text == "id: 7\nevent: log\ndata: one\ndata: two\ndata: \n\n")
    }
}
