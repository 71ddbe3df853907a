public import ArgumentParser
public import CremaStudio
import Foundation

/// `crema studio users …`: who may sign in to a studio, and what they may do.
struct UsersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "users",
        abstract: "Adds and removes the people who may sign in to a studio.",
        discussion: """
            As soon as there is a user, the studio's token is not needed any more, and everyone \
            signs in with a name and a password. A studio that runs notices at once; whoever was \
            removed, or has another password, is signed out. Passwords are kept as argon2id hashes \
            in .users.json in the folder of the jobs.

              crema studio users add anna --role administer --jobs-dir jobs

            Roles: look (see jobs, download models), train (make jobs, change one's own), \
            administer (everything). The password is asked for at the terminal, or is the first \
            line of standard input.
            """,
        subcommands: [Add.self, Remove.self, List.self, Password.self, ChangeRole.self]
    )
}

/// The option for the folder of a studio's jobs, for `crema studio` and the commands below it, as
/// the parser takes it from wherever it is.
struct JobsFolder: ParsableArguments {
    @Option(help: "The folder of the jobs, one folder each.", completion: .directory)
    var jobsDir = "jobs"

    /// Its place.
    var url: URL { URL(fileURLWithPath: jobsDir).standardizedFileURL }
}

extension JobsFolder {
    /// Changes the studio's users, and keeps them.
    func change(_ body: (inout UserList) throws -> Void) throws {
        var users = try UserList(in: url)
        try body(&users)
        try users.keep(in: url)
    }
}

extension Role: ExpressibleByArgument {}

extension UsersCommand {
    /// `crema studio users add NAME`.
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Adds a user.")

        @Argument(help: "1 to 64 letters, digits, \".\", \"_\" or \"-\".") var name: String
        @Option(help: "What the user may do.") var role = Role.train
        @OptionGroup var folder: JobsFolder

        func run() throws {
            let password = try PasswordPrompt.read(for: name)
            try folder.change { try $0.add(name, role, password: password) }
            print("\(name) may \(role.rawValue)")
        }
    }

    /// `crema studio users remove NAME`.
    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Removes a user, whose jobs stay and keep their owner's name."
        )

        @Argument(help: "The user's name.") var name: String
        @OptionGroup var folder: JobsFolder

        func run() throws {
            try folder.change { try $0.remove(name) }
            print("\(name) is removed")
            if try UserList(in: folder.url).users.isEmpty {
                print("There are no users left: the studio's token admits to everything again.")
            }
        }
    }

    /// `crema studio users list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the users, each with its role."
        )

        @OptionGroup var folder: JobsFolder

        func run() throws {
            for user in try UserList(in: folder.url).users {
                print("\(user.name)\t\(user.role.rawValue)")
            }
        }
    }

    /// `crema studio users password NAME`.
    struct Password: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Gives a user another password.")

        @Argument(help: "The user's name.") var name: String
        @OptionGroup var folder: JobsFolder

        func run() throws {
            let password = try PasswordPrompt.read(for: name)
            try folder.change { try $0.setPassword(password, of: name) }
            print("\(name) has another password")
        }
    }

    /// `crema studio users role NAME ROLE`.
    struct ChangeRole: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "role",
            abstract: "Gives a user another role."
        )

        @Argument(help: "The user's name.") var name: String
        @Argument(help: "look, train or administer.") var role: Role
        @OptionGroup var folder: JobsFolder

        func run() throws {
            try folder.change { try $0.setRole(role, of: name) }
            print("\(name) may \(role.rawValue)")
        }
    }
}
