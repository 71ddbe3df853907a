import CremaData
import Testing
import TestSupport

@testable import CremaEngine

@Suite struct OlderStatesTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func names(after files: [String], keeping count: Int, upTo iteration: Int) throws
        -> [String]
    {
        for name in files { try AtomicFile.write(path: folder("out/\(name)"), text: "x") }
        OlderStates(prefix: folder("out/net")).remove(upTo: iteration, keeping: count)
        return try Folder.names(in: folder("out"))
    }

    private func snapshot(_ iteration: Int, ending: String = "") -> [String] {
        ["caffemodel\(ending)", "resume.json", "solverstate\(ending)"].map {
            "net_iter_\(iteration).\($0)"
        }
    }

    @Test func `keeps the last state, and all weights`() throws {
        try Folder.create(folder("out"))
        let files = [9, 10, 100].flatMap { snapshot($0) } + snapshot(50, ending: ".h5")
        let kept = try names(after: files, keeping: 1, upTo: 100)
        #expect(
            kept == [
                "net_iter_10.caffemodel", "net_iter_100.caffemodel", "net_iter_100.resume.json",
                "net_iter_100.solverstate", "net_iter_50.caffemodel.h5", "net_iter_9.caffemodel",
            ]
        )
    }

    @Test func `keeps as many states as configured`() throws {
        try Folder.create(folder("out"))
        let kept = try names(after: [1, 2, 3].flatMap { snapshot($0) }, keeping: 2, upTo: 3)
        let states = kept.filter { $0.hasSuffix("state") }
        #expect(states == ["net_iter_2.solverstate", "net_iter_3.solverstate"])
    }

    @Test func `keeps the last state, whatever is configured`() throws {
        try Folder.create(folder("out"))
        let kept = try names(after: snapshot(5), keeping: 0, upTo: 5)
        #expect(kept == snapshot(5))
    }

    @Test func `leaves states of later iterations and of other runs alone`() throws {
        try Folder.create(folder("out"))
        let others = [
            "net_iter_7.solverstate", "other_iter_1.solverstate", "net_iter_x.solverstate",
            "net_iter_2.solverstate.99.partial",
        ]
        let kept = try names(after: snapshot(3) + others, keeping: 1, upTo: 3)
        #expect(kept == (snapshot(3) + others).sorted())
    }

    @Test func `removes later what an interrupted removal left`() throws {
        try Folder.create(folder("out"))
        let kept = try names(after: ["net_iter_1.resume.json"] + snapshot(2), keeping: 1, upTo: 2)
        #expect(kept == snapshot(2))
    }
}
