import CremaJobs
import CremaProto
import Foundation
import Hummingbird

/// The folders of styles and scripts: the studio's own, and libraries that the system provides.
struct AssetFolders: Sendable {
    let own: URL
    /// A library's name in paths (`/vendor/<name>/…`) and its folder.
    let vendor: [String: URL]

    /// Where Debian puts each library, with a file that must be there.
    private static let libraries = [
        (
            name: "bootstrap", package: "libjs-bootstrap5", file: "css/bootstrap.min.css",
            folders: ["/usr/share/javascript/bootstrap5", "/usr/share/bootstrap-html"]
        ),
        (
            name: "chart", package: "libjs-chart.js", file: "chart.min.js",
            folders: ["/usr/share/javascript/chart.js"]
        ),
        (
            name: "codemirror", package: "libjs-codemirror", file: "lib/codemirror.js",
            folders: ["/usr/share/javascript/codemirror", "/usr/share/nodejs/codemirror"]
        ),
    ]

    /// Finds every folder; throws `unavailable` with the names of the packages to install.
    init() throws {
        guard let own = Bundle.module.url(forResource: "Public", withExtension: nil) else {
            throw StudioError.unavailable(Phrase("start.no_styles"))
        }
        self.own = own
        var vendor: [String: URL] = [:]
        var missing: [String] = []
        for library in AssetFolders.libraries {
            // An installed package has its own.
            let packed = Bundle.module.bundleURL.appending(path: "Vendor/\(library.name)").path
            let folder = ([packed] + library.folders).first {
                FileManager.default.fileExists(atPath: "\($0)/\(library.file)")
            }
            vendor[library.name] = folder.map { URL(fileURLWithPath: $0) }
            if folder == nil { missing.append(library.package) }
        }
        guard missing.isEmpty else {
            throw StudioError.unavailable(
                Phrase(
                    "start.no_packages",
                    [
                        "packages": missing.joined(separator: ", "),
                        "names": missing.joined(separator: " "),
                    ]
                )
            )
        }
        self.vendor = vendor
    }
}
