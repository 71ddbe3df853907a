extension ChineseWords {
    /// New versions of data sets: images that are left out, given another label or added.
    static let versions = """
        dataset.new_version = 新版本
        dataset.version_changes = 去掉 {{removed}} 张，更改标签 {{changed}} 张。
        dataset.version_of = {{#path}}<a href="{{path}}">{{name}}</a>{{/path}}{{^path}}{{name}}{{/path}} 的新版本。
        dataset_error.no_class = 没有编号为 {{label}} 的类别可以赋给图像（{{part}}）
        dataset_error.no_image = 没有编号为 {{index}} 的图像可供更改（{{part}}）；共有 {{count}} 张
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
        script.images_changed = 去掉 {removed} 张，更改标签 {changed} 张
        script.images_selected = 已选 {count} 张
        version.changes = 更改
        version.choose = 请在图像页面上选择要去掉或更改标签的图像。
        version.images = 选择图像
        version.intro = 新版本是一个独立的数据集。{{name}} 及用它训练的模型保持不变。
        version.title = {{name}} 的新版本
        """
}
