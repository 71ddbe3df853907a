import ArgumentParser
import CremaEngine

/// `crema device_query`: the available devices.
struct DeviceQueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device_query",
        abstract: "Lists the devices of this machine.",
        discussion: "Nets run on the first one by default. The lines are Caffe's log lines."
    )

    @OptionGroup var gpu: GPUOptions

    func run() {
        let log = Log.program
        log.info("caffe.cpp", "Querying devices")
        for (number, entry) in DeviceCatalog.builtIn.entries.enumerated() {
            let properties = [
                ("Device id:", "\(number)"), ("Device:", "\(entry.name): \(entry.summary)"),
            ]
            for (name, value) in properties + entry.properties() {
                let space = String(repeating: " ", count: max(1, 31 - name.count))
                log.info("common.cpp", name + space + value)
            }
        }
    }
}
