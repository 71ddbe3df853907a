"""A data layer with several labels an image, from a list of lines `path label label ...`.

`param_str: '{"list": "train.txt", "root": "images", "classes": 20, "batch_size": 32, "height": 227,
"width": 227}'`. Tops are images (N x 3 x H x W, from 0 to 255, colours blue, green, red) and labels
(N x classes) of zeros and ones, for SigmoidCrossEntropyLoss. In the phase TRAIN images are mirrored
by chance.
"""

import json
from pathlib import Path

import numpy as np

import caffe


class MultilabelDataLayer(caffe.Layer):
    def setup(self, bottom, top):
        options = json.loads(self.param_str)
        self.classes = options["classes"]
        self.shape = options["batch_size"], 3, options["height"], options["width"]
        root = Path(options.get("root", "."))
        self.records = []
        for number, line in enumerate(Path(options["list"]).read_text().splitlines(), 1):
            path, *labels = line.split()
            labels = [int(label) for label in labels]
            if any(not 0 <= label < self.classes for label in labels):
                raise ValueError(
                    f"{options['list']}:{number}: labels are from 0 to {self.classes - 1}: {labels}"
                )
            self.records.append((root / path, labels))
        self.position = 0

    def reshape(self, bottom, top):
        top[0].reshape(*self.shape)
        top[1].reshape(self.shape[0], self.classes)

    def forward(self, bottom, top):
        top[1].data[...] = 0
        for index in range(self.shape[0]):
            path, labels = self.records[self.position]
            self.position = (self.position + 1) % len(self.records)
            image = caffe.io.resize_image(caffe.io.load_image(path), self.shape[2:])
            if self.phase == caffe.TRAIN and self.rng.random() < 0.5:
                image = image[:, ::-1]
            top[0].data[index] = 255 * image.transpose(2, 0, 1)[::-1]
            top[1].data[index, labels] = 1

    def backward(self, top, propagate_down, bottom):
        pass
