import CSodium
import CremaJobs
import CremaProto

/// What the studio needs of libsodium: passwords, random secrets, and keyed hashes.
enum Sodium {
    private static let isReady = sodium_init() >= 0

    /// A secret of 256 random bits, in hexadecimal digits.
    static func secret() -> String {
        precondition(isReady, "libsodium finds a source of random numbers")
        var bytes = [UInt8](repeating: 0, count: 32)
        randombytes_buf(&bytes, bytes.count)
        return hexadecimal(bytes)
    }

    /// A hash of a text under a secret, which does not reveal the secret, in hexadecimal digits.
    static func hash(_ text: String, under secret: String) -> String {
        var result = [UInt8](repeating: 0, count: Int(crypto_generichash_BYTES))
        let (message, key) = (Array(text.utf8), Array(secret.utf8.prefix(64)))
        crypto_generichash(
            &result,
            result.count,
            message,
            UInt64(message.count),
            key,
            key.count
        )
        return hexadecimal(result)
    }

    /// Whether two texts are the same, in a time that does not depend on where they differ.
    static func areEqual(_ a: String, _ b: String) -> Bool {
        let (a, b) = (Array(a.utf8), Array(b.utf8))
        return a.count == b.count && sodium_memcmp(a, b, a.count) == 0
    }

    /// A password by argon2id with a salt of its own, as a text that names the algorithm and its
    /// costs; throws if there is no memory for it (64 MiB).
    static func hash(password: String) throws -> String {
        var text = [CChar](repeating: 0, count: Int(crypto_pwhash_argon2id_STRBYTES))
        let bytes = password.utf8.map { CChar(bitPattern: $0) }
        let result = crypto_pwhash_argon2id_str(
            &text,
            bytes,
            UInt64(bytes.count),
            UInt64(crypto_pwhash_argon2id_OPSLIMIT_INTERACTIVE),
            Int(crypto_pwhash_argon2id_MEMLIMIT_INTERACTIVE)
        )
        guard result == 0 else { throw StudioError.unavailable(Phrase("people.no_memory")) }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Whether a password is the one that a text was made from; takes as long as making one.
    static func verify(password: String, against text: String) -> Bool {
        // The library reads as many bytes, whatever they are.
        var stored = [CChar](repeating: 0, count: Int(crypto_pwhash_argon2id_STRBYTES))
        for (index, byte) in text.utf8.prefix(stored.count - 1).enumerated() {
            stored[index] = CChar(bitPattern: byte)
        }
        let bytes = password.utf8.map { CChar(bitPattern: $0) }
        return crypto_pwhash_argon2id_str_verify(stored, bytes, UInt64(bytes.count)) == 0
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
