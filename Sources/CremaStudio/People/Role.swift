import CremaJobs
import CremaProto

/// What a user may do; each role includes those before it.
public enum Role: String, Codable, CaseIterable, Comparable, Sendable {
    /// May see jobs and download models.
    case look
    /// May also make jobs, and change those that are their own.
    case train
    /// May do everything.
    case administer

    /// Whether a role includes less than another.
    public static func < (a: Role, b: Role) -> Bool {
        allCases.firstIndex(of: a) ?? 0 < allCases.firstIndex(of: b) ?? 0
    }
}

extension Role {
    /// What those read whose own role is not enough.
    var refusal: Phrase {
        switch self {
        case .look, .train: Phrase("people.role_train")
        case .administer: Phrase("people.role_administer")
        }
    }
}

/// Someone whom the studio serves.
struct User: Sendable, Equatable {
    /// The name that they signed in with; empty for who has only shown the token, or nothing in a
    /// studio that is open to everyone.
    var name = ""
    var role = Role.administer

    /// Whether they may change, abort and delete a job with an owner.
    func mayChange(ownedBy owner: String) -> Bool {
        role == .administer || role == .train && !name.isEmpty && name == owner
    }
}

/// The sender of a request that the studio knows.
struct Visitor: Sendable, Equatable {
    var user = User()
    /// What every form has to bring along; nil where no cookie shows who the sender is, so that
    /// another site has nothing to abuse.
    var formToken: String?
}
