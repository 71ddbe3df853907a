/// Metrics as Prometheus reads them (text format 0.0.4).
///
/// ```swift
/// var text = MetricText()
/// text.begin("crema_jobs", .gauge, "Jobs by kind and state.")
/// text.add("crema_jobs", ["kind": "model", "state": "Done"], 3)
/// text.text    // … crema_jobs{kind="model",state="Done"} 3
/// ```
struct MetricText {
    /// What becomes of the values of a metric.
    enum Kind: String {
        /// They only rise.
        case counter
        /// They rise and fall.
        case gauge
        /// They are counted by bounds.
        case histogram
    }

    static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var text = ""

    /// Begins a metric, with a sentence about it; its values follow.
    mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    /// Adds a value of the metric that was begun last.
    mutating func add(_ name: String, _ labels: KeyValuePairs<String, String>, _ value: Double) {
        let pairs = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
        text += "\(name)\(pairs.isEmpty ? "" : "{\(pairs)}") \(Self.number(value))\n"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            .replacing("\n", with: "\\n")
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        return value.isInfinite ? (value < 0 ? "-Inf" : "+Inf") : Wording.plain(value)
    }
}
