import CremaEngine

/// The index of all layers, by family.
struct LayerIndex {
    let layers: [LayerDescription]

    /// The families in the order of their names, each with its layers.
    var families: [(name: String, layers: [LayerDescription])] {
        Dictionary(grouping: layers, by: \.family).sorted { $0.key < $1.key }
            .map { (name: $0.key, layers: $0.value) }
    }

    /// The page `docs/layers/README.md`.
    func markdown() -> String {
        var lines = [
            "# Layers",
            "",
            "Each page is generated from the layer's own description; `crema layers TYPE` shows",
            "the same in the terminal.",
            "The fields that all layers, nets and solvers share are in [fields.md](fields.md).",
        ]
        for (name, layers) in families {
            lines += ["", "## \(name)", ""]
            lines +=
                MarkdownTable(
                    header: ["type", ""],
                    rows: layers.map { ["[\($0.type)](\($0.type).md)", $0.summary] }
                ).lines
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
