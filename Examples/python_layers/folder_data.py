"""A data layer that reads a folder of images with one sub-folder a class.

`param_str: '{"folder": "images", "batch_size": 32, "height": 28, "width": 28, "color": false}'`.
Tops are images (N x C x H x W, from 0 to 1, colours blue, green, red) and labels (N), the number of
the sub-folder in alphabetical order. In the phase TRAIN each pass through the images has an order
of its own; in TEST they come by name.

With `prefetch = 4` in the class the images are read while the net computes, on a thread; with
`prefetch_processes = 1` beside it, in a process, which does not share its interpreter with other
layers. More processes need a layer that tells by self.iteration what comes next; this one goes on
from where its last pass ended.
"""

import json
from pathlib import Path

import numpy as np

import caffe

SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp"}


class FolderDataLayer(caffe.Layer):
    def setup(self, bottom, top):
        options = json.loads(self.param_str)
        self.shape = options["batch_size"], 3, options["height"], options["width"]
        self.color = options.get("color", True)
        if not self.color:
            self.shape = (self.shape[0], 1, *self.shape[2:])
        classes = sorted(path for path in Path(options["folder"]).iterdir() if path.is_dir())
        self.files = [
            (file, label)
            for label, folder in enumerate(classes)
            for file in sorted(folder.iterdir())
            if file.suffix.lower() in SUFFIXES
        ]
        if not self.files:
            raise ValueError(f"{options['folder']} has no sub-folders with images")
        self.waiting = []

    def reshape(self, bottom, top):
        top[0].reshape(*self.shape)
        top[1].reshape(self.shape[0])

    def forward(self, bottom, top):
        for index in range(self.shape[0]):
            file, label = self.next_file()
            image = caffe.io.load_image(file, self.color)
            image = caffe.io.resize_image(image, self.shape[2:])
            top[0].data[index] = image.transpose(2, 0, 1)[::-1]
            top[1].data[index] = label

    def next_file(self):
        if not self.waiting:
            order = np.arange(len(self.files))
            if self.phase == caffe.TRAIN:
                order = self.rng.permutation(order)
            self.waiting = list(order)
        return self.files[self.waiting.pop(0)]

    def backward(self, top, propagate_down, bottom):
        pass
