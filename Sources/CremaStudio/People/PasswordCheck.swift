import CremaJobs
import CremaProto

/// Checks names and passwords, and makes guessing slow.
///
/// An unknown name takes as long as a wrong password, and counts as one.
actor PasswordCheck {
    /// After so many failures in a row, each further one doubles the wait for the next attempt.
    private static let free = 5
    private static let longestWait = Duration.seconds(60)
    /// Failures are forgotten after this.
    private static let memory = Duration.seconds(900)
    private static let mostNames = 10_000
    /// Each check takes 64 MiB.
    private static let mostAtOnce = 4

    private var failures: [String: (count: Int, last: ContinuousClock.Instant)] = [:]
    private var checksNow = 0
    /// What the password of an unknown name is compared with.
    private var nobody: String?

    /// The user with a name and a password.
    ///
    /// Throws `unauthorized` if there is none, and `tooMany` before anything is compared if there
    /// were too many failures lately.
    func user(
        _ name: String,
        _ password: String,
        in users: UserList,
        now: ContinuousClock.Instant = .now
    ) async throws -> UserList.Entry {
        let entry = users.find(name)
        try countAttempt(UserList.isName(name) ? name : "", now)
        checksNow += 1
        defer { checksNow -= 1 }
        var stored = entry?.password ?? ""
        if entry == nil { stored = try await passwordOfNobody() }
        let isRight = await onWaitingThread { [stored] in
            Sodium.verify(password: password, against: stored)
        }
        guard let entry, isRight else {
            throw StudioError.unauthorized(Phrase("people.wrong_password"))
        }
        failures[name] = nil
        return entry
    }

    /// Counts an attempt as a failure until it has succeeded, so that many at once gain nothing.
    private func countAttempt(_ name: String, _ now: ContinuousClock.Instant) throws {
        failures = failures.filter { now - $0.value.last < Self.memory }
        let before = failures[name]
        if let before, before.count >= Self.free {
            let doublings = min(before.count - Self.free, 6)
            let wait = min(.seconds(1 << doublings), Self.longestWait)
            let rest = wait - (now - before.last)
            guard rest <= .zero else {
                throw StudioError.tooMany(
                    Phrase("people.wait", ["count": Int(rest.components.seconds) + 1])
                )
            }
        }
        guard checksNow < Self.mostAtOnce, before != nil || failures.count < Self.mostNames else {
            throw StudioError.tooMany(Phrase("people.busy"))
        }
        failures[name] = ((before?.count ?? 0).addingSaturated(1), now)
    }

    private func passwordOfNobody() async throws -> String {
        if let nobody { return nobody }
        let made = try await Task.detached { try Sodium.hash(password: Sodium.secret()) }.value
        nobody = made
        return made
    }
}
