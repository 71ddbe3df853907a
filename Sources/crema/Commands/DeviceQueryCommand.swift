import ArgumentParser
import CremaEngine

/// `crema device_query`: what there is to compute on.
struct DeviceQueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device_query",
        abstract: "Lists the devices of this machine and what they are.",
        discussion: "The first one is what nets run on. The lines are Caffe's, in the log's form."
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
