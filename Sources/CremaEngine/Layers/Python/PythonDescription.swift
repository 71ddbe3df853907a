extension LayerDescription {
    /// The layer whose code is a class in Python; who hosts an interpreter adds it to the catalog.
    public static let python = LayerDescription(
        type: "Python",
        summary: "A layer whose code is a class in Python.",
        notes: [
            "`docs/python-layers.md` explains how to write one.",
            "The file is searched for next to the net first, then where Python looks.",
        ],
        differences: [
            .init(
                "A layer that fails or hangs ends the run; the error has its name, the phase, the "
                    + "iteration, the shapes and the whole traceback."
            ),
            .init(
                "Files written for Python 2 or an older numpy run; the run reports what it "
                    + "changed, and leaves the corrected file next to them."
            ),
            .init(
                "Accepted and ignored: there is one solver per process.",
                field: "python_param.share_in_parallel"
            ),
        ],
        field: "python_param",
        usage: "top: \"python\" bottom: \"data\" "
            + "python_param { module: \"layers\" layer: \"Double\" }",
        bottoms: .atLeast(0),
        tops: .atLeast(0),
        inPlace: .allowed
    )
}
