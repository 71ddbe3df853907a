import ArgumentParser
import CremaEngine

/// The device that a command runs on.
struct DeviceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The device: \(Self.names) (default: \(DeviceCatalog.builtIn.defaultName)).",
            valueName: "name"
        ),
        completion: .list(DeviceCatalog.builtIn.entries.map(\.name))
    )
    var device: String?

    @OptionGroup var gpu: GPUOptions

    private static let names = DeviceCatalog.builtIn.entries.map(\.name).joined(separator: ", ")

    func validate() throws {
        guard let device, !DeviceCatalog.builtIn.entries.contains(where: { $0.name == device })
        else { return }
        throw ValidationError("unknown device \"\(device)\"; available: \(Self.names)")
    }
}
