import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import CremaStudio

@Suite struct LanguageTests {
    private let chinese: HTTPFields = [.acceptLanguage: "zh-CN,zh;q=0.9,en;q=0.8"]
    private let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]

    private func choose(_ client: StudioClient, _ language: String, _ path: String) async throws
        -> StudioReply
    {
        try await client.execute(
            uri: "/language?path=\(escaped(path))",
            method: .post,
            headers: form,
            body: ByteBuffer(string: "language=\(language)")
        )
    }

    private func escaped(_ path: String) -> String {
        path.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }

    @Test func `a page is in the language that the browser prefers`() async throws {
        try await StudioFixture().run { client, studio in
            let id = try await studio.startDataset()
            _ = try await studio.wait(for: id)
            for (path, words) in [
                ("/", "数据集"), ("/datasets/\(id)", "图像分类数据集"), ("/nowhere", "未找到"),
                ("/datasets/images/classification/new", "训练图像"),
                ("/models/images/classification/new", "学习率"),
            ] {
                let reply = try await client.execute(uri: path, method: .get, headers: chinese)
                #expect(reply.text.contains(words), "\(path)")
                #expect(reply.text.contains("<html lang=\"zh-Hans\">"), "\(path)")
                #expect(reply.headers[.vary] == "Accept-Language, Cookie", "\(path)")
                #expect(reply.headers[.contentLanguage] == "zh-Hans", "\(path)")
            }
        }
    }

    @Test func `the switch keeps a language in a cookie and returns to the page`() async throws {
        try await StudioFixture(token: "secret").run { client, _ in
            let reply = try await choose(client, "zh-Hans", "/models/x?a=b")
            #expect(reply.status == .seeOther)
            #expect(reply.headers[.location] == "/models/x?a=b")
            let cookie = reply.headers[.setCookie] ?? ""
            #expect(cookie.hasPrefix("crema_language=zh-Hans; Path=/; SameSite=Lax"))
            let page = try await client.execute(
                uri: "/",
                method: .get,
                headers: [.cookie: "crema_language=zh-Hans", .acceptLanguage: "en"]
            )
            #expect(page.text.contains("登录"))
        }
    }

    @Test(arguments: ["//evil.org", "https://evil.org/", "/\\evil.org", "", "/a\nSet-Cookie: b"])
    func `the switch leads to no other site`(path: String) async throws {
        try await StudioFixture().run { client, _ in
            let reply = try await choose(client, "en", path)
            #expect(reply.headers[.location] == "/")
        }
    }

    @Test func `the switch refuses an unknown language`() async throws {
        try await StudioFixture().run { client, _ in
            let reply = try await choose(client, "xx", "/")
            #expect(reply.status == .badRequest)
            #expect(reply.headers[.setCookie] == nil)
            #expect(reply.text.contains("The studio has no language “xx”; it has en, zh-Hans."))
        }
    }

    @Test func `the switch marks the language and knows the page`() async throws {
        try await StudioFixture().run { client, _ in
            let uri = "/models/images/classification/new?dataset=x"
            let reply = try await client.execute(uri: uri, method: .get, headers: chinese)
            #expect(reply.text.contains("lang=\"zh-Hans\" aria-current=\"true\">中文</button>"))
            #expect(reply.text.contains("lang=\"en\">English</button>"))
            #expect(reply.text.contains("action=\"/language?path=\(escaped(uri))\""))
        }
    }

    @Test func `JSON is in the language of the request, else in English`() async throws {
        try await StudioFixture().run { client, _ in
            for (headers, words) in [
                (HTTPFields(), "There is no job “x”; it may have been deleted."),
                (chinese, "任务“x”不存在，可能已被删除。"),
            ] {
                let reply = try await client.execute(
                    uri: "/models/x.json",
                    method: .get,
                    headers: headers
                )
                #expect(reply.text.contains("\"message\":\"\(words)\",\"type\":\"NotFound\""))
            }
        }
    }

    @Test func `errors in a form are in the reader's language`() async throws {
        try await StudioFixture().run { client, _ in
            let reply = try await client.execute(
                uri: "/datasets/images/classification.json",
                method: .post,
                headers: form.merging(chinese),
                body: ByteBuffer(string: "method=folder&resize_width=0&folder_trian=x")
            )
            #expect(reply.status == .badRequest)
            #expect(reply.text.contains("“0”不是 1 到 8192 之间的整数。"))
            #expect(reply.text.contains("此表单没有字段“folder_trian”；是否要写“folder_train”？"))
            #expect(reply.text.contains("请填写数据集的名称。"))
            let twice = try await client.execute(
                uri: "/models/images/classification.json",
                method: .post,
                headers: form.merging(chinese),
                body: ByteBuffer(string: "method=standard")
            )
            #expect(twice.text.contains("\"dataset\":[\"请选择数据集。\"]"))
        }
    }

    @Test func `what became of a job is said in the reader's language`() async throws {
        try await StudioFixture(script: "kill -9 $$").run { client, studio in
            let dataset = try await studio.startDataset("数字")
            _ = try await studio.wait(for: dataset)
            let model = Job(.model(ModelSettings(name: "m", dataset: dataset)))
            try await studio.store.create(model)
            try await studio.queue.enqueue(model.id)
            _ = try await studio.wait(for: model.id)
            for (headers, killed, failed) in [
                (
                    HTTPFields(), "The process was killed by signal 9 (out of memory?).",
                    "The data set cannot be used: “数字” failed."
                ),
                (chinese, "进程异常结束：被信号 9 终止（可能是内存不足）。", "数据集无法使用：“数字”创建失败。"),
            ] {
                for (path, words) in [
                    ("/", killed), ("/", failed), ("/datasets/\(dataset)", killed),
                    ("/models/\(model.id)", failed),
                ] {
                    let page = try await client.execute(uri: path, method: .get, headers: headers)
                    #expect(page.text.contains(words), "\(path)")
                }
            }
            let reply = try await client.execute(
                uri: "/models/\(model.id).json",
                method: .get,
                headers: chinese
            )
            #expect(
                reply.text.contains("\"message\":\"The data set cannot be used: “数字” failed.\"")
            )
        }
    }

    @Test func `a notice is in the reader's language, and an old one as it is`() async throws {
        let phrase = #""phrase":{"key":"omitted.summary","arguments":{"reasons":"x"}}"#
        let script = """
            say '"event":"notice","title":"Old","message":"Without a key."'
            say '"event":"notice","title":"New","message":"x.",\(phrase)'
            """
        try await StudioFixture(script: script).run { client, studio in
            let id = try await studio.startDataset()
            _ = try await studio.wait(for: id)
            let page = try await client.execute(
                uri: "/datasets/\(id)",
                method: .get,
                headers: chinese
            )
            #expect(page.text.contains(">Without a key.</p>"))
            #expect(page.text.contains(">x。</p>"))
        }
    }

    @Test func `no page of an error has words of another language`() async throws {
        try await StudioFixture(token: "secret").run { client, _ in
            let known = chinese.merging([.authorization: "Bearer secret"])
            let requests: [(HTTPRequest.Method, String, HTTPFields, Int)] = [
                (.get, "/", chinese, 401), (.get, "/nowhere", known, 404),
                (.get, "/static/nothing.css", known, 404), (.get, "/models/x", known, 404),
                (.post, "/jobs/x/abort", known.merging([.origin: "http://evil.example"]), 403),
                (.post, "/language", known.merging([.contentType: "text/plain"]), 400),
            ]
            for (method, uri, headers, status) in requests {
                let reply = try await client.execute(uri: uri, method: method, headers: headers)
                #expect(reply.status.code == status, "\(uri)")
                let main = "<main" + (reply.text.split(separator: "<main").last ?? "")
                let text = main.replacing(#/<[^>]*>|“[^”]*”|\(multipart.form-data\)/#, with: " ")
                let words = text.matches(of: #/[A-Za-z]{2,}/#).map { String($0.0) }
                #expect(Set(words).subtracting(["Crema", "en", "zh", "Hans"]) == [], "\(uri)")
            }
        }
    }

    @Test func `rows sent to open pages are in the language of each`() async throws {
        try await StudioFixture().run { _, studio in
            let id = try await studio.startDataset()
            _ = try await studio.wait(for: id)
            let feed = try await studio.store.feed(of: id)
            for (language, status) in [
                (Language.english, "Done"), (.simplifiedChinese, "已完成"),
            ] {
                let place = HomeFeed.Place(
                    version: await studio.store.version,
                    language: language,
                    columns: ChosenColumns()
                )
                try await studio.store.append(.notice(.verbatim("news")), to: id)
                try await Task.sleep(for: .milliseconds(1100))
                let home = await studio.homeFeed.news(since: place)
                #expect(home.text.contains(status))
                let job = await feed.news(since: JobFeed.Place(afterLine: 0, in: language))
                #expect(job.text.contains("\"status\":\"\(status)\""))
            }
        }
    }
}

extension HTTPFields {
    fileprivate func merging(_ other: HTTPFields) -> HTTPFields {
        other.reduce(into: self) { $0.append($1) }
    }
}
