import CremaJobs
import Hummingbird
import HummingbirdCore

/// `/openapi.json`: every route, with what it takes and what it replies, as OpenAPI 3.1 has it.
///
/// It is made from what the pages declare about their routes, and from the options of jobs.
struct OpenAPIPage: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        routes(router, for: .look).replying(.json(.object)).get("openapi") { _, context in
            try Response.json(OpenAPI(studio.access.all, context.words).document)
                .inLanguage(of: context)
        }
    }
}
