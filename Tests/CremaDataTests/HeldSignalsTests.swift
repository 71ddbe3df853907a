import CSignals
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import CremaData

@Suite(.serialized) struct HeldSignalsTests {
    /// The signals that this thread holds back, as the kernel has them: signal N by bit N - 1.
    private static func held() -> UInt64 { csignals_hold(0) }

    private static func bit(_ signal: Int32) -> UInt64 { 1 << UInt64(signal - 1) }

    @Test func `all signals are held back but those of a thread's own faults`() {
        let held = holdingSignals(Self.held)
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGPROF, SIGALRM, SIGUSR2, SIGABRT, 33, 34, 64] {
            #expect(held & Self.bit(signal) != 0, "\(signal)")
        }
        for signal in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS] {
            #expect(held & Self.bit(signal) == 0, "\(signal)")
        }
    }

    @Test func `what was held back before is so again, after an error and within another time`() {
        var (mine, before) = (sigset_t(), sigset_t())
        sigaddset(&mine, SIGWINCH)
        pthread_sigmask(SIG_SETMASK, &mine, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        #expect(throws: DataError.self) {
            try holdingSignals { throw DataError.invalidImage(reason: "in the middle") }
        }
        #expect(Self.held() == Self.bit(SIGWINCH))
        let (outer, inner) = holdingSignals {
            let inner = holdingSignals(Self.held)
            return (Self.held(), inner)
        }
        #expect(outer == inner)
        #expect(Self.held() == Self.bit(SIGWINCH))
    }

    private static let arrived = Atomic(0)
    private static let mask = Atomic<UInt64>(0)

    @Test func `a signal that comes meanwhile is delivered at the end`() {
        var action = sigaction(), before = sigaction()
        action.__sigaction_handler.sa_handler = { _ in Self.arrived.add(1, ordering: .relaxed) }
        sigaction(SIGWINCH, &action, &before)
        defer { sigaction(SIGWINCH, &before, nil) }
        // Threads that run tests hold it back themselves.
        var (taken, mask) = (sigset_t(), sigset_t())
        sigaddset(&taken, SIGWINCH)
        pthread_sigmask(SIG_UNBLOCK, &taken, &mask)
        defer { pthread_sigmask(SIG_SETMASK, &mask, nil) }
        let meanwhile = holdingSignals {
            pthread_kill(pthread_self(), SIGWINCH)
            return Self.arrived.load(ordering: .relaxed)
        }
        #expect(meanwhile == 0)
        #expect(Self.arrived.load(ordering: .relaxed) == 1)
    }

    @Test func `threads of our own take no signals but those by which users are changed`() throws {
        let before = Self.held()
        pthread_join(try startThread { Self.mask.store(Self.held(), ordering: .relaxed) }, nil)
        #expect(Self.held() == before)
        let mask = Self.mask.load(ordering: .relaxed)
        for signal in [SIGINT, SIGTERM, SIGPROF, SIGUSR1] { #expect(mask & Self.bit(signal) != 0) }
        // setuid() waits until each thread has taken it.
        for signal in [SIGSEGV, SIGILL, 33] { #expect(mask & Self.bit(signal) == 0) }
    }

    @Test func `a process begins with no signals held back`() throws {
        let folder = try TemporaryFolder()
        let status = "\(folder.path)/status"
        let ending = try holdingSignals {
            var command = Command("grep", ["SigBlk", "/proc/self/status"])
            command.output = .file(status)
            return try command.run()
        }
        #expect(ending == .exited(0))
        let line = try #require(try FileBytes.lines(path: status).first)
        #expect(line.hasSuffix("\t0000000000000000"))
    }
}
