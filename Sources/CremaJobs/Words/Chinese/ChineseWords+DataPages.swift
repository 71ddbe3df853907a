extension ChineseWords {
    /// The pages of data sets.
    static let dataPages = """
        dataset.backend = 数据库
        dataset.clone = 克隆
        dataset.files = 文件
        dataset.files_later = 任务开始后写入。
        dataset.size = 尺寸
        dataset.task_parse = 查找图像
        dataset.task_test = 写入测试部分
        dataset.task_train = 写入训练部分
        dataset.task_val = 写入验证部分
        dataset.tasks = 步骤
        enlarged.close = 关闭
        error.page_size = “{{text}}”不能作为每页的图像数；允许 1 到 {{most}}。
        explore.pages = 页码
        explore.size = 每页图像数
        """
}
