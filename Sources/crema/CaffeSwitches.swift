/// Switches in all the forms in which Caffe's programs take them.
enum CaffeSwitches {
    private static let names: Set<Substring> = ["check_size", "encoded", "gray", "shuffle"]
    private static let yes: Set<Substring> = ["1", "t", "true", "y", "yes"]
    private static let no: Set<Substring> = ["0", "f", "false", "n", "no"]

    /// The arguments with `-gray=true` as `-gray`, and without `-gray=false` and `-nogray`.
    static func plain(_ arguments: [String]) -> [String] {
        arguments.compactMap { argument in
            let word = argument.drop { $0 == "-" }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard (1...2).contains(argument.count - word.count), let name = parts.first else {
                return argument
            }
            if parts.count == 1, name.hasPrefix("no"), names.contains(name.dropFirst(2)) {
                return nil
            }
            guard parts.count == 2, names.contains(name) else { return argument }
            if no.contains(parts[1]) { return nil }
            return yes.contains(parts[1]) ? "--\(name)" : argument
        }
    }
}
