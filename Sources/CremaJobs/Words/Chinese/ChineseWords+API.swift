extension ChineseWords {
    /// The page for those who write scripts.
    static let api = """
        api.title = API 接口
        api.intro = 页面能做的一切，脚本也能通过同样的地址完成：地址以 .json 结尾时，回复即为 JSON。为 DIGITS 编写的脚本无需改动即可运行。
        api.token = 请将 TOKEN 替换为工作室启动时显示的令牌。
        api.password = 请将 NAME 和 PASSWORD 替换为您的用户名和密码。/login.json 的回复中包含用于替换 TOKEN 的令牌。
        api.client = 使用 Python
        api.client_note = crema_client 包含在 wheel 安装包中，仅需 Python 标准库。
        api.http = 通过 HTTP
        api.http_note = 字段与表单相同，沿用 DIGITS 的名称。错误或无效的字段会被指名拒绝。
        api.metrics = 用于 Prometheus
        api.metrics_note = 以数值提供任务、队列、正在进行的训练和请求的情况。
        api.routes = 所有路由及其字段和回复：<a href="/openapi.json">/openapi.json</a>（OpenAPI 3.1）。供 Prometheus 读取的数值：<a href="/metrics">/metrics</a>。
        api.copy = 复制
        script.copied = 已复制
        script.marked = 已选中：请按 Ctrl+C
        """
}
