import CremaData
import CremaJobs
import CremaProto
public import Foundation
import Glibc

/// The people who sign in with a name and a password, kept in `.users.json` next to the jobs.
///
/// Without any, whoever has the studio's token may do everything.
public struct UserList: Codable, Sendable, Equatable {
    /// One of them.
    public struct Entry: Codable, Sendable, Equatable {
        /// Letters, digits, `.`, `_` and `-`.
        public var name: String
        /// What they may do.
        public var role: Role
        /// Their password by argon2id, as libsodium writes it.
        var password: String
    }

    /// All of them, by name.
    public private(set) var users: [Entry] = []

    /// The fewest and the most bytes of a password.
    static let passwordBytes = 8...1024

    init() {}

    /// The users of a folder of jobs; throws if there is a file that cannot be read.
    public init(in jobs: URL) throws {
        let path = Self.file(in: jobs).path
        var status = stat()
        // Whatever else is wrong, nobody is admitted.
        guard stat(path, &status) == 0 || errno != ENOENT else { return }
        do {
            let bytes = try FileBytes.read(path: path)
            self = try JSONDecoder().decode(UserList.self, from: Data(bytes))
        } catch {
            throw StudioError.unavailable(Phrase("people.damaged", ["file": path]))
        }
    }

    /// Keeps them, completely or not at all, in a file for its owner's eyes alone.
    public func keep(in jobs: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try Folder.create(jobs.path)
        try AtomicFile.write(
            path: Self.file(in: jobs).path,
            encoder.encode(self),
            permissions: 0o600
        )
    }

    static func file(in jobs: URL) -> URL { jobs.appendingPathComponent(".users.json") }

    /// The user with a name; nil if there is none.
    func find(_ name: String) -> Entry? { users.first { $0.name == name } }

    /// Adds somebody; throws if the name is taken or not allowed, or the password is too short.
    public mutating func add(_ name: String, _ role: Role, password: String) throws {
        guard Self.isName(name) else {
            throw StudioError.badRequest(Phrase("people.not_name", ["found": name]))
        }
        guard find(name) == nil else {
            throw StudioError.badRequest(Phrase("people.name_taken", ["name": name]))
        }
        let hash = try Self.hash(password)
        users.append(Entry(name: name, role: role, password: hash))
        users.sort { $0.name < $1.name }
    }

    /// Removes somebody; throws if nobody has that name.
    public mutating func remove(_ name: String) throws {
        users.remove(at: try index(of: name))
    }

    /// Gives somebody another password; throws if nobody has that name, or it is too short.
    public mutating func setPassword(_ password: String, of name: String) throws {
        let index = try index(of: name)
        users[index].password = try Self.hash(password)
    }

    /// Gives somebody another role; throws if nobody has that name.
    public mutating func setRole(_ role: Role, of name: String) throws {
        users[try index(of: name)].role = role
    }

    private func index(of name: String) throws -> Int {
        guard let index = users.firstIndex(where: { $0.name == name }) else {
            let known = users.map(\.name).joined(separator: ", ")
            throw StudioError.notFound(
                known.isEmpty
                    ? Phrase("people.no_users")
                    : Phrase("people.unknown", ["name": name, "known": known])
            )
        }
        return index
    }

    private static func hash(_ password: String) throws -> String {
        guard passwordBytes.contains(password.utf8.count) else {
            throw StudioError.badRequest(
                Phrase(
                    "people.password_length",
                    [
                        "least": passwordBytes.lowerBound, "most": passwordBytes.upperBound,
                        "count": password.utf8.count,
                    ]
                )
            )
        }
        return try Sodium.hash(password: password)
    }

    /// Whether a text can be a name, as DIGITS has it: letters, digits, `.`, `_` and `-`.
    static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                isLetterOrDigit($0)
                    || [UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-")].contains($0)
            }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
