import CremaData
import FoundationEssentials

/// The processor, by oneDNN.
///
/// Which order of images is the fastest depends on the shape of a convolution, so each candidate is
/// timed once on this machine. A device that is given the choices of an earlier run repeats it bit
/// for bit.
public final class DNNLDevice: Device {
    /// `cpu`, as one chooses it.
    public let name = "cpu"

    private let library: DNNLLibrary
    private let file: ChoiceFile?
    /// What was given, and what was measured now or before, by the text of a shape.
    private let known: Guarded<[String: String]>
    /// The part of it that convolutions were made by.
    private let used = Guarded<[String: String]>([:])

    /// A device that makes the given choices, else those of the file, else measures.
    ///
    /// Throws where oneDNN has no processor to run on.
    public init(choices: [String: String] = [:], file: ChoiceFile? = .standard(machine: machine))
        throws
    {
        library = try DNNLLibrary()
        self.file = file
        known = Guarded((file?.choices ?? [:]).merging(choices) { _, given in given })
    }

    /// The choices that the convolutions of this device go by.
    public var choices: [String: String] { used.withLock { $0 } }

    /// What measured choices hold for: the processor, oneDNN, and the instructions that it uses.
    public static let machine: String = {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let lines = text.split(separator: "\n")
        let words = ["model name", "cpu family", "model\t"].compactMap { field in
            lines.first { $0.hasPrefix(field) }.map { $0.drop { $0 != ":" }.dropFirst(2) }
        }
        return (words.map(String.init) + [DNNLLibrary.version]).joined(separator: ", ")
    }()

    /// A convolution in the order that is chosen for its shape.
    public func makeConvolution(_ geometry: ConvolutionGeometry) throws -> any ConvolutionOperation
    {
        // There is nothing to choose, and no choice to keep.
        guard !geometry.isPlain else { return ReferenceConvolution(geometry) }
        let shape = geometry.description
        if let choice = known.withLock({ $0[shape] }), let operation = candidate(choice, geometry) {
            used.withLock { $0[shape] = choice }
            return operation
        }
        let choice = try fastest(geometry)
        known.withLock { $0[shape] = choice }
        used.withLock { $0[shape] = choice }
        file?.add(choice, for: shape)
        return candidate(choice, geometry) ?? ReferenceConvolution(geometry)
    }

    /// The name of the candidate that takes the least time on this machine.
    private func fastest(_ geometry: ConvolutionGeometry) throws -> String {
        let work = 5e8
        let sample = geometry.cut(toWork: work)
        var best = (name: "reference", seconds: Double.infinity)
        for name in candidateNames(geometry) {
            guard let operation = candidate(name, sample) else { continue }
            let seconds = try sample.seconds(of: operation, limit: best.seconds)
            if seconds < best.seconds { best = (name, seconds) }
        }
        return best.name
    }

    /// A pooling in the order of its images.
    public func makePooling(_ geometry: PoolingGeometry) -> any PoolingOperation {
        ChannelsPooling(geometry)
    }

    /// An inner product as one matrix multiplication.
    public func makeInnerProduct(_ geometry: InnerProductGeometry) -> any InnerProductOperation {
        DNNLInnerProduct(geometry, library: library)
    }

    /// The names of the orders that are worth a try for a shape.
    func candidateNames(_ geometry: ConvolutionGeometry) -> [String] {
        geometry.isPlain
            ? [] : DNNLFormat.allCases.filter { $0.suits(geometry) }.map(\.rawValue)
    }

    /// The convolution by that name; nil where oneDNN has none, or only slow code.
    func candidate(_ name: String, _ geometry: ConvolutionGeometry) -> (any ConvolutionOperation)? {
        if name == "reference" { return ReferenceConvolution(geometry) }
        guard let format = DNNLFormat(rawValue: name) else { return nil }
        // An order that oneDNN cannot do is not a candidate.
        return try? DNNLConvolution(geometry, format: format, library: library)
    }
}
