import TestSupport
import Testing

@testable import CremaEngine

@Suite struct ChoicesTests {
    let folder: TemporaryFolder
    let geometry = ConvolutionGeometry.make(
        images: 2,
        from: 8,
        to: 16,
        size: [9, 9],
        kernel: [3, 3]
    )

    init() throws {
        folder = try TemporaryFolder()
    }

    private func file(_ name: String, machine: String = "here") -> ChoiceFile {
        ChoiceFile(path: folder(name), machine: machine)
    }

    @Test(arguments: DNNLFormat.allCases)
    func `a given choice is taken without measuring`(_ format: DNNLFormat) throws {
        let choices = [geometry.description: format.rawValue]
        let device = try DNNLDevice(choices: choices, file: nil)
        guard device.candidate(format.rawValue, geometry) != nil else { return }
        #expect(try device.makeConvolution(geometry).name == format.rawValue)
        #expect(device.choices == choices)
    }

    @Test func `a choice that this machine does not have is made again`() throws {
        let device = try DNNLDevice(choices: [geometry.description: "tensor cores"], file: nil)
        let operation = try device.makeConvolution(geometry)
        #expect(device.candidateNames(geometry).contains(operation.name))
        #expect(device.choices == [geometry.description: operation.name])
    }

    @Test func `a choice does not depend on the number of images`() throws {
        let device = try DNNLDevice(file: nil)
        var larger = geometry
        larger.images = 5
        _ = try device.makeConvolution(geometry)
        _ = try device.makeConvolution(larger)
        #expect(device.choices.count == 1)
    }

    @Test func `a measured choice is kept for the next start`() throws {
        let measured = try DNNLDevice(file: file("new/choices.json"))
        #expect(measured.choices.isEmpty)
        let name = try measured.makeConvolution(geometry).name
        #expect(file("new/choices.json").choices == [geometry.description: name])
    }

    @Test func `a given choice counts before the file's`() throws {
        file("choices.json").add("nchw", for: geometry.description)
        #expect(try DNNLDevice(file: file("choices.json")).makeConvolution(geometry).name == "nchw")
        let device = try DNNLDevice(
            choices: [geometry.description: "nhwc"],
            file: file("choices.json")
        )
        #expect(try device.makeConvolution(geometry).name == "nhwc")
    }

    @Test func `each machine has its own choices`() {
        file("choices.json", machine: "here").add("a", for: "x")
        file("choices.json", machine: "there").add("b", for: "x")
        file("choices.json", machine: "here").add("c", for: "y")
        #expect(file("choices.json", machine: "here").choices == ["x": "a", "y": "c"])
        #expect(file("choices.json", machine: "there").choices == ["x": "b"])
        #expect(DNNLDevice.machine.contains("oneDNN"))
    }

    @Test(arguments: ["", "{", "[1, 2]", #"{"here": {"x": 1}}"#])
    func `a damaged file counts as missing and is replaced`(_ text: String) throws {
        try folder.write("choices.json", Array(text.utf8))
        #expect(file("choices.json").choices.isEmpty)
        file("choices.json").add("nhwc", for: "x")
        #expect(file("choices.json").choices == ["x": "nhwc"])
    }

    @Test func `a file that cannot be written is not an error`() throws {
        try folder.write("folder", [])
        let device = try DNNLDevice(file: file("folder/choices.json"))
        #expect(try device.makeConvolution(geometry).name != "reference")
    }
}
