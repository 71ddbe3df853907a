#!/usr/bin/env bash
# Makes the databases and the mean that CaffeNet, AlexNet, NiN and others in Models/ read, of
# folders of images and lists with a path and a label on each line:
#   Examples/imagenet/create_imagenet.sh TRAIN_FOLDER TRAIN_LIST VAL_FOLDER VAL_LIST [OUTPUT_FOLDER]
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
crema=${CREMA:-$root/crema}
[ $# -ge 4 ] || { sed -n '2,4s/^# //p' "$0" >&2; exit 1; }
output=${5:-$root/data/ilsvrc12}

mkdir -p "$output"
size=(--resize_height=256 --resize_width=256)
"$crema" convert_imageset "${size[@]}" --shuffle "$1/" "$2" "$output/train_lmdb"
"$crema" convert_imageset "${size[@]}" --shuffle "$3/" "$4" "$output/val_lmdb"
"$crema" compute_image_mean "$output/train_lmdb" "$output/imagenet_mean.binaryproto"
