extension EnglishWords {
    /// The page for those who write scripts.
    static let api = """
        api.title = API
        api.intro = Whatever the pages do, a script can do, by the same addresses: the reply is JSON where the address ends with .json. Scripts written for DIGITS run unchanged.
        api.token = Put the token that the studio printed when it started in the place of TOKEN.
        api.password = Put your own name and password in the place of NAME and PASSWORD. What /login.json replies to them has a token for the place of TOKEN.
        api.client = From Python
        api.client_note = The package crema_client is part of the wheel and needs nothing but Python’s standard library.
        api.http = By HTTP
        api.http_note = The fields are those of the forms, with the names that DIGITS has for them. A field that is wrong or has no effect is refused by its name.
        api.metrics = For Prometheus
        api.metrics_note = Jobs, queue, running trainings and requests as numbers.
        api.routes = Every route with its fields and replies: <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1). Numbers for Prometheus: <a href="/metrics">/metrics</a>.
        api.copy = Copy
        script.copied = Copied
        script.marked = Selected: press Ctrl+C
        """
}
