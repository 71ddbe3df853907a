#pragma once

#include <hdf5.h>

// HDF5 names its types, property lists and versioned functions by macros; Swift sees functions and constants only.

static const hid_t crema_h5_default = H5P_DEFAULT;
static const hid_t crema_h5_whole = H5S_ALL;
static const hsize_t crema_h5_unlimited = H5S_UNLIMITED;

static inline hid_t crema_h5_native_float(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t crema_h5_native_int(void) { return H5T_NATIVE_INT; }
static inline hid_t crema_h5_c_string(void) { return H5T_C_S1; }

static inline hid_t crema_h5_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t crema_h5_dataset_create(void) { return H5P_DATASET_CREATE; }
static inline hid_t crema_h5_link_create(void) { return H5P_LINK_CREATE; }

// What is done with each name in a group; `is_hard` is false for a link to another place or file. Any other result than 0 ends it.
typedef int (*crema_h5_visit)(const char *name, int is_hard, void *data);

typedef struct {
    crema_h5_visit visit;
    void *data;
} crema_h5_visitor;

static inline herr_t crema_h5_pass_on(
    hid_t group, const char *name, const H5L_info_t *link, void *visitor) {
    (void)group;
    const crema_h5_visitor *to = (const crema_h5_visitor *)visitor;
    return to->visit(name, link->type == H5L_TYPE_HARD, to->data);
}

// Visits the names in a group in their order; negative where the group is damaged.
static inline herr_t crema_h5_each_name(hid_t group, crema_h5_visit visit, void *data) {
    crema_h5_visitor visitor = {visit, data};
    return H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, NULL, crema_h5_pass_on, &visitor);
}

// 1 for a name that stands for an object of this file, 0 for a link to another place or file; negative where it is damaged.
static inline int crema_h5_is_hard(hid_t file, const char *path) {
    H5L_info_t link;
    if (H5Lget_info(file, path, &link, H5P_DEFAULT) < 0) return -1;
    return link.type == H5L_TYPE_HARD;
}
