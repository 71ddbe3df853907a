import CremaData
import CremaProto
import Testing

@testable import CremaEngine

/// The nets of `Models`: they build, run both ways, and are as large as published.
///
/// One after the other, as the largest takes two gigabytes.
@Suite(.serialized) struct ZooTests {
    @Test func `knows the size of each net of the folder`() throws {
        let folders = try Folder.names(in: ZooModel.models).filter { !$0.contains(".") }
        let known = ZooModel.all.map(\.folder)
        #expect(folders == known)
        for folder in folders {
            let wanted = ["README.md", "deploy.prototxt", "solver.prototxt", "train_val.prototxt"]
            let missing = Set(wanted).subtracting(
                try Folder.names(in: "\(ZooModel.models)/\(folder)")
            )
            #expect(missing == [], "\(folder)")
        }
    }

    @Test(arguments: ZooModel.all)
    func `trains by its own solver file`(_ model: ZooModel) throws {
        let path = "\(ZooModel.models)/\(model.folder)/solver.prototxt"
        let solver = try SolverParameter.read(prototxt: path).message
        #expect(solver.net == "Models/\(model.folder)/train_val.prototxt")
        #expect(solver.snapshotPrefix == "Models/\(model.folder)/\(model.folder)")
        #expect(solver.maxIter > 0 && solver.snapshot > 0)
        #expect(throws: Never.self) { try LearningRatePolicy(solver) }
    }

    @Test(arguments: ZooModel.all)
    func `runs forward and backward, and is as large as published`(_ model: ZooModel) throws {
        let trained = try checkTraining(model)
        let tested = try model.makeNet("train_val.prototxt", phase: .test)
        let hasLoss = tested.outputs.contains { $0.contains("loss") }
        #expect(hasLoss)
        #expect(parameterShapes(of: tested) == trained)
        try checkDeploy(model, trained: trained)
    }

    /// Takes one step's gradients, and returns the shapes of all parameters.
    private func checkTraining(_ model: ZooModel) throws -> [String: Shape] {
        let net = try model.makeNet("train_val.prototxt", phase: .train)
        let learned = net.parameters.filter { $0.lrMult != 0 }
        let learnedCount = learned.reduce(0) { $0 + $1.blob.count }
        #expect(learnedCount == model.learnedCount)
        let loss = try net.forward()
        #expect(loss.isFinite && loss > 0)
        try net.backward()
        let first = try #require(learned.first)
        let isReached = first.blob.diff.read().contains { $0 != 0 }
        #expect(isReached, "no gradient reaches the first layer")
        for parameter in learned {
            let isFinite = parameter.blob.diff.read().allSatisfy(\.isFinite)
            #expect(isFinite, "\(net.nodes[parameter.layer].layer.name)")
        }
        return parameterShapes(of: net)
    }

    /// Runs the net as it is used; weights of the trained one must fit it by name.
    private func checkDeploy(_ model: ZooModel, trained: [String: Shape]) throws {
        let net = try model.makeNet("deploy.prototxt", phase: .test)
        for (name, shape) in parameterShapes(of: net) {
            #expect(trained[name] == shape, "\(name) of deploy.prototxt")
        }
        try net.forward()
        for output in net.outputs {
            let isFinite = try #require(net.blob(output)).data.read().allSatisfy(\.isFinite)
            #expect(isFinite, "\(output)")
        }
    }

    private func parameterShapes(of net: Net) -> [String: Shape] {
        var shapes: [String: Shape] = [:]
        for node in net.nodes {
            for (index, blob) in node.layer.blobs.enumerated() {
                shapes["\(node.layer.name)[\(index)]"] = blob.shape
            }
        }
        return shapes
    }
}
