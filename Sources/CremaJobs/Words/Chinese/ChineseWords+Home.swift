extension ChineseWords {
    /// The tables of jobs, and what is done with several of them.
    static let home = """
        layout.gone = Crema 没有响应，可能已停止运行；恢复后本页会继续更新。

        home.clear_selection = 清除选择
        home.column_accuracy = 最新准确率
        home.column_best = 最佳准确率
        home.column_dataset = 数据集
        home.column_elapsed = 用时
        home.column_group = 分组
        home.column_kind = 类型
        home.column_loss = 损失
        home.column_name = 名称
        home.column_notes = 备注
        home.column_status = 状态
        home.columns = 列
        home.compare = 比较
        home.last = {{output}}，最新
        home.max = {{output}}，最大
        home.min = {{output}}，最小
        home.no_group = 未分组
        home.nothing_found = 没有符合搜索条件的任务。
        home.only_group = 分组：{{name}}
        home.only_tag = 标签：{{name}}
        home.page = 第 {{first}}–{{last}} 项，共 {{all}} 项
        home.pages = 分页
        home.pretrained = {{count}} 个预训练模型
        home.running = 正在进行
        home.search = 搜索名称、备注、标签和分组
        home.select_all = 选择本页全部
        home.select_job = 选择 {{name}}
        home.selection = 已选任务
        home.set_group = 设置分组
        home.show_all = 重新显示全部
        home.title = 任务

        job.name_was_deleted = 已删除“{{name}}”。
        job.was_deleted = 已删除“{{job.name}}”。

        compare.best = （最佳）
        compare.curves = 各模型的 {{output}} 随轮数的变化
        compare.models = 模型
        compare.no_results = 这些模型都还没有输出结果。
        compare.not_so_many = 请在 job_ids 中用逗号分隔列出要比较的模型：1 到 {{most}} 个，而现在有 {{count}} 个。
        compare.results = 结果
        compare.same = 所有设置都相同。
        compare.settings = 不同的设置
        compare.title = 比较
        compare.version = 版本 {{number}}

        details.cancel = 取消
        details.edit = 编辑名称、分组、标签和备注
        details.tags = 标签
        details.tags_note = 用逗号分隔。

        error.not_deleted = 任务 {{id}} 未被删除。
        error.not_in_trash = 回收站中没有“{{id}}”：它从未被删除，或删除已久，无法恢复。

        script.aborted = 已中止：{count}
        script.close = 关闭
        script.deleted = 已删除：{count}
        script.grouped = 已归入分组“{name}”：{count}
        script.selected = 已选择：{count}
        script.undo = 撤销
        script.ungrouped = 已移出分组：{count}
        """
}
