import Foundation

/// The fields for a name and a password, or for the studio's token.
struct SignInView: View {
    static let template = "SignIn"

    var words: String
    /// Whether the token is asked for, and no name.
    var needsToken: Bool
    var needsPassword: Bool
    /// Where a name and a password are sent.
    var address: String

    /// Where they are sent to go on to a page.
    static func address(backTo path: String) -> String {
        let isSignIn = path.hasPrefix("/login") || path.hasPrefix("/logout")
        let text = (isSignIn ? "/" : path).addingPercentEncoding(
            withAllowedCharacters: .alphanumerics
        )
        return "/login?path=\(text ?? "")"
    }
}
