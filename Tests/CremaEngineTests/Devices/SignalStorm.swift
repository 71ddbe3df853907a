import Glibc
import Synchronization

@testable import CremaData

/// Signals to a thread while it computes, and where they found its stack pointer.
struct SignalStorm {
    /// How many signals the thread took.
    let arrived: Int
    /// How many of them found the stack pointer outside of the thread's stack, where the kernel
    /// would have written a signal's frame over something else.
    let strays: Int

    /// Signals a thread that goes on with `work` until it has taken so many.
    init(_ count: Int, during work: @escaping @Sendable () -> Void) throws {
        Self.arrived.store(0, ordering: .relaxed)
        Self.strays.store(0, ordering: .relaxed)
        var action = sigaction(), before = sigaction()
        action.__sigaction_handler.sa_sigaction = Self.note
        action.sa_flags = SA_SIGINFO | SA_ONSTACK
        sigaction(Self.signal, &action, &before)
        defer { sigaction(Self.signal, &before, nil) }
        let thread = try startThread {
            let stack = Self.prepareThread()
            defer { Self.endThread(stack) }
            Self.isTaking.store(true, ordering: .releasing)
            while Self.arrived.load(ordering: .relaxed) < count { work() }
            Self.isTaking.store(false, ordering: .releasing)
        }
        while !Self.isTaking.load(ordering: .acquiring) { sched_yield() }
        while Self.isTaking.load(ordering: .acquiring) {
            pthread_kill(thread, Self.signal)
            usleep(20)
        }
        pthread_join(thread, nil)
        arrived = Self.arrived.load(ordering: .relaxed)
        strays = Self.strays.load(ordering: .relaxed)
    }

    // A signal that changes nothing where nobody has taken it over.
    private static let signal = SIGURG
    private static let isTaking = Atomic(false)
    private static let arrived = Atomic(0)
    private static let strays = Atomic(0)
    private static let lowest = Atomic<UInt>(0)
    private static let highest = Atomic<UInt>(0)

    private static let note:
        @convention(c) (
            Int32, UnsafeMutablePointer<siginfo_t>?, UnsafeMutableRawPointer?
        ) -> Void = { _, _, context in
            arrived.add(1, ordering: .relaxed)
            guard let context = context?.assumingMemoryBound(to: ucontext_t.self) else { return }
            #if arch(x86_64)
                let pointer = UInt(context.pointee.uc_mcontext.gregs.15)
            #else
                let pointer = UInt(context.pointee.uc_mcontext.sp)
            #endif
            if pointer < lowest.load(ordering: .relaxed)
                || pointer > highest.load(ordering: .relaxed)
            {
                strays.add(1, ordering: .relaxed)
            }
        }

    /// Notes where the thread's stack is, gives it another one for signals, and has it take them.
    private static func prepareThread() -> UnsafeMutableRawPointer {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        var size = 0
        pthread_attr_getstacksize(&attributes, &size)
        pthread_attr_destroy(&attributes)
        // The thread has just begun: all of its stack is below, but for some frames.
        let (stackSize, frames) = (UInt(size), 16 << 10 as UInt)
        withUnsafePointer(to: &attributes) { here in
            lowest.store(UInt(bitPattern: here) - stackSize + frames, ordering: .relaxed)
            highest.store(UInt(bitPattern: here) + frames, ordering: .relaxed)
        }
        let room = 1 << 17
        let memory = UnsafeMutableRawPointer.allocate(byteCount: room, alignment: 16)
        var stack = stack_t(ss_sp: memory, ss_flags: 0, ss_size: room)
        sigaltstack(&stack, nil)
        var signals = sigset_t()
        sigaddset(&signals, signal)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        return memory
    }

    private static func endThread(_ memory: UnsafeMutableRawPointer) {
        var signals = setOfSignalsThatWait
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        var none = stack_t(ss_sp: nil, ss_flags: Int32(SS_DISABLE), ss_size: 0)
        sigaltstack(&none, nil)
        memory.deallocate()
    }
}
