import CremaJobs
import CremaProto
import Hummingbird
import HummingbirdCore

/// `/api`: how scripts use the studio, with examples that have its address.
struct APIPage: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        routes(router, for: .look).replying(.html).get("api", use: show)
    }

    @Sendable private func show(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let scripts = ScriptExamples(
            address: "http://\(request.head.authority ?? "localhost")",
            access: access
        )
        let words = context.words
        let examples = [
            APIView.Example(
                id: "client",
                title: words["api.client"],
                note: words["api.client_note"],
                code: scripts.client
            ),
            APIView.Example(
                id: "http",
                title: words["api.http"],
                note: words["api.http_note"],
                code: scripts.http
            ),
            APIView.Example(
                id: "metrics",
                title: words["api.metrics"],
                note: words["api.metrics_note"],
                code: scripts.metrics
            ),
        ]
        let explained = ["token": "api.token", "password": "api.password"][access.rawValue]
        return try studio.views.page(
            APIView(examples: examples, access: explained.map { words[$0] }),
            context
        )
    }

    private var access: ScriptExamples.Access {
        if studio.people.signInByPassword { return .password }
        return studio.people.token == nil ? .open : .token
    }
}

/// Lines of scripts for a studio, ready to be copied.
private struct ScriptExamples {
    /// How a script shows who it is.
    enum Access: String {
        case open, token, password
    }

    let address: String
    let access: Access

    /// A training with `crema_client`.
    var client: String {
        let signIn = access == .password ? ".sign_in(\"NAME\", \"PASSWORD\")" : ""
        let token = access == .token ? ", token=\"TOKEN\"" : ""
        return """
            from crema_client import Studio

            studio = Studio("\(address)"\(token))\(signIn)
            dataset = studio.create_dataset(
                dataset_name="Flowers", method="folder", folder_train="flowers",
                resize_width=28, resize_height=28).wait()
            model = studio.create_model(
                model_name="LeNet", dataset=dataset, method="standard",
                standard_networks="lenet", train_epochs=5)
            for event in model.events():
                print(event)
            print(model.wait().infer("rose.png"))
            model.download("lenet.tar.gz")
            """
    }

    /// Requests with curl.
    var http: String {
        """
        curl\(header) \(address)/index.json
        curl\(header) \(address)\(ImageTaskCatalog.all[0].testPath).json \\
            -F job_id=MODEL -F image_file=@rose.png
        """
    }

    private var header: String {
        access == .open ? "" : " -H 'Authorization: Bearer TOKEN'"
    }

    /// What Prometheus is configured with.
    var metrics: String {
        let place = address.drop { $0 != "/" }.dropFirst(2)
        let credentials = """


                authorization:
                  credentials: TOKEN
            """
        return """
            scrape_configs:
              - job_name: crema
                static_configs:
                  - targets: ["\(place)"]\(access == .open ? "" : credentials)
            """
    }
}
