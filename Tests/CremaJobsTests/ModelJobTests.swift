import CremaJobs
import CremaProto
import Foundation
import Testing

@Suite struct ModelJobTests {
    @Test func `writes every file of a model's folder`() throws {
        try withTemporaryFolder { folder in
            let text = StandardNetwork.leNet(withPythonLayer: "BlankSquareLayer")
            let warnings = try ModelJob.prepare(
                folder: folder.path,
                settings: ModelSettings(name: "m"),
                network: text,
                pythonLayers: "import caffe\n",
                dataset: mnist()
            )
            #expect(warnings == [])
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            #expect(
                names == [
                    "deploy.prototxt", "digits_python_layers.py", "original.prototxt",
                    "solver.prototxt", "train_val.prototxt",
                ]
            )
            let solver = try SolverParameter.read(prototxt: "\(folder.path)/solver.prototxt")
                .message
            let net = try NetParameter.read(prototxt: solver.net).message
            #expect(net.layer.contains { $0.type == "Python" })
            let original = try String(
                contentsOfFile: "\(folder.path)/original.prototxt",
                encoding: .utf8
            )
            #expect(original == text)
        }
    }

    @Test func `writes nothing if the network is wrong`() throws {
        try withTemporaryFolder { folder in
            let error = #expect(throws: FormErrors.self) {
                try ModelJob.prepare(
                    folder: folder.path,
                    settings: ModelSettings(name: "m"),
                    network: "layer { nme: \"a\" }",
                    pythonLayers: nil,
                    dataset: mnist()
                )
            }
            #expect(
                error?.fields == [
                    "custom_network": [
                        "network:1:9: unknown field \"nme\"; did you mean \"name\"?"
                    ]
                ]
            )
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(names == [])
        }
    }

    @Test func `a Python layer without its file is an error of the form`() throws {
        let error = #expect(throws: FormErrors.self) {
            try ModelJob.prepare(
                folder: "/nowhere",
                settings: ModelSettings(name: "m"),
                network: StandardNetwork.leNet(withPythonLayer: "BlankSquareLayer"),
                pythonLayers: nil,
                dataset: mnist()
            )
        }
        #expect(
            error?.fields == [
                "python_layer_client_file": [
                    "Layer \"blank_square\" needs the class BlankSquareLayer from "
                        + "digits_python_layers.py; choose the file that defines it."
                ]
            ]
        )
    }
}
