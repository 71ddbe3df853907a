#include "CVips.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

// Types and values of libvips' stable C interface (8.13 or newer, which can block loaders).
typedef struct VipsImage VipsImage;
typedef struct VipsSource VipsSource;
typedef struct VipsArrayDouble VipsArrayDouble;
enum { FORMAT_UCHAR = 0, FORMAT_USHORT = 2 };
enum { INTERPRETATION_LAB = 13, INTERPRETATION_CMYK = 15, INTERPRETATION_SRGB = 22 };
enum { ACCESS_SEQUENTIAL = 1 };
enum { FAIL_ON_TRUNCATED = 1 };

static struct {
    int (*init)(const char *);
    void (*concurrency_set)(int);
    void (*cache_set_max)(int);
    void (*block_set)(const char *, int);
    VipsSource *(*source_new)(const void *, size_t);
    VipsImage *(*new_from_source)(VipsSource *, const char *, ...);
    VipsImage *(*new_from_memory)(const void *, size_t, int, int, int, int);
    int (*get_width)(const VipsImage *);
    int (*get_height)(const VipsImage *);
    int (*get_bands)(const VipsImage *);
    int (*get_format)(const VipsImage *);
    int (*get_interpretation)(const VipsImage *);
    int (*get_orientation)(VipsImage *);
    int (*hasalpha)(VipsImage *);
    int (*colourspace)(VipsImage *, VipsImage **, int, ...);
    int (*flatten)(VipsImage *, VipsImage **, ...);
    int (*cast)(VipsImage *, VipsImage **, int, ...);
    int (*extract_band)(VipsImage *, VipsImage **, int, ...);
    int (*write_to_buffer)(VipsImage *, const char *, void **, size_t *, ...);
    void *(*write_to_memory)(VipsImage *, size_t *);
    VipsArrayDouble *(*array_double_new)(const double *, int);
    void (*area_unref)(VipsArrayDouble *);
    char *(*error_buffer_copy)(void);
    void (*object_unref)(void *);
    void (*free)(void *);
} vips;

static const struct {
    const char *name;
    void *function;
} symbols[] = {
    {"vips_init", &vips.init},
    {"vips_concurrency_set", &vips.concurrency_set},
    {"vips_cache_set_max", &vips.cache_set_max},
    {"vips_operation_block_set", &vips.block_set},
    {"vips_source_new_from_memory", &vips.source_new},
    {"vips_image_new_from_source", &vips.new_from_source},
    {"vips_image_new_from_memory", &vips.new_from_memory},
    {"vips_image_get_width", &vips.get_width},
    {"vips_image_get_height", &vips.get_height},
    {"vips_image_get_bands", &vips.get_bands},
    {"vips_image_get_format", &vips.get_format},
    {"vips_image_get_interpretation", &vips.get_interpretation},
    {"vips_image_get_orientation", &vips.get_orientation},
    {"vips_image_hasalpha", &vips.hasalpha},
    {"vips_colourspace", &vips.colourspace},
    {"vips_flatten", &vips.flatten},
    {"vips_cast", &vips.cast},
    {"vips_extract_band", &vips.extract_band},
    {"vips_image_write_to_buffer", &vips.write_to_buffer},
    {"vips_image_write_to_memory", &vips.write_to_memory},
    {"vips_array_double_new", &vips.array_double_new},
    {"vips_area_unref", &vips.area_unref},
    {"vips_error_buffer_copy", &vips.error_buffer_copy},
    {"g_object_unref", &vips.object_unref},
    {"g_free", &vips.free},
};

static const char *const trusted_loaders[] = {
    "VipsForeignLoadPng",  "VipsForeignLoadJpeg", "VipsForeignLoadPpm",
    "VipsForeignLoadWebp", "VipsForeignLoadTiff", "VipsForeignLoadNsgif",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

// Starts libvips without its modules, which it looks for below VIPSHOME: ImageMagick, Poppler
// and the libraries behind them would be in sight of the whole process, where h5py then meets
// another HDF5 than its own.
static int start(void) {
    const char *home = getenv("VIPSHOME");
    char *kept = home ? strdup(home) : NULL;
    setenv("VIPSHOME", "/dev/null", 1);
    int failed = vips.init("crema");
    if (kept) setenv("VIPSHOME", kept, 1);
    else unsetenv("VIPSHOME");
    free(kept);
    return failed;
}

const char *cvips_open(void) {
    // An installed Python package brings a libvips of its own, by another name.
    const char *named = getenv("CREMA_VIPS");
    void *library = dlopen(named ? named : "libvips.so.42", RTLD_NOW | RTLD_LOCAL);
    if (!library) return "libvips is not installed (package libvips42, or name the library in CREMA_VIPS)";
    for (size_t i = 0; i < COUNT(symbols); i++) {
        void *function = dlsym(library, symbols[i].name);
        if (!function) return "this libvips is too old; version 8.13 or newer is needed";
        *(void **)symbols[i].function = function;
    }
    // What is wrong with an image is said by the error; a line on stderr for each
    // damaged chunk is not.
    setenv("VIPS_WARNING", "0", 0);
    if (start()) return "libvips does not start";
    // Images are small and many: the callers share them out over the cores themselves.
    vips.concurrency_set(1);
    vips.cache_set_max(0);
    vips.block_set("VipsForeignLoad", 1);
    for (size_t i = 0; i < COUNT(trusted_loaders); i++) vips.block_set(trusted_loaders[i], 0);
    return NULL;
}

void *cvips_image(const void *bytes, size_t length, struct cvips_header *header) {
    // A source rather than a buffer: for PPM there is no trusted loader of buffers.
    VipsSource *source = vips.source_new(bytes, length);
    if (!source) return NULL;
    VipsImage *image = vips.new_from_source(
        source, "", "access", ACCESS_SEQUENTIAL, "fail_on", FAIL_ON_TRUNCATED, NULL);
    vips.object_unref(source);
    if (!image) return NULL;
    int format = vips.get_format(image), space = vips.get_interpretation(image);
    header->width = vips.get_width(image);
    header->height = vips.get_height(image);
    header->bands = vips.get_bands(image);
    header->alphas = vips.hasalpha(image) ? 1 : 0;
    header->bits = format == FORMAT_UCHAR ? 8 : format == FORMAT_USHORT ? 16 : 0;
    header->is_cmyk = space == INTERPRETATION_CMYK;
    header->is_lab = space == INTERPRETATION_LAB;
    header->orientation = vips.get_orientation(image);
    return image;
}

void *cvips_samples(void *image) {
    size_t length;
    return vips.write_to_memory(image, &length);
}

// Replaces *image by the result of a step and releases what it was; false where the step failed.
static int replace(VipsImage **image, int failed, VipsImage **result) {
    if (failed) return 0;
    vips.object_unref(*image);
    *image = *result;
    return 1;
}

static int flatten_on_white(VipsImage **image) {
    const double white[] = {255, 255, 255};
    VipsArrayDouble *background = vips.array_double_new(white, 3);
    VipsImage *result = NULL;
    int failed = vips.flatten(*image, &result, "background", background, NULL);
    vips.area_unref(background);
    return replace(image, failed, &result);
}

void *cvips_rgb(void *opened, int flattens) {
    VipsImage *image = NULL, *result = NULL;
    if (vips.colourspace(opened, &image, INTERPRETATION_SRGB, NULL)) return NULL;
    void *pixels = NULL;
    size_t length;
    if ((!flattens || !vips.hasalpha(image) || flatten_on_white(&image)) &&
        replace(&image, vips.extract_band(image, &result, 0, "n", 3, NULL), &result) &&
        replace(&image, vips.cast(image, &result, FORMAT_UCHAR, NULL), &result))
        pixels = vips.write_to_memory(image, &length);
    vips.object_unref(image);
    return pixels;
}

void *cvips_encode(
    const void *pixels, int width, int height, int bands, const char *suffix, size_t *length) {
    size_t size = (size_t)width * height * bands;
    VipsImage *image =
        vips.new_from_memory(pixels, size, width, height, bands, FORMAT_UCHAR);
    if (!image) return NULL;
    void *file = NULL;
    int failed = vips.write_to_buffer(image, suffix, &file, length, NULL);
    vips.object_unref(image);
    return failed ? NULL : file;
}

void cvips_close(void *image) { vips.object_unref(image); }
void cvips_free(void *bytes) { vips.free(bytes); }
char *cvips_take_errors(void) { return vips.error_buffer_copy(); }
