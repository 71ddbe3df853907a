import Testing

@testable import CremaEngine

@Suite struct DeviceCatalogTests {
    let catalog = DeviceCatalog.builtIn

    @Test func `every device is made by its name`() throws {
        for entry in catalog.entries {
            #expect(try catalog.makeDevice(named: entry.name).name == entry.name)
            #expect(entry.summary.hasSuffix("."))
        }
        #expect(Set(catalog.entries.map(\.name)).count == catalog.entries.count)
    }

    @Test func `the default is the processor`() throws {
        #expect(catalog.defaultName == "cpu")
        #expect(try catalog.makeDevice().name == "cpu")
    }

    @Test func `an unknown device is refused with the list of available devices`() {
        let error = #expect(throws: EngineError.self) { try catalog.makeDevice(named: "gpu") }
        #expect(error?.message == #"unknown device "gpu"; available: cpu, reference"#)
    }
}
