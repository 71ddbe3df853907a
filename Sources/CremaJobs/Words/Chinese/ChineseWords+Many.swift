extension ChineseWords {
    /// The test of a list of images.
    static let many = """
        error.not_tested_many = 无法测试这些图像
        form.choose_list = 请选择要测试的图像列表。
        form.empty_list = 列表中没有图像。
        form.not_count = “{{found}}”不是 {{low}} 到 {{high}} 之间的整数。
        many.accuracy = 准确程度
        many.all = 全部图像
        many.class = 类别
        many.confusion = 混淆矩阵
        many.confusion_note = 每一行是一类图像，每一列是它们被判成的类别。
        many.counted = 列表中注明类别的图像
        many.errors = 误差
        many.file = 全部结果 (CSV)
        many.folder = 图像所在文件夹
        many.found = 结果
        many.heading = 已测试 {{count}} 张图像
        many.image = 图像
        many.images = 图像数
        many.likeliest = 每个类别中最有把握的图像
        many.likeliest_title = {{job.name}} 最有把握的图像
        many.limit = 图像数量
        many.list = 图像列表
        many.list_note = 一个文本文件，每行是一张图像的路径；如果知道图像是什么，写在路径之后。
        many.mean_error = 平均绝对误差
        many.no_limit = 全部
        many.per_class = 准确率
        many.rest = 其余 {{rest}} 张见文件。
        many.root_mean_square = 均方根误差
        many.show_likeliest = 每个类别中最有把握的
        many.test = 测试多张图像
        many.title = {{job.name}} 测试多张图像
        many.top_five = 在最可能的五个之中 (top-5)
        many.top_n = 每个类别的图像数
        many.top_one = 最可能的正确 (top-1)
        many.truth = 实际
        many.unreadable = 无法读取的图像：{{unreadableCount}}
        many.value = 数值
        many.wrong = 错误
        way.test_others = 测试其他图像
        """
}
