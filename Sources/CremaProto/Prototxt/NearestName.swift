/// Finds the name that was probably meant.
public enum NearestName {
    /// The candidate that takes the fewest edits to reach from a name, if they are few.
    ///
    /// An edit inserts, removes or replaces a letter, or swaps two neighbours; a third of the
    /// name's letters, at least one, may be edited. Upper and lower case are the same.
    public static func of(_ name: String, in candidates: some Sequence<String>) -> String? {
        let wanted = Array(name.lowercased())
        guard !wanted.isEmpty, wanted.count <= 64 else { return nil }
        let limit = max(1, wanted.count / 3)
        var nearest: (name: String, distance: Int)?
        for candidate in candidates where abs(candidate.count - wanted.count) <= limit {
            let distance = distance(wanted, Array(candidate.lowercased()))
            if distance <= limit, distance < nearest?.distance ?? .max {
                nearest = (candidate, distance)
            }
        }
        return nearest?.name
    }

    /// `; did you mean "X"?`, or nothing where no candidate is near.
    public static func question(_ name: String, in candidates: some Sequence<String>) -> String {
        of(name, in: candidates).map { "; did you mean \"\($0)\"?" } ?? ""
    }

    /// `; did you mean "X"?`, or the candidates behind a title where none is near: `; known types:
    /// A, B`.
    public static func advice(
        _ name: String,
        in candidates: [String],
        listedAs title: String
    ) -> String {
        let question = question(name, in: candidates)
        return question.isEmpty ? "; \(title) \(candidates.joined(separator: ", "))" : question
    }

    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1] + Array(repeating: 0, count: b.count)
            for j in b.indices {
                let replaced = last[j] + (a[i] == b[j] ? 0 : 1)
                row[j + 1] = min(replaced, last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1)
                }
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }
}
