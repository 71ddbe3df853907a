extension ChineseWords {
    /// Who may do what, and how they sign in.
    static let people = """
        audit.jobs = 任务
        audit.newer = 较新
        audit.none = 尚无任何更改。
        audit.note = 每个更改了内容的请求和每个被拒绝的请求，最新的在前。文件为任务文件夹中的 .audit.jsonl。
        audit.older = 较早
        audit.pages = 请求的页
        audit.request = 请求
        audit.status = 状态
        audit.time = 时间
        audit.title = 操作记录
        audit.user = 用户

        error.no_form_token = 该表单并非来自 Crema 当前有效的页面。请重新打开页面后再提交。

        people.busy = 当前登录的人过多，请稍后再试。
        people.damaged = {{file}}：无法读取用户列表，因此任何人都无法登录。请修复或恢复该文件；没有它，Crema 就没有用户。
        people.files = 作业的文件中含有本机的文件夹路径，只有可以训练的用户才能查看。
        people.job_of_nobody = “{{name}}”没有所有者，只有管理员可以更改。
        people.job_of_other = “{{name}}”属于 {{owner}}；只有 {{owner}} 或管理员可以更改。
        people.name = 名称
        people.name_only = 请选择一个名称；您创建的作业将归在该名称下。
        people.name_taken = 用户“{{name}}”已存在；如需更改密码或角色，请使用 "password" 或 "role"。
        people.no_memory = 内存不足，无法检查密码（需要 64 MiB）。请稍后再试。
        people.no_users = 还没有用户；请用 "crema studio users add" 添加。
        people.not_name = 名称必须由 1 到 64 个字母（a 到 z）、数字、“.”、“_”或“-”组成，实际为“{{found}}”。
        people.owner = 所有者：{{owner}}
        people.password = 密码
        people.password_length = 密码必须为 {{least}} 到 {{most}} 个字节，实际为 {{count}} 个。
        people.role_administer = 只有管理员可以执行此操作。
        people.role_train = 您可以查看，但不能创建或更改作业。管理员可以为您更改角色。
        people.sign_in = 请用您的名称和密码登录。
        people.sign_out = 退出登录
        people.unknown = 没有用户“{{name}}”；已有的用户：{{known}}。
        people.wait = 密码错误次数过多。请等待 {{count}} 秒后再试。
        people.wrong_password = 名称或密码错误。

        way.here = 打开页面
        """
}
