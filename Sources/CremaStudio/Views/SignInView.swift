/// The field for the studio's token.
struct SignInView: View {
    static let template = "SignIn"

    var words: String
}
