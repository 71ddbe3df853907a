import Synchronization

/// The browsers and scripts that are signed in with a name, until the studio ends.
final class Sessions: Sendable {
    private struct Session {
        var name: String
        /// The password that it began with, as the list of users has it.
        var password: String
        var end: ContinuousClock.Instant
    }

    /// How long one lasts.
    static let length = Duration.seconds(7 * 24 * 3600)
    /// The most that one user has; the oldest make room.
    private static let mostPerUser = 50

    private let sessions = Mutex<[String: Session]>([:])

    /// Begins one; returns the secret that shows it.
    func begin(_ user: UserList.Entry, now: ContinuousClock.Instant = .now) -> String {
        let secret = Sodium.secret()
        sessions.withLock { sessions in
            sessions = sessions.filter { $0.value.end > now }
            let own = sessions.filter { $0.value.name == user.name }
            if own.count >= Self.mostPerUser,
                let oldest = own.min(by: { $0.value.end < $1.value.end })
            {
                sessions[oldest.key] = nil
            }
            sessions[secret] = Session(
                name: user.name,
                password: user.password,
                end: now + Self.length
            )
        }
        return secret
    }

    /// Who has shown a secret, as the list has them now; nil if the session is over, or the user
    /// has another password or is gone.
    func user(
        of secret: String,
        in users: UserList,
        now: ContinuousClock.Instant = .now
    ) -> User? {
        guard let session = sessions.withLock({ $0[secret] }), session.end > now,
            let entry = users.find(session.name), entry.password == session.password
        else { return nil }
        return User(name: entry.name, role: entry.role)
    }

    /// Ends the session of a secret, if there is one.
    func end(_ secret: String) {
        sessions.withLock { $0[secret] = nil }
    }
}
