import CremaData
import CremaProto
import FoundationEssentials
import TestSupport
import Testing

@testable import CremaEngine

/// Values and gradients of layers and nets, recorded from BVLC Caffe, one folder a case.
@Suite struct GoldenTests {
    @Test(
        arguments: GoldenCase.all.filter(\.missingTypes.isEmpty),
        DeviceCatalog.builtIn.entries.map(\.name)
    )
    func `gives what Caffe recorded`(_ golden: GoldenCase, device: String) throws {
        let details = try golden.details()
        let net = try Net(
            golden.net(),
            phase: details.phase,
            context: NetContext(
                device: DeviceCatalog.builtIn.makeDevice(named: device),
                workers: WorkerPool(count: 2)
            )
        )
        try golden.forEach("in.") { try fill(try #require(net.blob($0)).data, $1) }
        try golden.forEach("param.") { try fill(try parameter($0, of: net).data, $1) }
        try net.forward()
        for (name, dims) in details.blobs {
            #expect(net.blob(name)?.shape.dims == dims, "\(name)")
        }
        try golden.forEach("out.") {
            try compare("out.\($0)", net.blob($0)?.data, $1, details.tolerance)
        }
        if details.backward {
            try golden.forEach("topdiff.") { try fill(try #require(net.blob($0)).diff, $1) }
            net.clearParameterDiffs()
            try net.backward()
            try golden.forEach("indiff.") {
                try compare("indiff.\($0)", net.blob($0)?.diff, $1, details.tolerance)
            }
            try golden.forEach("paramdiff.") {
                try compare("paramdiff.\($0)", parameter($0, of: net).diff, $1, details.tolerance)
            }
        }
        try golden.forEach("paramafter.") {
            try compare("paramafter.\($0)", parameter($0, of: net).data, $1, details.tolerance)
        }
    }

    @Test(arguments: GoldenCase.all.filter { !$0.missingTypes.isEmpty })
    func `warns of recorded cases whose layer types are missing`(_ golden: GoldenCase) {
        Issue.record(
            "\(golden.name) needs \(golden.missingTypes.joined(separator: ", "))",
            severity: .warning
        )
    }

    @Test(.enabled(if: Shared.folder != nil), arguments: DeviceCatalog.builtIn.entries.map(\.name))
    func `gives the recorded probabilities of the trained LeNet`(device: String) throws {
        let folder = try #require(Shared.golden("lenet_trained"))
        let data = try Npy.load("\(folder)/data.npy")
        let wanted = try Npy.load("\(folder)/prob.npy")
        let device = try DeviceCatalog.builtIn.makeDevice(named: device)
        let context = try NetContext(device: device)
        let net = try Net(Self.lenet(batch: data.shape[0]), phase: .test, context: context)
        try net.copyTrainedLayers(
            from: NetParameter.read(caffemodel: "\(folder)/lenet.caffemodel")
        )
        try fill(try #require(net.blob("data")).data, data.values)
        try net.forward()
        let found = try #require(net.blob("prob")).data.read()
        #expect(found.count == wanted.values.count)
        for (found, wanted) in zip(found, wanted.values) { #expect(abs(found - wanted) < 1e-4) }
    }

    private static func lenet(batch: Int) throws -> NetParameter {
        let text = """
            layer { name: "data" type: "Input" top: "data"
              input_param { shape { dim: \(batch) dim: 1 dim: 28 dim: 28 } } }
            layer { name: "conv1" type: "Convolution" bottom: "data" top: "conv1"
              convolution_param { num_output: 20 kernel_size: 5 } }
            layer { name: "pool1" type: "Pooling" bottom: "conv1" top: "pool1"
              pooling_param { pool: MAX kernel_size: 2 stride: 2 } }
            layer { name: "conv2" type: "Convolution" bottom: "pool1" top: "conv2"
              convolution_param { num_output: 50 kernel_size: 5 } }
            layer { name: "pool2" type: "Pooling" bottom: "conv2" top: "pool2"
              pooling_param { pool: MAX kernel_size: 2 stride: 2 } }
            layer { name: "ip1" type: "InnerProduct" bottom: "pool2" top: "ip1"
              inner_product_param { num_output: 500 } }
            layer { name: "relu1" type: "ReLU" bottom: "ip1" top: "ip1" }
            layer { name: "ip2" type: "InnerProduct" bottom: "ip1" top: "ip2"
              inner_product_param { num_output: 10 } }
            layer { name: "prob" type: "Softmax" bottom: "ip2" top: "prob" }
            """
        return try NetParameter.read(text: text, file: "lenet.prototxt").message
    }

    private func fill(_ memory: Memory, _ values: [Float]) throws {
        try #require(values.count == memory.shape.count)
        _ = memory.write().update(fromContentsOf: values)
    }

    /// The parameter that a file names `LAYER.NUMBER`.
    private func parameter(_ name: String, of net: Net) throws -> Blob {
        let parts = name.split(separator: ".")
        let layer = try #require(net.node(String(parts[0]))).layer
        let index = try #require(Int(parts[1]))
        try #require(layer.blobs.indices.contains(index))
        return layer.blobs[index]
    }

    private func compare(
        _ name: String,
        _ memory: Memory?,
        _ wanted: [Float],
        _ tolerance: Float
    ) throws {
        let found = try Array(#require(memory).read())
        #expect(found.count == wanted.count, "\(name)")
        for (index, (found, wanted)) in zip(found, wanted).enumerated() {
            let isClose = abs(found - wanted) <= tolerance * max(1, abs(wanted))
            guard !isClose else { continue }
            Issue.record("\(name), element \(index): found \(found), Caffe gave \(wanted)")
            return
        }
    }
}
