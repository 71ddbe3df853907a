import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore

extension Request {
    /// A parameter of the address's query.
    func query(_ name: String) -> String? {
        uri.queryParameters[name[...]].map(String.init)
    }

    /// The value of a cookie.
    func cookie(_ name: String) -> String? {
        headers[values: .cookie].lazy.flatMap { $0.split(separator: ";") }
            .map { $0.trimmingCharacters(in: .whitespaces) }
            .first { $0.hasPrefix(name + "=") }
            .map { String($0.dropFirst(name.count + 1)) }
    }
}
