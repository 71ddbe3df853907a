import CremaProto
import FoundationEssentials
import SwiftProtobuf

/// Where a net is in its data, and what its layers remember: what a resumed run continues from.
struct NetMoment: Codable, Equatable, Sendable {
    /// The next record of a layer that reads them.
    struct Position: Codable, Equatable, Sendable {
        /// The layer's name.
        var layer: String
        /// The number of the record, counted on past the end of what is read.
        var record: Int
    }

    /// What a layer carries from one forward pass to the next.
    struct State: Codable, Equatable, Sendable {
        /// The layer's name.
        var layer: String
        /// A `BlobProto` for each memory, in bytes.
        var blobs: [Data]
    }

    /// The layers that read records, in the order of the net.
    var positions: [Position] = []
    /// The layers that carry a state, in the order of the net.
    var states: [State] = []
}

extension Net {
    /// Where the net is now.
    func moment() throws -> NetMoment {
        NetMoment(
            positions: recordLayers.map { .init(layer: $0.name, record: $0.position) },
            states: try carryingLayers.map { layer in
                .init(
                    layer: layer.name,
                    blobs: try layer.stateProtos().map { try $0.serializedBytes() }
                )
            }
        )
    }

    /// Goes on from where a net of these layers was.
    ///
    /// Throws where it had other layers, or where there are no such records or states.
    func goOn(from moment: NetMoment) throws {
        try check(moment.positions.map(\.layer), against: recordLayers.map(\.name), "read records")
        try check(moment.states.map(\.layer), against: carryingLayers.map(\.name), "carry a state")
        for (layer, position) in zip(recordLayers, moment.positions) {
            guard (0...Int.max / 2).contains(position.record) else {
                throw layer.error("there is no record \(position.record) to continue with")
            }
            try layer.seek(toRecord: position.record)
        }
        for (layer, state) in zip(carryingLayers, moment.states) {
            // One that is damaged is missed by `restoreState`.
            let blobs = state.blobs.compactMap { try? BlobProto(serializedBytes: $0) }
            try layer.restoreState(blobs)
        }
    }

    private func check(_ found: [String], against wanted: [String], _ what: String) throws {
        guard found != wanted else { return }
        throw EngineError(
            "the layers that \(what) are \(list(wanted)), but those of the file are \(list(found))"
        )
    }

    /// Has every layer that reads records go on with those of a forward pass,
    /// as a resumed run must.
    ///
    /// Throws where there is no such pass.
    func seekRecords(toPass pass: Int) throws {
        for layer in recordLayers {
            let (record, overflows) = pass.multipliedReportingOverflow(by: layer.batchSize)
            guard !overflows, record >= 0 else {
                throw layer.error("there is no forward pass \(pass) to continue with")
            }
            try layer.seek(toRecord: record)
        }
    }

    private var recordLayers: [any RecordReading] {
        nodes.compactMap { $0.layer as? any RecordReading }
    }

    private var carryingLayers: [any CarriesState] {
        nodes.compactMap { $0.layer as? any CarriesState }
    }

    private func list(_ names: [String]) -> String {
        names.isEmpty ? "none" : names.map { "\"\($0)\"" }.joined(separator: ", ")
    }
}
