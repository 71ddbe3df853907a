import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// Keeps the folders of this machine from everyone who may not train: in whatever a page, a reply
/// or an event has, their paths become short names.
struct PathVeil: RouterMiddleware {
    typealias Context = StudioContext

    /// Paths and the names in their place, the longest first.
    private let names: [(path: [UInt8], name: [UInt8])]

    init(_ options: StudioOptions, dataRoot: DataRoot) {
        let folders = [
            (options.jobsFolder.path, "jobs"), (dataRoot.url.path, "data"),
            (URL(fileURLWithPath: options.program).deletingLastPathComponent().path, "program"),
            (options.pythonPackage ?? "", "python"),
        ]
        // The root of all folders is part of every path.
        names = folders.filter { $0.0.utf8.count > 1 }
            .sorted { $0.0.utf8.count > $1.0.utf8.count }
            .map { (Array($0.0.utf8), Array($0.1.utf8)) }
    }

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        let mayTrain = context.user.map { $0.role >= .train } ?? false
        let type = response.headers[.contentType] ?? ""
        let isText = ["text/", "application/json"].contains { type.hasPrefix($0) }
        guard !mayTrain, isText, response.body.contentLength != 0 else { return response }
        response.headers[.contentLength] = nil
        response.body = response.body.map { [names] in
            ByteBuffer(bytes: Self.veiled(Array($0.readableBytesView), names))
        }
        return response
    }

    /// Bytes with names in place of paths.
    private static func veiled(_ bytes: [UInt8], _ names: [(path: [UInt8], name: [UInt8])])
        -> [UInt8]
    {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var rest = bytes[...]
        while let slash = rest.firstIndex(of: UInt8(ascii: "/")) {
            result += rest[..<slash]
            rest = rest[slash...]
            if let found = names.first(where: { rest.starts(with: $0.path) }) {
                result += found.name
                rest = rest.dropFirst(found.path.count)
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result + rest
    }
}
