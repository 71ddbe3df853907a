// A few calls of libvips without variable arguments, which Swift cannot make. The library is opened
// at the first call of cvips_open, so that programs that do not decode images do not load it and
// the hundred libraries behind it.
#pragma once

#include <stddef.h>

// Opens libvips and lets it read PNG, JPEG, PPM, WebP, TIFF and GIF alone. To be called once,
// before the others. Returns NULL, or why it failed.
const char *cvips_open(void);

// What the head of an image says of it.
struct cvips_header {
    int width, height;
    // Samples a pixel, and how many of them are transparency, 0 or 1.
    int bands, alphas;
    // 8 or 16 bits a sample; 0 where samples are of another kind.
    int bits;
    // Whether the samples are inks, or lightness and colour.
    int is_cmyk, is_lab;
    // How the camera was held, by EXIF's numbers from 1 to 8; 1 where nothing is said of it.
    int orientation;
};

// Reads the head of the image in `bytes`, which must outlive it. Returns the image, to be released
// by cvips_close, or NULL.
void *cvips_image(const void *bytes, size_t length, struct cvips_header *header);

// Decodes to the samples that the file holds, bands next to each other, 16-bit ones in the
// machine's order. Returns them, to be released by cvips_free, or NULL.
void *cvips_samples(void *image);

// Decodes to 8-bit red, green, blue, transparency over white if `flattens`, else without a look at
// it. Returns `3 * width * height` bytes, to be released by cvips_free, or NULL.
void *cvips_rgb(void *image, int flattens);

// Encodes 8-bit pixels of one band (grey) or three (red, green, blue) as the file that a
// suffix with options stands for, such as ".jpg[Q=95]". Returns its bytes, to be released
// by cvips_free, or NULL.
void *cvips_encode(
    const void *pixels, int width, int height, int bands, const char *suffix, size_t *length);

void cvips_close(void *image);
void cvips_free(void *bytes);

// What libvips has to say about errors so far, to be released by cvips_free.
char *cvips_take_errors(void);
