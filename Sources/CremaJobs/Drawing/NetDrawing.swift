public import CremaProto
public import Foundation

/// A net as a drawing: layers as boxes, blobs as octagons between them.
public struct NetDrawing {
    /// How a net is drawn.
    public struct Options: Sendable {
        /// The direction of the data: `TB` (down), `LR` (to the right), `BT` or `RL`.
        public var direction = "TB"
        /// Whether to show the layers' factors of the learning rate.
        public var showsMultipliers = false
        /// The colour of the page, with Graphviz's name.
        public var background = "transparent"

        /// From top to bottom.
        public init() {}
    }

    private let net: NetParameter
    private let options: Options
    private var lines: [String] = []
    private var blobs: Set<String> = []

    /// A drawing of the nets for training and validation, combined.
    ///
    /// Throws `PrototxtError` if a layer's type is unknown, or if it has both include and exclude
    /// rules.
    public init(_ net: Prototxt<NetParameter>) throws {
        try net.checkLayerTypes()
        let stages = try net.stages()
        var shown = net.message
        shown.layer = zip(net.message.layer, stages)
            .filter { !$1.isDisjoint(with: [.train, .val]) }.map(\.0)
        self.init(shown)
    }

    /// A drawing of all layers of a net, or of those that its rules admit to one phase.
    public init(_ net: NetParameter, phase: Phase? = nil, options: Options = Options()) {
        var net = net
        if let phase { net.layer.removeAll { !$0.isPart(of: phase) } }
        self.net = net
        self.options = options
        for (index, layer) in net.layer.enumerated() { draw(layer, id: "layer\(index)") }
    }

    /// The drawing in Graphviz's language.
    public var dot: String {
        """
        digraph \(Self.quoted(net.name.isEmpty ? "Net" : net.name)) {
          rankdir=\(options.direction); bgcolor="\(options.background)"; fontname="Helvetica";
          node [fontname="Helvetica", fontsize=11, style=filled, color="#00000033"];
          edge [color="#55595c", arrowsize=0.7, fontname="Helvetica", fontsize=9];
          \(lines.joined(separator: "\n  "))
        }

        """
    }

    /// The drawing as SVG, made by Graphviz's `dot`.
    ///
    /// Throws `JobError` if `dot` is not installed, fails, or takes longer than the limit.
    public func svg(timeLimit: Duration = .seconds(20)) throws -> String {
        let output = String(decoding: try file(format: "svg", timeLimit: timeLimit), as: UTF8.self)
        guard let start = output.range(of: "<svg") else {
            throw JobError(Phrase("job_error.no_drawing"))
        }
        return String(output[start.lowerBound...])
    }

    /// The drawing as the bytes of a file: `png`, `svg`, `pdf`, or another format that Graphviz
    /// knows.
    ///
    /// Throws `JobError` if `dot` is not installed, fails, or takes longer than the limit.
    public func file(format: String, timeLimit: Duration = .seconds(60)) throws -> Data {
        if format == "dot" || format == "gv" { return Data(dot.utf8) }
        return try ProcessText.run(
            "dot",
            ["-T\(format)"],
            input: dot,
            timeLimit: timeLimit,
            missing: Phrase("job_error.no_graphviz")
        )
    }

    private mutating func draw(_ layer: LayerParameter, id: String) {
        let style = LayerStyle(layer)
        let multipliers = options.showsMultipliers ? layer.multiplierText.map { [$0] } ?? [] : []
        let label = ([layer.name, layer.type] + style.details + multipliers).map(Self.escaped)
            .joined(separator: "\\n")
        let corners = layer.type == "Python" ? "rounded,filled,bold" : "rounded,filled"
        lines.append(
            "\(id) [shape=box, style=\"\(corners)\", fillcolor=\"\(style.color)\", "
                + "label=\"\(label)\"];"
        )
        let inPlace = Set(layer.bottom).intersection(layer.top)
        for bottom in layer.bottom {
            let arrow =
                inPlace.contains(bottom) ? " [dir=both, style=dashed, label=\"in place\"]" : ""
            lines.append("\(blob(bottom)) -> \(id)\(arrow);")
        }
        for top in layer.top where !inPlace.contains(top) {
            let label = style.edge.isEmpty ? "" : " [label=\"\(Self.escaped(style.edge))\"]"
            lines.append("\(id) -> \(blob(top))\(label);")
        }
    }

    /// The name of a blob's node, which is drawn on first use.
    private mutating func blob(_ name: String) -> String {
        let id = Self.quoted("blob \(name)")
        if blobs.insert(name).inserted {
            lines.append(
                "\(id) [shape=octagon, fillcolor=\"#e0e0e0\", label=\(Self.quoted(name))];"
            )
        }
        return id
    }

    private static func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }

    /// Text for inside a label's quotes; control characters would end or distort it.
    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.prefix(200).reduce(into: "") { result, scalar in
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case _ where scalar.properties.generalCategory == .control: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}

extension LayerParameter {
    /// Whether the layer's rules admit it to a phase, regardless of levels and stages.
    fileprivate func isPart(of phase: Phase) -> Bool {
        let included = include.filter(\.hasPhase).map { $0.phase == phase }
        let excluded = exclude.filter(\.hasPhase).map { $0.phase == phase }
        return (included.isEmpty || included.contains(true)) && !excluded.contains(true)
    }

    /// `lr_mult 1, 2`: the factors of a layer that learns; 1 if none are given.
    fileprivate var multiplierText: String? {
        let learns = ["Convolution", "Deconvolution", "InnerProduct"].contains(type)
        guard learns || !param.isEmpty else { return nil }
        let factors = param.isEmpty ? [1, 1] : param.map(\.lrMult)
        return "lr_mult " + factors.map { String(format: "%g", $0) }.joined(separator: ", ")
    }
}
