extension ChineseWords {
    /// What views and parts of them say: words, dates, counts.
    static let parts = """
        format.date = yyyy年M月d日 HH:mm
        format.hours = {{hours}} 小时 {{minutes}} 分
        format.lines = {{lines}}
        format.list = {{first}}和{{second}}
        format.minutes = {{minutes}} 分 {{seconds}} 秒
        format.percent = {{number}}%
        format.quoted = “{{name}}”
        format.seconds = {{seconds}} 秒

        job.bottoms = 输入 (bottom)
        job.created = 创建时间
        job.failed = 任务失败。
        job.folder = 任务文件夹
        job.iteration = 迭代
        job.kind.dataset = 数据集
        job.kind.model = 模型
        job.layer = 层
        job.phase = 阶段
        job.size = 占用空间
        job.time_left = 已用 {{elapsed}}，剩余 {{remaining}}
        job.tops = 输出 (top)

        dataset.colour = 彩色
        dataset.grey = 灰度
        dataset.not_shown = 无法显示图像
        dataset.source = 来源

        explore.all = 全部
        explore.count = {{count}} 张图像
        explore.training = 训练集
        explore.validation = 验证集

        classify.parameters = {{count}} 个可学习参数

        model.epoch = 第 {{epoch}} 轮
        model.validated_changed = 用经该层改动的图像验证
        model.validated_whole = 用完整图像验证
        model.whole_name = {{name}}，用完整图像验证
        model.why_note = 验证图像也会经过{{layers}}。这里评估网络用的是被改动过的图像，因此准确率低估了它的真实水平：换成完整的图像，它会识别得更好。

        checks.not_checked = 未检查
        checks.nothing_wrong = 没有问题
        checks.ok = 正常
        checks.wrong = 有误
        checks.wrong_count = {{count}} 处有误

        way.start = 返回首页
        way.test_another = 测试另一张图像
        way.to_model = 返回模型
        """
}
