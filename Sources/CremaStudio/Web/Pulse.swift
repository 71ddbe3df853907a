import Foundation
import Synchronization

/// Wakes open pages when what they show has changed.
final class Pulse: Sendable {
    private struct State {
        var listeners: [UUID: AsyncStream<Void>.Continuation] = [:]
        var isOver = false
    }

    private let state = Mutex(State())

    /// Whether a page is waiting for a beat.
    var isHeard: Bool { state.withLock { !$0.listeners.isEmpty } }

    /// A beat at once, one after each change, and one every few seconds, until the pulse ends or
    /// `stop` is called.
    ///
    /// A busy page misses beats, but never the last.
    func listen() -> (beats: AsyncStream<Void>, stop: @Sendable () -> Void) {
        let id = UUID()
        let (stream, listener) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        listener.yield()
        let isOver = state.withLock {
            if !$0.isOver { $0.listeners[id] = listener }
            return $0.isOver
        }
        if isOver { listener.finish() }
        let clock = Task {
            while !Task.isCancelled {
                // When cancelled, it ends early, and the loop with it.
                try? await Task.sleep(for: Pulse.rest)
                listener.yield()
            }
        }
        listener.onTermination = { [weak self] _ in
            clock.cancel()
            _ = self?.state.withLock { $0.listeners.removeValue(forKey: id) }
        }
        return (stream, { listener.finish() })
    }

    /// Wakes every page.
    func beat() {
        for listener in state.withLock({ Array($0.listeners.values) }) { listener.yield() }
    }

    /// Wakes every page for the last time.
    func finish() {
        let listeners = state.withLock {
            $0.isOver = true
            return Array($0.listeners.values)
        }
        for listener in listeners { listener.finish() }
    }

    /// The longest time without a beat.
    static let rest = Duration.seconds(5)
}
