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
        resize.title = 预览图像的处理结果
        resize.own_image = 您自己的图像
        resize.size = 图像大小：{{size}}
        error.no_example = 无法显示图像：{{reason}}
        dataset_error.size = 图像为 {{width}} x {{height}} 像素；每边须为 1 到 {{most}}
        dataset_error.channels = 图像有 {{channels}} 个通道；须为 1（灰度）或 3（彩色）
        dataset_error.no_training = 没有用于训练的图像
        dataset_error.folder_used = {{folder}} 中已有数据集；请选择另一个文件夹
        dataset_error.share = 用于验证的比例为 {{percent}} %；允许从 0 到 100 以下
        dataset_error.no_cifar = 无法下载 {{name}}。请将 {{variable}} 设为含有其二进制版文件的文件夹
        kind.cifar-10.title = CIFAR-10
        kind.cifar-10.source = CIFAR-10（现成）
        kind.cifar-10.paragraph.1 = CIFAR-10：十类交通工具和动物的照片，50,000 张用于训练，10,000 张用于验证，彩色，32 × 32 像素。
        kind.cifar-100.title = CIFAR-100
        kind.cifar-100.source = CIFAR-100（现成）
        kind.cifar-100.paragraph.1 = CIFAR-100：同样数量、同样大小的照片，共一百类。
        """
}
