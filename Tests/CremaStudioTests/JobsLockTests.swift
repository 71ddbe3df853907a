import CremaEngine
import CremaJobs
import CremaRuns
import Foundation
import Testing

@testable import CremaStudio

@Suite struct JobsLockTests {
    private let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("crema-lock-\(UUID().uuidString)")

    @Test func `one process has it at a time, and the next learns who`() throws {
        var first: JobsLock? = try JobsLock.take(in: folder)
        first?.say("http://127.0.0.1:5000/")
        #expect { try JobsLock.take(in: folder) } throws: { error in
            let taken = error as? JobsLock.Taken
            return taken?.description
                == "a studio already serves this folder at http://127.0.0.1:5000/"
                && ExitStatus(error) == .folderInUse
        }
        first = nil
        _ = try JobsLock.take(in: folder)
    }

    @Test func `a holder without an address is named`() throws {
        let first = try JobsLock.take(in: folder)
        first.say("crema walkthrough (process 7)")
        #expect { try JobsLock.take(in: folder) } throws: {
            "\($0)".hasPrefix("crema walkthrough (process 7) is using ")
        }
        withExtendedLifetime(first) {}
    }

    @Test func `a folder with two names has one lock`() throws {
        let first = try JobsLock.take(in: folder)
        first.say("http://127.0.0.1:5000/")
        let link = URL(fileURLWithPath: folder.path + "-link")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: folder)
        #expect(throws: JobsLock.Taken.self) { try JobsLock.take(in: link) }
        withExtendedLifetime(first) {}
    }

    @Test func `a folder that cannot be made is reported in words`() throws {
        try Data().write(to: folder)
        #expect { try JobsLock.take(in: folder) } throws: {
            "\($0)".contains("name another with --jobs-dir") && ExitStatus($0) == .cannotWrite
        }
    }
}
