import CremaData
import CremaEngine
import CremaProto
import TestSupport
import Testing

/// Trajectories recorded from BVLC Caffe: 12 steps of a small net, with every solver type and many
/// settings.
struct SolverGoldenTests {
    static let cases: [String] = {
        guard let folder = Shared.golden("") else { return [] }
        return ((try? Folder.names(in: folder)) ?? []).filter { $0.hasPrefix("solver_") }
    }()

    @Test(arguments: cases) func `walks the recorded trajectory`(_ name: String) throws {
        let folder = try #require(Shared.golden(name))
        var file = try SolverFile(path: "\(folder)/solver.prototxt")
        file.parameter.snapshotAfterTrain = false
        let solver = try Solver(file, context: NetContext())
        try forEachParameter(of: solver.net) { name, blob in
            _ = blob.data.write().update(
                fromContentsOf: try Npy.load("\(folder)/init.\(name).npy").values
            )
        }
        let x = try Npy.load("\(folder)/in.x.npy"), t = try Npy.load("\(folder)/in.t.npy")
        let losses = try Npy.load("\(folder)/loss.npy").values
        for step in losses.indices {
            try fill("x", of: solver.net, from: x.values, step)
            try fill("t", of: solver.net, from: t.values, step)
            try solver.step(1)
            let loss = try #require(solver.net.blob("loss")).data.read()[0]
            #expect(abs(loss - losses[step]) <= 1e-4 * max(1, abs(losses[step])), "step \(step)")
        }
        try forEachParameter(of: solver.net) { name, blob in
            let wanted = try Npy.load("\(folder)/final.\(name).npy").values
            let worst =
                zip(blob.data.read(), wanted).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 0
            #expect(worst <= 1e-4, "\(name)")
        }
    }

    private func forEachParameter(of net: Net, _ body: (String, Blob) throws -> Void) throws {
        for node in net.nodes {
            for (index, blob) in node.layer.blobs.enumerated() {
                try body("\(node.layer.name).\(index)", blob)
            }
        }
    }

    private func fill(_ name: String, of net: Net, from values: [Float], _ step: Int) throws {
        let blob = try #require(net.blob(name))
        _ = blob.data.write().update(
            fromContentsOf: values[step * blob.count..<(step + 1) * blob.count]
        )
    }
}
