/// The devices that there are, by name.
public struct DeviceCatalog: Sendable {
    /// One device: how it is called and made.
    public struct Entry: Sendable {
        /// Its name in flags: `--device reference`.
        public var name: String
        /// One sentence.
        public var summary: String
        /// Makes the device with the choices of an earlier run; throws where the machine has none.
        public var make: @Sendable (_ choices: [String: String]) throws -> any Device
        /// What it is made of, by name and value: the processor's model and memory, for one.
        public var properties: @Sendable () -> [(name: String, value: String)] = { [] }
    }

    /// The devices, the default first.
    public static let builtIn = DeviceCatalog(entries: [
        Entry(
            name: "cpu",
            summary: "The processor, by oneDNN; fast orders are chosen by timing.",
            make: { try DNNLDevice(choices: $0) },
            properties: { Processor.properties + DNNLLibrary.properties }
        ),
        Entry(
            name: "reference",
            summary: "Plain Swift, slow, what the others are tested against.",
            make: { _ in ReferenceDevice() }
        ),
    ])

    /// All of them, the default first.
    public let entries: [Entry]

    /// The name of the device that is taken where the user names none.
    public var defaultName: String { entries[0].name }

    /// The device with that name, with the choices of an earlier run if they are to be repeated.
    ///
    /// Throws where there is no such device, or the machine has none.
    public func makeDevice(
        named name: String? = nil,
        choices: [String: String] = [:]
    ) throws -> any Device {
        let name = name ?? defaultName
        guard let entry = entries.first(where: { $0.name == name }) else {
            let names = entries.map(\.name).joined(separator: ", ")
            throw EngineError("unknown device \"\(name)\"; available: \(names)", kind: .usage)
        }
        return try entry.make(choices)
    }
}
