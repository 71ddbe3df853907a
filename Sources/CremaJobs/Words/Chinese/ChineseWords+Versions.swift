extension ChineseWords {
    /// Data sets made from others, and from databases that are there already.
    static let versions = """
        dataset.new_version = 新版本
        dataset.repeated = 重复的图像
        dataset.repeated_help = 数据集中有 {{count}} 张图像再次出现，像素完全相同。同时出现在两个部分中的图像会使模型看起来比实际更好。全部列在
        dataset.without_repeated = 创建不含它们的版本
        dataset.version_changes = 去掉 {{removed}} 张，更改标签 {{changed}} 张。
        dataset.version_of = {{#path}}<a href="{{path}}">{{name}}</a>{{/path}}{{^path}}{{name}}{{/path}} 的新版本。
        dataset_error.no_class = 没有编号为 {{label}} 的类别可以赋给图像（{{part}}）
        dataset_error.no_image = 没有编号为 {{index}} 的图像可供更改（{{part}}）；共有 {{count}} 张
        dataset_error.none_read = 列表中的 {{count}} 张图像都无法读取：{{reasons}}
        dataset_error.other_shape = {{path}}：有 {{found}} 个值（通道 x 高 x 宽），而第一张图像 {{first}} 有 {{expected}}；可用 -resize_width 和 -resize_height 使它们一致
        dataset_error.not_added = 按类别分的文件夹不能加入带数值的图像
        error.no_version = “{{name}}”中的图像带有数值而不是类别；尚不能创建它的新版本。
        explore.give_label = 改为此标签
        explore.hint = 选中图像后，可在数据集的新版本中去掉它们或更改其标签。数据集本身保持不变。
        explore.keep = 保持原样
        explore.label = 标签
        explore.make_version = 创建新版本
        explore.remove = 去掉
        explore.select = 选中 {{name}}
        explore.selection = 选中的图像
        form.changes = 无法读取更改：去掉图像写作“train/5=-”，更改类别写作“val/7=2”。
        form.no_changes = 请添加图像，或在图像页面上去掉图像或更改标签。
        kind.version.title = 新版本
        kind.version.source = 另一个数据集，经过更改
        option.version_images.label = 更多图像
        option.version_images.help = 每个类别各有一个图像文件夹的文件夹，或其 zip 或 tar 压缩包。数据集中没有的类别排在原有类别之后。
        option.version_pct_val.label = 用于验证的比例
        option.version_pct_val.help = 每个类别新加入的图像中，留出多少用来衡量准确率。
        option.version_pct_test.label = 用于测试的比例
        option.version_pct_test.help = 每个类别新加入的图像中，留出多少训练时完全不用。
        job_error.images_there = {{folder}} 已经存在；请指定不含它的文件夹
        script.images_changed = 去掉 {removed} 张，更改标签 {changed} 张
        script.images_selected = 已选 {count} 张
        version.changes = 更改
        version.choose = 请在图像页面上选择要去掉或更改标签的图像。
        version.images = 选择图像
        version.intro = 新版本是一个独立的数据集。{{name}} 及用它训练的模型保持不变。
        version.title = {{name}} 的新版本
        dataset_error.lmdb_empty = 数据库 {{path}} 中没有记录
        dataset_error.lmdb_label = 数据库 {{path}} 中有标签为 {{label}} 的图像；标签从 0 开始
        dataset_error.lmdb_many = 数据库 {{path}} 中有标签为 {{label}} 的图像；请提供类别名称文件
        dataset_error.lmdb_names = 数据库 {{path}} 中有类别 {{label}} 的图像，但只有 {{count}} 个类别名称
        dataset_error.lmdb_one_class = 所有图像的标签都是 0：没有可以区分的类别
        dataset_error.lmdb_sizes = 数据库 {{path}} 中的图像为 {{found}}（通道 x 高 x 宽），而训练图像为 {{expected}}
        form.lmdb_outside = 此文件夹的 data.mdb 指向数据根目录 {{root}} 之外。
        kind.lmdb.paragraph.1 = 一个由 Datum 记录组成的 LMDB，例如由 convert_imageset 创建的。它留在原处，只被读取；在数据集使用期间请不要更改它。
        kind.lmdb.source = 现有的 LMDB
        kind.lmdb.title = 从现有的 LMDB 创建
        option.lmdb_labels.label = 类别名称
        option.lmdb_labels.help = 一个文本文件。第 1 行是类别 0 的名称，第 2 行是类别 1 的名称，依此类推。不填时，类别以其编号为名称。
        option.lmdb_train.label = 训练数据库
        option.lmdb_train.help = 含有 data.mdb 的文件夹，其中是大小相同、通道相同的图像。
        option.lmdb_train.requirement = 请填写 LMDB 的文件夹。
        option.lmdb_val.label = 验证数据库
        option.lmdb_val.help = 另一个这样的文件夹，用来衡量准确率。不填时不衡量。
        option.folder_class_order.label = 类别顺序
        option.folder_class_order.help = 类别名称如何排序，由此决定类别的编号：像 DIGITS 那样逐个字符比较，或按名称中数字的大小。
        option.folder_class_order.bytes = 逐个字符（class10、class2）
        option.folder_class_order.natural = 自然顺序（class2、class10）
        """
}
